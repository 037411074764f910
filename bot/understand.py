"""From a parsed message to the contract's `Understanding`. Pure; the same for a turn and for a list of texts."""

from __future__ import annotations

from collections.abc import Mapping
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


def understanding(parsed: Mapping[str, Any], *, language: str | None, model_version: str) -> dict[str, Any]:
    """Contract fields of one parsed message. `language`: used where the text is too short to tell."""
    entities = {str(one["entity"]): one for one in parsed.get("entities") or []}
    ranking = [one for one in parsed.get("intent_ranking") or [] if one["name"] in INTENTS]
    intent: Mapping[str, Any] = ranking[0] if ranking else {"name": "out_of_scope", "confidence": 0.0}
    category = entities.get("category", {}) if intent["name"] in WITH_CATEGORY else {}
    area = entities.get("area", {})
    writing = entities.get("writing", {}).get("value")
    return {
        "language": writing or language or DEFAULT_LANGUAGE,
        "intent": intent["name"],
        "intent_confidence": round(min(max(float(intent["confidence"]), 0.0), 1.0), 4),
        "category": category.get("value"),
        "category_confidence": round(float(category.get("confidence", 0.0)), 4),
        "area": area.get("area"),
        "area_candidates": list(area.get("candidate_areas") or []),
        "is_substantive": bool(writing) and len(words(str(parsed.get("text") or ""))) >= SUBSTANTIVE_WORDS,
        "model_version": model_version,
    }
