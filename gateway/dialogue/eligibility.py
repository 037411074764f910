"""What to say to questions about programmes: the next question, what is found, what a list says, what a programme is.

Gives message keys with codes; rules are asked in `gateway/eligibility`, words are found in `wording.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.clock import PAKISTAN
from gateway.dialogue.contract import AssessEligibility, DescribeProgramme
from gateway.eligibility import repository
from gateway.eligibility.advice import Advice, advise, by_reason, describe, documents
from gateway.eligibility.decide import Finding
from gateway.eligibility.files import rulebook
from gateway.eligibility.rulebook import Fact
from gateway.offices.service import responsible_office
from models.conversation import Conversation

Said = tuple[str, dict[str, Any]]
# What a pending question begins with; the code of a fact follows, or `area`.
PENDING = "eligibility:"
AREA = f"{PENDING}area"
QUESTIONS = {"flag": "ask_flag", "number": "ask_number", "choice": "ask_choice"}


def day_of(now: datetime) -> date:
    """The day in Pakistan, by which rules count."""
    return now.astimezone(PAKISTAN).date()


@dataclass(frozen=True)
class Asked:
    """Who asks, and when. `is_short`: her answer must do without what she has not asked for."""

    conversation: Conversation
    cnic_hash: bytes | None
    on: date
    is_short: bool


async def assess(session: AsyncSession, asked: Asked, command: AssessEligibility) -> list[Said]:
    """Ask the next question, or say what is found. Side effects: the conversation's pending question."""
    conversation = asked.conversation
    conversation.pending_question = None
    said: list[Said] = []
    if command.has_cnic and asked.cnic_hash:
        listed = await repository.look_up(session, asked.cnic_hash)
        if listed and listed.statuses:
            return _of_list(listed)
        said += _not_listed(listed)
    facts = {told.fact: told.value for told in command.facts}
    advice = advise(rulebook(), facts, asked.on, command.programme)
    if advice.question is None:
        return said + await _findings(session, asked, command, advice)
    conversation.pending_question = {"question": f"{PENDING}{advice.question.code}"}
    said += [("ask_fact_again", {})] if command.is_repeated else []
    return [*said, _question(advice.question)]


def _question(fact: Fact) -> Said:
    options = [{"fact": fact.code, "option": option.code} for option in fact.options]
    return QUESTIONS[fact.kind], {"fact": fact.code, **({"options": options} if options else {})}


def _of_list(listed: repository.Listed) -> list[Said]:
    params = {"source": listed.source, "day": listed.extracted_on, "statuses": listed.statuses}
    is_refused = any(status == "ineligible" for _, status in listed.statuses)
    return [("registry_listed", params), *([("eligibility_appeal", {})] if is_refused else []), ("never_pay", {})]


def _not_listed(listed: repository.Listed | None) -> list[Said]:
    if listed is None:
        return [("registry_no_list", {})]
    return [("registry_not_listed", {"source": listed.source, "day": listed.extracted_on})]


async def _findings(session: AsyncSession, asked: Asked, command: AssessEligibility, advice: Advice) -> list[Said]:
    said = [("eligibility_estimate", {}), *_sentences(advice.findings)]
    if advice.others and not asked.is_short:
        said.append(("eligibility_others", {"programmes": list(advice.others)}))
    hopeful = [one.programme for one in advice.findings if one.likelihood != "unlikely"]
    where = await _where(session, hopeful, command.area_id, asked.on)
    said += where if hopeful else [("eligibility_appeal", {})]
    said.append(("never_pay", {}))
    if where and not command.area_id:
        asked.conversation.pending_question = {"question": AREA}
        said.append(("ask_tehsil", {}))
    return said


def _sentences(findings: tuple[Finding, ...]) -> list[Said]:
    """One sentence for each likelihood, programmes with the same reason together."""
    grouped = by_reason(findings)
    likely = [code for finding, codes in grouped if finding.likelihood == "likely" for code in codes]
    closed = [code for finding, codes in grouped if finding.doubt == "unconfirmed" for code in codes]
    unlikely = [_with_reason(*one) for one in grouped if one[0].likelihood == "unlikely"]
    unsure = [_with_reason(*one) for one in grouped if one[0].doubt in ("missing", "conflict")]
    said: list[Said] = [("eligibility_likely", {"programmes": likely})] if likely else []
    said += [("eligibility_unlikely", {"groups": unlikely})] if unlikely else []
    said += [("eligibility_unsure", {"groups": unsure})] if unsure else []
    return said + ([("eligibility_unconfirmed", {"programmes": closed})] if closed else [])


def _with_reason(finding: Finding, programmes: list[str]) -> dict[str, Any]:
    if finding.missing:
        return {"programmes": programmes, "missing": finding.missing[0]}
    assert finding.rule is not None, finding
    return {"programmes": programmes, "rule": finding.rule.code}


async def _where(session: AsyncSession, programmes: list[str], area_id: str | None, on: date) -> list[Said]:
    """What to bring, and to which office where her area is known. Nothing where no office registers."""
    book = rulebook()
    for code in programmes:
        papers, category = documents(book, code, on), book.programmes[code].office_category
        if not papers or not category:
            continue
        params: dict[str, Any] = {"documents": papers.code}
        office = await responsible_office(session, category, area_id) if area_id else None
        if office and not office.is_triage:
            return [("eligibility_bring_to", {**params, "office": office})]
        return [("eligibility_bring", params)]
    return []


def tell(command: DescribeProgramme, on: date) -> list[Said]:
    """What a programme is; of none in particular, how to register and which there are."""
    book = rulebook()
    if command.programme is None or command.programme not in book.programmes:
        return [("programme_info", {}), ("eligibility_others", {"programmes": list(book.programmes)})]
    found = describe(book, command.programme, on)
    params = {
        "programme": command.programme, "particulars": [one.code for one in found.particulars], "year": str(found.year),
    }  # fmt: skip
    return [("programme_told" if found.is_confirmed else "programme_unconfirmed", params), ("never_pay", {})]
