"""The bag-of-words baseline of `benchmarks.closed`: TF-IDF of words and letters, one linear SVM an attribute.

    python -m benchmarks.closed_baseline --train TRAIN --dev DEV --test STRIPPED --out PRED [--gold GOLD] [--name NAME]

Everything is chosen on train, dealt into parts by the words of a title. Letters or not and C: fitted on two parts,
judged on a third, by accuracy over all attributes. What a margin is worth: an isotonic fit of right or wrong by the
lead of the best margin over the second, one an attribute, on one part by a model of the others; there the threshold
with the best F1 is found, too. The models that answer are fitted on all of train. Needs the extra `bench`.
"""

from __future__ import annotations

import itertools
import pickle
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.isotonic import IsotonicRegression
from sklearn.svm import LinearSVC

from benchmarks.closed import arguments_of, write
from benchmarks.closed_figures import Answer, Cell, Outcome, best_threshold
from benchmarks.fashion import ClosedRow, attributes_of, read_rows
from itemcenter.evidence.folds import fold_of

_LETTERS = (None, (3, 5), (2, 5))
_COSTS = (0.1, 0.3, 1.0)
_JUDGED_ROWS = 4_000
Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def baseline(train: Sequence[ClosedRow], test: Sequence[ClosedRow]) -> Outcome:
    begin = time.perf_counter()
    attributes = attributes_of(train)
    parts = np.array([fold_of(row.group) for row in train])
    held = [train[i] for i in np.flatnonzero(parts == 0).tolist()]
    seen, asked = np.flatnonzero((parts == 1) | (parts == 2)), held[:_JUDGED_ROWS]
    tuned: dict[str, float] = {}
    for letters, cost in itertools.product(_LETTERS, _COSTS):
        hits = [
            name == asked[place].labels[attribute]
            for attribute in attributes
            for place, (name, _) in enumerate(_answers(train, seen, asked, attribute, letters, cost))
        ]
        tuned[f"{letters} {cost}"] = round(float(np.mean(hits)), 4)
    letters, cost = max(itertools.product(_LETTERS, _COSTS), key=lambda pair: tuned[f"{pair[0]} {pair[1]}"])
    tuning = time.perf_counter() - begin
    rights: list[Floats] = []
    chances: list[Floats] = []
    answers: dict[Cell, Answer] = {}
    size, fitting = [0], 0.0
    for attribute in attributes:
        found = list(_answers(train, np.flatnonzero(parts != 0), held, attribute, letters, cost))
        right = np.array([float(name == row.labels[attribute]) for (name, _), row in zip(found, held, strict=True)])
        leads = [lead for _, lead in found]
        curve = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(leads, right)
        rights.append(right)
        chances.append(curve.predict(leads))
        start = time.perf_counter()
        found = list(_answers(train, np.arange(len(train)), test, attribute, letters, cost, size))
        fitting += time.perf_counter() - start
        sure = curve.predict([lead for _, lead in found]).tolist()
        answers |= {(i, attribute): Answer(found[i][0], chance) for i, chance in enumerate(sure)}
    stated = sum(bool(value) for row in held for value in row.labels.values())
    threshold, f1 = best_threshold(np.concatenate(chances), np.concatenate(rights), stated)
    about = {
        "tuned": tuned,
        "chosen": {"letters": letters, "C": cost},
        "train_f1": round(100 * f1, 2),
        "tuning_seconds": round(tuning, 1),
        "fit_and_test_seconds": round(fitting, 1),
        "model_bytes": sum(size),
    }
    return Outcome(answers, threshold, about)


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
        if len(_VECTORS) > 1:
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


def main() -> None:
    arguments = arguments_of(__doc__, "closed_fashion_baseline").parse_args()
    train, test = read_rows(arguments.train), read_rows(arguments.test)
    write(arguments, train, test, baseline(train, test))


if __name__ == "__main__":
    main()
