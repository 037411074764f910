"""Signed requests through the whole application onto a real PostgreSQL: what is stored, and what is answered."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, text

from gateway.db import Database
from gateway.protect import Protector
from gateway.web.webhooks import twilio
from models.inbound_message import InboundMessage
from tests.support.delivery import a_text, load_text
from tests.support.twilio import MESSAGES, STATUS, post, recorded, running, settings, sign, with_sid

pytestmark = pytest.mark.usefixtures("clock")

Gateway = tuple[FastAPI, httpx.AsyncClient]


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Gateway]:
    async with running(settings(database_url)) as started:
        yield started


@pytest.fixture
def client(gateway: Gateway) -> httpx.AsyncClient:
    return gateway[1]


async def stored(database: Database) -> list[InboundMessage]:
    async with database.unit_of_work() as session:
        return list(await session.scalars(select(InboundMessage).order_by(InboundMessage.seq)))


class TestAccepted:
    async def test_the_answer_is_empty_twiml(self, client: httpx.AsyncClient, database: Database) -> None:
        answer = await post(client, recorded("sms_text"))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/xml")
        assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
        (row,) = await stored(database)
        assert (row.body, row.status) == ("hamary mohally me 5 din se pani nai aa rha", "pending")

    @pytest.mark.parametrize(
        ("name", "status", "expected"),
        [
            ("sms_urdu_digits", "pending", {"body": "میری درخواست ۷K۲M٩Q٤ کا کیا بنا؟ فون ۰۳۰۰۱۲۳۴۵۶۷"}),
            ("sms_blank_body", "pending", {"body": ""}),
            ("sms_opt_out", "pending", {"opt_out_type": "STOP"}),
            ("sms_short_code", "quarantined", {"error": "sender_short_code"}),
            ("sms_alphanumeric", "quarantined", {"error": "sender_alphanumeric"}),
            ("sms_foreign_number", "pending", {"channel": "sms"}),
            ("sms_unknown_parameters", "pending", {}),
            ("mms_two_pictures", "pending", {"choice": None}),
            ("whatsapp_text", "pending", {"channel": "whatsapp"}),
            ("whatsapp_voice_note", "pending", {"body": ""}),
            ("whatsapp_location", "pending", {"body": ""}),
            ("whatsapp_button", "pending", {"choice": "verdict:yes"}),
            ("whatsapp_list", "pending", {"choice": "category:water_supply"}),
            ("whatsapp_quoted_reply", "pending", {}),
            ("whatsapp_user_without_phone", "pending", {"scheme": "whatsapp_user"}),
        ],
    )
    async def test_recorded_request(
        self, client: httpx.AsyncClient, database: Database, name: str, status: str, expected: dict[str, Any]
    ) -> None:
        assert (await post(client, recorded(name))).status_code == 200
        (row,) = await stored(database)
        assert row.status == status
        assert {field: getattr(row, field) for field in expected} == expected

    async def test_every_parameter_is_kept(
        self, client: httpx.AsyncClient, database: Database, protector: Protector
    ) -> None:
        form = recorded("sms_unknown_parameters", Body="a\0b\r\n ")
        await post(client, form)
        (row,) = await stored(database)
        assert json.loads(protector.decrypt(row.raw_encrypted)) == form
        assert row.body == "ab\r\n "

    async def test_not_for_us_is_kept_but_not_answered(self, client: httpx.AsyncClient, database: Database) -> None:
        answer = await post(client, recorded("sms_text", To="+19998887777"))
        (row,) = await stored(database)
        assert (answer.status_code, row.status, row.error) == (200, "quarantined", "recipient_unknown")

    async def test_five_hundred_deliveries_are_one_message(self, client: httpx.AsyncClient, database: Database) -> None:
        form = recorded("sms_text")
        answers = await asyncio.gather(*(post(client, form) for _ in range(500)))
        assert {answer.status_code for answer in answers} == {200}
        assert len(await stored(database)) == 1

    async def test_a_hundred_different_ones_at_once_share_commits(self, gateway: Gateway, database: Database) -> None:
        app, client = gateway
        answers = await asyncio.gather(*(post(client, with_sid(recorded("sms_text"), number)) for number in range(100)))
        assert {answer.status_code for answer in answers} == {200}
        assert len(await stored(database)) == 100
        assert app.state.group_commit.commits <= 50

    async def test_the_previous_token_passes_while_tokens_rotate(self, database_url: str) -> None:
        form = recorded("sms_text")
        async with running(settings(database_url, twilio_auth_tokens=["new", "old"])) as (_, client):
            for token in ("new", "old"):
                answer = await post(client, form, x_twilio_signature=sign(MESSAGES, form, token=token))
                assert answer.status_code == 200

    async def test_a_query_is_signed_as_it_was_sent(self, client: httpx.AsyncClient) -> None:
        target = f"{MESSAGES}?to=%2B92%20300&z=1&a={quote('گھر')}"
        assert (await post(client, recorded("sms_text"), target)).status_code == 200

    async def test_the_host_header_does_not_matter(self, client: httpx.AsyncClient) -> None:
        answer = await post(client, recorded("sms_text"), host="evil.example", x_forwarded_host="evil.example")
        assert answer.status_code == 200


class TestRefused:
    @pytest.mark.parametrize("signature", ["", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "not base64", "é"])
    async def test_a_bad_signature(self, client: httpx.AsyncClient, database: Database, signature: str) -> None:
        body = urlencode(recorded("sms_text")).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature.encode()}
        answer = await client.post(MESSAGES, content=body, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 403
        assert answer.json()["code"] == "signature_invalid"
        assert await stored(database) == []

    async def test_a_missing_header(self, client: httpx.AsyncClient, database: Database) -> None:
        assert (await client.post(MESSAGES, data=recorded("sms_text"))).status_code == 403
        assert await stored(database) == []

    async def test_without_a_token_nothing_passes(self, database_url: str, database: Database) -> None:
        form = recorded("sms_text")
        async with running(settings(database_url, twilio_auth_tokens=[])) as (_, client):
            for token in ("", "test-auth-token"):
                answer = await post(client, form, x_twilio_signature=sign(MESSAGES, form, token=token))
                assert answer.status_code == 403
        assert await stored(database) == []

    async def test_another_account(self, client: httpx.AsyncClient, database: Database) -> None:
        answer = await post(client, recorded("sms_text", AccountSid="AC" + "f" * 32))
        assert (answer.status_code, answer.json()["code"]) == (403, "account_unknown")
        assert await stored(database) == []

    @pytest.mark.parametrize("target", [MESSAGES + "/", MESSAGES + "?x=1"])
    async def test_signed_for_another_address(self, client: httpx.AsyncClient, target: str) -> None:
        form = recorded("sms_text")
        assert (await post(client, form, x_twilio_signature=sign(target, form))).status_code == 403

    async def test_one_changed_word(self, client: httpx.AsyncClient, database: Database) -> None:
        signature = sign(MESSAGES, recorded("sms_text"))
        changed = recorded("sms_text", Body="I withdraw my complaint")
        assert (await post(client, changed, x_twilio_signature=signature)).status_code == 403
        assert await stored(database) == []

    async def test_authentic_but_without_an_id(self, client: httpx.AsyncClient, database: Database) -> None:
        answer = await post(client, recorded("sms_text", MessageSid=None))
        assert (answer.status_code, answer.json()["code"]) == (400, "message_id_missing")
        assert await stored(database) == []

    async def test_a_json_body_with_its_hash_is_authentic_but_no_message(self, client: httpx.AsyncClient) -> None:
        body = b'{"MessageSid": "SM1"}'
        target = f"{MESSAGES}?bodySHA256={hashlib.sha256(body).hexdigest()}"
        headers = {"Content-Type": "application/json", "X-Twilio-Signature": sign(target)}
        assert (await client.post(target, content=body, headers=headers)).status_code == 400
        assert (await client.post(target, content=b"{}", headers=headers)).status_code == 403

    async def test_too_many_bytes(self, client: httpx.AsyncClient) -> None:
        assert (await post(client, recorded("sms_text", Body="پ" * 50_000))).status_code == 413

    async def test_too_many_fields(self, client: httpx.AsyncClient) -> None:
        extra = {f"X{number}": "" for number in range(200)}
        assert (await post(client, {**recorded("sms_text"), **extra})).status_code == 413

    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    async def test_other_methods(self, client: httpx.AsyncClient, method: str) -> None:
        assert (await client.request(method, MESSAGES)).status_code == 405

    async def test_a_slow_body(self, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(twilio, "READ_SECONDS", 0.05)

        async def dripping() -> AsyncIterator[bytes]:
            yield b"Body="
            await asyncio.sleep(60)

        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        assert (await client.post(MESSAGES, content=dripping(), headers=headers)).status_code == 408

    async def test_what_is_refused_says_nothing_of_why_it_could_pass(self, client: httpx.AsyncClient) -> None:
        answer = await client.post(MESSAGES, data={"Body": "x"})
        assert answer.json() == {
            "code": "signature_invalid",
            "detail": "The request is not proved to come from Twilio.",
        }


class TestStatus:
    async def test_a_callback_moves_its_text(
        self, client: httpx.AsyncClient, database: Database, protector: Protector
    ) -> None:
        sending = await a_text(database, protector, status="sending", provider=None, provider_message_id=None)
        form = recorded("status_delivered")
        for _ in range(2):
            answer = await post(client, form, f"{STATUS}?id={sending}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        text_now = await load_text(database, sending)
        assert (text_now.status, text_now.provider_message_id) == ("delivered", form["MessageSid"])

    async def test_a_text_we_do_not_know_is_no_error(self, client: httpx.AsyncClient) -> None:
        assert (await post(client, recorded("status_sent"), STATUS)).status_code == 200

    async def test_a_forged_callback_moves_nothing(
        self, client: httpx.AsyncClient, database: Database, protector: Protector
    ) -> None:
        accepted = await a_text(database, protector, status="accepted")
        target = f"{STATUS}?id={accepted}"
        form = recorded("status_delivered")
        forged = sign(STATUS, form)  # signed for another address
        assert (await post(client, form, target, x_twilio_signature=forged)).status_code == 403
        assert (await load_text(database, accepted)).status == "accepted"

    @pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
    async def test_a_callback_that_says_nothing(self, client: httpx.AsyncClient, missing: str) -> None:
        assert (await post(client, recorded("status_sent", **{missing: None}), STATUS)).status_code == 400


class TestDatabaseAway:
    async def test_not_stored_is_503_and_the_repeat_is_stored(self, gateway: Gateway, database: Database) -> None:
        app, client = gateway
        app.state.group_commit._patience_seconds = 0.0
        async with database.unit_of_work() as session:
            await session.execute(text("ALTER TABLE inbound_messages RENAME TO away"))
        answer = await post(client, recorded("sms_text"))
        assert (answer.status_code, answer.json()["code"]) == (503, "inbox_unavailable")
        async with database.unit_of_work() as session:
            await session.execute(text("ALTER TABLE away RENAME TO inbound_messages"))
        assert (await post(client, recorded("sms_text"))).status_code == 200
        assert len(await stored(database)) == 1

    async def test_a_status_that_cannot_be_recorded_is_503(self) -> None:
        async with running(settings("postgresql://127.0.0.1:1/nowhere_test")) as (_, client):
            answer = await post(client, recorded("status_sent"), STATUS)
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


class TestHealth:
    async def test_alive(self, client: httpx.AsyncClient) -> None:
        assert (await client.get("/healthz")).json() == {"status": "ok"}

    async def test_ready_without_the_bot(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "bot": "down"})

    async def test_not_ready_without_the_database(self) -> None:
        async with running(settings("postgresql://127.0.0.1:1/nowhere_test")) as (_, client):
            answer = await client.get("/readyz")
        assert (answer.status_code, answer.json()["database"]) == (503, "down")

    async def test_metrics(self, client: httpx.AsyncClient) -> None:
        await post(client, recorded("sms_text"))
        answer = await client.get("/metrics")
        assert 'sunwai_inbound_messages_total{channel="sms",outcome="pending"}' in answer.text

    @pytest.mark.parametrize(("given", "is_kept"), [("abc-123-def", True), ("x", False), ("a b", False)])
    async def test_every_answer_names_its_correlation_id(
        self, client: httpx.AsyncClient, given: str, is_kept: bool
    ) -> None:
        answer = await client.get("/healthz", headers={"X-Correlation-Id": given})
        assert (answer.headers["x-correlation-id"] == given) is is_kept
