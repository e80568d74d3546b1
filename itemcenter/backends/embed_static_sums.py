"""Sums of table rows by segment. `np.add.reduceat` walks a table column by column, which is ten times slower here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

#: Segments summed together: their running sums and one row for each stay in the cache.
_TOGETHER = 256
#: Longer segments are summed in parts of this length, then the parts.
_LONGEST = 64


def segment_sums(table: Vectors, rows: Numbers, counts: Numbers) -> Vectors:
    """(n, d): the sum of `table` over each of n runs of `rows`; `counts` (n,) are the lengths of the runs, 0 allowed.

    A sum depends on nothing but its own rows and their order: not on the other segments.
    """
    if len(counts) and int(counts.max()) > _LONGEST:
        parts = -(-counts // _LONGEST)
        lengths = np.full(int(parts.sum()), _LONGEST, dtype=np.int64)
        last = np.cumsum(parts)[parts > 0] - 1
        lengths[last] = (counts - (parts - 1) * _LONGEST)[parts > 0]
        sums = segment_sums(table, rows, lengths)
        return segment_sums(sums, np.arange(len(sums), dtype=np.int64), parts)
    out = np.zeros((len(counts), table.shape[1]), dtype=np.float32)
    first = np.cumsum(counts) - counts
    order = np.argsort(-counts, kind="stable")
    row = np.empty((_TOGETHER, table.shape[1]), dtype=np.float32)
    for low in range(0, len(order), _TOGETHER):
        some = order[low : low + _TOGETHER]
        sums = np.zeros((len(some), table.shape[1]), dtype=np.float32)
        begin, length = first[some], counts[some]
        for place in range(int(length[0])):
            alive = int(np.searchsorted(-length, -place))  # longest first: those with more than `place` rows
            taken = row[:alive]
            np.take(table, rows[begin[:alive] + place], axis=0, out=taken, mode="clip")  # "clip" writes without a copy
            sums[:alive] += taken
        out[some] = sums
    return out
