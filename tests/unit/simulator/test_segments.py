import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels import segments as ours
from simulator.segments import measure

VECTORS = json.loads((Path(__file__).parents[2] / "data/sms/segment_vectors.json").read_text())["vectors"]
# The calculator keeps grapheme clusters whole at a boundary, the network does not; those two vectors say so.
PLAIN = [one for one in VECTORS if not one["smart_encoding"] and "DIVERGES" not in one["description"]]


@pytest.mark.parametrize("vector", PLAIN, ids=lambda one: one["description"][:50])
def test_agrees_with_the_reference_vectors(vector):
    counted = measure(vector["text"])

    assert (counted.encoding, counted.parts) == (vector["encoding"], vector["segments"])


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_two_counters_written_apart_agree(text):
    counted, planned = measure(text), ours.count(text)

    assert (counted.encoding, counted.units, counted.parts) == (
        planned.encoding,
        planned.units,
        planned.parts_by_unit,
    )


def test_an_escape_pair_does_not_straddle_two_parts():
    assert measure("a" * 152 + "€" + "a" * 152).parts == 3
    assert measure("😀" * 36).parts == 2
