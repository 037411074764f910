"""Kinds by first bytes: what is taken, what is not, and nothing that breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.media.sniff import EXTENSIONS, content_type
from tests.support.files import ACCEPTED, OTHERS


@pytest.mark.parametrize("kind", ACCEPTED)
def test_every_accepted_kind_is_known_and_has_an_extension(kind: str) -> None:
    assert content_type(ACCEPTED[kind]) == kind
    assert EXTENSIONS[kind]


def test_there_is_a_sample_of_every_kind() -> None:
    assert set(ACCEPTED) == set(EXTENSIONS)


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_else_is_taken(name: str) -> None:
    assert content_type(OTHERS[name]) is None


@given(st.sampled_from(sorted(ACCEPTED)), st.integers(0, 40))
def test_a_beginning_of_a_file_breaks_nothing(kind: str, length: int) -> None:
    assert content_type(ACCEPTED[kind][:length]) in (None, kind)


@given(st.binary(max_size=200))
def test_anything_breaks_nothing(content: bytes) -> None:
    found = content_type(content)
    assert found is None or found in EXTENSIONS
