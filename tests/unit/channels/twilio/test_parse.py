"""Each recorded request is a row: what came in, what must come out."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.base import ContactAddress, ContactScheme, Inbound
from gateway.channels.twilio.parse import MAX_MEDIA, OurSenders, Unusable, parse_message
from tests.support.twilio import ACCOUNT, DATA, OUR_SMS, OUR_WHATSAPP, recorded

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
OURS = OurSenders.of([OUR_SMS], [f"whatsapp:{OUR_WHATSAPP}"])
ZAINAB = ContactAddress(ContactScheme.PHONE, "+923001234567")


def parse(form: dict[str, str]) -> Inbound:
    return parse_message(list(form.items()), senders=OURS, received_at=NOW)


CASES: list[tuple[str, dict[str, Any]]] = [
    ("sms_text", {"channel": "sms", "sender": ZAINAB, "our_address": OUR_SMS, "quarantine_reason": None,
                  "body": "hamary mohally me 5 din se pani nai aa rha", "media": [], "choice": None}),
    ("sms_urdu_digits", {"body": "میری درخواست ۷K۲M٩Q٤ کا کیا بنا؟ فون ۰۳۰۰۱۲۳۴۵۶۷"}),
    ("sms_blank_body", {"body": "", "quarantine_reason": None}),
    ("sms_opt_out", {"body": "STOP", "opt_out_type": "STOP"}),
    ("sms_short_code", {"quarantine_reason": "sender_short_code",
                        "sender": ContactAddress(ContactScheme.PHONE, "8171")}),
    ("sms_alphanumeric", {"quarantine_reason": "sender_alphanumeric"}),
    ("sms_foreign_number", {"quarantine_reason": None, "sender": ContactAddress(ContactScheme.PHONE, "+447700900123")}),
    ("whatsapp_text", {"channel": "whatsapp", "sender": ZAINAB, "our_address": OUR_WHATSAPP, "quarantine_reason": None,
                       "body": "ہماری گلی کا گٹر ابل رہا ہے"}),
    ("whatsapp_location", {"body": "", "location": {"latitude": 31.520369603333, "longitude": 74.358747289999,
                                                    "address": "Mall Road, Lahore", "label": "GPO Chowk"}}),
    ("whatsapp_button", {"choice": "verdict:yes", "body": "Haan"}),
    ("whatsapp_list", {"choice": "category:water_supply", "body": "Pani"}),
    ("whatsapp_user_without_phone", {
        "sender": ContactAddress(ContactScheme.WHATSAPP_USER, "PK.13491208655302741918"), "quarantine_reason": None,
        "channel": "whatsapp"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_recorded_request(name: str, expected: dict[str, Any]) -> None:
    inbound = parse(recorded(name))
    assert {field: getattr(inbound, field) for field in expected} == expected


@pytest.mark.parametrize("path", sorted(DATA.glob("*.json")), ids=lambda path: path.stem)
def test_every_recording_says_where_its_shape_comes_from(path: Any) -> None:
    assert "read 2026" in path.with_suffix(".source").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name, _ in CASES])
def test_every_parameter_is_kept_as_it_came(name: str) -> None:
    form = recorded(name)
    inbound = parse(form)
    assert inbound.raw == form
    assert inbound.provider_message_id == form["MessageSid"]
    assert inbound.account_sid == ACCOUNT
    assert inbound.received_at == NOW


def test_unknown_parameters_are_kept() -> None:
    assert parse(recorded("sms_unknown_parameters")).raw["Shape2027"] == "round"


def test_a_quoted_reply_keeps_what_it_quotes() -> None:
    raw = parse(recorded("whatsapp_quoted_reply")).raw
    assert raw["OriginalRepliedMessageSid"].startswith("SM")
    assert raw["Forwarded"] == "true"


def test_media_are_found_by_their_url_not_by_the_count() -> None:
    media = parse(recorded("mms_two_pictures", NumMedia="0")).media
    assert [one["content_type"] for one in media] == ["image/jpeg", "video/3gpp"]


def test_at_most_ten_media() -> None:
    extra = {f"MediaUrl{number}": f"https://api.twilio.com/{number}" for number in range(15)}
    inbound = parse(recorded("sms_text", **extra))
    assert len(inbound.media) == MAX_MEDIA
    assert inbound.raw["MediaUrl14"] == "https://api.twilio.com/14"


def test_a_voice_note_without_words_is_a_message() -> None:
    inbound = parse(recorded("whatsapp_voice_note"))
    assert (inbound.body, inbound.media[0]["content_type"]) == ("", "audio/ogg")


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("NaN", "74"), ("inf", "74"), ("31.5", "-inf"), ("91", "74"), ("31", "181"), ("", ""), ("north", "east")],
)
def test_no_place_on_earth_is_no_location(latitude: str, longitude: str) -> None:
    inbound = parse(recorded("whatsapp_location", Latitude=latitude, Longitude=longitude))
    assert inbound.location is None
    assert inbound.raw["Latitude"] == latitude


@pytest.mark.parametrize(
    ("to", "sender", "reason"),
    [
        (OUR_SMS, "+923001234567", None),
        (OUR_SMS, "00923001234567", None),
        (OUR_SMS, "923001234567", None),
        ("+19998887777", "+923001234567", "recipient_unknown"),
        (f"whatsapp:{OUR_SMS}", "whatsapp:+923001234567", "recipient_unknown"),
        (OUR_SMS, OUR_SMS, "sender_is_ours"),
        (f"whatsapp:{OUR_WHATSAPP}", f"whatsapp:{OUR_WHATSAPP}", "sender_is_ours"),
        (OUR_SMS, "3627", "sender_short_code"),
        (OUR_SMS, "Ufone", "sender_alphanumeric"),
        (OUR_SMS, "", "sender_missing"),
        ("", "+923001234567", "recipient_unknown"),
    ],
)
def test_who_may_be_answered(to: str, sender: str, reason: str | None) -> None:
    assert parse(recorded("sms_text", To=to, From=sender)).quarantine_reason == reason


@pytest.mark.parametrize("written", ["+923001234567", "00923001234567", "923001234567"])
def test_one_number_one_contact(written: str) -> None:
    assert parse(recorded("sms_text", From=written)).sender == ZAINAB


@pytest.mark.parametrize("sid", [None, "", "\0", "S" * 65])
def test_without_its_id_a_message_is_unusable(sid: str | None) -> None:
    with pytest.raises(Unusable):
        parse(recorded("sms_text", MessageSid=sid))


def test_nul_is_taken_out_of_what_is_read_and_survives_in_what_is_kept() -> None:
    inbound = parse(recorded("sms_text", Body="pani\0 nahi", ButtonPayload="a\0b"))
    assert (inbound.body, inbound.choice) == ("pani nahi", "ab")
    assert inbound.raw["Body"] == "pani\0 nahi"


def test_blanks_and_line_ends_are_not_trimmed() -> None:
    assert parse(recorded("sms_text", Body="  pani\r\n nahi  ")).body == "  pani\r\n nahi  "


def test_repeated_parameters_are_all_kept() -> None:
    fields = [*recorded("sms_text").items(), ("Tag", "1"), ("Tag", "2"), ("Tag", "3")]
    assert parse_message(fields, senders=OURS, received_at=NOW).raw["Tag"] == ["1", "2", "3"]


class TestBase64:
    prose = "ہماری گلی میں پانچ دن سے پانی نہیں آ رہا، مہربانی فرما کر درست کروا دیں۔ شکریہ"

    def encoded(self, text: str) -> str:
        return base64.b64encode(text.encode()).decode()

    def test_a_long_text_in_base64_is_read(self) -> None:
        inbound = parse(recorded("sms_text", Body=self.encoded(self.prose)))
        assert inbound.body == self.prose
        assert inbound.raw["Body"] == self.encoded(self.prose)

    @pytest.mark.parametrize("body", ["7K2M9QRA", "pani", "A" * 80, "7K2M" * 30])
    def test_other_words_are_left_alone(self, body: str) -> None:
        assert parse(recorded("sms_text", Body=body)).body == body

    def test_whatsapp_is_left_alone(self) -> None:
        body = self.encoded(self.prose)
        assert parse(recorded("whatsapp_text", Body=body)).body == body


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=10))
def test_whatever_arrives_beside_the_id_can_be_stored(extra: dict[str, str]) -> None:
    inbound = parse({**extra, "MessageSid": "SM1"})
    stored = [inbound.body, inbound.our_address, inbound.choice or "", inbound.opt_out_type or "", inbound.sender.value]
    stored += [value for one in inbound.media for value in one.values()]
    assert not any("\0" in value for value in stored)
    json.dumps(inbound.location, allow_nan=False)
    assert inbound.channel in ("sms", "whatsapp")
