"""The folder's own keys and addresses."""

from pathlib import Path

from gateway.local import environment, installation
from gateway.settings import Settings

KEPT = "SUNWAI_ENCRYPTION_KEYS"


def _settings(state_dir: Path) -> Settings:
    return Settings(_env_file=state_dir / installation.FILE, state_dir=state_dir)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    kept = installation.prepare(tmp_path)
    assert installation.prepare(tmp_path) == kept
    assert (tmp_path / installation.FILE).stat().st_mode & 0o777 == 0o600
    assert _settings(tmp_path).encryption_keys[0].get_secret_value() == kept[KEPT]


def test_a_key_that_is_missing_is_added_and_the_others_stay(tmp_path: Path) -> None:
    (tmp_path / installation.FILE).write_text(f"{KEPT}=old\n", encoding="utf-8")
    kept = installation.prepare(tmp_path)
    assert kept[KEPT] == "old"
    assert kept["SUNWAI_HASH_KEY"]


def test_addresses_of_a_run_are_found_while_it_lasts(tmp_path: Path) -> None:
    kept = installation.prepare(tmp_path)
    run = _settings(tmp_path).model_copy(update={"port": 9100, "database_url": "postgresql://sunwai@/sunwai"})
    installation.announce(tmp_path, run)
    assert (_settings(tmp_path).port, _settings(tmp_path).database_url) == (9100, "postgresql://sunwai@/sunwai")
    assert installation.prepare(tmp_path) == kept
    assert (_settings(tmp_path).port, _settings(tmp_path).database_url) == (8000, "")


def test_settings_survive_the_environment(tmp_path: Path) -> None:
    installation.prepare(tmp_path)
    settings = _settings(tmp_path).model_copy(update={"sms_senders": ["+923000000001", "8440"], "port": 9100})
    lines = "".join(f"{name}={value}\n" for name, value in installation.as_environment(settings).items())
    (tmp_path / "again.env").write_text(lines, encoding="utf-8")
    assert Settings(_env_file=tmp_path / "again.env") == settings


def test_bot_and_simulator_get_no_key_and_no_database(tmp_path: Path) -> None:
    kept = installation.prepare(tmp_path)
    settings = _settings(tmp_path).model_copy(update={"database_url": "postgresql://somewhere"})
    for variables in (environment.for_bot(settings), environment.for_simulator(settings, kept)):
        assert kept[KEPT] not in variables.values()
        assert kept["SUNWAI_HASH_KEY"] not in variables.values()
        assert "SUNWAI_DATABASE_URL" not in variables
    assert kept["SUNWAI_TWILIO_AUTH_TOKENS"] not in environment.for_bot(settings).values()
    assert environment.for_gateway(settings)["SUNWAI_DATABASE_URL"] == "postgresql://somewhere"
