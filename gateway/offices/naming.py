"""Names of categories and offices in a language. Decides nothing."""

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.offices import repository
from models.office import Office

COLUMNS = {"en": "name_en", "ur": "name_ur", "ur_Latn": "name_ur_latn"}


async def category_label(session: AsyncSession, code: str, language: str) -> str:
    """The category as a citizen reads it; an unknown code reads as itself without underscores."""
    category = await repository.get_category(session, code)
    return str(getattr(category, COLUMNS[language])) if category else code.replace("_", " ")


def office_label(office: Office, language: str) -> str:
    """The office's name; Roman Urdu uses the English one, as its signboard does."""
    return office.name_ur if language == "ur" else office.name_en
