"""What happens when a person writes: her window opens, opt-out words work, the gateway is called as Twilio would."""

from dataclasses import dataclass

from simulator import addresses, inbound, opt_out
from simulator.errors import TwilioError
from simulator.inbound import Written
from simulator.provider import Provider
from simulator.records import API, MediaFile, TextRecord
from simulator.settings import Settings
from simulator.store import new_sid
from simulator.webhook import Answer


@dataclass(frozen=True, slots=True)
class Received:
    """`record` as stored; `answers` of the gateway, one for each call of its webhook."""

    record: TextRecord
    answers: list[Answer]


async def write(provider: Provider, written: Written) -> Received:
    """Let a person send something, and wait for the gateway's answer. Raises ValueError for an impossible address."""
    record = _record(provider, written)
    provider.store.add(record)
    provider.store.note_written(record.recipient, record.contact)
    word = _heed(provider, record)
    has_word_type = provider.options.advanced_opt_out and bool(record.service_sid)
    fields = inbound.form(
        record,
        written,
        media_urls=[_address(provider.settings, record, one) for one in record.media],
        opt_out_type=word if word and has_word_type else "",
    )
    answers: list[Answer] = []
    calls = 0 if written.is_lost else 1 + written.repeat
    for _ in range(calls):
        answers.append(await provider.webhook.post(provider.settings.webhook_url, fields, is_forged=written.is_forged))
    if any(answer.error_code for answer in answers):
        record.error_code = next(answer.error_code for answer in answers if answer.error_code)
        provider.store.touch(record)
    return Received(record, answers)


def _record(provider: Provider, written: Written) -> TextRecord:
    settings, now = provider.settings, provider.clock.now()
    ours = settings.whatsapp_senders if written.channel == "whatsapp" else settings.sms_senders
    if not (written.to or ours):
        raise ValueError(f"no {written.channel} sender is configured")
    return TextRecord(
        sid=new_sid("MM" if written.media else "SM"), account_sid=settings.account_sid, direction="inbound",
        sender=addresses.on(written.channel, _sender(written)),
        recipient=addresses.on(written.channel, written.to or ours[0]),
        body=written.button.title if written.button else written.body,
        status="received", created_at=now, updated_at=now, sent_at=now,
        service_sid=settings.twilio_messaging_service_sid,
        media=[MediaFile(new_sid("ME"), one.content_type, one.content, now) for one in written.media],
        location=written.location.model_dump() if written.location else None,
    )  # fmt: skip


def _sender(written: Written) -> str:
    """A person in any usual way of writing; a short code or a brand as it stands, to test strange senders."""
    try:
        return addresses.contact(written.sender)
    except ValueError:
        if written.channel == "sms" and addresses.is_sender(written.sender):
            return written.sender
        raise


def _heed(provider: Provider, record: TextRecord) -> opt_out.Word | None:
    """Block or unblock and answer, where Twilio handles these words: SMS, or everything behind Advanced Opt-Out."""
    has_service = provider.options.advanced_opt_out and bool(record.service_sid)
    if addresses.channel_of(record.recipient) == "whatsapp" and not has_service:
        return None
    word = opt_out.word(record.body)
    if word is None:
        return None
    if word == "STOP":
        provider.store.block(record.recipient, record.contact)
    elif word == "START":
        provider.store.unblock(record.recipient, record.contact)
    _answer(provider, record, opt_out.ANSWERS[word])
    return word


def _answer(provider: Provider, record: TextRecord, text: str) -> None:
    """Twilio's own reply: it is in the log like any other, but nobody is called about it."""
    now = provider.clock.now()
    provider.store.add(
        TextRecord(
            sid=new_sid("SM"), account_sid=record.account_sid, direction="outbound-reply", sender=record.recipient,
            recipient=record.sender, body=text, status="delivered", created_at=now, updated_at=now, sent_at=now,
            service_sid=record.service_sid,
        )
    )  # fmt: skip


def _address(settings: Settings, record: TextRecord, one: MediaFile) -> str:
    """Where the gateway fetches a file: Twilio's path on our origin."""
    return f"{settings.origin}{API}/Accounts/{record.account_sid}/Messages/{record.sid}/Media/{one.sid}"


def require(record: TextRecord | None) -> TextRecord:
    """The record. Raises TwilioError when there is none."""
    if record is None:
        raise TwilioError(20404)
    return record
