"""Counting answers to closed attributes: where to cut them off, micro-F1, the area under the risk-coverage curve.

Micro over all (row, attribute) pairs, as the scorer does (WDC-PAVE): a value where none is given is one false positive,
a missing value one false negative, a wrong value both.

risk_coverage_area  pairs are ranked by the confidence in their best value, ties by row and attribute; risk at k is the
                    share of wrong ones among the first k; the area is the mean of the risks at k = 1 ... n, in
                    percent: lower is better, and `risk_coverage_best` is that of the same answers ranked perfectly.
                    Nothing is withheld here. Pairs without any answer come last and count as wrong where a value is
                    given, else not at all.
best_values_right   share of given values that are the best answer, withheld or not (accuracy), in percent
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from benchmarks.fashion import ClosedRow

Cell = tuple[int, str]


class Answer(NamedTuple):
    """The best value of a pair, and the probability that it is right."""

    value: str
    chance: float


class Outcome(NamedTuple):
    """answers by (row, attribute); threshold: the chance from which on they are given out"""

    answers: dict[Cell, Answer]
    threshold: float
    about: dict[str, Any]


def best_threshold(probability: Any, right: Any, stated: int) -> tuple[float, float]:
    """The probability from which on to answer so that F1 is best, and that F1; (n,) each."""
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(right[order])
    f1 = 2.0 * hits / (np.arange(1, len(order) + 1) + stated)
    last = np.append(np.diff(probability[order]) != 0, True)  # equals are given out together
    best = int(np.where(last, f1, 0.0).argmax())
    return float(probability[order][best]), float(f1[best])


def count(outcome: Outcome, gold: Sequence[ClosedRow], attributes: Sequence[str]) -> dict[str, Any]:
    by_attribute = {name: _counted(outcome, gold, [name]) for name in attributes}
    return _counted(outcome, gold, attributes) | {"by_attribute": by_attribute}


def _counted(outcome: Outcome, gold: Sequence[ClosedRow], attributes: Sequence[str]) -> dict[str, float]:
    hits = wrong = missed = given = best = unanswered = 0
    ranked: list[tuple[float, int]] = []
    for number, row in enumerate(gold):
        for name in attributes:
            true, answer = row.labels.get(name, ""), outcome.answers.get((number, name))
            given += bool(true)
            if answer is None:
                unanswered += bool(true)
                missed += bool(true)
                continue
            right = answer.value == true
            best += right
            ranked.append((-answer.chance, int(not right)))
            said = answer.chance >= outcome.threshold
            hits += said and right
            wrong += said and not right
            missed += bool(true) and not (said and right)
    order = sorted(range(len(ranked)), key=lambda place: ranked[place][0])
    errors = np.array([ranked[place][1] for place in order] + [1] * unanswered, dtype=np.float64)
    ideal = np.sort(errors)
    steps = np.arange(1, len(errors) + 1)
    return {
        "precision": round(100 * hits / max(1, hits + wrong), 2),
        "recall": round(100 * hits / max(1, hits + missed), 2),
        "f1": round(200 * hits / max(1, 2 * hits + wrong + missed), 2),
        "best_values_right": round(100 * best / max(1, given), 2),
        "risk_coverage_area": round(100 * float((np.cumsum(errors) / steps).mean()), 3),
        "risk_coverage_best": round(100 * float((np.cumsum(ideal) / steps).mean()), 3),
    }
