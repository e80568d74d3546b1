"""Isotonic regression: the rising step function nearest to the labels (Ayer et al. 1955; Zadrozny & Elkan 2002)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray, Floats

#: Passes that pool all falling runs at once; what is left after them is pooled one block at a time.
_PASSES = 60
_PLACE = "evidence calibration"


def pool_adjacent_violators(value: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """Blocks of the rising fit to `value` (n,) with positive `weight` (n,), in the order given.

    Returns (first index, weighted mean, weight) of each block, float64 (blocks,); means rise strictly. Each pass merges
    every maximal falling run of blocks, which all belong together in the solution; the number of passes grows slowly
    on data that is in noisy order.
    """
    first = np.arange(len(value), dtype=np.float64)
    total, weight = value * weight, weight.astype(np.float64)
    for _ in range(_PASSES):
        mean = total / weight
        starts = np.flatnonzero(np.concatenate(([True], mean[1:] > mean[:-1])))
        if len(starts) == len(mean):
            return first, mean, weight
        first, total, weight = first[starts], np.add.reduceat(total, starts), np.add.reduceat(weight, starts)
    return _pooled_one_by_one(first, total, weight)


def _pooled_one_by_one(first: Floats, total: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    stack: list[tuple[float, float, float]] = []
    for begin, sum_here, weight_here in zip(first.tolist(), total.tolist(), weight.tolist(), strict=True):
        block = (begin, sum_here, weight_here)
        while stack and stack[-1][1] / stack[-1][2] >= block[1] / block[2]:
            before = stack.pop()
            block = (before[0], before[1] + block[1], before[2] + block[2])
        stack.append(block)
    table = np.asarray(stack, dtype=np.float64)
    return table[:, 0], table[:, 1] / table[:, 2], table[:, 2]


@dataclass(frozen=True, slots=True)
class IsotonicCalibration:
    """Probability that rises with the margin: flat within a block, straight lines between blocks, flat outside.

    margin: float64 (k,), rising; chance: float64 (k,), not falling, within (0, 1)
    """

    margin: Floats
    chance: Floats

    @classmethod
    def fit(cls, margin: Floats, label: Floats, weight: Floats) -> IsotonicCalibration:
        """From margins, labels in [0, 1] and weights > 0, each (n,), n >= 1.

        Blocks at the ends often hold one label only; half a row of weight 1 of the other label keeps their chance from
        being 0 or 1 (no chance lies beyond those of the end blocks).
        """
        at, group = np.unique(margin, return_inverse=True)
        total_weight = np.bincount(group, weights=weight).astype(np.float64)
        mean = np.bincount(group, weights=weight * label) / total_weight
        first, chance, block_weight = pool_adjacent_violators(mean, total_weight)
        least, most = 0.5 / (block_weight[0] + 1.0), 1.0 - 0.5 / (block_weight[-1] + 1.0)
        if least <= most:
            chance = np.clip(chance, least, most)
        else:  # one block of less than a row
            chance = np.full(len(chance), 0.5)
        begins = first.astype(np.int64)
        ends = np.append(begins[1:], len(at)) - 1
        knots = np.stack((at[begins], at[ends]), axis=1).reshape(-1)
        chances = np.repeat(chance, 2)
        keep = np.append(True, knots[1:] > knots[:-1])
        return cls(knots[keep], chances[keep])

    def probability(self, margin: Floats) -> Floats:
        """Calibrated probability, float64 (n,), never falling as the margin rises."""
        below = np.clip(np.searchsorted(self.margin, margin, side="right") - 1, 0, len(self.margin) - 1)
        above = np.minimum(below + 1, len(self.margin) - 1)
        width = self.margin[above] - self.margin[below]
        step = np.divide(margin - self.margin[below], width, out=np.zeros(len(margin)), where=width > 0)
        low, high = self.chance[below], self.chance[above]
        return np.clip(low + np.clip(step, 0.0, 1.0) * (high - low), low, high)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"margin": self.margin, "chance": self.chance}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> IsotonicCalibration:
        margin = np.asarray(arrays["margin"], dtype=np.float64)
        chance = np.asarray(arrays["chance"], dtype=np.float64)
        fits = margin.ndim == 1 and margin.shape == chance.shape and len(margin) > 0
        if not fits or not bool((margin[1:] > margin[:-1]).all()) or not bool((chance[1:] >= chance[:-1]).all()):
            raise InvariantError("an isotonic calibration does not rise", place=_PLACE)
        if not (chance[0] >= 0.0 and chance[-1] <= 1.0):
            raise InvariantError("a calibrated chance lies outside 0 to 1", place=_PLACE)
        return cls(margin, chance)
