"""Collects the facts of a case file from the database. Reads only."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.casefile import repository
from gateway.casefile.decide import Ombudsman, route
from gateway.casefile.facts import Facts, Words
from gateway.casefile.files import ombudsmen
from gateway.casefile.sheets import LANGUAGES
from gateway.offices.naming import category_label
from gateway.phone import mask
from gateway.places import repository as places
from gateway.places.naming import label
from gateway.protect import Protector
from models.case import Case
from models.case_event import CaseEvent
from models.office import Office

_OFFICE_FIELDS = ("office_id", "from_office_id")


async def ombudsman_of(session: AsyncSession, case: Case) -> Ombudsman | None:
    """Who hears the case next, if anybody."""
    path = await places.path_of(session, case.area_id) if case.area_id else []
    return route(ombudsmen(), case.category_code, [area.id for area in path])


async def facts_of(session: AsyncSession, protector: Protector, case: Case) -> Facts:
    """All that the file tells. Her address is masked here and goes no further."""
    events = await repository.events_of(session, case.id)
    told = await repository.told_answers(session, case)
    owner = await repository.owner_of(session, case)
    path = await places.path_of(session, case.area_id) if case.area_id else []
    answers = [(one.created_at, one.params[one.message_keys.index(repository.ANSWERED)]) for one in told]
    named = {str(params["office_id"]) for _, params in answers if "office_id" in params} | _office_ids(events)
    offices = await repository.offices(session, {UUID(one) for one in named} | {case.office_id})
    return Facts(
        case=case,
        category={language: await category_label(session, case.category_code, language) for language in LANGUAGES},
        area={language: label(path, language) for language in LANGUAGES},
        contact=mask(protector.decrypt(owner.contact.value_encrypted)),
        added=[
            Words(event.happened_at, inbound.body)
            for event, inbound in await repository.added_words(session, case.id)
            if inbound.body
        ],
        answers=_with_newest(
            case, [Words(at, str(params["answer"]), _office(params, offices)) for at, params in answers], offices
        ),
        events=events, offices=offices, ombudsman=await ombudsman_of(session, case),
    )  # fmt: skip


def _with_newest(case: Case, answers: Sequence[Words], offices: dict[UUID, Office]) -> list[Words]:
    """Of some cases she is not told the answer's words, and some answers still wait to be told."""
    if not case.answer or case.answered_at is None or any(one.text == case.answer for one in answers):
        return list(answers)
    return [*answers, Words(case.answered_at, case.answer, offices.get(case.office_id))]


def _office(params: dict[str, object], offices: dict[UUID, Office]) -> Office | None:
    return offices.get(UUID(str(params["office_id"]))) if "office_id" in params else None


def _office_ids(events: Sequence[CaseEvent]) -> set[str]:
    return {str(event.data[field]) for event in events for field in _OFFICE_FIELDS if event.data.get(field)}
