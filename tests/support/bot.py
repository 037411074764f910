"""A scripted bot: answers with the commands a test gives it, through the real contract and no network."""

from collections.abc import Callable

from gateway.dialogue.contract import Command, Draft, TurnRequest, TurnResponse, Understanding

Script = Callable[[TurnRequest], list[Command]]


def understood(language: str = "ur_Latn", *, is_substantive: bool = True) -> Understanding:
    """A plain understanding in `language`."""
    return Understanding.model_validate(
        {
            "language": language, "intent": "file_grievance", "intent_confidence": 0.9,
            "is_substantive": is_substantive, "model_version": "scripted",
        }
    )  # fmt: skip


class ScriptedBot:
    """Counts questions; a script may raise what the real client raises."""

    def __init__(self, script: Script, language: str = "ur_Latn") -> None:
        self.script = script
        self.language = language
        self.draft: Draft | None = None
        self.asked: list[TurnRequest] = []

    async def turn(self, request: TurnRequest) -> TurnResponse:
        """The script's commands and `draft`; the state counts turns."""
        self.asked.append(request)
        count = int((request.state or {}).get("turns", 0)) + 1
        commands = self.script(request)
        return TurnResponse(
            state={"turns": count}, commands=commands, understanding=understood(self.language), draft=self.draft
        )
