"""Talks to the running system and writes down what was said: `make up` in one window, `make recorded-run` in another.

Every message goes through `sunwai say` and every case is read by `sunwai cases show`, from numbers that nobody used
before. Writes docs/recorded-run.md, and ends with exit code 1 when an answer or a case is missing.
"""

import html
import json
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from gateway.cases.reference import is_valid
from gateway.settings import ROOT

PAGE = ROOT / "docs" / "recorded-run.md"
SUNWAI = [sys.executable, "-m", "gateway"]
URDU = re.compile(r"[\u0600-\u06ff]")
TYPO = "{typo}"  # the case's own number with two characters swapped


@dataclass(frozen=True)
class Conversation:
    """What one citizen writes. `is_sealed`: nobody but oversight may find her case."""

    title: str
    about: str
    channel: str
    texts: tuple[str, ...]
    is_sealed: bool = False


CONVERSATIONS = (
    Conversation(
        "Roman Urdu, by SMS",
        "Problem and place in one message; then the status, and something added.",
        "sms",
        (
            "Gujranwala peoples colony me 5 din se pani nahi aa raha", "1", "meri shikayat ka kya bana",
            "shikayat mein shamil karo: tanker bhi nahi bheja",
        ),
    ),
    Conversation(
        "اردو، واٹس ایپ سے · Urdu, by WhatsApp",
        "Step by step: the place is missing, and there are several of its name.",
        "whatsapp",
        (
            "السلام علیکم", "ہمارے گاؤں کا ٹرانسفارمر تین دن سے جلا ہوا ہے", "خان پور", "1", "1",
            "میری شکایت کا کیا بنا؟",
        ),
    ),
    Conversation(
        "English, by SMS",
        "The place is changed before registering; later the number is typed with a slip.",
        "sms",
        (
            "Street lights on our road in Kamoke have been off for a week", "2", "2", "Daska", "1",
            f"what about my complaint {TYPO}",
        ),
    ),
    Conversation(
        "In confidence",
        "A complaint about an office: it is sealed, goes to the oversight cell above, and does not exist for others.",
        "whatsapp",
        ("The water office in Gujranwala demands a bribe of 5000 rupees for a new connection", "1"),
        is_sealed=True,
    ),
)  # fmt: skip


def main() -> int:
    """Talk, and write the page."""
    sections = [_section(conversation) for conversation in CONVERSATIONS]
    PAGE.write_text(_opening() + "".join(sections) + _pictures(), encoding="utf-8")
    sys.stdout.write(f"written: {PAGE.relative_to(ROOT)}\n")
    return 0


def _opening() -> str:
    commit = _run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]).strip()
    return f"""<!-- Written by `make recorded-run`, which talks to a running system; do not edit. -->
# A recorded run

Conversations with a system started by `make up`, on {datetime.now(UTC):%-d %B %Y}, at commit `{commit}`. Every message
went through `sunwai say`: the phone of the simulator, a signed webhook, inbox, bot, case, routing, outbox, and back to
the phone. Replies are as they arrived. The offices are a starting directory, not confirmed ([data](data.md)).
"""


def _section(conversation: Conversation) -> str:
    number = f"+92300{secrets.randbelow(10_000_000):07}"
    lines, reference = [], ""
    for text in conversation.texts:
        said = _say(number, conversation.channel, text.replace(TYPO, _with_slip(reference)))
        lines.append(_bubble("hers", said["text"]))
        for reply in said["replies"]:
            reference = reference or _reference_in(reply["text"])
            lines += [_bubble("ours", reply["text"]), _cost(conversation.channel, reply)]
    assert reference, f"no case was opened: {conversation.title}"
    option = f"--from {number} --channel {conversation.channel}"
    return (
        f"\n## {conversation.title}\n\n{conversation.about}\n\n"
        f'```sh\nsunwai say {option} "{conversation.texts[0]}"\n```\n\n'
        f'<div class="chat">\n{"".join(lines)}</div>\n\n' + _case(reference, is_sealed=conversation.is_sealed)
    )


def _say(number: str, channel: str, text: str) -> dict[str, Any]:
    words = ["say", "--from", number, "--channel", channel, "--json", "--timeout", "30", text]
    said: dict[str, Any] = json.loads(_run([*SUNWAI, *words]))
    assert said["replies"], f"no answer to {text!r}"
    return said


def _reference_in(text: str) -> str:
    """The first case number in the text; the empty string when there is none."""
    return next((word for word in re.findall(r"[0-9A-Z]{7}", text) if is_valid(word)), "")


def _with_slip(reference: str) -> str:
    """The number with its first two different neighbours swapped."""
    for place, (one, other) in enumerate(pairwise(reference)):
        if one != other:
            return f"{reference[:place]}{other}{one}{reference[place + 2 :]}"
    return reference


def _bubble(whose: str, text: str) -> str:
    lang = ' lang="ur"' if URDU.search(text) else ""
    return f'<div class="{whose}" dir="auto"{lang}>{html.escape(text).replace(chr(10), "<br>")}</div>\n'


def _cost(channel: str, reply: dict[str, Any]) -> str:
    parts = (
        f"{reply['encoding']}, {reply['segments']} part{'s' * (reply['segments'] > 1)}, " if channel == "sms" else ""
    )
    return f'<div class="cost">{parts}{reply["status"]}</div>\n'


def _case(reference: str, *, is_sealed: bool) -> str:
    text, shown = "", f"sunwai cases show {reference}"
    if is_sealed:
        refused = _started([*SUNWAI, *shown.split()[1:]])
        assert refused.returncode == 1
        text = f"```text\n$ {shown}\n{refused.stderr.strip()}\n```\n\n"
        shown += " --sealed"
    case = json.loads(_run([*SUNWAI, *shown.split()[1:], "--json"]))
    facts = {
        "case": f"`{case['reference']}`, {case['category_name']}{' · sealed' * case['is_sealed']}",
        "place": f"{case['area'] or 'not known'} (`{case['area_id']}`)",
        "office": f"{case['office']['name']} (`{case['office']['code']}`)",
        "why this office": case["routing_reason"],
        "in Urdu": f'<span dir="rtl" lang="ur">{case["routing_reason_ur"]}</span>',
        "state": case["state"],
        "opened": _moment(case["opened_at"]),
        "promised by": _moment(case["resolve_due_at"]),
        "events": ", ".join(event["kind"] for event in case["events"]),
        "citizen": f"`{case['contact']}`",
    }
    rows = "".join(f"| {name} | {value} |\n" for name, value in facts.items())
    return f"{text}```sh\n{shown} --json\n```\n\n| | |\n| --- | --- |\n{rows}"


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%-d %B %Y %H:%M} UTC"


def _pictures() -> str:
    return (
        "\n## The same, on the phone page\n\n"
        "The simulator's page is a telephone in the browser; beside it the case appears.\n\n"
        '<div class="pictures" markdown>\n'
        "[![A conversation in Urdu](screenshots/phone-ur.png)](screenshots/phone-ur.png)\n"
        "[![A conversation in English](screenshots/phone-en.png)](screenshots/phone-en.png)\n"
        "[![In Urdu, in the hand](screenshots/phone-ur-hand.png)](screenshots/phone-ur-hand.png)\n"
        "[![In English, in the hand](screenshots/phone-en-hand.png)](screenshots/phone-en-hand.png)\n</div>\n"
    )


def _run(words: list[str]) -> str:
    done = _started(words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _started(words: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - our own program


if __name__ == "__main__":
    sys.exit(main())
