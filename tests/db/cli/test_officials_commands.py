"""The commands `officials`, as an operator types them, and what they do to signing in."""

import asyncio

import pytest
from typer.testing import CliRunner, Result

from gateway import clock
from gateway import settings as environment
from gateway.__main__ import build
from gateway.access import officials
from gateway.db import Database

ADD = (
    "officials",
    "add",
    "Amna",
    "--name",
    "Amna Bibi",
    "--role",
    "officer",
    "--office",
    "wasa-punjab-dist-gujranwala",
)


@pytest.fixture
def sunwai(seeded, tmp_path, monkeypatch):
    """Runs one command against a seeded database."""
    url = seeded.url.set(drivername="postgresql").render_as_string(hide_password=False)
    here = environment.Settings(
        database_url=url, state_dir=tmp_path, environment="local", encryption_keys=["A" * 43 + "="], hash_key="test"
    )
    monkeypatch.setattr(environment, "load", lambda: here)

    def run(*words: str) -> Result:
        return CliRunner().invoke(build(), list(words))

    return run


def _sign_in(seeded: Database, password: str) -> str | None:
    """A session's secret, or None, from a loop of its own as the commands have."""

    async def ask() -> str | None:
        database = Database(seeded.url.render_as_string(hide_password=False), pool_size=1)
        try:
            async with database.unit_of_work() as session:
                return await officials.sign_in(session, "amna", password, now=clock.now())
        finally:
            await database.close()

    return asyncio.run(ask())


def test_from_the_first_password_to_the_end(sunwai, seeded):
    first = sunwai(*ADD).output.strip()
    assert _sign_in(seeded, first)
    assert "amna                 officer        active  Amna Bibi" in sunwai("officials", "list").output

    second = sunwai("officials", "password", "amna").output.strip()
    assert _sign_in(seeded, first) is None
    assert _sign_in(seeded, second)

    assert sunwai("officials", "end", "amna").exit_code == 0
    assert _sign_in(seeded, second) is None
    assert "ended" in sunwai("officials", "list").output


def test_a_new_password_lifts_a_lock(sunwai, seeded):
    sunwai(*ADD)
    for _ in range(officials.LOCK_AFTER):
        assert _sign_in(seeded, "wrong") is None

    assert _sign_in(seeded, sunwai("officials", "password", "amna").output.strip())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("officials", "add", "a", "--name", "A", "--role", "officer"), "needs_office"),
        (("officials", "add", "a", "--name", "A", "--role", "triage", "--office", "nowhere"), "no_such_office"),
        (("officials", "end", "nobody"), "no_such_official"),
        (("officials", "password", "nobody"), "no_such_official"),
    ],
)
def test_says_what_is_wrong(sunwai, words, code):
    result = sunwai(*words)

    assert result.exit_code == 1
    assert result.exception.code == code


def test_a_name_is_given_once(sunwai):
    sunwai(*ADD)

    assert sunwai(*ADD).exception.code == "name_taken"


def test_a_code_and_a_link_for_who_has_neither_phone_nor_password(sunwai):
    sunwai("officials", "add", "cell", "--name", "Cell", "--role", "oversight", "--office", "oversight-punjab")
    codes = [sunwai("officials", "code", "cell").output.strip() for _ in range(2)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert sunwai("officials", "unenrol", "cell").exit_code == 0
    assert "/console/reset/" in sunwai("officials", "reset", "cell").output


def test_whoever_sees_an_area_needs_one(sunwai):
    words = ("officials", "add", "dc", "--name", "DC", "--role", "district_administrator")
    assert sunwai(*words).exception.code == "needs_area"
    assert sunwai(*words, "--area", "punjab-dist-gujranwala").exit_code == 0


def test_a_phone_is_begun_with_a_code_and_texts_need_it(sunwai, monkeypatch):
    keys = {"encryption_keys": ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="], "hash_key": "test-hash-key"}
    here = environment.load().model_dump() | keys | {"sms_senders": ["+15005550006"]}
    monkeypatch.setattr(environment, "load", lambda: environment.Settings(**here))
    sunwai(*ADD)

    assert sunwai("officials", "notify", "amna", "sms").exception.code == "no_phone"
    code, told = sunwai("officials", "phone", "Amna", "0301-7654321").output.splitlines()
    assert len(code) == 6
    assert "+15005550006" in told
