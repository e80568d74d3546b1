"""Calibration by a smooth curve of few parameters, for few labels: Platt 1999 and beta calibration (Kull et al. 2017).

    log-odds = up * log p - down * log(1 - p) + shift,     p = sigmoid(margin), up >= 0, down >= 0

Platt's curve is up = down (a straight line in the margin). Beta calibration bends the two ends on their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray, Floats
from itemcenter.evidence.logistic import sigmoid

_STEPS = 50
_SETTLED = 1e-10
#: Pull towards "margins are right as they are" (up = down = 1, shift = 0), in rows: decides where labels say nothing.
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class SmoothCalibration:
    """The curve's three parameters; but for rounding, `probability` never falls as the margin rises."""

    up: float
    down: float
    shift: float

    @classmethod
    def fit(cls, margin: Floats, label: Floats, weight: Floats, *, bent: bool) -> SmoothCalibration:
        """Greatest likelihood with a small ridge; `bent` fits beta calibration, else Platt's straight line.

        margin, label in [0, 1], weight >= 0: float64 (n,). Without rows: the margins as they are. Where labels fall
        as the margin rises the curve is flat.
        """
        log_p, minus_log_q = _logs(margin)
        if not bent:
            slope, shift = _fitted([margin], label, weight)
            return cls(slope[0], slope[0], shift)
        (up, down), shift = _fitted([log_p, minus_log_q], label, weight)
        return cls(up, down, shift)

    def probability(self, margin: Floats) -> Floats:
        """Calibrated probability, float64 (n,)."""
        log_p, minus_log_q = _logs(margin)
        return sigmoid(self.up * log_p + self.down * minus_log_q + self.shift)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"curve": np.asarray([self.up, self.down, self.shift])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> SmoothCalibration:
        curve = np.asarray(arrays["curve"], dtype=np.float64)
        if curve.shape != (3,) or not bool(np.isfinite(curve).all()) or curve[:2].min() < 0:
            raise InvariantError("a calibration curve falls", place="evidence calibration")
        return cls(*(float(number) for number in curve))


def _logs(margin: Floats) -> tuple[Floats, Floats]:
    """log p and -log(1 - p)."""
    return -np.logaddexp(0.0, -margin), np.logaddexp(0.0, margin)


def _fitted(columns: list[Floats], label: Floats, weight: Floats) -> tuple[list[float], float]:
    """Slopes of the columns, none negative, and the shift. A slope that wants to be negative is held at 0."""
    free = list(range(len(columns)))
    while True:
        found = _newton([columns[index] for index in free], label, weight)
        falling = [index for index, slope in zip(free, found, strict=False) if slope < 0]
        if not falling:
            slopes = dict(zip(free, found, strict=False))
            return [float(slopes.get(index, 0.0)) for index in range(len(columns))], float(found[-1])
        worst = min(falling, key=lambda index: found[free.index(index)])
        free.remove(worst)


def _newton(columns: list[Floats], label: Floats, weight: Floats) -> Floats:
    """Slopes, then shift: the minimum of a convex loss by Newton's method with halved steps."""
    design = np.stack((*columns, np.ones(len(label))))
    start = np.append(np.ones(len(columns)), 0.0)
    now = start.copy()
    loss = _loss(now, design, label, weight, start)
    for _ in range(_STEPS):
        chance = sigmoid((now[:, None] * design).sum(axis=0))
        slope = ((chance - label) * weight * design).sum(axis=1) + _RIDGE * (now - start)
        bend = chance * (1.0 - chance) * weight
        curvature = (design[:, None, :] * design[None, :, :] * bend).sum(axis=2) + _RIDGE * np.eye(len(now))
        step = np.linalg.solve(curvature, slope)
        for _ in range(_STEPS):
            better = _loss(now - step, design, label, weight, start)
            if better <= loss:
                break
            step /= 2
        else:
            break
        now, settled, loss = now - step, loss - better <= _SETTLED * (1.0 + abs(loss)), better
        if settled:
            break
    return now


def _loss(now: Floats, design: Floats, label: Floats, weight: Floats, start: Floats) -> float:
    margin = (now[:, None] * design).sum(axis=0)
    per_row = np.logaddexp(0.0, margin) - label * margin
    return float((weight * per_row).sum() + 0.5 * _RIDGE * ((now - start) ** 2).sum())
