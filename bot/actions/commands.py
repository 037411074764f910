"""Builds the typed commands of the contract (`bot/contract/turn.schema.json`). The gateway executes or refuses them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

Command = dict[str, Any]
MAX_WORDS_CHARS = 8000  # the contract's limit for descriptions and texts
MAX_PLACE_CHARS = 2000
MAX_FACTS = 40


def say(key: str, **params: Any) -> Command:
    """Say the sentence `key`; codes in `params` are named by the gateway."""
    return {"command": "say", "key": key, "params": params}


def open_case(  # noqa: PLR0913 - each argument is a field of the command
    *,
    category: str,
    description: str,
    area_id: str | None,
    place_text: str | None,
    is_accusation: bool,
    is_urgent: bool,
    media_messages: list[str],
) -> Command:
    """Open a case; `area_id` None sends it to the triage desk."""
    return {
        "command": "open_case",
        "category": category,
        "description": description[:MAX_WORDS_CHARS],
        "area_id": area_id,
        "place_text": place_text[:MAX_PLACE_CHARS] if place_text else None,
        "is_accusation": is_accusation,
        "is_urgent": is_urgent,
        "media_messages": media_messages,
    }


def add_detail(reference: str | None, text: str, messages: Sequence[str] = ()) -> Command:
    """Add words and media to a case, without reference to the newest one: of `messages`, else of this message."""
    return {
        "command": "add_detail",
        "reference": reference,
        "text": text[:MAX_WORDS_CHARS],
        "messages": list(messages),
    }


def show_status(reference: str | None) -> Command:
    """Tell where a case stands."""
    return {"command": "show_status", "reference": reference}


def reopen_case(reference: str | None, reason: str) -> Command:
    """Say that a case is not solved."""
    return {"command": "reopen_case", "reference": reference, "reason": reason[:MAX_WORDS_CHARS]}


def find_office(category: str, area_id: str) -> Command:
    """Name the office that answers."""
    return {"command": "find_office", "category": category, "area_id": area_id}


def assess_eligibility(
    programme: str | None, facts: list[dict[str, Any]], *, area_id: str | None, is_repeated: bool, has_cnic: bool
) -> Command:
    """Ask the next question about her household, or say what is found."""
    return {
        "command": "assess_eligibility",
        "programme": programme,
        "facts": facts[:MAX_FACTS],
        "area_id": area_id,
        "is_repeated": is_repeated,
        "has_cnic": has_cnic,
    }


def describe_programme(programme: str | None) -> Command:
    """Tell what a programme is; None: the programmes in general."""
    return {"command": "describe_programme", "programme": programme}


def set_language(language: str) -> Command:
    """Keep writing in `language`."""
    return {"command": "set_language", "language": language}


def opt_out(purpose: Literal["outreach", "all"]) -> Command:
    """Stop outreach, or everything that is not an answer."""
    return {"command": "opt_out", "purpose": purpose}


def opt_in() -> Command:
    """Take outreach again."""
    return {"command": "opt_in"}


def show_helpline(situation: str) -> Command:
    """Name the emergency number of a situation: danger or violence."""
    return {"command": "show_helpline", "situation": situation}


def record_verdict(answer: str) -> Command:
    """Say whether the case we asked about is solved: yes, no, partly; or appeal, where that was offered."""
    return {"command": "record_verdict", "answer": answer}


def answer_neighbours(*, is_same: bool) -> Command:
    """Answer whether her case and her neighbours' are about one fault."""
    return {"command": "answer_neighbours", "is_same": is_same}


def request_human(
    reason: Literal["asked", "not_understood", "voice_note"], text: str, *, is_sensitive: bool = False
) -> Command:
    """Hand over to a person, with the citizen's words; sensitive ones are for oversight only."""
    return {
        "command": "request_human",
        "reason": reason,
        "text": text[:MAX_WORDS_CHARS],
        "is_sensitive": is_sensitive,
    }
