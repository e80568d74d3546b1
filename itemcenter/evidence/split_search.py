"""The best next question of an oblivious tree: histograms of gradients, and the gain of every (feature, bin) at once.

An oblivious tree asks the same question in all nodes of a level, so the gain of a question is the sum over the nodes
(Prokhorenkova et al. 2018, "CatBoost", section 4; the gain of a node is Chen & Guestrin 2016, "XGBoost", equation 7).

Gradient and hessian of a row are rounded to multiples of a unit and packed into one 64-bit integer (gradient in the
upper 33 bits, hessian in the lower 31), so that one pass adds up both, sums are exact whatever the order, and a node's
histogram is exactly its parent's less its sibling's. The units leave at least 2**29 steps for the sum of all rows, so a
row of mean size among a million has more than five hundred. Only the choice of questions is made from rounded numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.binning import Codes, Floats

Integers = npt.NDArray[np.int64]

_HESSIAN_BITS = 31
_HESSIAN_MASK = (1 << _HESSIAN_BITS) - 1
_STEPS = 1 << 30
#: Gains of this size come from rounding.
_NO_GAIN = 1e-12
#: Rows whose bin addresses are computed at once; they stay in a core's second cache.
_ROWS = 32_768
#: Histogram cells scored at once.
_CELLS = 65_536


@dataclass(frozen=True, slots=True)
class Question:
    """Goes right: a bin above `threshold`; a value that is not known goes right if `missing_right`, else left."""

    feature: int
    threshold: int
    missing_right: bool
    gain: float

    def answer(self, codes: Codes) -> npt.NDArray[np.bool_]:
        """Which codes (uint8, of this feature) go right."""
        return goes_right(codes, self.threshold, self.missing_right)


def goes_right(codes: Codes, threshold: int, missing_right: bool) -> npt.NDArray[np.bool_]:
    if missing_right:  # one less, modulo 256: "not known" becomes the greatest code
        return (codes - np.uint8(1)) > np.uint8(threshold - 1)
    return codes > np.uint8(threshold)


class SplitSearch:
    """Grows one tree level by level over one sample of rows and features.

    codes: uint8 (F, m), the sampled features of the sampled rows; gradient, hessian: float64 (m,), hessian >= 0
    width: number of codes; has_missing: bool (F,); direction: int8 (F,), +1 where the margin must not fall with the
    feature's value, -1 where it must not rise, 0 where it is free
    """

    def __init__(
        self,
        codes: Codes,
        gradient: Floats,
        hessian: Floats,
        *,
        width: int,
        has_missing: npt.NDArray[np.bool_],
        direction: npt.NDArray[np.int8],
        l2: float,
        min_child_hessian: float,
    ) -> None:
        self._codes = codes
        self._unit_g = _unit(gradient)
        self._unit_h = _unit(hessian)
        self._packed = np.rint(gradient / self._unit_g).astype(np.int64) << _HESSIAN_BITS
        self._packed += np.rint(hessian / self._unit_h).astype(np.int64)
        self._width = width
        self._has_missing = has_missing
        self._direction = direction
        self._l2 = l2
        self._min_h = min_child_hessian
        self._leaf = np.zeros(codes.shape[1], dtype=np.int64)
        self._histogram = self._count(np.arange(codes.shape[1]), 1)

    def best(self) -> Question | None:
        """The question with the greatest gain over all nodes of the level; None if none gains. Ties: the first."""
        features, nodes, width = self._histogram.shape
        at_once = max(1, _CELLS // (nodes * width))
        found: list[Question | None] = []
        for begin in range(0, features, at_once):
            part = self._histogram[begin : begin + at_once]
            left = np.cumsum(part, axis=2)
            chosen = np.arange(begin, begin + len(part))
            found.append(self._best_of(left, left[:, :, -1:], chosen, missing_right=False))
            holed = np.flatnonzero(self._has_missing[chosen])
            if len(holed):
                known = left[holed] - part[holed][:, :, :1]
                found.append(self._best_of(known, left[holed][:, :, -1:], chosen[holed], missing_right=True))
        gaining = [question for question in found if question is not None]
        best = max(gaining, key=lambda question: question.gain, default=None)
        if best is None or self._has_missing[best.feature]:
            return best
        # Never seen missing: a row that lacks the feature goes with the majority.
        right = int(best.answer(self._codes[best.feature]).sum())
        return replace(best, missing_right=2 * right > self._codes.shape[1])

    def split(self, question: Question, *, last: bool = False) -> None:
        """Ask the question everywhere; `last` when no further question will be sought."""
        self._leaf *= 2
        self._leaf += question.answer(self._codes[question.feature])
        if last:
            return
        nodes = self._histogram.shape[1]
        rows = np.bincount(self._leaf, minlength=2 * nodes).reshape(nodes, 2)
        right_is_smaller = (rows[:, 1] < rows[:, 0]).astype(np.int64)
        small = np.flatnonzero(right_is_smaller[self._leaf >> 1] == (self._leaf & 1))
        smaller = self._count(small, nodes, shift=1)
        both = np.stack((self._histogram - smaller, smaller), axis=2)
        swap = np.flatnonzero(right_is_smaller == 0)
        both[:, swap] = both[:, swap, ::-1]
        self._histogram = both.reshape(len(both), 2 * nodes, self._width)

    def _count(self, rows: Integers, nodes: int, shift: int = 0) -> Integers:
        """Packed sums (F, nodes, width) over the given rows."""
        features = len(self._codes)
        sums = np.zeros((features, nodes * self._width), dtype=np.int64)
        whole = len(rows) == self._codes.shape[1]
        for begin in range(0, len(rows), _ROWS):
            some = rows[begin : begin + _ROWS]
            at: slice | Integers = slice(begin, begin + len(some)) if whole else some
            offset = (self._leaf[at] >> shift) * self._width
            packed = self._packed[at]
            address = np.empty_like(offset)
            for feature in range(features):
                np.add(offset, self._codes[feature][at], out=address)
                np.add.at(sums[feature], address, packed)
        return sums.reshape(features, nodes, self._width)

    def _best_of(self, left: Integers, total: Integers, features: Integers, *, missing_right: bool) -> Question | None:
        """left: packed sums (f, nodes, width) of what goes left at each threshold; total: (f, nodes, 1), of all."""
        g_left, h_left = self._unpack(left)
        g_all, h_all = self._unpack(total)
        g_right, h_right = self._unpack(total - left)
        l2 = self._l2
        value_left, value_right = g_left / (h_left + l2), g_right / (h_right + l2)
        # Written so that a side without rows gains exactly nothing.
        gain = g_left * value_left + g_right * value_right - g_all * (g_all / (h_all + l2))
        gain[(h_left < self._min_h) | (h_right < self._min_h)] = 0.0
        held = np.flatnonzero(self._direction[features])
        if len(held):
            sign = self._direction[features[held]][:, None, None]
            # Leaf values are -G/(H + l2). A pair in the wrong order will be given one value: nothing is gained there.
            wrong = sign * (value_right[held] - value_left[held]) > 0
            if not missing_right:
                wrong[:, :, 0] = False  # known or not known is no order
            gain[held] = np.where(wrong, 0.0, gain[held])
        summed = gain.sum(axis=1)
        place = int(np.argmax(summed))
        feature, threshold = divmod(place, left.shape[2])
        if summed[feature, threshold] <= _NO_GAIN:
            return None
        return Question(int(features[feature]), threshold, missing_right, float(summed[feature, threshold]))

    def _unpack(self, packed: Integers) -> tuple[Floats, Floats]:
        """Gradient and hessian sums in their own units."""
        gradient = (packed >> _HESSIAN_BITS).astype(np.float64)
        hessian = (packed & _HESSIAN_MASK).astype(np.float64)
        gradient *= self._unit_g
        hessian *= self._unit_h
        return gradient, hessian


def _unit(values: Floats) -> float:
    """A power of two, so that it does not depend on the rounding of the sum, of which a step is a share."""
    total = float(np.abs(values).sum())
    return float(2.0 ** np.ceil(np.log2(total / _STEPS))) if total > 0 else 1.0
