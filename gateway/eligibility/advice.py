"""What to say to a citizen who asks whether she is eligible: the next question, or the findings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gateway.eligibility.conditions import Known, Value
from gateway.eligibility.decide import Finding, assess
from gateway.eligibility.questions import is_answer, next_question
from gateway.eligibility.rulebook import Fact, Particular, Rulebook, Topic

DESCRIBED: tuple[Topic, ...] = ("what", "who", "how")


@dataclass(frozen=True)
class Advice:
    """Either `question`, or `findings` on what she asked about and `others`, of which she may ask by name."""

    question: Fact | None
    findings: tuple[Finding, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Description:
    """A programme in its own particulars. Not `is_confirmed`: they are its last known ones."""

    particulars: tuple[Particular, ...]
    is_confirmed: bool

    @property
    def year(self) -> int:
        """Year of the source that says for whom it is, which changes most often."""
        return next((one.source_date.year for one in self.particulars if one.topic == "who"), 0)


def advise(book: Rulebook, facts: Known, on: date, programme: str | None) -> Advice:
    """Ask on as long as an answer can tell something; then say what is found.

    Args:
        facts: as told; what is no possible answer to its question is left aside.
        programme: the one asked about; None or unknown: all that are asked for in general.
    """
    known: dict[str, Value] = {
        code: value for code, value in facts.items() if code in book.facts and is_answer(book.facts[code], value)
    }
    meant = meant_programmes(book, programme)
    question = next_question(book, known, on, meant)
    if question:
        return Advice(question)
    found = assess(book, known, on)
    others = () if programme in book.programmes else tuple(code for code in book.programmes if code not in meant)
    return Advice(None, tuple(found[code] for code in meant), others)


def meant_programmes(book: Rulebook, programme: str | None) -> tuple[str, ...]:
    """The programme named, or all that are asked for in general."""
    if programme in book.programmes:
        return (str(programme),)
    return tuple(code for code, one in book.programmes.items() if one.is_general)


def by_reason(findings: tuple[Finding, ...]) -> list[tuple[Finding, list[str]]]:
    """Findings that are alike, each with its programmes: one sentence says them all."""
    shown = {one.programme: one for one in findings}
    grouped: dict[object, tuple[Finding, list[str]]] = {}
    for finding in findings:
        root = shown.get(finding.through or "", finding)
        alike = root if root.likelihood == finding.likelihood else finding
        key = (alike.likelihood, alike.doubt, alike.rule.code if alike.rule else None, alike.missing[:1])
        grouped.setdefault(key, (alike, []))[1].append(finding.programme)
    return list(grouped.values())


def describe(book: Rulebook, programme: str, on: date) -> Description:
    """What it is, for whom and how to apply, from firm particulars; from ended ones where none is left."""
    current = _topics(book, programme, {one.code for one in book.particulars if one.is_in_force(on)})
    if book.rules_of(programme, on) and current:
        return Description(tuple(current.values()), is_confirmed=True)
    begun = {one.code for one in book.particulars if one.valid_from <= on}
    return Description(tuple(_topics(book, programme, begun).values()), is_confirmed=False)


def documents(book: Rulebook, programme: str, on: date) -> Particular | None:
    """What to bring."""
    return next(
        (one for one in book.particulars
         if one.programme == programme and one.topic == "bring" and one.is_in_force(on) and one.is_firm),
        None,
    )  # fmt: skip


def _topics(book: Rulebook, programme: str, allowed: set[str]) -> Mapping[Topic, Particular]:
    """The newest firm particular of each described topic."""
    firm = [one for one in book.particulars if one.programme == programme and one.code in allowed and one.is_firm]
    newest = {one.topic: one for one in sorted(firm, key=lambda one: one.valid_from)}
    return {topic: newest[topic] for topic in DESCRIBED if topic in newest}
