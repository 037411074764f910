"""Text classification, pure scikit-learn: n-grams over raw and folded text together, one linear head, calibrated.

Character n-grams forgive spelling, sound keys let Urdu and Roman examples teach each other, words carry meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot.nlu.normalise import folded, normalise

Array = NDArray[np.float64]
SEED = 20261124
FOLDS = 3
TEMPERATURES = np.linspace(0.3, 2.0, 35)


class Features:
    """Turns texts into sparse rows: float64, shape (n_texts, n_features)."""

    def __init__(self) -> None:
        common: dict[str, Any] = {"sublinear_tf": True, "lowercase": False, "dtype": np.float64}
        self._raw = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, **common)
        self._sound = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=2, **common)
        common["token_pattern"] = r"\S+"  # noqa: S105 - words, not a secret
        self._words = TfidfVectorizer(analyzer="word", ngram_range=(1, 2), min_df=1, **common)

    def fit(self, texts: list[str]) -> Features:
        """Learn the vocabularies."""
        self._raw.fit([normalise(text) for text in texts])
        sounds = [folded(text) for text in texts]
        self._sound.fit(sounds)
        self._words.fit(sounds)
        return self

    def rows(self, texts: list[str]) -> sparse.csr_matrix:
        """One row a text."""
        sounds = [folded(text) for text in texts]
        parts = [self._raw.transform([normalise(text) for text in texts])]
        parts += [self._sound.transform(sounds), self._words.transform(sounds)]
        return sparse.hstack(parts, format="csr")


@dataclass
class Head:
    """One linear classifier and the temperature that makes its probabilities mean something."""

    classes: list[str]
    weights: Array
    bias: Array
    temperature: float

    def ranking(self, row: sparse.csr_matrix) -> list[tuple[str, float]]:
        """Classes with calibrated probabilities, best first."""
        scores = np.asarray(row @ self.weights).ravel() + self.bias
        chances = _softmax(scores[None, :] / self.temperature)[0]
        order = np.argsort(-chances)
        return [(self.classes[index], float(chances[index])) for index in order]


def fit_head(rows: sparse.csr_matrix, labels: list[str], *, strength: float = 20.0) -> Head:
    """Fit, and calibrate on scores of examples the model had not seen (three folds)."""
    # liblinear's one-against-rest trains on sparse rows in seconds where the multinomial solver takes minutes.
    model = LogisticRegression(
        C=strength, solver="liblinear", multi_class="ovr", class_weight="balanced", tol=1e-3, random_state=SEED
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    scores = cross_val_predict(model, rows, labels, cv=folds, method="decision_function")
    model.fit(rows, labels)
    classes = [str(one) for one in model.classes_]
    truth = np.array([classes.index(label) for label in labels])
    losses = [-np.log(_softmax(scores / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in TEMPERATURES]
    temperature = float(TEMPERATURES[int(np.argmin(losses))])
    return Head(classes, np.ascontiguousarray(model.coef_.T), model.intercept_, temperature)


def _softmax(scores: Array) -> Array:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Array = raised / raised.sum(axis=1, keepdims=True)
    return chances
