"""Every environment variable, typed. The only file that reads the environment; refuses to start when one is wrong.

Names are SUNWAI_ plus the field in capitals. Lists are comma-separated. `make up` writes local secrets to
`var/local.env`; production sets them from its own store.
"""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gateway.errors import SunwaiError

ROOT = Path(__file__).resolve().parent.parent
TWILIO_ORIGIN = "https://api.twilio.com"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TEMPLATE = re.compile(r"(ur|ur_Latn|en)=HX[0-9a-fA-F]{32}")
_HOST_NAME = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


def _split(value: object) -> object:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


def _below_root(path: Path) -> Path:
    return ROOT / path


def _are_host_names(words: list[str]) -> list[str]:
    """Names only: an address, a port or a pattern would open more than one door."""
    for word in words:
        if not _HOST_NAME.fullmatch(word):
            raise ValueError(f"{word!r} is not a host name such as mms.twiliocdn.com")
    return words


def _are_templates(words: list[str]) -> list[str]:
    for word in words:
        if not _TEMPLATE.fullmatch(word):
            raise ValueError(f"{word!r} is not a language and a template such as ur=HX0123456789abcdef0123456789abcdef")
    return words


Words = Annotated[list[str], NoDecode, BeforeValidator(_split)]
Templates = Annotated[Words, AfterValidator(_are_templates)]
HostNames = Annotated[Words, AfterValidator(_are_host_names)]
Secrets = Annotated[list[SecretStr], NoDecode, BeforeValidator(_split)]


class NoDatabase(SunwaiError):
    """No database is known: set SUNWAI_DATABASE_URL, or run `make up`, which brings its own."""

    status = 503
    code = "no_database"


class Settings(BaseSettings):
    """See `.env.example` for one line about each."""

    model_config = SettingsConfigDict(env_prefix="SUNWAI_", extra="ignore", frozen=True)

    environment: Literal["local", "test", "production"] = "local"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    state_dir: Annotated[Path, AfterValidator(_below_root)] = ROOT / "var"
    database_url: str = ""
    database_pool_size: int = 10

    bot_host: str = "127.0.0.1"
    bot_port: int = 8010
    bot_url: str = ""
    bot_timeout_seconds: float = 5.0

    simulator_port: int = 8020
    twilio_account_sids: Words = []
    twilio_auth_tokens: Secrets = []
    twilio_api_origin: str = TWILIO_ORIGIN
    twilio_api_key: str = ""
    twilio_api_secret: SecretStr = SecretStr("")
    twilio_messaging_service_sid: str = ""
    twilio_handles_keywords: bool = True
    sms_senders: Words = []
    whatsapp_senders: Words = []
    whatsapp_templates: Templates = []
    channel: Literal["twilio", "null"] = "twilio"
    parts_per_second: float = 20.0

    encryption_keys: Secrets = []
    hash_key: SecretStr = SecretStr("")

    worker_concurrency: int = 16
    inbound_lease_seconds: float = 30.0
    outbound_lease_seconds: float = 30.0
    media_lease_seconds: float = 90.0
    media_redirect_hosts: HostNames = ["mms.twiliocdn.com"]
    media_deletes_provider_copies: bool = True
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @model_validator(mode="before")
    @classmethod
    def _follow_the_port(cls, given: dict[str, object]) -> dict[str, object]:
        """One setting moves a whole copy: the bot and the simulator sit ten and twenty ports above the gateway."""
        port = given.get("port")
        if isinstance(port, int) or (isinstance(port, str) and port.isdecimal()):
            return {"bot_port": int(port) + 10, "simulator_port": int(port) + 20, **given}
        return given

    @model_validator(mode="after")
    def _refuse_what_is_unsafe(self) -> Self:
        if self.environment == "production":
            self._refuse_local_parts()
        elif self.environment == "test" and not self._is_loopback(self.twilio_api_origin):
            raise ValueError("SUNWAI_TWILIO_API_ORIGIN must be a loopback address in the test environment")
        return self

    def _refuse_local_parts(self) -> None:
        if self.twilio_api_origin != TWILIO_ORIGIN:
            raise ValueError(f"SUNWAI_TWILIO_API_ORIGIN must be {TWILIO_ORIGIN} in production (no simulator)")
        missing = [
            name
            for name in ("public_url", "database_url", "twilio_account_sids", "twilio_auth_tokens", "encryption_keys")
            if not getattr(self, name)
        ]
        if not self.hash_key.get_secret_value():
            missing.append("hash_key")
        if missing:
            names = ", ".join(f"SUNWAI_{name.upper()}" for name in missing)
            raise ValueError(f"missing in production: {names}")
        if not self.public_url.startswith("https://"):
            raise ValueError("SUNWAI_PUBLIC_URL must begin with https:// in production")

    @staticmethod
    def _is_loopback(url: str) -> bool:
        return urlsplit(url).hostname in LOOPBACK

    @property
    def database_address(self) -> str:
        """Address of the database. Raises NoDatabase when neither production nor `make up` has set one."""
        if not self.database_url:
            raise NoDatabase
        return self.database_url

    @property
    def template_sids(self) -> dict[str, str]:
        """Approved WhatsApp templates with one variable, by language."""
        return dict(word.split("=", 1) for word in self.whatsapp_templates)

    @property
    def sms_sender(self) -> str | None:
        """The number that SMS leave from when nothing else says which."""
        return self.sms_senders[0] if self.sms_senders else None

    @property
    def public_origin(self) -> str:
        """Origin under which the provider reaches us, without a trailing slash."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def media_dir(self) -> Path:
        """Where citizens' files are kept; served by nothing but the console, one by one."""
        return self.state_dir / "media"

    @property
    def bot_origin(self) -> str:
        """Origin of the bot, without a trailing slash."""
        return (self.bot_url or f"http://{self.bot_host}:{self.bot_port}").rstrip("/")

    @property
    def simulator_origin(self) -> str:
        """Origin of the local simulator."""
        return f"http://{self.host}:{self.simulator_port}"


@lru_cache(maxsize=1)
def load() -> Settings:
    """Settings of this process, read once: the environment, then `.env`, then what `make up` wrote for this folder.

    Raises pydantic's ValidationError with every fault named.
    """
    state = ROOT / os.environ.get("SUNWAI_STATE_DIR", "var")
    return Settings(_env_file=(state / "local.env", ROOT / ".env"))


def inherited() -> dict[str, str]:
    """The environment as it is, for programs that we start."""
    return dict(os.environ)
