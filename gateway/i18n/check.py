"""Checks the catalogs: nothing missing, fuzzy, stale or with other placeholders; writes the parts each text costs.

Run by `make i18n-check`. Reads files, prints faults, changes nothing but `locales/parts.tsv` when asked to.
"""

import re
import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from gateway.channels.segments import count
from gateway.i18n.catalog import LANGUAGES, LOCALES
from gateway.i18n.messages import MESSAGES, PLURALS

SOURCES = tuple(
    Path(__file__).with_name(f"{name}.py")
    for name in ("messages", "console", "queues", "casework", "accounts", "notices", "routing", "casefile")
)
PARTS = LOCALES / "parts.tsv"
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# What a placeholder typically costs, so that the recorded parts are those of a real answer.
TYPICAL: dict[str, dict[str, str]] = {
    "en": {"category": "Drains and sewers", "area": "Kamoke, Gujranwala", "office": "Municipal Committee Kamoke",
           "due": "Thursday 26 November", "state": "with the office",
           "answer": "The line was cleared this morning by our crew; the manhole has a new cover",
           "question": "Which street is it, and is the water brown all day or only in the morning?",
           "programme": "Kafaalat", "programmes": "Kafaalat, Nashonuma", "groups": "Kafaalat (taxpayers are left out)",
           "fact": "Does a woman of your home get Kafaalat money now?",
           "particulars": "Quarterly money for women of the poorest households; survey score up to 32, with a disabled "
           "member 37; free survey at the BISP tehsil office", "documents": "CNIC and B-form",
           "ombudsman": "Federal Ombudsman (Wafaqi Mohtasib)",
           "statuses": "Kafaalat eligible", "day": "1 November 2026", "source": "BISP office Kamoke"},
    "ur": {"category": "نکاسیِ آب", "area": "کامونکی، گوجرانوالہ", "office": "میونسپل کمیٹی کامونکی",
           "due": "جمعرات، 26 نومبر", "state": "دفتر کے پاس",
           "answer": "آج صبح لائن کھول دی گئی ہے اور مین ہول پر نیا ڈھکن لگا دیا گیا ہے",
           "question": "یہ کون سی گلی ہے، اور پانی سارا دن گدلا آتا ہے یا صرف صبح؟",
           "programme": "کفالت", "programmes": "کفالت، نشوونما", "groups": "کفالت (ٹیکس دہندہ شامل نہیں)",
           "fact": "کیا گھر کی کسی خاتون کو کفالت کی قسط ملتی ہے؟",
           "particulars": "انتہائی غریب گھرانوں کی خواتین کو سہ ماہی رقم؛ سکور 32 تک، معذور فرد ہو تو 37؛ بینظیر تحصیل "
           "دفتر میں مفت سروے", "documents": "شناختی کارڈ، ب فارم", "ombudsman": "وفاقی محتسب",
           "statuses": "کفالت اہل", "day": "1 نومبر 2026", "source": "بینظیر دفتر کامونکی"},
    "ur_Latn": {"category": "Nikasi-e-aab", "area": "Kamoke, Gujranwala", "office": "Municipal Committee Kamoke",
                "due": "Jumerat 26 November", "state": "daftar ke paas",
                "answer": "Aaj subah line khol di gai hai aur manhole par naya dhakkan laga diya gaya hai",
                "question": "Ye kaun si gali hai, aur pani sara din gadla aata hai ya sirf subah?",
                "programme": "Kafaalat", "programmes": "Kafaalat, Nashonuma",
                "groups": "Kafaalat (tax dehinda shamil nahi)",
                "fact": "Kya ghar ki kisi khatoon ko Kafaalat ki qist milti hai?",
                "particulars": "Intehai ghareeb gharanon ki khawateen ko seh mahi raqam; score 32 tak, mazoor fard ho "
                "to 37; BISP tehsil daftar mein muft survey", "documents": "shanakhti card, B-form",
                "ombudsman": "Wafaqi Mohtasib",
                "statuses": "Kafaalat ahal", "day": "1 November 2026", "source": "BISP daftar Kamoke"},
}  # fmt: skip
EVERYWHERE = {"reference": "7K2M9QR", "suggestion": "7K2M9QR", "number": "1122", "contact": "055-1234567",
              "year": "2024", "evidence": "WASA-2231/26", "late": "12", "disputed": "3",
              "new": "41", "solved": "27",
              "link": "https://sunwai.example.pk/c/AbCdEfGhIjKlMnOp"}  # fmt: skip
# Longer than this is not read on a feature phone; see docs/decisions/0006-message-keys.md.
MOST_PARTS = 4


def template() -> bytes:
    """The POT file as extraction makes it: sorted, without header, dates or line numbers."""
    made = Catalog()
    for source in SOURCES:
        found = extract_from_file("python", source, keywords={"N_": None, "NN_": (1, 2)})
        for _line, msgid, comments, _context in found:
            made.add(msgid, auto_comments=comments)
    buffer = BytesIO()
    write_po(buffer, made, omit_header=True, no_location=True, sort_output=True)
    return buffer.getvalue()


def faults_of(language: str) -> list[str]:
    """Every fault of one catalog, in words."""
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        found = {message.id: message for message in read_po(file) if message.id}
    faults = []
    wanted = read_po(BytesIO(template()))
    for message in wanted:
        if message.id and message.id not in found:
            faults.append(f"{language}: missing {message.id!r}")
    for msgid, message in found.items():
        if msgid not in wanted:
            faults.append(f"{language}: stale {msgid!r}")
        if message.fuzzy:
            faults.append(f"{language}: fuzzy {msgid!r}")
        faults += [f"{language}: {fault} {msgid!r}" for fault in _string_faults(msgid, message.string)]
    return faults


def _string_faults(msgid: object, string: object) -> list[str]:
    sources = [msgid] if isinstance(msgid, str) else list(msgid)  # type: ignore[call-overload]  # a pair for plurals
    texts = [string] if isinstance(string, str) else list(string)  # type: ignore[call-overload]  # likewise
    faults = ["empty"] if not all(texts) else []
    wanted = set(_PLACEHOLDER.findall(sources[0]))
    if any(set(_PLACEHOLDER.findall(text)) != wanted for text in texts):
        faults.append("other placeholders in")
    return faults


def parts() -> str:
    """Tab-separated: key, language, encoding, SMS parts with typical values. Recorded so that a review sees growth."""
    from gateway.i18n.catalog import render

    lines = ["key\tlanguage\tencoding\tparts"]
    for key in sorted([*MESSAGES, *PLURALS]):
        for language in LANGUAGES:
            values = TYPICAL[language] | EVERYWHERE | ({"number": "2"} if key in PLURALS else {})
            cost = count(render(key, language, values))
            lines.append(f"{key}\t{language}\t{cost.encoding}\t{cost.parts}")
    return "\n".join(lines) + "\n"


def faults() -> list[str]:
    """Every fault of all catalogs, and of the two generated files."""
    found = [fault for language in LANGUAGES for fault in faults_of(language)]
    if (LOCALES / "messages.pot").read_bytes() != template():
        found.append("locales/messages.pot differs from the source: run `make i18n`")
    if not found:
        now = parts()
        if not PARTS.exists() or PARTS.read_text(encoding="utf-8") != now:
            found.append("locales/parts.tsv differs from the texts: run `make i18n`")
        long = [line for line in now.splitlines()[1:] if int(line.rsplit("\t", 1)[1]) > MOST_PARTS]
        found += [f"costs too many parts: {line}" for line in long]
    return found


def main() -> int:
    """With --write, regenerate the two files; always report. Exit status 1 when there is a fault."""
    if "--write" in sys.argv[1:]:
        (LOCALES / "messages.pot").write_bytes(template())
        PARTS.write_text(parts(), encoding="utf-8")
    found = faults()
    sys.stdout.write("".join(f"{fault}\n" for fault in found) or "catalogs: complete\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
