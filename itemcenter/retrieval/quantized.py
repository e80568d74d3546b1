"""Vectors on a grid of whole numbers, so that their dot products are exact.

A row is scaled to whole numbers of at most 127 (fewer from 1,041 dimensions on). Products of such rows stay below 2^24,
where float32 counts without gaps: a matrix product in float32 gives the same number whatever the order of its sums,
the size of the batch, the number of threads or the processor. So what is found for an item does not depend on the items
it is searched with. A row takes a quarter of the memory of float32; cosines move by less than 0.01.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError

#: Whole numbers up to here have a float32 each.
_EXACT = 1 << 24


@dataclass(frozen=True, slots=True)
class Quantized:
    """rows: (n, d) int8; inverse: (n,) float32, 1 / length of the row, 0 for a row of zeros

    The cosine of two rows is their dot product times both inverses.
    """

    rows: npt.NDArray[np.int8]
    inverse: npt.NDArray[np.float32]

    @classmethod
    def of(cls, vectors: npt.NDArray[np.float32]) -> Quantized:
        """Quantise rows of any length. Raises `InvariantError` for what is no finite number."""
        if not np.isfinite(vectors).all():
            raise InvariantError("vectors to search with must be finite numbers")
        largest = np.abs(vectors).max(axis=1, initial=0.0)
        factor = levels(vectors.shape[1]) / np.where(largest > 0, largest, 1)
        rows = np.rint(vectors * factor[:, None]).astype(np.int8)
        return cls(rows, inverse_lengths(rows))

    def take(self, places: npt.NDArray[np.int64]) -> Quantized:
        return Quantized(self.rows[places], self.inverse[places])


def levels(dim: int) -> int:
    """The largest whole number whose square, `dim` times, float32 still counts exactly; 127 at most."""
    return min(127, math.isqrt(_EXACT // max(1, dim)))


def inverse_lengths(rows: npt.NDArray[np.int8]) -> npt.NDArray[np.float32]:
    """(n,) float32; 0 for a row of zeros."""
    inverse = np.zeros(len(rows), dtype=np.float32)
    for low in range(0, len(rows), 65_536):  # the wider copies stay small
        wide = rows[low : low + 65_536].astype(np.float32)
        squares = np.einsum("ij,ij->i", wide, wide).astype(np.float64)  # whole numbers below 2^24: exact
        inverse[low : low + 65_536] = np.divide(1.0, np.sqrt(squares), out=np.zeros_like(squares), where=squares > 0)
    return inverse
