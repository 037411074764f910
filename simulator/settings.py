"""Every environment variable that the simulator reads. The gateway's names, read by itself: they share no code."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
# Twilio's documented test sender, and the number of its public WhatsApp sandbox: what a copy uses that names no others.
SMS_SENDER, WHATSAPP_SENDER = "+15005550006", "+14155238886"


def _split(value: object) -> object:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


Words = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Secrets = Annotated[list[SecretStr], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """`environment` is free text here: whatever it says, only "production" matters, and that is refused."""

    model_config = SettingsConfigDict(env_prefix="SUNWAI_", extra="ignore", frozen=True)

    environment: str = "local"
    host: str = "127.0.0.1"
    port: int = 8000
    simulator_port: int = 8020
    public_url: str = ""
    twilio_account_sids: Words = []
    twilio_auth_tokens: Secrets = []
    twilio_api_key: str = ""
    twilio_api_secret: SecretStr = SecretStr("")
    twilio_messaging_service_sid: str = ""
    sms_senders: Words = [SMS_SENDER]
    whatsapp_senders: Words = [WHATSAPP_SENDER]
    simulator_api_token: SecretStr = SecretStr("")
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="before")
    @classmethod
    def _follow_the_port(cls, given: dict[str, object]) -> dict[str, object]:
        """The simulator sits twenty ports above the gateway unless told otherwise, as the gateway expects it."""
        port = str(given.get("port", ""))
        return {"simulator_port": int(port) + 20, **given} if port.isdecimal() else given

    @model_validator(mode="after")
    def _without_prefixes(self) -> Self:
        bare = [one.removeprefix("whatsapp:") for one in self.whatsapp_senders]
        object.__setattr__(self, "whatsapp_senders", bare)
        return self

    @property
    def account_sid(self) -> str:
        """The account that webhooks name."""
        return self.twilio_account_sids[0] if self.twilio_account_sids else "AC" + "0" * 32

    @property
    def signing_token(self) -> str:
        """The primary token: Twilio signs with that one only."""
        return self.twilio_auth_tokens[0].get_secret_value() if self.twilio_auth_tokens else ""

    @property
    def webhook_url(self) -> str:
        """Where the gateway takes what citizens write."""
        return f"{self.gateway_public_origin}/webhooks/twilio/messages"

    @property
    def gateway_public_origin(self) -> str:
        """The origin that the gateway believes it has: the signature covers it."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def gateway_origin(self) -> str:
        """Where the gateway's API is on this machine."""
        return f"http://{self._own_host}:{self.port}"

    @property
    def origin(self) -> str:
        """Where the simulator itself is reached; its media links begin with it."""
        return f"http://{self._own_host}:{self.simulator_port}"

    @property
    def _own_host(self) -> str:
        return "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 - compared, not bound


@lru_cache(maxsize=1)
def load() -> Settings:
    """Settings of this process: the environment, then `.env`, then what `make up` wrote for this folder."""
    state = Path(os.environ.get("SUNWAI_STATE_DIR", ROOT / "var"))
    return Settings(_env_file=(state / "local.env", ROOT / ".env"))
