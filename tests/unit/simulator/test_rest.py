import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest

from simulator import errors
from simulator.receipts import Options
from tests.support.simulator import ACCOUNT, CITIZEN, SMS, TOKEN

ROOT = f"/2010-04-01/Accounts/{ACCOUNT}"
AUTH = (ACCOUNT, TOKEN)
PHOTO = b"\xff\xd8\xff\xe0 a photo"
FIELDS = {
    "account_sid", "api_version", "body", "date_created", "date_sent", "date_updated", "direction", "error_code",
    "error_message", "from", "messaging_service_sid", "num_media", "num_segments", "price", "price_unit", "sid",
    "status", "subresource_uris", "to", "uri",
}  # fmt: skip


async def photographed(line) -> dict[str, str]:
    """The webhook of a photo."""
    await line.write(body="", media=[{"content_type": "image/jpeg", "content": base64.b64encode(PHOTO).decode()}])
    return line.gateway.inbound()[-1]


async def test_the_answer_has_every_field_of_the_real_one(line):
    shown = (await line.send(Body="ا" * 71)).json()

    assert set(shown) == FIELDS
    assert (shown["num_segments"], shown["num_media"], shown["direction"]) == ("2", "0", "outbound-api")
    assert shown["date_created"].endswith("+0000")
    assert shown["sid"].startswith("SM")
    assert len(shown["sid"]) == 34


@pytest.mark.parametrize(
    "user", [("", ""), (ACCOUNT, "wrong"), (ACCOUNT, ""), ("SK1", TOKEN), ("SK2", "key-secret"), ("AC9", TOKEN)]
)
async def test_a_wrong_secret_opens_nothing(line, user):
    refused = await line.send(user=user)

    assert refused.status_code == 401
    assert refused.json()["code"] == 20003


@pytest.mark.parametrize("user", [AUTH, (ACCOUNT, "previous-token"), ("SK1", "key-secret")])
async def test_either_token_and_the_key_open_it(line, user):
    assert (await line.send(user=user)).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", f"{ROOT}/Messages/SM0.json", 20404),
        ("GET", "/2010-04-01/Accounts/AC0/Messages.json", 20404),
        ("GET", f"{ROOT}/Calls.json", 20404),
        ("PUT", f"{ROOT}/Messages.json", 20004),
        ("GET", f"{ROOT}/Messages.json?PageSize=0", 20001),
        ("GET", f"{ROOT}/Messages.json?DateSent%3E=yesterday", 20001),
    ],
)
async def test_errors_are_twilios(line, method, path, code):
    await line.send()
    answer = await line.http.request(method, path, auth=AUTH)
    body = answer.json()

    assert (body["code"], body["status"]) == (code, answer.status_code)
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"


async def test_lists_newest_first_in_pages_and_by_recipient(line):
    for number in range(5):
        await line.send(Body=str(number), To=CITIZEN if number % 2 else "+923007654321")
    first = (await line.http.get(f"{ROOT}/Messages.json", params={"PageSize": 2}, auth=AUTH)).json()
    second = (await line.http.get(first["next_page_uri"], auth=AUTH)).json()
    third = (await line.http.get(second["next_page_uri"], auth=AUTH)).json()
    hers = (await line.http.get(f"{ROOT}/Messages.json", params={"To": CITIZEN}, auth=AUTH)).json()

    assert [one["body"] for page in (first, second, third) for one in page["messages"]] == list("43210")
    assert third["next_page_uri"] is None
    assert [one["body"] for one in hers["messages"]] == ["3", "1"]


@pytest.mark.parametrize(("name", "days", "count"), [
    ("DateSent>", 0, 1), ("DateSent>", 1, 0), ("DateSent<", -1, 0), ("DateSent<", 0, 1), ("DateSent", 0, 1),
    ("DateSent", 1, 0),
])  # fmt: skip
async def test_lists_by_day(line, name, days, count):
    await line.sent()
    day = (line.provider.clock.now() + timedelta(days=days)).date().isoformat()
    found = (await line.http.get(f"{ROOT}/Messages.json", params={name: day}, auth=AUTH)).json()

    assert len(found["messages"]) == count


async def test_what_people_wrote_is_in_the_list_even_when_the_webhook_was_lost(line):
    await line.write(body="Pani nahi", is_lost=True)
    found = (await line.http.get(f"{ROOT}/Messages.json", params={"To": SMS}, auth=AUTH)).json()["messages"]

    assert line.gateway.forms == []
    assert [(one["direction"], one["body"], one["status"]) for one in found] == [("inbound", "Pani nahi", "received")]


async def test_a_complete_text_can_be_redacted_and_deleted_and_another_not_yet(line):
    await line.sent()
    done = (await line.http.get(f"{ROOT}/Messages.json", auth=AUTH)).json()["messages"][0]["uri"]
    line.provider.set_options(Options(sent_after_seconds=600))
    waiting = (await line.send()).json()["uri"]

    assert (await line.http.post(waiting, data={"Body": ""}, auth=AUTH)).json()["code"] == 20009
    assert (await line.http.delete(waiting, auth=AUTH)).json()["code"] == 20009
    assert (await line.http.post(done, data={"Body": "else"}, auth=AUTH)).json()["code"] == 20001
    assert (await line.http.post(done, data={"Body": ""}, auth=AUTH)).json()["body"] == ""
    assert (await line.http.delete(done, auth=AUTH)).status_code == 204
    assert (await line.http.get(done, auth=AUTH)).status_code == 404


async def test_a_photo_is_fetched_with_the_password_only_and_deleted(line):
    fields = await photographed(line)
    url = fields["MediaUrl0"]

    assert fields["NumMedia"] == "1"
    assert fields["MessageSid"].startswith("MM")
    assert (await line.http.get(url)).status_code == 401
    got = await line.http.get(url, auth=AUTH)
    assert (got.content, got.headers["content-type"]) == (PHOTO, "image/jpeg")
    listed = (await line.http.get(f"{ROOT}/Messages/{fields['MessageSid']}/Media.json", auth=AUTH)).json()
    assert [one["sid"] for one in listed["media_list"]] == [url.rpartition("/")[2]]
    assert (await line.http.get(f"{url}.json", auth=AUTH)).json()["content_type"] == "image/jpeg"
    assert (await line.http.delete(f"{url}.json", auth=AUTH)).status_code == 204
    assert (await line.http.get(url, auth=AUTH)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "status", "is_taken"),
    [
        ("rate_limited", 429, False),
        ("error", 400, False),
        ("server_error_before", 500, False),
        ("server_error_after", 500, True),
        ("timeout_before", 504, False),
        ("timeout_after", 504, True),
    ],
)
async def test_an_ordered_fault_happens_once_before_or_after_taking(line, kind, status, is_taken):
    fault = {"kind": kind, "code": 21611, "recipient": CITIZEN, "hang_seconds": 0}
    (await line.http.post("/_simulator/faults", json=fault)).raise_for_status()

    assert (await line.send(To="+923007654321", Body="other")).status_code == 201
    assert (await line.send(Body="hers")).status_code == status
    assert (await line.send(Body="again")).status_code == 201
    await line.provider.settle()
    bodies = [one["text"] for one in (await line.conversation())["texts"]]
    assert bodies == (["hers", "again"] if is_taken else ["again"])


async def test_reading_can_fail_too(line):
    fault = {"kind": "server_error_before", "operation": "read", "count": 2}
    (await line.http.post("/_simulator/faults", json=fault)).raise_for_status()
    statuses = [(await line.http.get(f"{ROOT}/Messages.json", auth=AUTH)).status_code for _ in range(3)]

    assert statuses == [500, 500, 200]


def test_no_sentence_of_the_error_table_repeats_another():
    sentences = [sentence for _, sentence in errors._SENTENCES.values()]
    assert len(set(sentences)) == len(sentences)
    policies = json.loads(Path("gateway/channels/twilio/error_codes.json").read_text())["policies"]
    listed = {code for row in policies for code in row["codes"]}
    ignored = {20001, 20004, 20009, 20500, 30409, 21266, 21624, 35111, 35115, 35118, 35126}
    assert {str(code) for code in errors._SENTENCES.keys() - ignored} <= listed
