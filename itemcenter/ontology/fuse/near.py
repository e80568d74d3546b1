"""Texts of one key whose vectors are near: a range search by blocks of a matrix product, nothing approximate.

Only texts with the same numbers meet here: others are apart, or say one amount in two units, which `blocks` finds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.ontology.fuse.forms import digits_of

Ints = npt.NDArray[np.int64]
Floats32 = npt.NDArray[np.float32]

#: Texts that one meets by its vector.
MOST_NEAR = 32
_ROWS, _COLUMNS = 1_024, 16_384


def number_codes(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """(n,) equal for texts with the same numbers in any order."""
    return np.fromiter((hash(tuple(sorted(digits_of(text)))) for text in texts), np.int64, len(texts))


def near_pairs(vectors: npt.NDArray[np.float16], numbers: npt.NDArray[np.int64], first_new: int, floor: float) -> Ints:
    """(m, 2) pairs (smaller place first) with a cosine of `floor` or more, one of both `first_new` or later.

    A text meets the nearest `MOST_NEAR` of those before it. vectors: (n, d) unit rows; numbers: (n,) `number_codes`.
    Memory: two blocks in float32 and their product.
    """
    count = len(vectors)
    found = []
    for low in range(first_new, count, _ROWS):
        some = vectors[low : low + _ROWS].astype(np.float32)
        last = low + len(some)
        hits = []
        for start in range(0, last, _COLUMNS):
            block = vectors[start : min(last, start + _COLUMNS)].astype(np.float32)
            product = some @ block.T
            near = product >= floor
            near &= numbers[low:last, None] == numbers[None, start : start + len(block)]
            row, column = np.nonzero(near)
            before = column + start < row + low
            row, column = row[before], column[before]
            hits.append((row + low, column + start, product[row, column]))
        row, column, score = (np.concatenate(part) for part in zip(*hits, strict=True))
        order = np.lexsort((column, -score, row))
        row, column = row[order], column[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        found.append(np.stack([column, row], axis=1)[rank < MOST_NEAR])
    return np.concatenate(found).astype(np.int64) if found else np.zeros((0, 2), np.int64)


def cosines(vectors: npt.NDArray[np.float16], pairs: Ints) -> Floats32:
    """(m,) of pairs (m, 2); NaN where a text has no vector, since none of its pieces is known."""
    out = np.empty(len(pairs), dtype=np.float32)
    for low in range(0, len(pairs), 65_536):
        left = vectors[pairs[low : low + 65_536, 0]].astype(np.float32)
        right = vectors[pairs[low : low + 65_536, 1]].astype(np.float32)
        known = left.any(axis=1) & right.any(axis=1)
        out[low : low + 65_536] = np.where(known, np.einsum("ij,ij->i", left, right), np.nan)
    return out
