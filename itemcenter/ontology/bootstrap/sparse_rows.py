"""`SparseRows`: many rows over many columns of which each row has few, with the products that clustering needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Table = npt.NDArray[np.float32]

#: Entries of a dense block: 64 MB.
_BLOCK = 16_000_000


@dataclass(frozen=True, slots=True)
class SparseRows:
    """first: (n + 1,) where each row begins; column: (c,) int64; weight: (c,) float32; width: number of columns."""

    first: Places
    column: Places
    weight: Table
    width: int

    @classmethod
    def of(cls, row: Places, column: Places, weight: Table, rows: int, width: int) -> SparseRows:
        """From entries in any order, each (row, column) once."""
        order = np.lexsort((column, row))
        first = np.searchsorted(row[order], np.arange(rows + 1))
        return cls(first, column[order], weight[order].astype(np.float32), width)

    def __len__(self) -> int:
        return len(self.first) - 1

    @property
    def row(self) -> Places:
        """(c,) the row of each entry."""
        return np.repeat(np.arange(len(self)), np.diff(self.first))

    def normalised(self) -> SparseRows:
        """Rows of length 1; empty rows stay empty."""
        norms = np.sqrt(np.bincount(self.row, weights=self.weight.astype(np.float64) ** 2, minlength=len(self)))
        weight = self.weight / np.maximum(norms, 1e-12)[self.row]
        return SparseRows(self.first, self.column, weight.astype(np.float32), self.width)

    def dense(self, rows: Places) -> Table:
        """(len(rows), width) the rows in full."""
        out = np.zeros((len(rows), self.width), dtype=np.float32)
        widths = self.first[rows + 1] - self.first[rows]
        inside = np.repeat(np.arange(len(rows)), widths)
        entry = self.first[rows][inside] + np.arange(len(inside)) - np.repeat(np.cumsum(widths) - widths, widths)
        out[inside, self.column[entry]] = self.weight[entry]
        return out

    def nearest(self, centres: Table, rows: Places | None = None) -> tuple[Places, Table]:
        """(index, product) of the best of `centres` (k, width) for each row; the first of equals, 0 for empty rows."""
        wanted = np.arange(len(self)) if rows is None else rows
        index = np.zeros(len(wanted), dtype=np.int64)
        best = np.zeros(len(wanted), dtype=np.float32)
        table = np.ascontiguousarray(centres.T)
        for low, high in self._blocks(wanted, max(1, _BLOCK // max(1, len(centres)))):
            part = wanted[low:high]
            widths = self.first[part + 1] - self.first[part]
            filled = np.flatnonzero(widths)
            if not len(filled):
                continue
            inside = np.repeat(self.first[part] - (np.cumsum(widths) - widths), widths) + np.arange(int(widths.sum()))
            products = table[self.column[inside]] * self.weight[inside, None]
            sums = np.add.reduceat(products, (np.cumsum(widths) - widths)[filled], axis=0)
            index[low + filled] = sums.argmax(axis=1)
            best[low + filled] = sums.max(axis=1)
        return index, best

    def _blocks(self, rows: Places, most: int) -> Iterator[tuple[int, int]]:
        """Ranges of `rows` with at most `most` entries each (one row at least)."""
        ends = np.cumsum(self.first[rows + 1] - self.first[rows])
        low = 0
        while low < len(rows):
            reached = int(ends[low - 1]) if low else 0
            high = max(low + 1, int(np.searchsorted(ends, reached + most, side="right")))
            yield low, high
            low = high

    def centres(self, label: Places, count: int) -> Table:
        """(count, width) sums of the rows of each label, normalised; rows with label -1 count nowhere."""
        owner = label[self.row]
        kept = owner >= 0
        flat = owner[kept] * self.width + self.column[kept]
        sums = np.bincount(flat, weights=self.weight[kept].astype(np.float64), minlength=count * self.width)
        table = sums.reshape(count, self.width)
        norms = np.linalg.norm(table, axis=1, keepdims=True)
        out: Table = (table / np.maximum(norms, 1e-12)).astype(np.float32)
        return out
