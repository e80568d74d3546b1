"""Do probabilities mean what they say? A table of said against found, and the usual single figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from itemcenter.evidence.binning import Floats

_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class ReliabilityTable:
    """Rows grouped by probability, lowest first; arrays float64 (groups,).

    weight: (weighted) rows; said: mean probability; found: mean label. Empty groups are left out.
    """

    weight: Floats
    said: Floats
    found: Floats

    @classmethod
    def of(
        cls,
        probability: Floats,
        label: Floats,
        weight: Floats | None = None,
        *,
        groups: int = 20,
        equal_rows: bool = False,
    ) -> ReliabilityTable:
        """Groups of equal width, or of equal numbers of rows (rows of one probability stay together)."""
        weights = np.ones(len(probability)) if weight is None else weight
        if equal_rows:
            rank = np.searchsorted(np.sort(probability), probability, side="left")
            group = rank * groups // max(1, len(probability))
        else:
            group = np.minimum((probability * groups).astype(np.int64), groups - 1)
        rows = np.bincount(group, weights=weights, minlength=groups)
        there = rows > 0
        said = np.bincount(group, weights=weights * probability, minlength=groups)[there] / rows[there]
        found = np.bincount(group, weights=weights * label, minlength=groups)[there] / rows[there]
        return cls(rows[there].astype(np.float64), said.astype(np.float64), found.astype(np.float64))

    @property
    def calibration_error(self) -> float:
        """Expected calibration error (Naeini et al. 2015): mean over rows of |said - found| of their group."""
        total = float(self.weight.sum())
        return float((self.weight * np.abs(self.said - self.found)).sum()) / total if total > 0 else 0.0


def log_loss_of(probability: Floats, label: Floats, weight: Floats | None = None) -> float:
    """Weighted mean of -log p(label) in nats; a probability of 0 or 1 counts as 1e-12 away from it."""
    held = np.clip(probability, _LEAST, 1.0 - _LEAST)
    return float(np.average(-label * np.log(held) - (1.0 - label) * np.log1p(-held), weights=weight))


def brier_score(probability: Floats, label: Floats, weight: Floats | None = None) -> float:
    """Weighted mean of (probability - label)**2 (Brier 1950)."""
    return float(np.average((probability - label) ** 2, weights=weight))
