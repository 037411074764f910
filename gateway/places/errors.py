"""Expected failures around the gazetteer."""

from gateway.errors import SunwaiError


class NoSuchArea(SunwaiError):
    """There is no such area."""

    status = 404
    code = "no_such_area"
