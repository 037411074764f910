"""Where a case may be sent: a sealed one to oversight cells alone, whatever code is typed."""

import pytest

from gateway.casework import service as casework
from gateway.casework.service import NoSuchOffice
from gateway.db import Database
from gateway.protect import Protector
from models.case import Case
from tests.db.casework.conftest import CaseMaker
from tests.support.casework import officer_of


@pytest.mark.parametrize("code", ["ac-punjab-gujranwala-teh-kamoke", "triage", "nowhere"])
async def test_a_sealed_case_goes_to_no_other_kind_of_office(
    seeded: Database, protector: Protector, open_case: CaseMaker, code: str
) -> None:
    sealed = await open_case("corruption")
    overseer = await officer_of(seeded, protector, sealed.office_id, role="oversight")
    async with seeded.unit_of_work() as session:
        with pytest.raises(NoSuchOffice):
            await casework.transfer(session, overseer, sealed.reference, code, "they would know more")
    async with seeded.unit_of_work() as session:
        assert (await session.get_one(Case, sealed.id)).office_id == sealed.office_id


async def test_it_goes_to_another_cell(seeded: Database, protector: Protector, open_case: CaseMaker) -> None:
    sealed = await open_case("corruption")
    overseer = await officer_of(seeded, protector, sealed.office_id, role="oversight")
    async with seeded.unit_of_work() as session:
        await casework.transfer(session, overseer, sealed.reference, "oversight-sindh", "the agent works there")
    async with seeded.unit_of_work() as session:
        assert (await session.get_one(Case, sealed.id)).office_id != sealed.office_id
