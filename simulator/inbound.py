"""The form that Twilio posts when a person writes. Pure; blank fields are part of it, and of the signature.

Source: Twilio, "Twilio's request to your incoming message webhook URL", and WhatsApp parameters as captured by
nyaruka/courier (350e935); read 2026-11-24.
"""

import json
from typing import Annotated, Any

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, StringConstraints

from simulator import addresses
from simulator.addresses import Channel
from simulator.creation import MOST_CHARS, MOST_MEDIA
from simulator.records import TextRecord
from simulator.segments import measure

MOST_MEDIA_BYTES = 16 * 1024 * 1024
_PLACE_FIELDS = ("City", "Country", "State", "Zip")
_KINDS = {"image": "image", "audio": "audio", "video": "video", "text": "contacts"}
ContentType = Annotated[str, StringConstraints(pattern=r"^[\w.+-]+/[\w.+-]+(; ?[\w=.+-]+)?$")]


class Upload(BaseModel):
    """A photo, a voice note: its bytes in base64."""

    content_type: ContentType
    content: Base64Bytes = Field(max_length=MOST_MEDIA_BYTES)


class Place(BaseModel):
    """A shared location."""

    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    label: str = ""
    address: str = ""


class Press(BaseModel):
    """A quick-reply button or a row of a list that the person chose."""

    title: str
    id: str
    is_list: bool = False


class Written(BaseModel):
    """What a person sends. `to` empty: our first sender on the channel. For tests: `repeat` calls the webhook so many
    more times with the same sid, `is_lost` never, `is_forged` with a wrong signature; `parameters` adds or replaces.
    """

    model_config = ConfigDict(extra="forbid")

    sender: str = Field(alias="from", max_length=160)
    to: str = ""
    channel: Channel = "sms"
    body: str = Field("", max_length=MOST_CHARS)
    media: list[Upload] = Field(default=[], max_length=MOST_MEDIA)
    location: Place | None = None
    button: Press | None = None
    profile_name: str = "Citizen"
    user_id: str = ""
    replied_to_sid: str = ""
    is_forwarded: bool = False
    parameters: dict[str, str] = {}
    repeat: int = Field(0, ge=0, le=20)
    is_lost: bool = False
    is_forged: bool = False


def form(record: TextRecord, written: Written, *, media_urls: list[str], opt_out_type: str) -> list[tuple[str, str]]:
    """Every parameter of the webhook, sorted by name."""
    fields = _common(record) | _media(record, media_urls)
    fields |= _whatsapp(record, written) if written.channel == "whatsapp" else _places()
    if written.location:
        fields |= _location(written.location)
    if written.button:
        fields |= _press(written.button)
    if opt_out_type:
        fields["OptOutType"] = opt_out_type
    if record.service_sid:
        fields["MessagingServiceSid"] = record.service_sid
    return sorted((fields | written.parameters).items())


def _common(record: TextRecord) -> dict[str, str]:
    return {
        "MessageSid": record.sid,
        "SmsSid": record.sid,
        "SmsMessageSid": record.sid,
        "AccountSid": record.account_sid,
        "From": record.sender,
        "To": record.recipient,
        "Body": record.body,
        "NumMedia": str(len(record.media)),
        "NumSegments": str(measure(record.body).parts),
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
    }


def _media(record: TextRecord, urls: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for number, (one, url) in enumerate(zip(record.media, urls, strict=True)):
        fields |= {f"MediaUrl{number}": url, f"MediaContentType{number}": one.content_type}
    return fields


def _places() -> dict[str, str]:
    """Blank for Pakistani numbers: Twilio knows no city behind them."""
    return {side + name: "" for side in ("From", "To") for name in _PLACE_FIELDS} | {"FromCountry": "PK"}


def _whatsapp(record: TextRecord, written: Written) -> dict[str, str]:
    person = addresses.bare(record.sender)
    context: dict[str, Any] = {"ProfileName": written.profile_name}
    fields = {"ProfileName": written.profile_name, "MessageType": _kind(record, written), "ReferralNumMedia": "0"}
    if addresses.is_user_id(person):
        fields["ExternalUserId"] = record.sender
    else:
        fields["WaId"] = context["WaId"] = person.removeprefix("+")
        if written.user_id:
            fields["ExternalUserId"] = addresses.on("whatsapp", written.user_id)
    if written.is_forwarded:
        fields |= {"Forwarded": "true", "FrequentlyForwarded": "false"}
    if written.replied_to_sid:
        fields |= {
            "OriginalRepliedMessageSid": written.replied_to_sid,
            "OriginalRepliedMessageSender": record.recipient,
        }
    channel_metadata = {"type": "whatsapp", "data": {"context": context}}
    return fields | {"ChannelMetadata": json.dumps(channel_metadata, ensure_ascii=False)}


def _kind(record: TextRecord, written: Written) -> str:
    if written.location:
        return "location"
    if written.button:
        return "interactive" if written.button.is_list else "button"
    if record.media:
        return _KINDS.get(record.media[0].content_type.partition("/")[0], "document")
    return "text"


def _location(place: Place) -> dict[str, str]:
    fields = {"Latitude": f"{place.latitude:.12f}", "Longitude": f"{place.longitude:.12f}"}
    named = {"Address": place.address, "Label": place.label}
    return fields | {name: value for name, value in named.items() if value}


def _press(press: Press) -> dict[str, str]:
    if press.is_list:
        return {"ListId": press.id, "ListTitle": press.title, "Body": press.title}
    return {"ButtonPayload": press.id, "ButtonText": press.title, "Body": press.title}
