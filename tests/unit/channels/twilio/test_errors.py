"""The error table is data; these rows are the ones a mistake in would hurt somebody."""

import json
from pathlib import Path

import pytest

from gateway.channels import registry
from gateway.channels.base import ErrorClass
from gateway.channels.twilio import errors

DOCUMENT = json.loads((Path(errors.__file__).with_name("error_codes.json")).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("code", "error_class", "delays"),
    [
        ("20429", ErrorClass.RETRY, (1, 2, 4, 8, 16, 32, 60, 60, 60)),
        ("429", ErrorClass.RETRY, (1, 2, 4, 8, 16, 32, 60, 60, 60)),
        ("21211", ErrorClass.BAD_ADDRESS, ()),
        ("21610", ErrorClass.OPTED_OUT, ()),
        ("63014", ErrorClass.OPTED_OUT, ()),
        ("21614", ErrorClass.BAD_ADDRESS, ()),
        ("30003", ErrorClass.RETRY, (3600, 21600, 86400)),
        ("30007", ErrorClass.FIX, ()),
        ("30008", ErrorClass.RETRY, (900,)),
        ("63003", ErrorClass.OTHER_CHANNEL, ()),
        ("63016", ErrorClass.NEEDS_TEMPLATE, ()),
        ("63049", ErrorClass.GIVE_UP, ()),
        ("99999", ErrorClass.GIVE_UP, ()),
        ("", ErrorClass.GIVE_UP, ()),
    ],
)
def test_what_a_code_asks_for(code: str, error_class: ErrorClass, delays: tuple[int, ...]) -> None:
    refused = registry.refusal("twilio", code)
    assert (refused.code, refused.error_class, refused.retry_delays_seconds) == (code, error_class, delays)


@pytest.mark.parametrize(("code", "stops"), [("20003", True), ("30002", True), ("21408", True), ("21211", False)])
def test_what_stops_the_channel(code: str, stops: bool) -> None:
    assert registry.stops_channel("twilio", code) is stops


def test_no_code_is_listed_twice() -> None:
    codes = [code for row in DOCUMENT["policies"] for code in row["codes"]]
    assert len(codes) == len(set(codes))


def test_only_what_may_be_retried_has_delays_and_they_never_shrink() -> None:
    for row in DOCUMENT["policies"]:
        delays = row.get("retry_delays_seconds", [])
        assert bool(delays) == (row["class"] == "retry"), row
        assert delays == sorted(delays), row


def test_the_table_says_where_it_comes_from() -> None:
    assert "read 2026-11-24" in DOCUMENT["source"]
