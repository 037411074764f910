"""What handlers ask for: the provider, and proof that the caller knows the account's secrets."""

import base64
import binascii
import hmac
from typing import Annotated, cast

from fastapi import Depends, Request

from simulator.cases import CasesClient
from simulator.errors import TwilioError
from simulator.provider import Provider
from simulator.settings import Settings


def provider_of(request: Request) -> Provider:
    """The one provider of this process."""
    return cast(Provider, request.app.state.provider)


def cases_of(request: Request) -> CasesClient:
    """The client of the gateway's API."""
    return cast(CasesClient, request.app.state.cases)


TheProvider = Annotated[Provider, Depends(provider_of)]
TheCases = Annotated[CasesClient, Depends(cases_of)]


def account_of(request: Request, provider: TheProvider, account_sid: str) -> str:
    """The account in the path, when the caller may use it. Raises TwilioError 20003, or 20404 for another account."""
    user, password = _credentials(request.headers.get("authorization", ""))
    if not _is_known(provider.settings, user, password):
        raise TwilioError(20003)
    if account_sid not in provider.settings.twilio_account_sids or (user.startswith("AC") and user != account_sid):
        raise TwilioError(20404)
    return account_sid


TheAccount = Annotated[str, Depends(account_of)]


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        raise TwilioError(20003)
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise TwilioError(20003) from error
    return user, password


def _is_known(settings: Settings, user: str, password: str) -> bool:
    if user in settings.twilio_account_sids:
        secrets = [token.get_secret_value() for token in settings.twilio_auth_tokens]
    elif user == settings.twilio_api_key:
        secrets = [settings.twilio_api_secret.get_secret_value()]
    else:
        return False
    return any(secret and hmac.compare_digest(secret.encode(), password.encode()) for secret in secrets)
