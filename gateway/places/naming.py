"""Names of areas as a citizen reads them: the area, then its district. Decides nothing."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.places import repository
from models.area import Area

COMMA = {"en": ", ", "ur": "، ", "ur_Latn": ", "}


async def area_label(session: AsyncSession, area_id: str, language: str) -> str:
    """ "Kamoke, Gujranwala"; an unknown id reads as itself."""
    return label(await repository.path_of(session, area_id), language) or area_id


async def area_labels(session: AsyncSession, areas: Sequence[Area], language: str) -> dict[str, str]:
    """The names of many areas by id, for one question to the database."""
    known = await repository.areas_of(session, {one for area in areas for one in area.path})
    return {area.id: label([known[one] for one in area.path if one in known], language) for area in areas}


def label(path: Sequence[Area], language: str) -> str:
    """Name of the first area of `path`, with its district for a tehsil unless both are called the same.

    Roman Urdu uses the English spelling: it is what signboards and identity cards show.
    """
    named = list(path[:1])
    if path and path[0].level == "tehsil":
        named += [area for area in path if area.level == "district"]
    names = [area.name_ur if language == "ur" else area.name_en for area in named]
    return COMMA[language].join(dict.fromkeys(names))
