"""Turns a message key and parameters into the citizen's words. Catalogs are read once from `locales/`.

Knows languages and text, never a session or a citizen. A missing translation is a fault of the build
(`make i18n-check`), not something to paper over at run time.
"""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from gateway.errors import SunwaiError
from gateway.i18n.casefile import FILE_TEXTS
from gateway.i18n.console import TEXTS
from gateway.i18n.formats import isolate
from gateway.i18n.messages import MESSAGES, PLURALS, STATES

LOCALES = Path(__file__).resolve().parents[2] / "locales"
LANGUAGES = ("en", "ur", "ur_Latn")


class UnknownMessageKey(SunwaiError):
    """There is no sentence with this key."""

    status = 500
    code = "unknown_message_key"


class Catalog(gettext.NullTranslations):
    """One language's texts by English msgid. Plural forms follow the header of its PO file."""

    def __init__(self, language: str) -> None:
        super().__init__()
        with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
            source = read_po(file, locale=language.split("_")[0])
        self._texts = {message.id: message.string for message in source if isinstance(message.id, str) and message.id}
        self._plurals = {
            message.id[0]: tuple(message.string or ()) for message in source if isinstance(message.id, (tuple, list))
        }
        self._form = gettext.c2py(source.plural_expr)

    def text(self, msgid: str) -> str:
        """Translation of `msgid`. Raises KeyError when the catalog lacks it."""
        return str(self._texts[msgid])

    def plural(self, singular: str, number: int) -> str:
        """The form of the sentence for `number`."""
        return str(self._plurals[singular][self._form(number)])


@cache
def catalog(language: str) -> Catalog:
    """The catalog of one of LANGUAGES."""
    return Catalog(language)


def render(key: str, language: str, params: Mapping[str, object]) -> str:
    """The sentence `key` in `language`, placeholders filled from `params` (already named in that language).

    >>> render("detail_added", "en", {"reference": "7K2M9QR"})
    'Added to 7K2M9QR.'
    """
    values = {name: isolate(str(value), language, name) for name, value in params.items()}
    if key in PLURALS:
        return catalog(language).plural(PLURALS[key][0], int(str(params["number"]))) % values
    if key not in MESSAGES:
        raise UnknownMessageKey(f"no sentence has the key {key!r}")
    return catalog(language).text(MESSAGES[key]) % values


def console_texts(language: str) -> dict[str, str]:
    """All texts of the console by key."""
    return {key: catalog(language).text(msgid) for key, msgid in TEXTS.items()}


def file_texts(language: str) -> dict[str, str]:
    """All texts of the case file by key."""
    return {key: catalog(language).text(msgid) for key, msgid in FILE_TEXTS.items()}


def state_name(state: str, language: str) -> str:
    """A case state in the citizen's words."""
    return catalog(language).text(STATES[state])
