"""Base of every expected failure: HTTP status, stable code, one sentence. Subclasses name the fact that holds."""


class SunwaiError(Exception):
    """Something a caller can be told. `status` is the HTTP status, `code` a stable word for machines."""

    status = 400
    code = "bad_request"

    def __init__(self, detail: str = "", **fields: object) -> None:
        super().__init__(detail or (self.__doc__ or "").strip().splitlines()[0])
        self.fields = fields

    @property
    def detail(self) -> str:
        """The sentence for a person."""
        return str(self.args[0])


class NotFound(SunwaiError):
    """There is no such thing, or you may not know of it."""

    status = 404
    code = "not_found"


class NotAllowed(SunwaiError):
    """You may not do this."""

    status = 403
    code = "not_allowed"


class NotSignedIn(SunwaiError):
    """Sign in first."""

    status = 401
    code = "not_signed_in"


class Unavailable(SunwaiError):
    """A part of the system does not answer; try again."""

    status = 503
    code = "unavailable"
