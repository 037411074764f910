import json

import httpx
import pytest
from typer.testing import CliRunner

from gateway.__main__ import build
from gateway.cli import say as command

runner = CliRunner()


class ScriptedSimulator:
    """Answers the controls: each question gets its replies in the batches given, then silence."""

    def __init__(self, *batches: list[str], webhook: int | None = 200) -> None:
        self.asked: list[dict] = []
        self._batches = list(batches)
        self._webhook = webhook
        self._number = 100

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            self.asked.append(json.loads(request.content))
            self._number += 1
            failed = None if self._webhook == 200 else 11200
            outcome = {"status": self._webhook, "error_code": failed, "attempts": 1}
            return httpx.Response(200, json={"sid": "SM1", "number": self._number, "change": 5, "webhooks": [outcome]})
        batch = self._batches.pop(0) if self._batches else []
        return httpx.Response(200, json={"changes": self._number, "texts": [self._old(), *map(self._text, batch)]})

    def _text(self, text: str) -> dict:
        self._number += 1
        return self._old() | {"sid": f"SM{self._number}", "number": self._number, "text": text}

    @staticmethod
    def _old() -> dict:
        """A text from before, whose status has just changed."""
        return {
            "sid": "SM0", "number": 7, "direction": "out", "text": "old", "segments": 1, "encoding": "GSM-7",
            "status": "delivered",
        }  # fmt: skip


@pytest.fixture
def say(monkeypatch):
    """Run the command against a scripted simulator, without waiting for silence."""
    monkeypatch.setattr(command, "QUIET_SECONDS", 0.02)
    monkeypatch.setattr(command, "_origin", lambda: "http://127.0.0.1:8020")

    def run(simulator, *words, **options):
        class Patched(command.Simulator):
            def __init__(self, origin: str) -> None:
                super().__init__(origin, transport=httpx.MockTransport(simulator))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "Simulator", Patched)
            return runner.invoke(build(["say"]), ["say", "--timeout", "0.1", *words], **options)

    return run


def test_prints_every_reply_that_came_and_none_from_before(say):
    simulator = ScriptedSimulator(["Darj ho gayi."], ["Aur kuch?"])
    result = say(simulator, "--from", "0300 1234567", "Pani nahi")

    assert result.exit_code == 0
    assert simulator.asked == [{"from": "+923001234567", "channel": "sms", "body": "Pani nahi"}]
    assert result.stdout.splitlines() == [
        "> Pani nahi",
        "< Darj ho gayi.", "  [GSM-7, 1 part, delivered]",
        "< Aur kuch?", "  [GSM-7, 1 part, delivered]",
    ]  # fmt: skip


def test_json_is_one_object(say):
    result = say(ScriptedSimulator(["جی"]), "--from", "923001234567", "--channel", "whatsapp", "--json", "سلام")

    assert json.loads(result.stdout) == {
        "from": "+923001234567", "channel": "whatsapp", "text": "سلام",
        "replies": [{"text": "جی", "segments": 1, "encoding": "GSM-7", "status": "delivered"}],
    }  # fmt: skip


def test_lines_from_standard_input_are_sent_one_after_the_other(say):
    simulator = ScriptedSimulator(["one"], [], ["two"])
    result = say(simulator, "--from", "03001234567", "--json", "-", input="Pani nahi\n\nGujranwala\r\n")

    assert [one["body"] for one in simulator.asked] == ["Pani nahi", "Gujranwala"]
    assert len(result.stdout.splitlines()) == 2


def test_silence_is_said_and_is_a_failure(say):
    result = say(ScriptedSimulator(), "--from", "03001234567", "Salam")

    assert result.exit_code == 1
    assert "no reply within 0.1 s" in result.stderr


@pytest.mark.parametrize(
    ("status", "sentence"), [(None, "does not answer the webhook"), (403, "different auth tokens"), (503, "503")]
)
def test_a_webhook_that_failed_is_named(say, status, sentence):
    result = say(ScriptedSimulator(webhook=status), "--from", "03001234567", "Salam")

    assert result.exit_code == 1
    assert sentence in result.stderr


def test_nothing_running_is_one_clear_sentence(say):
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    result = say(refuse, "--from", "03001234567", "Salam")

    assert result.exit_code == 1
    assert result.stderr.strip() == "the simulator does not answer at http://127.0.0.1:8020; `make up` starts it"


def test_a_word_is_no_number(say):
    result = say(ScriptedSimulator(), "--from", "Ayesha", "Salam")

    assert result.exit_code == 1
    assert "not a phone number" in result.stderr
