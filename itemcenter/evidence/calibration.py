"""From a model's margin to the probability that is told to people: which curve to fit, and how it is stored.

Fit on margins of rows that the model was not fitted on (cross-fitted), else the probabilities flatter the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray, Floats
from itemcenter.evidence.isotonic import IsotonicCalibration
from itemcenter.evidence.smooth_calibration import SmoothCalibration

#: Rows of the rarer label from which a curve of more freedom is fitted; benchmarks/learner.py measures both sides.
BEND_FROM = 10
STEPS_FROM = 500
_PLACE = "evidence calibration"


class Calibration(Protocol):
    """A rising curve from margins (log-odds) to probabilities."""

    def probability(self, margin: Floats) -> Floats:
        """float64 (n,) in [0, 1], never falling as the margin rises."""
        ...

    def to_arrays(self) -> dict[str, AnyArray]: ...


def fit_calibration(margin: npt.ArrayLike, label: npt.ArrayLike, weight: npt.ArrayLike | None = None) -> Calibration:
    """Calibration of margins (n,) by labels in [0, 1] (n,) and weights >= 0 (n,).

    How free the curve is depends on the (weighted) rows of the rarer label: a straight line in the margin below 10, a
    bent one below 500, else steps. Without any labelled row the margins are taken as they are.
    """
    margins, labels = np.asarray(margin, dtype=np.float64), np.asarray(label, dtype=np.float64)
    weights = np.ones(len(margins)) if weight is None else np.asarray(weight, dtype=np.float64)
    if not margins.shape == labels.shape == weights.shape or margins.ndim != 1:
        raise InvariantError(f"margins {margins.shape}, labels {labels.shape} and weights {weights.shape} differ",
                             place=_PLACE)  # fmt: skip
    if not all(bool(np.isfinite(array).all()) for array in (margins, labels, weights)):
        raise InvariantError("margins, labels and weights are finite", place=_PLACE)
    if labels.min(initial=0) < 0 or labels.max(initial=0) > 1 or weights.min(initial=0) < 0:
        raise InvariantError("labels lie between 0 and 1, weights are not negative", place=_PLACE)
    said = weights > 0
    margins, labels, weights = margins[said], labels[said], weights[said]
    right = float((labels * weights).sum())
    rarer = min(right, float(weights.sum()) - right)
    if rarer >= STEPS_FROM:
        return IsotonicCalibration.fit(margins, labels, weights)
    return SmoothCalibration.fit(margins, labels, weights, bent=rarer >= BEND_FROM)


def calibration_from_arrays(arrays: Mapping[str, AnyArray]) -> Calibration:
    """The reverse of `Calibration.to_arrays`. InvariantError for arrays that are none."""
    if set(arrays) == {"curve"}:
        return SmoothCalibration.from_arrays(arrays)
    if set(arrays) == {"margin", "chance"}:
        return IsotonicCalibration.from_arrays(arrays)
    raise InvariantError(f"{sorted(arrays)} hold no calibration", place=_PLACE)
