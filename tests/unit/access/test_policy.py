"""The access policy, role by role: what each may do with an open and a sealed case, near and far."""

from uuid import UUID

import pytest

from gateway.access import policy
from gateway.access.policy import COUNTRY, Reach, Subject, Viewer
from models.official import ROLES

OURS, THEIRS, ACCUSED = UUID(int=1), UUID(int=2), UUID(int=3)
TEHSIL, DISTRICT, PROVINCE = Reach("tehsil", "kamoke"), Reach("district", "gujranwala"), Reach("province", "punjab")
AREAS = (("tehsil", "kamoke"), ("district", "gujranwala"), ("division", "gujranwala-div"), ("province", "punjab"))
OPEN = Subject(OURS, False, AREAS, None, None)
SEALED = Subject(OURS, True, AREAS, ACCUSED, "district")
SEE, HANDLE = {"see", "files"}, {"accept", "start", "answer", "transfer"}
ACTIONS = SEE | HANDLE | {"reveal", "export"}


def granted(viewer: Viewer, subject: Subject) -> set[str]:
    return {action for action in ACTIONS if policy.may(viewer, action, subject)}


@pytest.mark.parametrize(
    ("viewer", "opened", "sealed"),
    [
        (Viewer("officer", OURS), ACTIONS, set()),
        (Viewer("officer", THEIRS), set(), set()),
        (Viewer("officer", None), set(), set()),
        (Viewer("officer", THEIRS, PROVINCE), set(), set()),
        (Viewer("office_head", OURS), ACTIONS, set()),
        (Viewer("district_administrator", THEIRS, DISTRICT), SEE | {"reveal", "export", "transfer"}, set()),
        (Viewer("district_administrator", OURS, Reach("district", "sialkot")), set(), set()),
        (Viewer("district_administrator", OURS), set(), set()),
        (Viewer("province_administrator", None, PROVINCE), SEE | {"reveal", "export", "transfer"}, set()),
        (Viewer("province_administrator", None, Reach("province", "sindh")), set(), set()),
        (Viewer("triage", None), SEE | {"reveal", "transfer"}, set()),
        (Viewer("auditor", None, PROVINCE), {"see"}, set()),
        (Viewer("auditor", None), set(), set()),
        (Viewer("operator", OURS, PROVINCE), set(), set()),
        (Viewer("oversight", THEIRS, PROVINCE), SEE | {"transfer"}, SEE | HANDLE | {"reveal"}),
        (Viewer("oversight", THEIRS, DISTRICT), SEE | {"transfer"}, SEE | HANDLE | {"reveal"}),
        (Viewer("oversight", THEIRS, TEHSIL), SEE | {"transfer"}, set()),
        (Viewer("oversight", THEIRS, Reach("district", "sialkot")), set(), set()),
        (Viewer("oversight", ACCUSED, PROVINCE), SEE | {"transfer"}, set()),
        (Viewer("oversight", None), set(), set()),
        (Viewer("oversight", None, COUNTRY), SEE | {"transfer"}, SEE | HANDLE | {"reveal"}),
        (Viewer("stranger", OURS, PROVINCE), set(), set()),
    ],
)
def test_what_each_may_do(viewer: Viewer, opened: set[str], sealed: set[str]) -> None:
    assert granted(viewer, OPEN) == opened
    assert granted(viewer, SEALED) == sealed


@pytest.mark.parametrize(
    ("reach", "level", "is_seen"),
    [
        (DISTRICT, "province", False),
        (DISTRICT, "country", False),
        (DISTRICT, None, False),
        (PROVINCE, "country", True),
        (PROVINCE, None, True),
    ],
)
def test_a_cell_is_not_shown_what_accuses_those_above_it(reach: Reach, level: str | None, is_seen: bool) -> None:
    subject = Subject(OURS, True, AREAS, ACCUSED, level)
    assert policy.may(Viewer("oversight", THEIRS, reach), "see", subject) is is_seen


def test_a_sealed_case_without_a_place_is_for_the_cells_of_provinces() -> None:
    subject = Subject(OURS, True, (("tehsil", None), ("district", None), ("province", None)), None, "country")
    seen = [policy.may(Viewer("oversight", OURS, reach), "see", subject) for reach in (PROVINCE, DISTRICT)]
    assert seen == [True, False]


def test_only_these_enter_places_and_need_a_second_factor() -> None:
    entered = {place: {role for role in ROLES if policy.may_enter(role, place)} for place in ("review", "accounts")}
    assert entered == {
        "review": {"triage", "oversight"},
        "accounts": {"operator", "district_administrator", "province_administrator"},
    }
    free = {role for role in ROLES if not policy.needs_second_factor(role)}
    assert free == {"officer", "office_head", "triage", "auditor"}
