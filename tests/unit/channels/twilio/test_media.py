"""Which URLs are Twilio's media of ours: exactly those and nothing that resembles them."""

import base64

import pytest

from gateway.channels.twilio.media import TwilioMedia
from gateway.settings import TWILIO_ORIGIN

OURS, OTHER = "AC" + "1" * 32, "AC" + "2" * 32
TAIL = f"/Messages/MM{'a' * 32}/Media/ME{'b' * 32}"
PATH = f"/2010-04-01/Accounts/{OURS}{TAIL}"
GOOD = TWILIO_ORIGIN + PATH


def media(origin: str = TWILIO_ORIGIN) -> TwilioMedia:
    return TwilioMedia(origin, [OURS], ("SK1", "secret"), ["mms.twiliocdn.com"])


@pytest.mark.parametrize("kind", ["MM", "SM"])
def test_a_file_of_our_account_is_asked_for_with_the_key(kind: str) -> None:
    url = GOOD.replace("/MM", f"/{kind}")
    found = media().locate(url)
    assert found is not None
    assert (found.url, found.deletion_url) == (url, f"{url}.json")
    assert base64.b64decode(found.authorization.removeprefix("Basic ")) == b"SK1:secret"
    assert "secret" not in repr(found)
    assert found.authorization not in repr(found)
    assert not found.is_on_this_machine


@pytest.mark.parametrize(
    "url",
    [
        "", PATH, "http" + GOOD.removeprefix("https"), GOOD.replace("https://", "//"),
        GOOD.replace("api.twilio.com", "api.twilio.com.evil.example"), GOOD.replace("api.twilio.com", "evil.example"),
        GOOD.replace("api.twilio.com", "evil-api.twilio.com"), GOOD.replace("api.twilio.com", "apiXtwilioXcom"),
        GOOD.replace("api.twilio.com", "api.twilio.com:8443"), GOOD.replace("api.twilio.com", "api.twilio.com:443"),
        GOOD.replace("api.twilio.com", "user:pass@api.twilio.com"),
        GOOD.replace("api.twilio.com", "api.twilio.com@evil"),
        GOOD.replace("api.twilio.com", "127.0.0.1"), GOOD.replace("api.twilio.com", "[::1]"),
        GOOD.replace("api.twilio.com", "169.254.169.254"), GOOD.replace("api.twilio.com", "api.twilio.com."),
        GOOD.replace("api.twilio.com", "API.TWILIO.COM"), GOOD.replace("https", "HTTPS"),
        GOOD.replace(OURS, OTHER), GOOD.replace(OURS, OURS + "1"), GOOD + "/", GOOD + ".json", GOOD + "?a=b",
        GOOD + "#a", GOOD + "\n", " " + GOOD, GOOD + "/../../../../Messages.json",
        GOOD.replace("/Media/", "/Media/../"),
        GOOD.replace("/Media/", "/%4dedia/"), GOOD.replace("/Media", "\\Media"), f"https://evil.example/?{GOOD}",
        f"https://evil.example/#{GOOD}", f"file://{PATH}", GOOD.replace("2010-04-01", "2008-08-01"), GOOD[:-1],
        GOOD.replace("b" * 32, "ｂ" * 32),
    ],
)  # fmt: skip
def test_everything_else_is_refused(url: str) -> None:
    assert media().locate(url) is None


def test_a_simulator_is_taken_only_where_it_is_configured_and_only_on_this_machine() -> None:
    simulated = "http://127.0.0.1:8020"
    found = media(simulated).locate(simulated + PATH)
    assert found is not None
    assert found.is_on_this_machine
    assert media(simulated).locate(GOOD) is None
    assert media().locate(simulated + PATH) is None
    assert media(simulated).locate(f"http://127.0.0.1:8021{PATH}") is None
    with pytest.raises(ValueError, match="simulator on this machine"):
        media("https://evil.example")
