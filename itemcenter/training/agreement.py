"""How well a student repeats its teacher: correlations of cosines over pairs of texts, and what it finds first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

#: Random pairs that correlations are taken over.
_PAIRS = 200_000
#: Texts that ask for their nearest ones.
_ASKING = 1_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """pearson, spearman: of the student's and the teacher's cosines over random pairs of the texts

    Not a number where all cosines are equal.

    found: share of texts whose nearest text by the teacher is among the student's nearest ten
    """

    texts: int
    pearson: float
    spearman: float
    found: float


def agreement(student: Vectors, teacher: Vectors, seed: int = 0) -> Agreement:
    """Compare unit rows (n, any) of both on the same n texts."""
    chooser = np.random.default_rng(seed)
    left, right = chooser.integers(0, len(student), (2, _PAIRS))
    left, right = left[left != right], right[left != right]
    mine = np.einsum("ij,ij->i", student[left], student[right])
    theirs = np.einsum("ij,ij->i", teacher[left], teacher[right])
    asking = chooser.permutation(len(student))[:_ASKING]
    scores, truth = student[asking] @ student.T, teacher[asking] @ teacher.T
    rows = np.arange(len(asking))
    scores[rows, asking] = truth[rows, asking] = -np.inf
    nearest = truth.argmax(axis=1)
    better = (scores > scores[rows, nearest][:, None]).sum(axis=1)
    return Agreement(
        len(student),
        _correlation(mine, theirs),
        _correlation(_ranks(mine), _ranks(theirs)),
        float((better < 10).mean()),
    )


def _correlation(left: Vectors, right: Vectors) -> float:
    """Pearson's; not a number where one side is constant."""
    left, right = left - left.mean(dtype=np.float64), right - right.mean(dtype=np.float64)
    spread = np.sqrt((left**2).sum() * (right**2).sum())
    return float((left * right).sum() / spread) if spread > 0 else float("nan")


def _ranks(values: Vectors) -> Vectors:
    out = np.empty(len(values), dtype=np.float32)
    out[np.argsort(values, kind="stable")] = np.arange(len(values), dtype=np.float32)
    return out
