"""Which area a message means for a form: named, several, or the last one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.reading import Reading
from bot.nlu.normalise import words

# As many as Karachi has districts: named alone, it is asked back.
MAX_OPTIONS = 7


@dataclass(frozen=True)
class Place:
    """`area` when certain; `options` when the citizen must choose; neither when the message names no usable place."""

    area: str | None = None
    options: tuple[str, ...] = ()

    @property
    def is_found(self) -> bool:
        """Whether the message names a place at all."""
        return bool(self.area or self.options)


def is_precise(area_id: str) -> bool:
    """Whether an office can be found for the area: a tehsil or district, not a division or province.

    >>> is_precise("punjab-gujranwala-teh-kamoke"), is_precise("punjab-div-gujranwala")
    (True, False)
    """
    return "-teh-" in area_id or "-dist-" in area_id


def place_of(reading: Reading) -> Place:
    """The place a message names. Among namesakes the citizen's last area wins; too wide a place counts as none."""
    candidates = tuple(area for area in reading.area_candidates if is_precise(area))
    if len(candidates) > 1:
        if reading.last_area in candidates:
            return Place(area=reading.last_area)
        return Place(options=candidates[:MAX_OPTIONS])
    if reading.area and is_precise(reading.area):
        return Place(area=reading.area)
    return Place(area=candidates[0]) if candidates else Place()


def lies_in(area_id: str, wider_id: str) -> bool:
    """Whether an area is the other or a tehsil of it: a tehsil's id begins with its district's.

    >>> lies_in("punjab-rahim-yar-khan-teh-khanpur", "punjab-dist-rahim-yar-khan")
    True
    """
    return area_id == wider_id or area_id.startswith(wider_id.replace("-dist-", "-") + "-teh-")


def among(options: Sequence[str], reading: Reading) -> str | None:
    """The one of several namesakes that an answer in words means: "Rahim Yar Khan", "Shikarpur wala"."""
    meant = [one for one in options if reading.area and lies_in(one, reading.area)]
    if not meant:
        said = set(words(reading.text))
        meant = [one for one in options if said & _own_words(one, options)]
    return meant[0] if len(meant) == 1 else None


def _own_words(area_id: str, options: Sequence[str]) -> set[str]:
    """Words of an area's id, its district and province among them, that not all options share."""
    shared = set.intersection(*(set(one.split("-")) for one in options))
    return set(area_id.split("-")) - shared


def last_place(reading: Reading) -> str | None:
    """The area of the citizen's last case, unless the message speaks of a wider area: that one must be asked."""
    return None if reading.area else reading.last_area


def place_or_last(reading: Reading) -> Place:
    """As `place_of`; when nothing is said about the place, the area of the citizen's last case."""
    place, last = place_of(reading), last_place(reading)
    return Place(area=last) if last and not place.is_found else place
