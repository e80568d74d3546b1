"""The linear bag-of-words baseline of `benchmarks.closed`: TF-IDF of words and letters, one linear SVM an attribute.

Everything is chosen on folds of train, dealt by the words of a title: which words and letters count and C on part of
it (fitted on two folds, judged on a third, by accuracy over all attributes), then what a margin is worth. A row's
confidence is the isotonic fit, one an attribute, of right or wrong by the lead of the best margin over the second, over
rows that were scored by a model of the other folds.
"""

from __future__ import annotations

import itertools
import pickle
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.svm import LinearSVC

from benchmarks.fashion import ClosedRow
from itemcenter.evidence.folds import FOLDS, fold_of

_LETTERS = (None, (3, 5), (2, 5))
_COSTS = (0.1, 0.3, 1.0)
_JUDGED_ROWS = 4_000
Places = npt.NDArray[np.int64]


class Answer(NamedTuple):
    """A named value with the chance that it is right; trained rows are scored by models that did not see them."""

    row: int
    attribute: str
    value: str
    chance: float


class Fitted(NamedTuple):
    """cross: answers to rows of train, cross-fitted; test: answers to rows of test"""

    cross: list[Answer]
    test: list[Answer]
    about: dict[str, Any]


def run(train: Sequence[ClosedRow], test: Sequence[ClosedRow], attributes: Sequence[str]) -> Fitted:
    begin = time.perf_counter()
    parts = np.array([fold_of(row.group) for row in train])
    seen, judged = np.flatnonzero((parts == 1) | (parts == 2)), np.flatnonzero(parts == 0)[:_JUDGED_ROWS]
    asked = [train[i] for i in judged.tolist()]
    tuned: dict[str, float] = {}
    for letters, cost in itertools.product(_LETTERS, _COSTS):
        judged_right = [
            name == asked[place].labels[attribute]
            for attribute in attributes
            for place, (name, _) in enumerate(_answers(train, seen, asked, attribute, letters, cost))
        ]
        tuned[f"{letters} {cost}"] = round(float(np.mean(judged_right)), 4)
    letters, cost = max(itertools.product(_LETTERS, _COSTS), key=lambda pair: tuned[f"{pair[0]} {pair[1]}"])
    tuning = time.perf_counter() - begin
    cross: list[Answer] = []
    tested: list[Answer] = []
    size = 0
    fitting = 0.0
    for attribute in attributes:
        leads, names = np.zeros(len(train)), [""] * len(train)
        for part in range(FOLDS):
            held = np.flatnonzero(parts == part)
            rows = [train[i] for i in held.tolist()]
            for at, (name, lead) in zip(
                held.tolist(),
                _answers(train, np.flatnonzero(parts != part), rows, attribute, letters, cost),
                strict=True,
            ):
                leads[at], names[at] = lead, name
        right = np.array([float(name == row.labels[attribute]) for name, row in zip(names, train, strict=True)])
        curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(leads, right)
        cross += [Answer(i, attribute, names[i], float(c)) for i, c in enumerate(curve.predict(leads))]
        start = time.perf_counter()
        sizes: list[int] = []
        found = list(_answers(train, np.arange(len(train)), test, attribute, letters, cost, sizes))
        fitting += time.perf_counter() - start
        size += sizes[0]
        chances = curve.predict([lead for _, lead in found])
        tested += [Answer(i, attribute, found[i][0], float(c)) for i, c in enumerate(chances)]
    about = {
        "tuned": tuned,
        "chosen": {"letters": letters, "C": cost},
        "tuning_seconds": round(tuning, 1),
        "fit_and_test_seconds": round(fitting, 1),
        "model_bytes": size,
    }
    return Fitted(cross, tested, about)


_VECTORS: dict[Any, Any] = {}


def _answers(
    train: Sequence[ClosedRow],
    seen: Places,
    asked: Sequence[ClosedRow],
    attribute: str,
    letters: tuple[int, int] | None,
    cost: float,
    sizes: list[int] | None = None,
) -> Iterator[tuple[str, float]]:
    """(value, lead of its margin) for each asked row, by a model of the seen ones; its bytes are added to `sizes`."""
    shape = (letters, len(seen), int(seen[0]), len(asked), asked[0].id)
    if shape not in _VECTORS:
        kinds = [TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")]
        if letters:
            kinds.append(TfidfVectorizer(analyzer="char_wb", ngram_range=letters, sublinear_tf=True, min_df=2))
        learned = hstack([kind.fit_transform([train[i].title for i in seen]) for kind in kinds]).tocsr()
        applied = hstack([kind.transform([row.title for row in asked]) for kind in kinds]).tocsr()
        if len(_VECTORS) > FOLDS + 1:
            _VECTORS.clear()
        _VECTORS[shape] = learned, applied
    learned, applied = _VECTORS[shape]
    labels = np.array([train[i].labels[attribute] for i in seen])
    given = labels != ""
    model = LinearSVC(C=cost, random_state=0).fit(learned[given], labels[given])
    if sizes is not None:
        sizes.append(len(pickle.dumps(model)))
    margins = model.decision_function(applied)
    if margins.ndim == 1:
        margins = np.stack([-margins, margins], axis=1)
    best = margins.argmax(axis=1)
    two = np.sort(margins, axis=1)[:, -2:]
    yield from zip(model.classes_[best].tolist(), (two[:, 1] - two[:, 0]).tolist(), strict=True)
