"""Expected failures around the directory of offices."""

from gateway.errors import SunwaiError


class NoTriageDesk(SunwaiError):
    """The directory has no triage desk: run `sunwai seed`."""

    status = 500
    code = "no_triage_desk"


class NoSuchCategory(SunwaiError):
    """There is no such category."""

    status = 404
    code = "no_such_category"


class NoSuchOffice(SunwaiError):
    """There is no such office."""

    status = 404
    code = "no_such_office"
