"""A page for one photo, opened from a text on the official's phone: light, without a script, and without signing in.

Whoever has the link may use it: its secret is the only key, works once and for a day, and shows no more than the answer
that the official wrote herself.
"""

from fastapi import APIRouter, Request, Response

from gateway import clock
from gateway.errors import NotFound, SunwaiError
from gateway.media.uploads import kept
from gateway.offices.naming import category_label
from gateway.web.console.forms import filled, refuse_cross_site
from gateway.web.console.pages import language_of, page
from gateway.web.dependencies import Keeping, Keys, Session
from gateway.worktext import links
from gateway.worktext.acts import Desk

router = APIRouter(prefix="/p")
FAULTS = frozenset({
    "photo_missing", "proof_missing", "not_possible", "upload_too_large", "upload_type_not_accepted",
    "upload_image_unreadable", "upload_image_too_large",
})  # fmt: skip


@router.get("/{secret}")
async def show(request: Request, session: Session, secret: str) -> Response:
    """The answer as the official wrote it, and a place for the photo."""
    return await _page(request, session, secret)


@router.post("/{secret}")
async def send(request: Request, session: Session, keys: Keys, keeper: Keeping, secret: str) -> Response:
    """The answer goes to the citizen with its photo, and the link is used up."""
    desk = Desk(keys, clock.now(), "", links.CHANNEL)
    try:
        async with (
            filled(request, lambda sender, _: refuse_cross_site(sender)) as form,
            session.begin_nested(),  # a refused answer leaves the link
            kept(keeper, form.files) as uploads,
        ):
            await links.use(session, desk, secret, uploads)
    except NotFound:
        return _over(request)
    except SunwaiError as refusal:
        return await _page(request, session, secret, refusal.code)
    return page(request, "photo.html", {"official": None, "is_done": True, "fault": ""})


async def _page(request: Request, session: Session, secret: str, fault: str = "") -> Response:
    try:
        opened = await links.open_link(session, secret, clock.now())
    except NotFound:
        return _over(request)
    category = await category_label(session, opened.case.category_code, language_of(request))
    values = {"official": None, "is_done": False, "case": opened.case, "order": opened.order, "category": category}
    values["fault"] = fault if fault in FAULTS or not fault else "photo_refused"
    return page(request, "photo.html", values, status=400 if fault else 200)


def _over(request: Request) -> Response:
    return page(request, "photo.html", {"official": None, "is_done": None, "fault": "link_is_over"}, status=404)
