"""Which addresses of media are Twilio's and ours, and how they are asked for. Pure: no I/O.

Source: Twilio, "Media subresource" (docs.twilio.com/messaging/api/media-resource) and its OpenAPI `twilio_api_v2010`:
a file lies below its account and message, is fetched and deleted with Basic auth, and is answered with a redirect to
Twilio's media store (seen: mms.twiliocdn.com), whose address is signed and needs none. Read 2026-11-25.
"""

import base64
import re
from collections.abc import Collection
from urllib.parse import urlsplit

from gateway.channels.base import MediaAddress
from gateway.channels.twilio.credentials import credentials
from gateway.settings import LOOPBACK, TWILIO_ORIGIN, Settings

_PATH = r"/2010-04-01/Accounts/(AC[0-9a-fA-F]{32})/Messages/(?:SM|MM)[0-9a-fA-F]{32}/Media/ME[0-9a-fA-F]{32}"


class TwilioMedia:
    """Takes only a whole URL that can mean nothing else: no other host, port, user, query or path, no other account.

    Args:
        origin: Twilio's, or a simulator's on this machine; settings refuse the second in production.
    """

    def __init__(
        self, origin: str, accounts: Collection[str], sign_in: tuple[str, str], redirect_hosts: Collection[str]
    ) -> None:
        is_local = urlsplit(origin).hostname in LOOPBACK
        if origin != TWILIO_ORIGIN and not is_local:
            raise ValueError(f"media come from {TWILIO_ORIGIN} or a simulator on this machine")
        self._is_local = is_local
        self._address = re.compile(re.escape(origin) + _PATH)
        self._accounts = frozenset(accounts)
        self._authorization = "Basic " + base64.b64encode(":".join(sign_in).encode()).decode()
        self._redirect_hosts = frozenset(redirect_hosts)

    def locate(self, url: str) -> MediaAddress | None:
        """The address behind a URL from a webhook, or None."""
        found = self._address.fullmatch(url)
        if found is None or found[1] not in self._accounts:
            return None
        return MediaAddress(
            url=url, deletion_url=f"{url}.json", authorization=self._authorization,
            redirect_hosts=self._redirect_hosts, is_on_this_machine=self._is_local,
        )  # fmt: skip


def build(settings: Settings) -> TwilioMedia:
    """From settings. Raises ValueError when credentials are missing or the origin is not allowed."""
    return TwilioMedia(
        settings.twilio_api_origin.rstrip("/"), settings.twilio_account_sids, credentials(settings),
        settings.media_redirect_hosts,
    )  # fmt: skip
