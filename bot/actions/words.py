"""Rules on the citizen's words: joined, capped, never rewritten. Pure."""

from __future__ import annotations

# The words of a draft ride in the dialogue state; every message is kept whole by the gateway anyway.
MAX_DRAFT_CHARS = 6000


def join(*parts: str | None) -> str:
    """Parts on their own lines, empty and repeated ones left out.

    >>> join("pani nahi", None, "Kamoke", "pani nahi")
    'pani nahi\\nKamoke'
    """
    lines: list[str] = []
    for part in parts:
        if part and part.strip() and part.strip() not in lines:
            lines.append(part.strip())
    return "\n".join(lines)[:MAX_DRAFT_CHARS]
