"""Facts that stop an operation on a case."""

from gateway.errors import NotFound, SunwaiError


class CaseNotFound(NotFound):
    """There is no such case, or you may not know of it."""

    code = "case_not_found"


class AttachmentNotFound(NotFound):
    """There is no such file, or you may not see it."""

    code = "attachment_not_found"


class CaseStillOpen(SunwaiError):
    """Only a closed case can be reopened."""

    status = 409
    code = "case_still_open"
