"""Text classification, pure scikit-learn: n-grams over raw and folded text together, one linear head, calibrated.

Character n-grams forgive spelling; sound keys and their consonant skeletons let Urdu and Roman examples teach each
other; meanings let all three writings; words carry meaning.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.nlu.concepts import concepts
from bot.nlu.normalise import folded, normalise, skeletons, words
from bot.nlu.terms import TermFinder, Terms, joined

Array = NDArray[np.float32]
SEED = 20261124
FOLDS = 3
# Neighbouring examples of a file are often one matter in other words; slices of them stay together in a fold.
SLICES = 9
TEMPERATURES = np.geomspace(0.05, 2.0, 60)
# analyser, shortest and longest n-gram, fewest examples it must be in; for each of the four forms of a text.
RAW = (("char_wb", 2, 5, 2),)
SOUND = (("char_wb", 2, 5, 2), ("word", 1, 2, 1))
SKELETON = (("char_wb", 2, 4, 2), ("word", 1, 2, 1))
MEANING = (("word", 1, 1, 2),)
FAMILIAR_GRAM = 3


class Features:
    """Turns texts into sparse rows: float32, shape (n_texts, n_features)."""

    def __init__(self) -> None:
        forms = ((normalise, RAW), (folded, SOUND), (skeletons, SKELETON), (concepts, MEANING))
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

    def emphasis(self, on_meaning: float) -> Array:
        """Factor of each column, shape (n_features,): `on_meaning` for meanings, one for all else."""
        parts = [
            np.full(len(vectoriser.vocabulary_), on_meaning if form is concepts else 1.0, np.float32)
            for form, vectoriser in self._views
        ]
        return np.concatenate(parts)

    def terms(self, text: str) -> Terms:
        """The row of one text, as `rows` would make it."""
        forms: set[Callable[[str], str]] = {form for form, _ in self._views}
        formed = {form: form(text) for form in forms}
        return joined([finder.find(formed[form]) for form, finder in self._finders])

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
    bias: Array
    temperature: float

    def ranking(self, scores: Array) -> list[tuple[str, float]]:
        """Classes with calibrated probabilities, best first. `scores`: one a class."""
        chances = _softmax((scores + self.bias)[None, :] / self.temperature)[0]
        order = np.argsort(-chances)
        return [(self.classes[index], float(chances[index])) for index in order]


@dataclass(frozen=True)
class Heads:
    """Heads over the same features, by name. Their weights lie side by side, shape (n_features, classes of all).

    So the terms of a message are looked up once for all heads.
    """

    heads: dict[str, Head]
    weights: Array

    @classmethod
    def of(cls, fitted: dict[str, tuple[Head, Array]]) -> Heads:
        """From what `fit_head` returned, by name."""
        weights = np.concatenate([learnt for _, learnt in fitted.values()], axis=1)
        return cls({name: head for name, (head, _) in fitted.items()}, weights)

    def rankings(self, terms: Terms) -> dict[str, list[tuple[str, float]]]:
        """The ranking of each head."""
        ends = np.cumsum([len(head.classes) for head in self.heads.values()])
        parts = np.split(terms.dot(self.weights), ends[:-1])
        return {name: head.ranking(part) for (name, head), part in zip(self.heads.items(), parts, strict=True)}


def fit_head(
    rows: sparse.csr_matrix, labels: list[str], kinds: list[str], emphasis: Array, *, strength: float = 0.3
) -> tuple[Head, Array]:
    """A head and its weights, calibrated on scores of examples the model had not seen, nor their neighbours.

    `kinds`: for each row, the kind of example in whose slices it stays together with its neighbours.
    """
    if len(set(labels)) == 1:  # examples of one class only tell nothing apart
        return Head(labels[:1], np.zeros(1, np.float32), 1.0), np.zeros((rows.shape[1], 1), np.float32)
    scaled = rows.multiply(emphasis).tocsr()
    truth = np.array(labels)
    folds = _folds(kinds)
    scores = np.empty((len(labels), len(set(labels))))
    for fold in range(FOLDS):
        model = _svm(strength).fit(scaled[folds != fold], truth[folds != fold])
        scores[folds == fold] = scaled[folds == fold] @ _each(model.coef_).T + _each(model.intercept_)
    model = _svm(strength).fit(scaled, truth)
    classes = [str(one) for one in model.classes_]
    weights = np.ascontiguousarray(_each(model.coef_).T * emphasis[:, None], dtype=np.float32)
    places = np.searchsorted(model.classes_, truth)
    return Head(classes, _each(model.intercept_).astype(np.float32), _temperature(scores, places)), weights


def _svm(strength: float) -> LinearSVC:
    return LinearSVC(C=strength, class_weight="balanced", tol=1e-2, random_state=SEED)


def _each(learnt: NDArray[Any]) -> NDArray[Any]:
    """One row a class; of two classes scikit-learn keeps the second only."""
    return np.concatenate([-learnt, learnt]) if len(learnt) == 1 else learnt


def _folds(kinds: list[str]) -> NDArray[np.int64]:
    """The fold of each example: examples of a kind are cut into slices in their order, slices go round the folds."""
    counts, met = Counter(kinds), Counter[str]()
    folds = []
    for kind in kinds:
        folds.append(met[kind] * SLICES // counts[kind] % FOLDS)
        met[kind] += 1
    return np.array(folds)


def _temperature(scores: NDArray[Any], places: NDArray[Any]) -> float:
    """What makes the right classes likeliest. `places`: the right class of each row of scores."""
    here = np.arange(len(places))
    losses = [-np.log(_softmax(scores / one)[here, places] + 1e-12).mean() for one in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _softmax(scores: NDArray[Any]) -> NDArray[Any]:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: NDArray[Any] = raised / raised.sum(axis=1, keepdims=True)
    return chances
