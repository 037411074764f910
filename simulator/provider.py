"""What the stand-in does with a text that leaves us: takes it, lets it live, reports on it. Knows no HTTP of its own.

Everything is in memory and in one event loop; each text lives in a task of its own until it is complete.
"""

import asyncio
import mimetypes
from collections.abc import Coroutine
from dataclasses import replace
from random import Random

from starlette.datastructures import FormData

from simulator import magic, receipts
from simulator.addresses import PREFIX, bare, channel_of
from simulator.clock import Clock
from simulator.creation import Account, Creation, read
from simulator.errors import TwilioError
from simulator.faults import Faults
from simulator.receipts import Options, Step
from simulator.records import MediaFile, TextRecord
from simulator.settings import Settings
from simulator.store import Store, new_sid
from simulator.webhook import Fields, WebhookClient

OPTED_OUT, WINDOW_CLOSED = 21610, 63016


class Provider:
    """One account with its senders. Must be made and closed inside one event loop."""

    def __init__(self, settings: Settings, webhook: WebhookClient | None = None) -> None:
        self.settings = settings
        self.clock = Clock()
        self.store = Store(self.clock)
        self.faults = Faults()
        self.options = Options()
        self.webhook = webhook or WebhookClient(settings.signing_token)
        self._random = Random(0)  # noqa: S311 - a repeatable shuffle, no secret
        self._lives: dict[str, asyncio.Task[None]] = {}

    @property
    def account(self) -> Account:
        """What a request may name."""
        return Account(
            frozenset(self.settings.sms_senders),
            frozenset(self.settings.whatsapp_senders),
            self.settings.twilio_messaging_service_sid,
            self.store.templates,
        )

    def set_options(self, options: Options) -> None:
        """From now on behave so."""
        self.options = options
        self._random.seed(options.seed)

    def create(self, form: FormData, account_sid: str) -> TextRecord:
        """Take a text. Raises TwilioError for what Twilio refuses at once."""
        creation = read(form, self.account, self.clock.now())
        is_blocked = self.store.is_blocked(creation.sender, bare(creation.recipient))
        if is_blocked and not creation.service_sid:
            raise TwilioError(OPTED_OUT)
        record = self._record(creation, account_sid)
        self.store.add(record)
        self._begin(record.sid, self._live(record, creation, self.options))
        return replace(record)  # a copy: the record may change before the answer is written

    def cancel(self, record: TextRecord) -> None:
        """Take a scheduled text back. Raises TwilioError when it has left already."""
        if record.status != "scheduled":
            raise TwilioError(30409)
        self._end(record.sid)
        self.set_status(record, Step("canceled", 0))
        self._begin(record.sid, self.report(record, Step("canceled", 0)))

    def set_status(self, record: TextRecord, step: Step) -> None:
        """The text has come this far."""
        now = self.clock.now()
        record.status, record.updated_at = step.status, now
        record.error_code = step.error_code
        if step.status == "sent":
            record.sent_at = now
        self.store.touch(record)

    async def report(self, record: TextRecord, step: Step) -> None:
        """Call the status callback, if there is one, whatever is true."""
        if record.callback_url:
            await self.webhook.post(record.callback_url, _report_form(record, step))

    def forget_everything(self) -> None:
        """As if just started; callbacks under way are dropped."""
        for sid in list(self._lives):
            self._end(sid)
        self.faults.waiting.clear()
        self.webhook.calls.clear()
        self.set_options(Options())
        self.store.forget_everything()

    async def settle(self) -> None:
        """Return when no text is on its way. For tests with short delays."""
        while self._lives:
            await asyncio.gather(*self._lives.values(), return_exceptions=True)

    async def close(self) -> None:
        """Stop every life and release connections."""
        for sid in list(self._lives):
            self._end(sid)
        await self.webhook.close()

    def _record(self, creation: Creation, account_sid: str) -> TextRecord:
        now = self.clock.now()
        status = "scheduled" if creation.send_at else "accepted" if creation.service_sid else "queued"
        template = creation.template
        return TextRecord(
            sid=new_sid("MM" if creation.media_urls else "SM"), account_sid=account_sid, direction="outbound-api",
            sender=creation.sender, recipient=creation.recipient, body=creation.text, status=status, created_at=now,
            updated_at=now, service_sid=creation.service_sid, callback_url=creation.callback_url,
            template_sid=template.sid if template else "", location=creation.location,
            media=[MediaFile(new_sid("ME"), _type_of(url), b"", now, url) for url in creation.media_urls],
            choices=list(template.choices) if template else [],
            is_list=template is not None and template.kind == "twilio/list-picker",
        )  # fmt: skip

    def _failure(self, record: TextRecord, creation: Creation) -> int | None:
        """The code with which the text fails after it was taken, judged when it leaves."""
        contact = bare(record.recipient)
        if self.store.is_blocked(record.sender, contact):
            return OPTED_OUT
        template = creation.template
        if template and template.fault(creation.variables):
            return template.fault(creation.variables)
        code = magic.fails_later(record.recipient)
        if code or channel_of(record.recipient) == "sms" or (template and template.opens_window):
            return code
        return None if self.store.is_window_open(record.sender, contact) else WINDOW_CLOSED

    async def _live(self, record: TextRecord, creation: Creation, options: Options) -> None:
        if creation.send_at:
            await asyncio.sleep((creation.send_at - self.clock.now()).total_seconds())
        steps = receipts.fate(
            channel_of(record.recipient), self._failure(record, creation),
            has_service=bool(record.service_sid), options=options,
        )  # fmt: skip
        if options.order == "kept":
            await self._live_in_order(record, steps, options)
        else:
            await self._live_out_of_order(record, steps, options)

    async def _live_in_order(self, record: TextRecord, steps: list[Step], options: Options) -> None:
        for step in steps:
            await asyncio.sleep(step.after_seconds)
            self.set_status(record, step)
            for call in receipts.journey([step], options, self._random):
                await self.report(record, call)

    async def _live_out_of_order(self, record: TextRecord, steps: list[Step], options: Options) -> None:
        for step in steps:
            await asyncio.sleep(step.after_seconds)
            self.set_status(record, step)
        for call in receipts.journey(steps, options, self._random):
            await self.report(record, call)

    def _begin(self, sid: str, life: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(life)
        self._lives[sid] = task
        task.add_done_callback(lambda done: self._lives.pop(sid) if self._lives.get(sid) is done else None)

    def _end(self, sid: str) -> None:
        task = self._lives.pop(sid, None)
        if task:
            task.cancel()


def _type_of(url: str) -> str:
    return mimetypes.guess_type(url)[0] or "application/octet-stream"


def _report_form(record: TextRecord, step: Step) -> Fields:
    """Parameters of a status callback, sorted by name."""
    is_whatsapp = channel_of(record.recipient) == "whatsapp"
    fields = {
        "MessageSid": record.sid, "SmsSid": record.sid, "MessageStatus": step.status, "SmsStatus": step.status,
        "To": record.recipient, "From": record.sender, "AccountSid": record.account_sid, "ApiVersion": "2010-04-01",
    }  # fmt: skip
    if record.service_sid:
        fields["MessagingServiceSid"] = record.service_sid
    if step.error_code:
        fields["ErrorCode"] = str(step.error_code)
    if is_whatsapp:
        fields |= {"ChannelPrefix": PREFIX.rstrip(":"), "ChannelInstallSid": "XE" + "0" * 32}
        if step.error_code:
            fields["ChannelStatusMessage"] = f"Error {step.error_code}"
        if step.status == "read":
            fields["EventType"] = "READ"
    elif step.status in ("delivered", "undelivered"):
        fields["RawDlrDoneDate"] = f"{record.updated_at:%y%m%d%H%M}"
    return sorted(fields.items())
