"""Whom a note names."""

import pytest

from gateway.casework.mentions import mentioned


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no one", []),
        ("@amna", ["amna"]),
        ("براہ کرم @amna، دیکھیں۔ @Shift-2.", ["amna", "shift-2"]),
        ("@a.b_c @A.B_C", ["a.b_c"]),
        ("write to desk@wasa.pk or @@x", []),
        ("@ amna", []),
    ],
)
def test_a_name_after_a_sign_at_a_words_beginning(text: str, names: list[str]) -> None:
    assert mentioned(text) == names
