"""One case's page: as it is, or again with a refused form as it was filled in."""

from dataclasses import dataclass, field

from fastapi import Request, Response

from gateway.access import accounts
from gateway.cases import reading
from gateway.cases.reference import normalise
from gateway.cases.visibility import UNNAMED
from gateway.casework import assignment, reasons, repository, rights, templates, transfers
from gateway.casework import reading as notes
from gateway.casework import service as casework
from gateway.errors import SunwaiError
from gateway.followup import service as followup
from gateway.i18n.catalog import LANGUAGES
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
    """The contact masked. `?template=` names a reply to begin the answer from. Raises CaseNotFound."""
    viewer = viewer_of_official(official)
    story = await reading.read_case(session, viewer, normalise(reference))
    case, language = story.row[0], language_of(request)
    values = {
        "one": await named(session, story.row, language), "story": story,
        "contact": mask(keys.decrypt(story.contact.value_encrypted)),
        "assigned_to": await accounts.name_of(session, case.assigned_to_id), "reason_name": reasons.name_of,
        "acts": casework.shown_acts(viewer, case), "refused": refused, "typed": refused.typed if refused else {},
        "here": f"/console/cases/{case.reference}",
    }  # fmt: skip
    values["notebook"] = await notes.notebook(session, viewer, case, official.id)
    values["may_note"] = rights.may_note(viewer)
    values |= await _forms(session, story, language)
    values |= await _draft(session, story, refused, request.query_params.get("template", ""))
    status = refused.error.status if refused else 200
    return page(request, "case.html", values | signed_in(request, official), status=status)


async def _forms(session: Session, story: reading.Story, language: str) -> dict[str, object]:
    """What the forms offer to choose from."""
    case, category, _, _ = story.row
    return {
        "reasons": reasons.reasons_for(case.category_code), "evidence_kind": category.evidence_kind,
        "evidence_words": category.evidence_ur if language == "ur" else category.evidence,
        "colleagues": await assignment.colleagues(session, case), "office_name": office_label,
        "destinations": await transfers.destinations(session, case),
        "goes_up": case.transfer_count >= transfers.MOST_TRANSFERS,
        "mates": await repository.count_mates(session, case),
    }  # fmt: skip


async def named(session: Session, row: reading.CaseRow, language: str) -> dict[str, object]:
    """A case with the names of its category, office and area."""
    case, category, office, area = row
    return {
        "case": case,
        "category": await category_label(session, category.code, language),
        "office": office_label(office, language),
        "area": await area_label(session, area.id, language) if area else None,
    }


async def _draft(session: Session, story: reading.Story, refused: Refused | None, code: str) -> dict[str, object]:
    """What the answer begins with: what was typed, or a template, in her language first; and what it costs her."""
    case, _, office, _ = story.row
    theirs = await followup.language_of(session, case)
    languages = [theirs, *(one for one in LANGUAGES if one != theirs)]
    chosen = templates.named(code, case.category_code)
    texts = (
        {f"text_{one}": chosen.texts[one] for one in languages[1:]} | {"text": chosen.texts[theirs]} if chosen else {}
    )
    if refused is not None and refused.act == "answer":
        texts = refused.typed
    text, is_told = texts.get("text", ""), not (case.is_sealed or case.category_code in UNNAMED)
    label = office_label(office, theirs)
    cost = templates.parts(text, theirs, reference=case.reference, office=label) if text and is_told else 0
    return {
        "theirs": theirs, "other_languages": languages[1:], "draft": texts, "template": chosen,
        "templates": templates.templates_for(case.category_code), "parts": cost,
    }  # fmt: skip
