"""What each child process may know. The one place that decides it; a child gets no secret that it does not use."""

from collections.abc import Mapping
from pathlib import Path

from gateway.local.installation import as_environment, variable
from gateway.settings import Settings, inherited

BOT = ("environment", "bot_host", "bot_port", "log_level", "log_format")
SIMULATOR = (
    "environment", "host", "port", "simulator_port", "public_url", "twilio_account_sids", "twilio_auth_tokens",
    "twilio_messaging_service_sid", "sms_senders", "whatsapp_senders", "log_level", "log_format",
)  # fmt: skip
# Rasa's own: say nothing to its makers, use no graphics card, keep TensorFlow quiet.
RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def for_bot(settings: Settings) -> dict[str, str]:
    """The bot reads no database and no secret."""
    return _base(settings.state_dir) | RASA | _only(settings, BOT)


def for_simulator(settings: Settings, kept: Mapping[str, str]) -> dict[str, str]:
    """The simulator signs as Twilio would and reads cases with a token of its own; it has no keys."""
    token = {"SUNWAI_SIMULATOR_API_TOKEN": kept["SUNWAI_SIMULATOR_API_TOKEN"]}
    address = {"SUNWAI_PUBLIC_URL": settings.public_origin}
    return _base(settings.state_dir) | _only(settings, SIMULATOR) | address | token


def for_gateway(settings: Settings) -> dict[str, str]:
    """Every setting, as this run resolved it."""
    return _base(settings.state_dir) | as_environment(settings)


def _only(settings: Settings, fields: tuple[str, ...]) -> dict[str, str]:
    names = [variable(field) for field in fields]
    return {name: value for name, value in as_environment(settings).items() if name in names}


def _base(state_dir: Path) -> dict[str, str]:
    """The machine's own variables without ours, and a cache that works where the home folder is read-only."""
    plain = {name: value for name, value in inherited().items() if not name.startswith("SUNWAI_")}
    cache = {"MPLCONFIGDIR": str(state_dir / "cache" / "matplotlib"), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
    return plain | cache | {variable("state_dir"): str(state_dir)}
