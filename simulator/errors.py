"""Twilio's error answers: `{"code", "message", "more_info", "status"}`. Holds codes, statuses and our own sentences.

Source: Twilio error and warning dictionary, https://www.twilio.com/docs/api/errors, read 2026-11-24. The sentences are
ours; programs must go by the code.
"""

from http import HTTPStatus
from typing import Any

_SENTENCES: dict[int, tuple[int, str]] = {
    20001: (400, "A parameter has a value that is not allowed."),
    20003: (401, "Authenticate with an account SID and auth token, or with an API key and secret."),
    20004: (405, "This method is not allowed here."),
    20009: (409, "The message is not complete yet."),
    20404: (404, "There is no such resource."),
    20429: (429, "Too many requests at once; this one was not processed."),
    20500: (500, "Internal error."),
    21211: (400, "'To' is not a valid phone number."),
    21212: (400, "'From' is not a valid sender."),
    21266: (400, "'To' and 'From' are the same number."),
    21408: (400, "Permission to send to this country is off."),
    21602: (400, "One of Body, MediaUrl and ContentSid is needed."),
    21603: (400, "One of From and MessagingServiceSid is needed."),
    21604: (400, "'To' is needed."),
    21606: (400, "'From' is not a sender of this account."),
    21609: (400, "StatusCallback is not a valid URL."),
    21610: (400, "The recipient has opted out of this sender."),
    21611: (400, "The queue of this sender is full."),
    21612: (400, "There is no route between this sender and this recipient."),
    21614: (400, "'To' is not a mobile number."),
    21617: (400, "Body has more than 1600 characters."),
    21620: (400, "MediaUrl is not a valid URL."),
    21623: (400, "There are more than ten MediaUrl."),
    21624: (400, "ValidityPeriod must be between 1 and 36000 seconds."),
    21655: (400, "ContentSid is not known."),
    21656: (400, "ContentVariables must be a JSON object of texts."),
    21701: (404, "MessagingServiceSid is not a service of this account."),
    21910: (400, "'From' and 'To' are on different channels."),
    30409: (400, "Only a scheduled message can be canceled."),
    35111: (400, "ScheduleType needs SendAt."),
    35115: (400, "SendAt must be more than 5 minutes and at most 35 days ahead."),
    35118: (400, "A scheduled message needs a MessagingServiceSid."),
    35126: (400, "ScheduleType must be fixed."),
    63007: (400, "'From' is not a WhatsApp sender of this account."),
}


class TwilioError(Exception):
    """A call that Twilio would refuse, with its code."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.status, sentence = _SENTENCES.get(code, (400, f"The request failed with error {code}."))
        super().__init__(detail or sentence)

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def of_status(status: int) -> TwilioError:
    """The error for an address or a method that does not exist."""
    codes = {HTTPStatus.NOT_FOUND: 20404, HTTPStatus.METHOD_NOT_ALLOWED: 20004}
    return TwilioError(codes.get(HTTPStatus(status), 20001))
