"""What a production may not be configured to: neither to talk to a simulator, nor to be led anywhere by a redirect."""

from typing import Any

import pytest
from pydantic import ValidationError

from gateway.channels import registry
from gateway.settings import TWILIO_ORIGIN, Settings

PRODUCTION: dict[str, Any] = {
    "environment": "production", "public_url": "https://sunwai.example.org", "database_url": "postgresql:///sunwai",
    "twilio_account_sids": ["AC" + "1" * 32], "twilio_auth_tokens": ["token"], "encryption_keys": ["key"],
    "hash_key": "key",
}  # fmt: skip
PATH = f"/2010-04-01/Accounts/AC{'1' * 32}/Messages/MM{'2' * 32}/Media/ME{'3' * 32}"


def test_in_production_files_come_from_twilio_alone() -> None:
    source = registry.media_sources(Settings(**PRODUCTION))["twilio"]
    assert source.locate(TWILIO_ORIGIN + PATH) is not None
    for origin in ("http://127.0.0.1:8020", "https://localhost", "https://evil.example"):
        assert source.locate(origin + PATH) is None


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8020", "https://evil.example", "http://api.twilio.com"])
def test_production_refuses_a_simulator(origin: str) -> None:
    with pytest.raises(ValidationError, match="no simulator"):
        Settings(**PRODUCTION, twilio_api_origin=origin)


def test_elsewhere_a_simulator_is_on_this_machine_or_is_refused() -> None:
    local = {"environment": "local", "twilio_account_sids": ["AC" + "1" * 32], "twilio_auth_tokens": ["token"]}
    simulated = Settings(**local, twilio_api_origin="http://127.0.0.1:8020")
    assert registry.media_sources(simulated)["twilio"].locate(f"http://127.0.0.1:8020{PATH}") is not None
    with pytest.raises(ValueError, match="on this machine"):
        registry.media_sources(Settings(**local, twilio_api_origin="https://evil.example"))


def test_without_a_channel_nothing_is_fetched() -> None:
    assert registry.media_sources(Settings(channel="null")) == {}


@pytest.mark.parametrize(
    "hosts",
    ["127.0.0.1", "[::1]", "2130706433", "localhost", "*.twiliocdn.com", ".twiliocdn.com", "mms.twiliocdn.com:443",
     "https://mms.twiliocdn.com", "user@mms.twiliocdn.com", "mms.twiliocdn.com/x", "good.example,10.0.0.1"],
)  # fmt: skip
def test_a_redirect_host_is_a_plain_name(hosts: str) -> None:
    with pytest.raises(ValidationError, match="is not a host name"):
        Settings(media_redirect_hosts=hosts)


def test_redirect_hosts_are_listed_with_commas() -> None:
    assert Settings(media_redirect_hosts="mms.twiliocdn.com, media.twiliocdn.com").media_redirect_hosts == [
        "mms.twiliocdn.com", "media.twiliocdn.com",
    ]  # fmt: skip
