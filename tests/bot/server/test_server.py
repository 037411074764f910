"""The server: shapes, refusals, and conversations served at the same time."""

import asyncio
import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from jsonschema import Draft202012Validator

from bot import settings
from bot.engine.turns import Bot
from bot.server import create_app
from tests.bot.conftest import Conversation, run, shape

GOOD: dict[str, Any] = {"state": None, "message": {"text": "salam"}, "metadata": {"channel": "sms"}}


def exchange(bot: Bot, method: str, path: str, body: bytes = b"") -> tuple[int, Any]:
    """Status and JSON of one request."""

    async def ask() -> tuple[int, Any]:
        async with TestClient(TestServer(create_app(bot))) as client:
            answer = await client.request(method, path, data=body)
            return answer.status, json.loads(await answer.read() or "null")

    status, content = run(ask())
    return int(status), content


def test_a_turn_over_http(bot: Bot) -> None:
    status, answer = exchange(bot, "POST", "/turn", json.dumps(GOOD).encode())
    assert status == 200
    shape("TurnResponse").validate(answer)
    assert answer["commands"][0]["key"] == "greeting"
    assert answer["understanding"]["model_version"] == bot.model_version


BAD = [
    (b"", "not JSON"),
    (b"{", "not JSON"),
    (b"\xff\xfe", "not JSON"),
    (b"[]", "$"),
    (b"{}", "$"),
    (json.dumps({**GOOD, "surprise": 1}).encode(), "$"),
    (json.dumps({**GOOD, "message": {"text": 5}}).encode(), "$.message.text"),
    (json.dumps({**GOOD, "metadata": {"channel": "fax"}}).encode(), "$.metadata.channel"),
    (json.dumps({**GOOD, "message": {"location": {"latitude": 99, "longitude": 0}}}).encode(), "$.message.location"),
]


@pytest.mark.parametrize(("body", "where"), BAD)
def test_what_is_outside_the_contract_is_refused_and_said_where(bot: Bot, body: bytes, where: str) -> None:
    status, answer = exchange(bot, "POST", "/turn", body)
    assert status == 400
    assert answer["error"] == "outside_contract"
    assert where in answer["detail"]


def test_texts_are_understood_in_order(bot: Bot) -> None:
    texts = ["pani nahi aa raha", "شکریہ", "", "no electricity in Multan", "/restart"]
    status, answer = exchange(bot, "POST", "/understand", json.dumps({"texts": texts}).encode())
    assert status == 200
    shape("UnderstandResponse").validate(answer)
    found = answer["understandings"]
    assert [one["intent"] for one in found[:2]] == ["file_grievance", "thanks"]
    assert found[3]["category"] == "electricity"
    assert found[3]["area"]["id"] == "punjab-dist-multan"


def test_more_than_500_texts_are_refused(bot: Bot) -> None:
    status, _ = exchange(bot, "POST", "/understand", json.dumps({"texts": ["x"] * 501}).encode())
    assert status == 400


def test_health_names_the_model(bot: Bot) -> None:
    assert exchange(bot, "GET", "/healthz") == (200, {"status": "ok", "model_version": bot.model_version})


SCRIPTS = [
    ["Kamoke me bijli nahi hai", "nahi, Faisalabad", "1"],
    ["salam", "1", "hamare mohalle me gutter ubal raha hai", "Multan", "haan"],
    ["bijli nahi hai", "Khanpur", "2", "wapas", "Sialkot", "1"],
    ["salam", "3", "NADRA shanakhti card", "Kamoke"],
]


def test_twenty_conversations_at_once_do_not_mix(bot: Bot) -> None:
    async def hold(script: list[str]) -> list[Any]:
        citizen = Conversation(bot)
        return [await citizen.asend(text) for text in script]

    async def alone() -> list[list[Any]]:
        return [await hold(script) for script in SCRIPTS]

    async def together() -> list[list[Any]]:
        return await asyncio.gather(*(hold(SCRIPTS[number % len(SCRIPTS)]) for number in range(20)))

    expected = run(alone())
    assert run(together()) == [expected[number % len(SCRIPTS)] for number in range(20)]


def test_conversations_in_one_loop_step_between_each_other(bot: Bot) -> None:
    """Two citizens in different forms, turn by turn in turns."""

    async def hold() -> tuple[Any, Any]:
        filing, asking = Conversation(bot), Conversation(bot)
        await filing.asend("bijli nahi hai")
        await asking.asend("NADRA ka daftar kahan hai")
        return await asyncio.gather(filing.asend("Kamoke"), asking.asend("Kamoke"))

    (filed,), (named,) = run(hold())
    assert filed["key"] == "confirm_case"
    assert named["command"] == "find_office"


def test_the_contract_is_a_valid_schema() -> None:
    Draft202012Validator.check_schema(shape("TurnRequest").schema)


def test_every_action_of_the_domain_is_there(bot: Bot) -> None:
    domain = bot._agent.domain
    assert domain is not None
    assert set(domain.user_actions) <= bot._agent.action_endpoint.action_names  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ("127.0.0.1", 8010)),
        ({"SUNWAI_BOT_PORT": "9000"}, ("127.0.0.1", 9000)),
        ({"SUNWAI_PORT": "8100"}, ("127.0.0.1", 8110)),
        ({"SUNWAI_PORT": "8100", "SUNWAI_BOT_PORT": "9000"}, ("127.0.0.1", 9000)),
        ({"SUNWAI_BOT_HOST": "0.0.0.0"}, ("0.0.0.0", 8010)),  # noqa: S104 - what a container sets
    ],
)
def test_settings(environment: dict[str, str], expected: tuple[str, int]) -> None:
    found = settings.read(environment)
    assert (found.host, found.port) == expected


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "8010.5"])
def test_a_wrong_port_is_named(port: str) -> None:
    with pytest.raises(settings.SettingInvalid, match="SUNWAI_BOT_PORT"):
        settings.read({"SUNWAI_BOT_PORT": port})
