"""One text against a fitted vectoriser, without scikit-learn's checks of whole matrices: the same numbers, sooner.

A message is one row of a few hundred terms. `TfidfVectorizer.transform` validates, builds and multiplies sparse
matrices for it, which costs several times the work itself; training still uses scikit-learn's own.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer


@dataclass(frozen=True)
class Terms:
    """Known terms of one text: `columns` int64 and `values` float32, both of shape (n_terms,)."""

    columns: NDArray[np.int64]
    values: NDArray[np.float32]

    def dot(self, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Scores of shape (n_classes,) for weights of shape (n_features, n_classes)."""
        scores: NDArray[np.float32] = self.values @ weights[self.columns]
        return scores


class TermFinder:
    """Terms of a text under one fitted vectoriser: sublinear tf, idf, length one."""

    def __init__(self, fitted: TfidfVectorizer, first_column: int = 0) -> None:
        self._fitted = fitted
        self._first_column = first_column
        self._idf: list[float] = fitted.idf_.tolist()

    @cached_property
    def _analyse(self):  # type: ignore[no-untyped-def]  # scikit-learn's own callable
        return self._fitted.build_analyzer()

    def find(self, text: str) -> Terms:
        """Known terms of `text`; none of a text without any."""
        place = self._fitted.vocabulary_.get
        found = [(place(term), count) for term, count in Counter(self._analyse(text)).items()]
        columns = [column for column, _ in found if column is not None]
        values = np.array(
            [(1 + math.log(count)) * self._idf[column] for column, count in found if column is not None], np.float32
        )
        length = math.sqrt(float(values @ values)) or 1.0
        return Terms(np.array(columns, np.int64) + self._first_column, values / np.float32(length))


def joined(parts: list[Terms]) -> Terms:
    """The terms of several views of one text, side by side."""
    return Terms(np.concatenate([one.columns for one in parts]), np.concatenate([one.values for one in parts]))
