"""Which language to answer in. Pure."""

DEFAULT_LANGUAGE = "ur"


def reply_language(*, preferred: str | None, understood: str | None, is_substantive: bool, current: str | None) -> str:
    """A stated preference wins; else the writing of the last substantive message; else what we used before.

    >>> reply_language(preferred=None, understood="en", is_substantive=False, current="ur_Latn")
    'ur_Latn'
    """
    if preferred:
        return preferred
    if understood and (is_substantive or not current):
        return understood
    return current or understood or DEFAULT_LANGUAGE
