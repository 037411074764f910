"""Text classification, pure scikit-learn: n-grams over raw and folded text together, one linear head, calibrated.

Character n-grams forgive spelling; sound keys and their consonant skeletons let Urdu and Roman examples teach each
other; words carry meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.svm import LinearSVC

from bot.nlu.normalise import folded, normalise, skeletons, words
from bot.nlu.terms import TermFinder, Terms, joined

Array = NDArray[np.float32]
SEED = 20261124
FOLDS = 3
TEMPERATURES = np.geomspace(0.05, 2.0, 60)
# analyser, shortest and longest n-gram, fewest examples it must be in; for each of the three forms of a text.
RAW = (("char_wb", 2, 5, 2),)
SOUND = (("char_wb", 2, 5, 2), ("word", 1, 2, 1))
SKELETON = (("char_wb", 2, 4, 2), ("word", 1, 2, 1))
FAMILIAR_GRAM = 3


class Features:
    """Turns texts into sparse rows: float32, shape (n_texts, n_features)."""

    def __init__(self) -> None:
        forms = ((normalise, RAW), (folded, SOUND), (skeletons, SKELETON))
        self._views = [(form, _vectoriser(*view)) for form, views in forms for view in views]

    def fit(self, texts: list[str]) -> Features:
        """Learn the vocabularies."""
        for form, vectoriser in self._views:
            vectoriser.fit([form(text) for text in texts])
        return self

    def rows(self, texts: list[str]) -> sparse.csr_matrix:
        """One row a text."""
        parts = [vectoriser.transform([form(text) for text in texts]) for form, vectoriser in self._views]
        return sparse.hstack(parts, format="csr")

    def terms(self, text: str) -> Terms:
        """The row of one text, as `rows` would make it."""
        return joined([finder.find(form(text)) for form, finder in self._finders])

    @cached_property
    def _finders(self) -> list[tuple[Callable[[str], str], TermFinder]]:
        sizes = [len(vectoriser.vocabulary_) for _, vectoriser in self._views]
        return [
            (form, TermFinder(vectoriser, sum(sizes[:number]))) for number, (form, vectoriser) in enumerate(self._views)
        ]


def _vectoriser(analyser: str, shortest: int, longest: int, fewest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer=analyser, ngram_range=(shortest, longest), min_df=fewest, sublinear_tf=True, lowercase=False,
        token_pattern=r"\S+" if analyser == "word" else None, dtype=np.float32,
    )  # fmt: skip


class Familiarity:
    """Which letter sequences people write at all: tells a message from a hand on the keyboard."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()

    def fit(self, texts: list[str]) -> Familiarity:
        """Learn the sequences of `texts`."""
        self._known = frozenset(gram for text in texts for gram in _grams(text))
        return self

    def share(self, text: str) -> float:
        """Part of the letter sequences that are known; 1 where there are none to judge by."""
        grams = _grams(text)
        return sum(gram in self._known for gram in grams) / len(grams) if grams else 1.0


def _grams(text: str) -> list[str]:
    """Trigrams of the words without digits: references and house numbers are no language."""
    padded = [f" {word} " for word in words(text) if word.isalpha()]
    return [word[at : at + FAMILIAR_GRAM] for word in padded for at in range(len(word) - FAMILIAR_GRAM + 1)]


@dataclass
class Head:
    """One linear classifier and the temperature that makes its probabilities mean something."""

    classes: list[str]
    weights: Array
    bias: Array
    temperature: float

    def ranking(self, terms: Terms) -> list[tuple[str, float]]:
        """Classes with calibrated probabilities, best first."""
        scores = terms.dot(self.weights) + self.bias
        chances = _softmax(scores[None, :] / self.temperature)[0]
        order = np.argsort(-chances)
        return [(self.classes[index], float(chances[index])) for index in order]


def fit_head(rows: sparse.csr_matrix, labels: list[str], *, strength: float = 0.2) -> Head:
    """Fit, and calibrate on scores of examples the model had not seen (three folds)."""
    model = LinearSVC(C=strength, class_weight="balanced", tol=1e-3, random_state=SEED)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    scores = cross_val_predict(model, rows, labels, cv=folds, method="decision_function")
    model.fit(rows, labels)
    classes = [str(one) for one in model.classes_]
    truth = np.array([classes.index(label) for label in labels])
    losses = [-np.log(_softmax(scores / t)[np.arange(len(truth)), truth] + 1e-12).mean() for t in TEMPERATURES]
    temperature = float(TEMPERATURES[int(np.argmin(losses))])
    weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
    return Head(classes, weights, model.intercept_.astype(np.float32), temperature)


def _softmax(scores: NDArray[Any]) -> NDArray[Any]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: NDArray[Any] = raised / raised.sum(axis=1, keepdims=True)
    return chances
