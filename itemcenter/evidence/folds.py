"""Counts that can leave out a part of what they counted, so that no cell takes part in its own judgement.

Labelled items are dealt into `FOLDS` parts by product group. A count keeps its total and its share of every part;
`part` = -1 asks for everything (items that have no cells of their own), any other leaves that part out.
"""

from __future__ import annotations

import hashlib
import operator
from array import array
from collections.abc import Sequence

FOLDS = 5
EVERYTHING = -1


def fold_of(group: str) -> int:
    """The part of a product group: the same in every run, on every machine."""
    return int.from_bytes(hashlib.blake2b(group.encode("utf-8", "surrogatepass"), digest_size=4).digest()) % FOLDS


_NOTHING = bytes(4 * (2 * FOLDS + 2))


class Tally:
    """Hits and trials by part. `counts` holds [hits, trials] in total, then of each part; exact up to 2^24."""

    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.counts = array("f", _NOTHING)

    @classmethod
    def of(cls, counts: Sequence[float]) -> Tally:
        """From `counts` as stored. Raises `ValueError` for another number of them."""
        if len(counts) != 2 * FOLDS + 2:
            raise ValueError(f"{len(counts)} counts are no tally")
        out = cls.__new__(cls)
        out.counts = array("f", counts)
        return out

    def add(self, part: int, hit: float, weight: float = 1.0) -> None:
        self.counts[0] += hit * weight
        self.counts[1] += weight
        self.counts[2 * part + 2] += hit * weight
        self.counts[2 * part + 3] += weight

    def add_all(self, other: Tally) -> None:
        """Everything that another one has counted."""
        self.counts = array("f", map(operator.add, self.counts, other.counts))

    def without(self, part: int) -> tuple[float, float]:
        """(hits, trials) with one part left out."""
        if part == EVERYTHING:
            return self.counts[0], self.counts[1]
        return self.counts[0] - self.counts[2 * part + 2], self.counts[1] - self.counts[2 * part + 3]
