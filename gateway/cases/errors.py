"""Facts that stop an operation on a case."""

from gateway.errors import NotFound


class CaseNotFound(NotFound):
    """There is no such case, or you may not know of it."""

    code = "case_not_found"


class AttachmentNotFound(NotFound):
    """There is no such file, or you may not see it."""

    code = "attachment_not_found"
