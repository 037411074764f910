"""Photos, voice notes and files of a case, one by one, for whoever may see the case."""

from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from gateway.cases import reading
from gateway.cases.reference import normalise
from gateway.media.files import HEADERS, stored_file
from gateway.web.dependencies import CurrentOfficial, Files, Session, viewer_of_official

router = APIRouter(prefix="/console")


@router.get("/cases/{reference}/attachments/{attachment_id}")
async def download(
    session: Session, official: CurrentOfficial, files: Files, reference: str, attachment_id: UUID
) -> Response:
    """The file, as a download."""
    viewer = viewer_of_official(official)
    attachment = await reading.read_attachment(session, viewer, normalise(reference), attachment_id)
    file = await stored_file(files, attachment, name=f"{normalise(reference)}-{attachment.position + 1}")
    return FileResponse(file.path, media_type=file.content_type, filename=file.name, headers=HEADERS)
