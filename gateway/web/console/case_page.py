"""One case's page: as it is, or again with a refused form as it was filled in."""

from dataclasses import dataclass, field

from fastapi import Request, Response

from gateway.access import accounts
from gateway.casefile import service as casefile
from gateway.cases import identity, reading
from gateway.cases.reference import normalise
from gateway.casework import assignment, evidence, reasons, transfers
from gateway.casework import service as casework
from gateway.errors import SunwaiError
from gateway.offices.naming import office_label
from gateway.protect import Protector
from gateway.web.console.case_rows import named
from gateway.web.console.pages import language_of, page, signed_in
from gateway.web.dependencies import Session, viewer_of_official
from models.official import Official


@dataclass(frozen=True)
class Refused:
    """A form that was not taken: which act, why, and what was typed."""

    act: str
    error: SunwaiError
    typed: dict[str, str] = field(default_factory=dict)


async def case_page(  # noqa: PLR0913 - what the request brought, and what was refused
    request: Request, session: Session, official: Official, keys: Protector, reference: str,
    refused: Refused | None = None, fault: str = "",
) -> Response:  # fmt: skip
    """The contact masked. `fault`: code of what was missing when the number was asked for. Raises CaseNotFound."""
    viewer = viewer_of_official(official)
    story = await reading.read_case(session, viewer, normalise(reference))
    case, category, _, _ = story.row
    language = language_of(request)
    acts = casework.shown_acts(viewer, case)
    colleagues = await assignment.colleagues(session, case)
    assigned_to = await accounts.name_of(session, case.assigned_to_id)
    [one] = await named(session, [story.row], language)
    values = {
        "one": one, "story": story,
        "contact": identity.masked(viewer, case, story.contact, keys), "may_reveal": identity.may_reveal(viewer, case),
        "reveal_fault": fault if fault == identity.RevealReasonMissing.code else "",
        "colleagues": colleagues, "assigned_to": assigned_to,
        "has_file": casefile.is_for_others(case),
        "acts": acts, "goes_up": case.transfer_count >= transfers.MOST_TRANSFERS, "office_name": office_label,
        "destinations": await transfers.destinations(session, case) if "transfer" in acts else [],
        "reasons": reasons.reasons_for(case.category_code), "reason_name": reasons.name_of,
        "evidence_kind": category.evidence_kind, "shown_for": evidence.SHOWN_FOR,
        "evidence_words": category.evidence_ur if language == "ur" else category.evidence,
        "refused": refused, "typed": refused.typed if refused else {}, "here": f"/console/cases/{case.reference}",
    }  # fmt: skip
    status = refused.error.status if refused else 200
    return page(request, "case.html", values | signed_in(request, official), status=status)
