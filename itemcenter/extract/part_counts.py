"""Counts by entry and part, looked up in blocks, so that no item takes part in what is said of it.

As `evidence.folds.Tally`, for many entries and several columns at once.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

from itemcenter.evidence.binning import Floats
from itemcenter.evidence.folds import EVERYTHING, FOLDS


class PartCounts:
    """`columns` counts for every entry, in total and of each part; exact up to 2^24."""

    def __init__(self, columns: int) -> None:
        self._columns = columns
        self._places: dict[Hashable, int] = {}
        self._flat = array("f")
        self._empty = [0.0] * (columns * (FOLDS + 1))
        self._table: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = None

    def __len__(self) -> int:
        return len(self._places)

    def add(self, entry: Hashable, part: int, counts: Sequence[float]) -> None:
        self._table = None
        place = self._places.get(entry)
        if place is None:
            place = self._places[entry] = len(self._places)
            self._flat.extend(self._empty)
        total = place * len(self._empty)
        own = total + (part + 1) * self._columns
        for column, count in enumerate(counts):
            self._flat[total + column] += count
            self._flat[own + column] += count

    def of(self, entries: Iterable[Hashable], part: int) -> Floats:
        """(n, columns) float64 of the entries, one part left out; zeros for an entry that was never counted."""
        if self._table is None:
            flat = np.array(self._flat, dtype=np.float32)
            table = flat.reshape(len(self._places), FOLDS + 1, self._columns)
            self._table = np.concatenate([table, np.zeros((1, FOLDS + 1, self._columns), dtype=np.float32)])
        get, nowhere = self._places.get, len(self._places)
        rows = self._table[[get(entry, nowhere) for entry in entries]]
        if not len(rows):
            return np.zeros((0, self._columns))
        found = rows[:, 0].astype(np.float64)
        if part != EVERYTHING:
            found -= rows[:, part + 1]
        return found
