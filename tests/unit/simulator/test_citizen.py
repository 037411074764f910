from datetime import UTC, datetime

import pytest

from gateway.channels.base import ContactScheme
from gateway.channels.twilio.parse import OurSenders, parse_message
from simulator.webhook import WebhookClient
from tests.support.simulator import ACCOUNT, CITIZEN, SMS, WHATSAPP, bench

OURS = OurSenders.of([SMS], [WHATSAPP])
COMMON = {
    "AccountSid", "ApiVersion", "Body", "From", "MessageSid", "NumMedia", "NumSegments", "SmsMessageSid", "SmsSid",
    "SmsStatus", "To",
}  # fmt: skip


async def parsed(line, **written):
    """What the gateway's own parser makes of the webhook."""
    await line.write(**written)
    return parse_message(
        list(line.gateway.inbound()[-1].items()), senders=OURS, received_at=datetime(2026, 11, 24, tzinfo=UTC)
    )


async def test_an_sms_has_every_parameter_also_the_blank_ones_and_a_true_signature(line):
    await line.write(body="پانی نہیں\u0000 آ رہا ", **{"from": "0300 1234567"})
    fields = line.gateway.inbound()[0]

    assert line.gateway.are_authentic == [True]
    assert set(fields) > COMMON
    assert fields["FromCity"] == fields["ToState"] == ""
    assert (fields["From"], fields["To"], fields["AccountSid"]) == (CITIZEN, SMS, ACCOUNT)
    assert fields["Body"] == "پانی نہیں\u0000 آ رہا "
    assert fields["SmsSid"] == fields["SmsMessageSid"] == fields["MessageSid"]


async def test_a_whatsapp_text_carries_the_profile_and_no_city(line):
    inbound = await parsed(line, channel="whatsapp", body="Salam", profile_name="Ayesha 🌸")

    assert inbound.channel == "whatsapp"
    assert inbound.sender.value == CITIZEN
    assert (inbound.raw["ProfileName"], inbound.raw["WaId"]) == ("Ayesha 🌸", CITIZEN.lstrip("+"))
    assert inbound.raw["MessageType"] == "text"
    assert "FromCity" not in inbound.raw


async def test_a_person_without_a_phone(line):
    inbound = await parsed(line, channel="whatsapp", body="Salam", **{"from": "PK.13449876"})

    assert (inbound.sender.scheme, inbound.sender.value) == (ContactScheme.WHATSAPP_USER, "PK.13449876")
    assert "WaId" not in inbound.raw
    assert inbound.quarantine_reason is None


async def test_a_pin(line):
    place = {"latitude": 32.1877, "longitude": 74.1945, "label": "Peoples Colony"}
    inbound = await parsed(line, channel="whatsapp", location=place)

    assert inbound.location == place
    assert inbound.body == ""
    assert inbound.raw["MessageType"] == "location"


@pytest.mark.parametrize(("is_list", "kind"), [(False, "button"), (True, "interactive")])
async def test_a_pressed_button_and_a_chosen_row(line, is_list, kind):
    inbound = await parsed(
        line, channel="whatsapp", button={"title": "Solved", "id": "yes-7", "is_list": is_list}, replied_to_sid="SM1"
    )

    assert (inbound.body, inbound.choice, inbound.raw["MessageType"]) == ("Solved", "yes-7", kind)
    assert inbound.raw["OriginalRepliedMessageSid"] == "SM1"


async def test_repeats_have_the_same_sid_and_extra_parameters_are_signed(line):
    outcome = await line.write(body="Salam", repeat=2, parameters={"FutureParameter": "x", "ToZip": "54000"})

    assert [fields["MessageSid"] for fields in line.gateway.inbound()] == [outcome["sid"]] * 3
    assert line.gateway.are_authentic == [True] * 3
    assert line.gateway.inbound()[0]["ToZip"] == "54000"


async def test_a_forged_webhook_is_not_authentic(line):
    await line.write(body="Salam", is_forged=True)

    assert line.gateway.are_authentic == [False]


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_a_gateway_that_refuses_is_called_once_and_the_phone_shows_it(line, status):
    line.gateway.status = status
    outcome = await line.write(body="Salam")

    assert outcome["webhooks"] == [{"status": status, "error_code": 11200, "attempts": 1}]
    assert (await line.conversation())["texts"][0]["error_code"] == 11200


async def test_a_gateway_that_is_not_there_is_tried_twice():
    async with bench() as line:
        await line.provider.webhook.close()
        line.provider.webhook = WebhookClient("token")
        line.provider.settings = line.provider.settings.model_copy(update={"public_url": "http://127.0.0.1:9"})
        outcome = await line.write(body="Salam")

    assert outcome["webhooks"] == [{"status": None, "error_code": 11205, "attempts": 2}]


@pytest.mark.parametrize(
    "written",
    [
        {"from": "hello world, who is this", "body": "a"},
        {"from": "SUNWAI", "channel": "whatsapp", "body": "a"},
        {"body": "ا" * 1601},
        {"location": {"latitude": 91, "longitude": 0}},
        {"media": [{"content_type": "image/jpeg\r\nX: y", "content": "AA=="}]},
        {"colour": "red"},
    ],
)
async def test_what_no_phone_could_send_is_refused(line, written):
    answer = await line.http.post("/_simulator/inbound", json={"from": CITIZEN} | written)

    assert answer.status_code == 422
    assert line.gateway.forms == []


@pytest.mark.parametrize("sender", ["8171", "BISP"])
async def test_short_codes_and_brands_can_be_played(line, sender):
    inbound = await parsed(line, body="Offer", **{"from": sender})

    assert inbound.quarantine_reason in ("sender_short_code", "sender_alphanumeric")
