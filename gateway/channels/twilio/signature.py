"""Proves that a webhook request comes from Twilio. Judges bytes only; what they mean is parsed afterwards.

Source: Twilio, "Webhooks security", https://www.twilio.com/docs/usage/webhooks/webhooks-security, read 2026-11-24, and
`twilio.request_validator` 9.13, the judge in our tests. That one costs about twenty times as much a request.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qs, urlsplit

Fields = list[tuple[bytes, bytes]]

_DEFAULT_PORTS = {"https": 443, "http": 80}


class Verifier:
    """Holds our public origin and the auth tokens (newest and previous, while they rotate). No token: all refused."""

    def __init__(self, public_origin: str, auth_tokens: Iterable[str]) -> None:
        self._origins = tuple(origin.encode() for origin in _with_and_without_port(urlsplit(public_origin)))
        self._keys = tuple(token.encode() for token in auth_tokens if token)

    def is_authentic_form(self, target: bytes, fields: Fields, signature: bytes | None) -> bool:
        """Whether Twilio signed this form.

        Args:
            target: raw path and query exactly as requested, b"/webhooks/x?id=1".
            fields: decoded from the form, blanks kept, nothing trimmed.
            signature: value of X-Twilio-Signature, None when the header is missing.
        """
        suffix = b"".join([part for pair in sorted(set(fields)) for part in pair])
        return self._is_signed(target, suffix, signature)

    def is_authentic_body(self, target: bytes, body: bytes, signature: bytes | None) -> bool:
        """Whether Twilio signed this body that is no form: the signed URL carries the body's SHA-256."""
        query = parse_qs(target.partition(b"?")[2])
        claimed = query.get(b"bodySHA256", [b""])[0]
        is_whole = hmac.compare_digest(claimed, hashlib.sha256(body).hexdigest().encode())
        return is_whole and self._is_signed(target, b"", signature)

    def _is_signed(self, target: bytes, suffix: bytes, signature: bytes | None) -> bool:
        expected = _decode(signature)
        if expected is None:
            return False
        return any(
            hmac.compare_digest(hmac.digest(key, origin + target + suffix, "sha1"), expected)
            for key in self._keys
            for origin in self._origins
        )


def _with_and_without_port(url: SplitResult) -> tuple[str, ...]:
    """Both spellings of the origin: Twilio's own side is not consistent about naming a port."""
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    port = url.port or _DEFAULT_PORTS.get(url.scheme, 80)
    path = url.path.rstrip("/")
    named, bare = f"{url.scheme}://{host}:{port}{path}", f"{url.scheme}://{host}{path}"
    return (bare, named) if url.port is None else (named, bare)


def _decode(signature: bytes | None) -> bytes | None:
    if not signature:
        return None
    try:
        return base64.b64decode(signature, validate=True)
    except binascii.Error:
        return None
