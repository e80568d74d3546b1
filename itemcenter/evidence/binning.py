"""Quantile bins: real features become one byte each, so that a tree's question is a comparison of bytes.

Bin 0 is "not known" (NaN). Bins 1, 2, ... are intervals of rising values. A value that holds more rows than a bin's
fair share gets a bin of its own; the other values share the remaining bins by equal numbers of rows, so that a feature
that is mostly zero still has its other values told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint8]
AnyArray = npt.NDArray[np.generic]

#: Bytes hold 0..255 and 0 is taken by "not known".
MAX_BINS = 255
#: Rows turned into bins at once: a block of 60 features stays in a core's cache.
_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Bins:
    """Upper edges of the bins of every feature; immutable.

    edges: float32, the edges of all features one after the other, rising within a feature and never NaN
    first: int64 [F + 1]; the edges of feature f are edges[first[f]:first[f + 1]], so it has one bin more than that
    """

    edges: npt.NDArray[np.float32]
    first: npt.NDArray[np.int64]

    @property
    def features(self) -> int:
        """Number of features F."""
        return len(self.first) - 1

    @property
    def width(self) -> int:
        """Number of codes of the feature with the most bins, "not known" included."""
        return 2 + int(np.diff(self.first).max(initial=0))

    def edges_of(self, feature: int) -> npt.NDArray[np.float32]:
        """A value is in bin 1 + (number of these edges that are smaller than it)."""
        return self.edges[self.first[feature] : self.first[feature + 1]]

    @classmethod
    def fit(cls, x: npt.ArrayLike, *, max_bins: int = 63) -> Bins:
        """Edges from the distribution of each column of `x` (n, F); at most `max_bins` bins besides "not known".

        The order of the rows does not matter. Cost: one sort per column. Infinite values are values like others.
        """
        if not 1 <= max_bins <= MAX_BINS:
            raise InvariantError(f"max_bins is {max_bins}", place="evidence bins", remedy=f"give 1 to {MAX_BINS}")
        table = as_table(x)
        edges = [_edges(np.ascontiguousarray(column), max_bins) for column in table.T]
        first = np.zeros(len(edges) + 1, dtype=np.int64)
        np.cumsum([len(part) for part in edges], out=first[1:])
        joined = np.concatenate(edges) if edges else np.zeros(0, dtype=np.float32)
        return cls(joined.astype(np.float32), first)

    def columns(self, x: npt.ArrayLike) -> Codes:
        """Codes of `x` (n, F) feature by feature: uint8 (F, n), each feature's codes side by side in memory."""
        table = as_table(x, features=self.features)
        codes = np.empty((self.features, len(table)), dtype=np.uint8)
        for begin in range(0, len(table), _BLOCK):
            block = table[begin : begin + _BLOCK].astype(np.float32)
            for feature in range(self.features):
                column = np.ascontiguousarray(block[:, feature])
                code = np.searchsorted(self.edges_of(feature), column, side="left")
                code += 1
                code[np.isnan(column)] = 0
                codes[feature, begin : begin + _BLOCK] = code
        return codes

    def transform(self, x: npt.ArrayLike) -> Codes:
        """Codes of `x` (n, F) row by row: uint8 (n, F)."""
        return np.ascontiguousarray(self.columns(x).T)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"edges": self.edges, "first": self.first}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Bins:
        """The reverse of `to_arrays`; checks what `transform` relies on."""
        edges = np.asarray(arrays["edges"], dtype=np.float32)
        first = np.asarray(arrays["first"], dtype=np.int64)
        counts = np.diff(first)
        whole = edges.ndim == 1 and first.ndim == 1 and len(first) > 0 and first[0] == 0 and first[-1] == len(edges)
        if not whole or counts.min(initial=0) < 0 or counts.max(initial=0) >= MAX_BINS:
            raise InvariantError("the edges do not fit their bounds", place="evidence bins")
        bins = cls(edges, first)
        for feature in range(bins.features):
            own = bins.edges_of(feature)
            if not bool(np.all(own[1:] > own[:-1])) or bool(np.isnan(own).any()):
                raise InvariantError(f"the edges of feature {feature} do not rise", place="evidence bins")
        return bins


def as_table(x: npt.ArrayLike, *, features: int | None = None) -> npt.NDArray[np.floating]:
    """`x` as a two-dimensional array of floats; InvariantError for another shape or another number of features."""
    table = np.asarray(x)
    if table.dtype.kind != "f":
        table = table.astype(np.float32)
    if table.ndim != 2:
        raise InvariantError(f"features come as a table (rows, features), not in {table.ndim} dimensions",
                             place="evidence model")  # fmt: skip
    if features is not None and table.shape[1] != features:
        raise InvariantError(
            f"the table has {table.shape[1]} features, the model knows {features}",
            place="evidence model",
            remedy="compute the features with the version that the weights were made with",
        )
    return table


def _edges(column: npt.NDArray[np.floating], max_bins: int) -> npt.NDArray[np.float32]:
    known = column[~np.isnan(column)].astype(np.float32) + np.float32(0)  # -0 becomes 0
    values, counts = np.unique(known, return_counts=True)
    if len(values) <= 1:
        return np.zeros(0, dtype=np.float32)
    last = np.arange(len(values) - 1) if len(values) <= max_bins else _last_of_bin(counts, max_bins)
    below, above = values[last].astype(np.float64), values[last + 1].astype(np.float64)
    with np.errstate(invalid="ignore"):  # between -inf and inf there is no middle
        middle = ((below + above) / 2).astype(np.float32)
    # Half-way rounds up to the next value when no float32 lies between, or when that value is infinite.
    inside = (middle >= below) & (middle < above)
    return np.where(inside, middle, values[last]).astype(np.float32)


def _last_of_bin(counts: npt.NDArray[np.int64], max_bins: int) -> npt.NDArray[np.int64]:
    """Index of the last distinct value of each bin but the final one; `counts` are rows per distinct value."""
    total = int(counts.sum())
    is_heavy = counts * max_bins >= total
    heavy = np.flatnonzero(is_heavy)
    light_until = np.cumsum(np.where(is_heavy, 0, counts))
    ends: list[int] = []
    start = 0
    while start < len(counts) and len(ends) < max_bins - 1:
        following = int(np.searchsorted(heavy, start, side="left"))
        end = start
        if not is_heavy[start]:
            # What is left of the light rows, over the bins that the heavy values to come leave them.
            before = int(light_until[start - 1]) if start else 0
            bins = max(1, max_bins - len(ends) - (len(heavy) - following))
            share = (int(light_until[-1]) - before) / bins
            end = max(start, int(np.searchsorted(light_until, before + share, side="left")))
            if following < len(heavy):
                end = min(end, int(heavy[following]) - 1)
        if end >= len(counts) - 1:
            break
        ends.append(end)
        start = end + 1
    return np.asarray(ends, dtype=np.int64)
