"""Refused, or disputed twice: she asks for an office that had no part in it, and that office may work the case."""

import pytest

from gateway.cases.visibility import Viewer
from gateway.casework import service as casework
from gateway.protect import Protector
from models.office import Office
from tests.line.test_casework import ANSWER, act, filed, kinds, now_case, reply
from tests.support.casework import officer_of
from tests.support.whole_line import WholeLine


async def office_of(whole: WholeLine) -> Office:
    case = await now_case(whole)
    return next(one for one in await whole.rows(Office) if one.id == case.office_id)


@pytest.mark.parametrize("writing", ["ur", "ur_Latn", "en"])
async def test_a_refused_case_is_looked_at_by_who_had_no_part_in_it(
    whole: WholeLine, protector: Protector, writing: str
) -> None:
    before = await filed(whole, writing)
    await act(whole, protector, "answer", casework.Reply("not_found", ANSWER))
    assert "4" in whole.read()[-1].splitlines()[-1]
    answer = await whole.answer("۴" if writing == "ur" else "4")
    case, office = await now_case(whole), await office_of(whole)
    assert (case.state, case.verdict, case.outcome) == ("routed", "disputed", None)
    assert office.office_type == "oversight_cell"
    assert (office.name_ur if writing == "ur" else office.name_en) in answer
    assert (await kinds(whole))[-2:] == ["verdict_recorded", "case_appealed"]
    assert case.resolve_due_at > before.resolve_due_at


async def test_the_reviewer_works_it_and_is_the_last(whole: WholeLine, protector: Protector) -> None:
    await filed(whole)
    await act(whole, protector, "answer", casework.Reply("not_found", ANSWER))
    await whole.answer("4")
    await act(whole, protector, "answer", casework.Reply("not_found", ANSWER), role="oversight")
    assert "4" not in whole.read()[-1].splitlines()[-1], "once a case, and no more"
    await whole.answer("2")
    assert (await office_of(whole)).office_type == "oversight_cell", "it goes to nobody below who reviews it"


async def test_after_two_disputes_it_is_offered_and_a_no_still_goes_up(whole: WholeLine, protector: Protector) -> None:
    await filed(whole)
    for _ in range(2):
        await act(whole, protector, "answer", reply())
        assert "4" not in whole.read()[-1].splitlines()[-1]
        await whole.answer("2")
    await act(whole, protector, "answer", reply())
    assert "4" in whole.read()[-1].splitlines()[-1]
    await whole.answer("2")
    assert (await office_of(whole)).office_type == "commissioner"


async def test_it_is_nobodys_of_another_province(whole: WholeLine, protector: Protector) -> None:
    await filed(whole)
    await act(whole, protector, "answer", casework.Reply("not_found", ANSWER))
    await whole.answer("4")
    case = await now_case(whole)
    other = next(one for one in await whole.rows(Office) if one.code == "oversight-sindh")
    viewer = (await officer_of(whole.database, protector, other.id, role="oversight")).viewer
    assert casework.shown_acts(viewer, case) == []
    assert casework.shown_acts(Viewer("oversight", case.office_id), case) != ["transfer"]
