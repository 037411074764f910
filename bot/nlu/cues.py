"""Rasa component: what short marks of a text say: case reference, numbered choice, accusation, urgency.

Words are data (`words/*.txt`), not code. Only extracts; whether a reference exists is the gateway's to know.
A complaint that may well be a sealed one counts as an accusation too: sealing too much costs a look by oversight,
sealing too little shows the complaint to whom it accuses.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.normalise import folded

FOLDER = Path(__file__).with_name("words")
# The gateway's rule: six characters of Crockford's base 32 and a check character over GF(32), x^5 + x^2 + 1.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_POLYNOMIAL = 0b100101
_REFERENCE = re.compile(r"(?<![0-9A-Z])[0-9A-Z](?:[ -]?[0-9A-Z]){5,6}(?![0-9A-Z])")
_COMPACT = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{3,7}(?:-[0-9A-Z]{1,4})?(?![0-9A-Z])")
_LOOK_ALIKE = str.maketrans("OIL", "011")
SEALED = frozenset({"corruption", "payment_deduction", "protection"})
DOUBT = 0.2  # probability of all sealed categories together from which a complaint is treated as one
ACCUSED = 0.3  # probability from which a message is taken to accuse: sealing too much only costs a look by oversight
# What makes of a word of accusation its denial: "koi rishwat nahi mangi", "no bribe". Not "rishwat nahi di": who did
# not pay says that payment was asked.
_NOT = "nahi nahin nai nhi nahe نہیں"
_ASKED = "mangi manga mange mangte maangi maanga li liya lia lete مانگی مانگا مانگے لی لیا"
_BEFORE = "no nobody never any"
LENGTH = 7
LONGEST_SPACED = 14
NUMBER_WORDS = {
    0: "zero sifar صفر",
    1: "one ek aik pehla pehli first ایک پہلا پہلی",
    2: "two do dou dosra dusra doosra doosri second دو دوسرا دوسری",
    3: "three teen tin teesra tisra third تین تیسرا تیسری",
    4: "four char chaar chautha fourth چار چوتھا چوتھی",
    5: "five panch paanch fifth پانچ پانچواں",
    6: "six che chay chhe چھ",
    7: "seven saat سات",
    8: "eight aath آٹھ",
    9: "nine nau نو",
}
_CHOICES = {folded(word): number for number, listed in NUMBER_WORDS.items() for word in listed.split()}
_FILLERS = {folded(word) for word in ["number", "no", "option", "نمبر", "num", "nmbr", "wala", "wali", "والا", "والی"]}


def phrases(file: Path) -> tuple[str, ...]:
    """Folded phrases of a word list, each with blanks around."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(f" {folded(line)}" for line in lines if line.strip() and not line.startswith("#"))


def _folded(listed: str) -> str:
    return "|".join(sorted({folded(word) for word in listed.split()}))


_DENIED_AFTER = re.compile(rf"\w* (?:{_folded(_NOT)}) (?:{_folded(_ASKED)})\b")
_DENIED_BEFORE = re.compile(rf" (?:{_folded(_BEFORE)})$")
ACCUSATION, URGENCY = phrases(FOLDER / "accusation.txt"), phrases(FOLDER / "urgency.txt")


def choice(text: str) -> int | None:
    """The number a bare answer means, in three scripts or as a word; None when it says more than a number.

    >>> [choice(text) for text in ("2", "٢", "دوسرا", "do", "2 din se pani nahi", "3.")]
    [2, 2, 2, 2, None, 3]
    """
    parts = [one for one in folded(text).split() if one not in _FILLERS]
    if len(parts) != 1:
        return None
    if parts[0].isdecimal():
        return int(parts[0]) if len(parts[0]) <= 2 else None
    return _CHOICES.get(parts[0])


def reference(text: str) -> str | None:
    """The case reference in a text, normalised; one whose check character is right before one that only looks alike.

    >>> reference("meri shikayat 7k2m9qr ka kya bana")
    '7K2M9QR'
    """
    plain = "".join(str(unicodedata.digit(one, one)) for one in text).upper()
    found = [_clean(match.group()) for match in _COMPACT.finditer(plain)]
    if len(plain.strip()) <= LONGEST_SPACED:  # in a longer text, blanks join ordinary words to something alike
        found += [one for one in (_clean(match.group()) for match in _REFERENCE.finditer(plain)) if is_valid(one)]
    likely = [one for one in found if one]
    right = [one for one in likely if is_valid(one)]
    if right:
        return right[0]
    mixed = [one for one in likely if 6 <= len(one) <= 8 and sum(c.isalpha() for c in one) >= 2 and _digits(one) >= 2]
    return mixed[0] if mixed else None


def _digits(text: str) -> int:
    return sum(one.isdigit() for one in text)


def is_valid(candidate: str) -> bool:
    """Whether the check character is right, and it is neither all digits nor all letters."""
    body = candidate[:-1]
    if len(candidate) != LENGTH or any(one not in ALPHABET for one in candidate) or body.isdigit() or body.isalpha():
        return False
    return candidate[-1] == check_character(body)


def check_character(body: str) -> str:
    """The check character of the first six of a reference.

    >>> check_character("7K2M9Q")
    'R'
    """
    total = 0
    for one in body:
        total = (total ^ ALPHABET.index(one)) << 1
        total ^= _POLYNOMIAL if total > 31 else 0
    return ALPHABET[total]


def _clean(text: str) -> str:
    if not any(one.isdigit() for one in text):  # "english" would read as one: I and L stand for 1
        return ""
    kept = re.sub(r"[ -]", "", text).translate(_LOOK_ALIKE)
    return kept if all(one in ALPHABET for one in kept) else ""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CueExtractor(GraphComponent, EntityExtractorMixin):
    """Emits `reference`, `choice`, `is_accusation`, `is_urgent`, each when the text has it."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CueExtractor:
        """Nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities to each message."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            found = {"reference": reference(text), "choice": choice(text)}
            sound = f" {folded(text)} "
            is_accusation = accuses(sound) or _accuses(message) or _may_be_sealed(message)
            found |= {"is_accusation": is_accusation or None, "is_urgent": _has(sound, URGENCY) or None}
            entities = [_entity(name, value) for name, value in found.items() if value is not None]
            message.set(ENTITIES, (message.get(ENTITIES) or []) + entities, add_to_output=True)
        return messages


def _accuses(message: Message) -> bool:
    found = message.get(ENTITIES) or []
    return any(one["entity"] == "accusation" and float(one["confidence"]) >= ACCUSED for one in found)


def _may_be_sealed(message: Message) -> bool:
    if (message.get(INTENT) or {}).get("name") != "file_grievance":
        return False
    likely = next((one for one in message.get(ENTITIES) or [] if one["entity"] == "category"), None)
    if likely is None or likely["value"] in SEALED:  # the category itself seals the case
        return False
    return sum(float(one["confidence"]) for one in likely["ranking"] if one["name"] in SEALED) >= DOUBT


def accuses(sound: str) -> bool:
    """Whether folded text, with blanks around, has a word of accusation that is not denied.

    >>> [accuses(f" {folded(text)} ") for text in ("rishwat mangi", "rishwat nahi mangi", "rishwat nahi di")]
    [True, False, True]
    """
    return any(
        not _DENIED_AFTER.match(sound, match.end()) and not _DENIED_BEFORE.search(sound, 0, match.start())
        for phrase in ACCUSATION
        if phrase in sound
        for match in re.finditer(re.escape(phrase), sound)
    )


def _has(sound: str, listed: tuple[str, ...]) -> bool:
    return any(phrase in sound for phrase in listed)


def _entity(name: str, value: Any) -> dict[str, Any]:
    return {"entity": name, "value": value, "start": 0, "end": 0, "confidence": 1.0, "extractor": "CueExtractor"}
