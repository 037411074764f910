"""Twilio's REST API for messages and media: what its library calls. Shapes and codes as in `twilio_api_v2010`."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import JSONResponse, Response

from simulator.citizen import require
from simulator.errors import TwilioError
from simulator.faults import Fault
from simulator.provider import Provider
from simulator.records import API, COMPLETE, MediaFile, TextRecord
from simulator.web.dependencies import TheAccount, TheProvider

MOST_IN_PAGE = 1000
router = APIRouter(prefix=f"{API}/Accounts/{{account_sid}}", include_in_schema=False)


@router.post("/Messages.json")
async def create(request: Request, provider: TheProvider, account: TheAccount) -> Response:
    """Send a text."""
    form = await request.form()
    fault = provider.faults.take("create", str(form.get("To", "")))
    if fault and not fault.takes_message:
        return await _fail(fault)
    record = provider.create(form, account)
    return await _fail(fault) if fault else JSONResponse(record.for_api(), 201)


@router.get("/Messages.json")
async def list_all(request: Request, provider: TheProvider, account: TheAccount) -> Response:
    """Texts newest first, filtered by To, From and DateSent, in pages."""
    fault = provider.faults.take("read")
    if fault:
        return await _fail(fault)
    query = request.query_params
    found = [one for one in provider.store.newest_first() if one.account_sid == account and _matches(one, query)]
    return JSONResponse(_page(request.url.path, query, found))


@router.get("/Messages/{sid}.json")
async def fetch(provider: TheProvider, account: TheAccount, sid: str) -> Response:
    """One text."""
    fault = provider.faults.take("read")
    return await _fail(fault) if fault else JSONResponse(_of(provider, account, sid).for_api())


@router.post("/Messages/{sid}.json")
async def update(request: Request, provider: TheProvider, account: TheAccount, sid: str) -> Response:
    """Redact a body, or cancel what was scheduled."""
    form = await request.form()
    record = _of(provider, account, sid)
    if "Status" in form:
        if form["Status"] != "canceled":
            raise TwilioError(20001)
        provider.cancel(record)
    if "Body" in form:
        _redact(provider, record, str(form["Body"]))
    return JSONResponse(record.for_api())


@router.delete("/Messages/{sid}.json")
async def delete(provider: TheProvider, account: TheAccount, sid: str) -> Response:
    """Delete a text and its files."""
    record = _of(provider, account, sid)
    if record.status not in COMPLETE | {"sent"}:
        raise TwilioError(20009)
    provider.store.remove(sid)
    return Response(status_code=204)


@router.get("/Messages/{sid}/Media.json")
async def list_media(request: Request, provider: TheProvider, account: TheAccount, sid: str) -> Response:
    """The files of one text."""
    record = _of(provider, account, sid)
    items = [record.media_for_api(one) for one in record.kept_media]
    return JSONResponse(_envelope(request.url.path, request.query_params, "media_list", items))


@router.get("/Messages/{sid}/Media/{media_sid}.json")
async def fetch_media(provider: TheProvider, account: TheAccount, sid: str, media_sid: str) -> Response:
    """What is known of a file."""
    record = _of(provider, account, sid)
    return JSONResponse(record.media_for_api(_file(record, media_sid)))


@router.get("/Messages/{sid}/Media/{media_sid}")
async def download(provider: TheProvider, account: TheAccount, sid: str, media_sid: str) -> Response:
    """The file itself. Twilio redirects to its store from here; nothing is gained by playing that on one machine."""
    one = _file(_of(provider, account, sid), media_sid)
    if not one.content:
        raise TwilioError(20404)
    return Response(one.content, media_type=one.content_type, headers={"X-Content-Type-Options": "nosniff"})


@router.delete("/Messages/{sid}/Media/{media_sid}")
@router.delete("/Messages/{sid}/Media/{media_sid}.json")
async def delete_media(provider: TheProvider, account: TheAccount, sid: str, media_sid: str) -> Response:
    """Delete one file."""
    record = _of(provider, account, sid)
    _file(record, media_sid).is_deleted = True
    provider.store.touch(record)
    return Response(status_code=204)


def _of(provider: Provider, account: str, sid: str) -> TextRecord:
    record = require(provider.store.get(sid))
    if record.account_sid != account:
        raise TwilioError(20404)
    return record


def _file(record: TextRecord, sid: str) -> MediaFile:
    found = next((one for one in record.kept_media if one.sid == sid), None)
    if found is None:
        raise TwilioError(20404)
    return found


def _redact(provider: Provider, record: TextRecord, body: str) -> None:
    if body:
        raise TwilioError(20001)
    if record.status not in COMPLETE | {"sent"}:
        raise TwilioError(20009)
    record.body = ""
    provider.store.touch(record)


async def _fail(fault: Fault) -> Response:
    if fault.kind.startswith("timeout"):
        await asyncio.sleep(fault.hang_seconds)
        return JSONResponse(TwilioError(20500).body(), 504)
    code = {"rate_limited": 20429, "error": fault.code}.get(fault.kind, 20500)
    error = TwilioError(code)
    return JSONResponse(error.body(), error.status)


def _matches(record: TextRecord, query: QueryParams) -> bool:
    """A text that has not left yet is found by the moment it was made: a stand-in must not lose what it has taken."""
    if query.get("To", record.recipient) != record.recipient or query.get("From", record.sender) != record.sender:
        return False
    moment = (record.sent_at or record.created_at).replace(microsecond=0)
    after, before, on = query.get("DateSent>"), query.get("DateSent<"), query.get("DateSent")
    if after and moment < _moment(after):
        return False
    if before and moment > _moment(before, at_end_of_day=True):
        return False
    return not on or moment.date() == _moment(on).date()


def _moment(text: str, *, at_end_of_day: bool = False) -> datetime:
    """A day or a moment, UTC. Raises TwilioError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise TwilioError(20001, "A date must be YYYY-MM-DD or ISO 8601.") from error
    if at_end_of_day and len(text) == len("2026-11-24"):
        moment += timedelta(days=1, seconds=-1)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _page(path: str, query: QueryParams, found: list[TextRecord]) -> dict[str, Any]:
    size, number = _number(query, "PageSize", 50, range(1, MOST_IN_PAGE + 1)), _number(query, "Page", 0, range(10_000))
    shown = found[number * size : (number + 1) * size]
    has_more = len(found) > (number + 1) * size
    return _envelope(path, query, "messages", [one.for_api() for one in shown], (number, size, has_more))


def _envelope(
    path: str,
    query: QueryParams,
    name: str,
    items: list[dict[str, Any]],
    place: tuple[int, int, bool] = (0, 50, False),
) -> dict[str, Any]:
    """A page as Twilio wraps it. `place`: page, page size, whether there is another."""
    number, size, has_more = place
    kept = [(key, value) for key, value in query.multi_items() if key not in ("Page", "PageSize", "PageToken")]

    def address(page: int) -> str:
        return f"{path}?{urlencode([*kept, ('PageSize', str(size)), ('Page', str(page))])}"

    return {
        name: items, "page": number, "page_size": size, "start": number * size,
        "end": max(number * size + len(items) - 1, 0), "uri": address(number), "first_page_uri": address(0),
        "next_page_uri": address(number + 1) if has_more else None,
        "previous_page_uri": address(number - 1) if number else None,
    }  # fmt: skip


def _number(query: QueryParams, name: str, default: int, allowed: range) -> int:
    text = query.get(name, str(default))
    if not text.isdecimal() or int(text) not in allowed:
        raise TwilioError(20001, f"{name} is out of range.")
    return int(text)
