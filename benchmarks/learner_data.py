"""Problems for `benchmarks.learner`: one generated in the shape of evidence, and tables that come with scikit-learn."""

from __future__ import annotations

import importlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

#: Columns of the generated problem: few kinds, counts, scores, scores that are often not known, and noise.
_KINDS, _COUNTS, _SCORES, _HOLED, _NOISE = 12, 12, 14, 12, 10
FEATURES = _KINDS + _COUNTS + _SCORES + _HOLED + _NOISE


@dataclass(frozen=True)
class Problem:
    """name, features (n, F), labels 0 or 1 (n,)."""

    name: str
    x: Table
    y: Floats


def evidence(rows: int, seed: int) -> Problem:
    """Candidates of (item, key) pairs: is the value right?

    Yes-no columns that rarely say yes, counts that are mostly zero, similarity scores in [0, 1] of which some are not
    known where nothing was found, and noise. The label depends on single columns, on pairs (a match counts if the
    words beside it fit), on a ratio of two scores and on whether a score is known. About one row in five is right.
    """
    chance = np.random.default_rng(seed)
    kinds = (chance.random((rows, _KINDS)) < np.linspace(0.02, 0.5, _KINDS)).astype(np.float32)
    counts = chance.poisson(np.linspace(0.1, 2.0, _COUNTS), (rows, _COUNTS)).astype(np.float32)
    scores = chance.beta(2.0, 2.0, (rows, _SCORES)).astype(np.float32)
    holed = chance.beta(2.0, 3.0, (rows, _HOLED)).astype(np.float32)
    known = chance.random((rows, _HOLED)) < np.linspace(0.3, 0.95, _HOLED)
    noise = np.round(chance.normal(size=(rows, _NOISE)), 2).astype(np.float32)
    margin = (
        -3.6
        + 2.5 * kinds[:, 5] * (scores[:, 0] > 0.4)
        + 1.5 * kinds[:, 9]
        - 2.0 * kinds[:, 11] * kinds[:, 10]
        + 0.8 * np.minimum(counts[:, 8], 3)
        - 0.7 * np.log1p(counts[:, 11])
        + 6.0 * (scores[:, 1] - 0.5)
        + 3.0 * np.maximum(scores[:, 2] - scores[:, 3], 0.0)
        + 4.0 * known[:, 4] * holed[:, 4]
        + 3.0 * known[:, 8] * (holed[:, 8] - scores[:, 1])
        - 1.2 * (~known[:, 2])
        + 1.5 * np.sin(4.0 * scores[:, 4]) * kinds[:, 8]
    )
    label = (chance.random(rows) < 1.0 / (1.0 + np.exp(-margin))).astype(np.float64)
    x = np.concatenate((kinds, counts, scores, np.where(known, holed, np.nan), noise), axis=1, dtype=np.float32)
    return Problem("evidence", x, label)


def bundled() -> list[Problem]:
    """Real tables with two classes, or made two: Wisconsin breast cancer, handwritten digits, wine."""
    sets = importlib.import_module("sklearn.datasets")
    cancer, digits, wine = sets.load_breast_cancer(), sets.load_digits(), sets.load_wine()
    return [
        Problem(name, np.asarray(data, dtype=np.float32), np.asarray(label, dtype=np.float64))
        for name, data, label in (
            ("breast_cancer", cancer.data, cancer.target),
            ("digits_odd", digits.data, digits.target % 2),
            ("digits_eight", digits.data, digits.target == 8),
            ("wine_second", wine.data, wine.target == 1),
        )
    ]
