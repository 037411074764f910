"""From a parsed message to the contract's `Understanding`. Pure; the same for a turn and for a list of texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.nlu.classifier import WITH_CATEGORY
from bot.nlu.normalise import words

INTENTS = frozenset(
    {
        "greet", "help", "file_grievance", "check_status", "add_information", "reopen_case", "check_eligibility",
        "programme_info", "find_office", "talk_to_human", "change_language", "opt_in", "opt_out", "affirm", "deny",
        "thanks", "out_of_scope",
    }
)  # fmt: skip
DEFAULT_LANGUAGE = "ur"
# Fewer words than this do not change the language of a conversation: "ok" is no wish for English.
SUBSTANTIVE_WORDS = 2
# A town in talk about cricket is no place of a complaint; a bare name, of which little is sure, may be an answer.
SURE_OF_INTENT = 0.5
# What a reviewer is shown to choose from.
GUESSES = 3
NOT_UNDERSTOOD = "nlu_fallback"


def understanding(
    parsed: Mapping[str, Any], *, language: str | None, model_version: str, asked: str | None = None
) -> dict[str, Any]:
    """Contract fields of one parsed message.

    Args:
        parsed: what Rasa made of the message.
        language: used where the text is too short to tell.
        model_version: noted as it is.
        asked: slot that an open question waits for, if any.
    """
    entities = {str(one["entity"]): one for one in parsed.get("entities") or []}
    ranking = [one for one in parsed.get("intent_ranking") or [] if one["name"] in INTENTS]
    intent: Mapping[str, Any] = ranking[0] if ranking else {"name": "out_of_scope", "confidence": 0.0}
    likely = entities.get("category", {})
    category = likely if intent["name"] in WITH_CATEGORY else {}
    area = {} if _is_surely_out_of_scope(intent) else entities.get("area", {})
    writing = entities.get("writing", {}).get("value")
    return {
        "language": writing or language or DEFAULT_LANGUAGE,
        "intent": intent["name"],
        "intent_confidence": _probability(intent),
        "category": category.get("value"),
        "category_confidence": round(float(category.get("confidence", 0.0)), 4),
        "intents": _guesses(ranking),
        "categories": _guesses(likely.get("ranking") or []),
        "area": area.get("area"),
        "area_candidates": list(area.get("candidate_areas") or []),
        "is_substantive": bool(writing) and len(words(str(parsed.get("text") or ""))) >= SUBSTANTIVE_WORDS,
        "is_accusation": "is_accusation" in entities,
        "is_exact": _is_exact(parsed.get("intent") or {}),
        "asked": asked,
        "model_version": model_version,
    }


def _guesses(ranking: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": one["name"], "probability": _probability(one)} for one in ranking[:GUESSES]]


def _probability(one: Mapping[str, Any]) -> float:
    return round(min(max(float(one["confidence"]), 0.0), 1.0), 4)


def _is_exact(resolved: Mapping[str, Any]) -> bool:
    """Whether the move resolver took the message by its exact words: then it is certain."""
    return resolved.get("name") != NOT_UNDERSTOOD and resolved.get("confidence") == 1.0


def _is_surely_out_of_scope(intent: Mapping[str, Any]) -> bool:
    return bool(intent["name"] == "out_of_scope" and intent["confidence"] >= SURE_OF_INTENT)
