"""Whom a note names. Pure."""

import re

# A user name after a sign that stands at a word's beginning, so that an e-mail address names nobody.
_MENTION = re.compile(r"(?<![\w@.])@([\w.-]*\w)")


def mentioned(text: str) -> list[str]:
    """User names as signing in reads them, each once, in order.

    >>> mentioned("@Amna please look; see desk@wasa.pk, @amna and @shift-2.")
    ['amna', 'shift-2']
    """
    return list(dict.fromkeys(name.lower() for name in _MENTION.findall(text)))
