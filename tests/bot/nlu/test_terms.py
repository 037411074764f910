"""The quick row of one text is scikit-learn's row of it, whatever the text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.text_model import Features

TEXTS = [
    "pani nahi aa raha", "paani nai aa rha 5 din se", "بجلی نہیں ہے", "no water in our street", "bijli nahi hai",
    "گلی میں پانی نہیں", "street light is off", "pani ganda hai",
]  # fmt: skip
letters = st.sampled_from("aeinhprstlbdk آبپتنیہ 5.!")


@pytest.fixture(scope="module")
def features() -> Features:
    return Features().fit(TEXTS)


@given(text=st.sampled_from(TEXTS) | st.text(letters, max_size=40) | st.text(max_size=20))
def test_quick_terms_are_the_matrix_row(features: Features, text: str) -> None:
    row = features.rows([text])
    terms = features.terms(text)
    quick = np.zeros(row.shape[1], np.float32)
    quick[terms.columns] = terms.values
    np.testing.assert_allclose(quick, row.toarray().ravel(), atol=1e-6)
