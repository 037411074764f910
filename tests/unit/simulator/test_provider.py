import asyncio
from datetime import timedelta

import pytest

from simulator.receipts import Options
from simulator.store import Store
from tests.support.simulator import AT_ONCE, CITIZEN, SERVICE, SMS, WHATSAPP, Bench, bench

ON_WHATSAPP = {"To": f"whatsapp:{CITIZEN}", "From": f"whatsapp:{WHATSAPP}"}
QUICK_REPLY = "HX" + "a" * 32
LIST = "HX" + "b" * 32


@pytest.fixture
async def with_service():
    async with bench(twilio_messaging_service_sid=SERVICE) as made:
        yield made


async def put(line: Bench, sid: str, **fields):
    (await line.http.put("/_simulator/templates", json={"sid": sid, "body": "Case {{1}}?"} | fields)).raise_for_status()


async def test_an_sms_is_sent_and_delivered_and_the_first_status_is_not_called_back(line):
    answer = await line.send()
    await line.provider.settle()

    assert answer.status_code == 201
    assert answer.json()["status"] == "queued"
    assert line.gateway.statuses() == ["sent", "delivered"]
    assert all(line.gateway.are_authentic)
    target, last = line.gateway.forms[-1]
    assert target == "/status?id=7"
    assert (last["MessageSid"], last["To"], last["From"]) == (answer.json()["sid"], CITIZEN, SMS)


async def test_a_whatsapp_text_is_read_too(line):
    await line.write(channel="whatsapp", body="Salam")

    assert await line.sent(**ON_WHATSAPP) == "read"
    assert line.gateway.statuses() == ["sent", "delivered", "read"]
    assert line.gateway.forms[-1][1]["EventType"] == "READ"


async def test_a_text_of_a_service_is_accepted_first(with_service):
    answer = await with_service.send(From=None, MessagingServiceSid=SERVICE)
    await with_service.provider.settle()

    assert (answer.json()["status"], answer.json()["num_segments"]) == ("accepted", "0")
    assert with_service.gateway.statuses() == ["queued", "sent", "delivered"]


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"To": "+15005530003"}, "undelivered", 30003),
        ({"To": "+15005530007"}, "undelivered", 30007),
        (ON_WHATSAPP, "failed", 63016),
        (ON_WHATSAPP | {"To": "whatsapp:+15005563003"}, "failed", 63003),
        (ON_WHATSAPP | {"To": "whatsapp:+15005550004"}, "failed", 63033),
    ],
)
async def test_what_fails_later_says_why(line, form, status, code):
    assert await line.sent(**form) == status
    assert line.gateway.forms[-1][1]["ErrorCode"] == str(code)


@pytest.mark.parametrize(("order", "expected"), [("kept", 1), ("reversed", -1)])
async def test_callbacks_come_in_the_order_that_was_asked_for(line, order, expected):
    await line.write(channel="whatsapp", body="Salam")
    line.provider.set_options(AT_ONCE.model_copy(update={"order": order}))
    await line.sent(**ON_WHATSAPP)

    assert line.gateway.statuses() == ["sent", "delivered", "read"][::expected]


async def test_shuffled_callbacks_are_repeatable(line):
    orders = []
    for _ in range(2):
        line.provider.set_options(AT_ONCE.model_copy(update={"order": "shuffled", "duplicates": 2, "seed": 5}))
        line.gateway.forms.clear()
        await line.sent()
        orders.append(line.gateway.statuses())

    assert orders[0] == orders[1]
    assert sorted(orders[0]) == ["delivered"] * 3 + ["sent"] * 3


async def test_callbacks_get_lost_and_come_twice_but_the_record_is_true(line):
    line.provider.set_options(AT_ONCE.model_copy(update={"lost": ["delivered"], "duplicates": 1}))

    assert await line.sent() == "delivered"
    assert line.gateway.statuses() == ["sent", "sent"]


async def test_a_route_without_receipts_ends_at_sent(line):
    line.provider.set_options(AT_ONCE.model_copy(update={"has_receipts": False}))

    assert await line.sent() == "sent"


async def test_the_window_opens_when_she_writes_and_closes_after_a_day(line):
    assert await line.sent(**ON_WHATSAPP) == "failed"
    await line.write(channel="whatsapp", body="Salam")
    assert await line.sent(**ON_WHATSAPP) == "read"

    await line.http.post("/_simulator/clock", json={"offset_seconds": 24 * 3600 - 60})
    assert await line.sent(**ON_WHATSAPP) == "read"
    await line.http.post("/_simulator/clock", json={"offset_seconds": 24 * 3600})
    assert await line.sent(**ON_WHATSAPP) == "failed"


async def test_the_window_belongs_to_one_sender_and_sms_has_none(line):
    await line.write(channel="whatsapp", body="Salam", to="+12025550123")

    assert await line.sent(**ON_WHATSAPP) == "failed"
    assert await line.sent() == "delivered"


async def test_an_approved_template_needs_no_window(line):
    await put(line, QUICK_REPLY, kind="twilio/quick-reply", choices=[{"id": "yes-7", "title": "Solved"}])
    form = ON_WHATSAPP | {"Body": None, "ContentSid": QUICK_REPLY, "ContentVariables": '{"1": "7K2M9QR"}'}

    assert await line.sent(**form) == "read"
    shown = (await line.conversation())["texts"][-1]
    assert shown["text"] == "Case 7K2M9QR?"
    assert shown["choices"] == [{"id": "yes-7", "title": "Solved", "description": ""}]


@pytest.mark.parametrize(
    ("content", "variables", "code"),
    [
        ({"is_approved": False}, '{"1": "a"}', "63016"),
        ({"kind": "twilio/list-picker", "choices": [{"id": "1", "title": "Water"}]}, '{"1": "a"}', "63016"),
        ({}, "{}", "63028"),
        ({}, '{"1": "a\\nb"}', "63013"),
        ({}, '{"1": "a     b"}', "63013"),
    ],
)
async def test_a_template_that_whatsapp_would_not_carry_fails(line, content, variables, code):
    await put(line, LIST, **content)

    assert await line.sent(**ON_WHATSAPP, Body=None, ContentSid=LIST, ContentVariables=variables) == "failed"
    assert line.gateway.forms[-1][1]["ErrorCode"] == code


async def test_stop_blocks_the_pair_answers_itself_and_still_calls_the_webhook(line):
    outcome = await line.write(body=" stop ")
    refused = await line.send()
    other_sender = await line.send(From="+15005550006", To="+923007654321")

    assert outcome["webhooks"][0]["status"] == 200
    assert "OptOutType" not in line.gateway.inbound()[0]
    assert refused.json()["code"] == 21610
    assert other_sender.status_code == 201
    texts = (await line.conversation())["texts"]
    assert [one["is_automatic"] for one in texts] == [False, True]

    await line.write(body="START")
    assert (await line.send()).status_code == 201


async def test_stop_on_plain_whatsapp_is_ours_to_honour(line):
    await line.write(channel="whatsapp", body="STOP")

    assert await line.sent(**ON_WHATSAPP) == "read"
    assert len((await line.conversation(channel="whatsapp"))["texts"]) == 2


async def test_advanced_opt_out_says_so_and_covers_whatsapp(with_service):
    with_service.provider.set_options(AT_ONCE.model_copy(update={"advanced_opt_out": True}))
    await with_service.write(channel="whatsapp", body="STOP")

    assert with_service.gateway.inbound()[0]["OptOutType"] == "STOP"
    assert await with_service.sent(**ON_WHATSAPP, MessagingServiceSid=SERVICE) == "failed"
    assert with_service.gateway.forms[-1][1]["ErrorCode"] == "21610"


async def test_a_scheduled_text_can_be_taken_back_and_another_cannot(with_service):
    when = with_service.provider.clock.now().replace(microsecond=0)
    taken = await with_service.send(
        MessagingServiceSid=SERVICE, ScheduleType="fixed", SendAt=(when + timedelta(hours=1)).isoformat()
    )
    sid, path = taken.json()["sid"], taken.json()["uri"]
    assert taken.json()["status"] == "scheduled"
    auth = (taken.json()["account_sid"], "previous-token")
    canceled = await with_service.http.post(path, data={"Status": "canceled"}, auth=auth)
    assert canceled.json()["status"] == "canceled"
    await with_service.provider.settle()
    assert with_service.gateway.statuses() == ["canceled"]
    again = await with_service.http.post(path, data={"Status": "canceled"}, auth=auth)
    assert again.json()["code"] == 30409
    assert with_service.provider.store.get(sid) is not None


async def test_a_made_up_report_goes_out_at_once_and_may_be_untrue(line):
    sid = (await line.send()).json()["sid"]
    await line.provider.settle()
    late = {"status": "undelivered", "error_code": 30008, "moves": False}
    (await line.http.post(f"/_simulator/texts/{sid}/status", json=late)).raise_for_status()

    assert line.gateway.statuses() == ["sent", "delivered", "undelivered"]
    assert line.provider.store.get(sid).status == "delivered"


async def test_nothing_is_kept_for_ever(line):
    store = Store(line.provider.clock, most_texts=3)
    sent = [(await line.send()).json()["sid"] for _ in range(5)]
    for sid in sent:
        store.add(line.provider.store.get(sid))

    assert [one.sid for one in store.newest_first()] == sent[:1:-1]


async def test_forgetting_stops_what_is_under_way(line):
    line.provider.set_options(Options(sent_after_seconds=600))
    await line.send()
    (await line.http.post("/_simulator/reset")).raise_for_status()
    await asyncio.wait_for(line.provider.settle(), 1)

    assert line.gateway.forms == []
    assert (await line.conversation())["texts"] == []
