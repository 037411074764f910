"""One case's page: as it is, or again with a refused form as it was filled in."""

from dataclasses import dataclass, field

from fastapi import Request, Response

from gateway.cases import reading
from gateway.cases.reference import normalise
from gateway.casework import evidence, reasons
from gateway.casework import service as casework
from gateway.errors import SunwaiError
from gateway.offices.naming import category_label, office_label
from gateway.phone import mask
from gateway.places.naming import area_label
from gateway.protect import Protector
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import Session, viewer_of_official
from models.official import Official


@dataclass(frozen=True)
class Refused:
    """A form that was not taken: which act, why, and what was typed."""

    act: str
    error: SunwaiError
    typed: dict[str, str] = field(default_factory=dict)


async def case_page(
    request: Request, session: Session, official: Official, keys: Protector, reference: str,
    refused: Refused | None = None,
) -> Response:  # fmt: skip
    """The contact masked. Raises CaseNotFound."""
    story = await reading.read_case(session, viewer_of_official(official), normalise(reference))
    case, category, _, _ = story.row
    language = language_of(request)
    values = {
        "one": await named(session, story.row, language), "story": story,
        "contact": mask(keys.decrypt(story.contact.value_encrypted)),
        "acts": casework.shown_acts(viewer_of_official(official), case),
        "reasons": reasons.reasons_for(case.category_code), "reason_name": reasons.name_of,
        "evidence_kind": category.evidence_kind, "shown_for": evidence.SHOWN_FOR,
        "evidence_words": category.evidence_ur if language == "ur" else category.evidence,
        "refused": refused, "typed": refused.typed if refused else {}, "here": f"/console/cases/{case.reference}",
    }  # fmt: skip
    status = refused.error.status if refused else 200
    return page(request, "case.html", values | signed_in(request, official), status=status)


async def named(session: Session, row: reading.CaseRow, language: str) -> dict[str, object]:
    """A case with the names of its category, office and area."""
    case, category, office, area = row
    return {
        "case": case,
        "category": await category_label(session, category.code, language),
        "office": office_label(office, language),
        "area": await area_label(session, area.id, language) if area else None,
    }
