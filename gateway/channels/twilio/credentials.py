"""With what we sign in at Twilio: by API key where there is one; else by the newest auth token. Pure."""

from gateway.settings import Settings


def credentials(settings: Settings) -> tuple[str, str]:
    """Name and secret. Raises ValueError when they are missing."""
    if not settings.twilio_account_sids:
        raise ValueError("SUNWAI_TWILIO_ACCOUNT_SIDS is empty")
    if settings.twilio_api_key:
        name, secret = settings.twilio_api_key, settings.twilio_api_secret.get_secret_value()
    else:
        tokens = [token.get_secret_value() for token in settings.twilio_auth_tokens]
        name, secret = settings.twilio_account_sids[0], tokens[0] if tokens else ""
    if not secret:
        raise ValueError("SUNWAI_TWILIO_API_SECRET or SUNWAI_TWILIO_AUTH_TOKENS must be set")
    return name, secret
