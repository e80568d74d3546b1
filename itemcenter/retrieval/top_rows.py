"""Exact top-K by cosine over a block of rows, in bounded memory, ties and all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.retrieval.quantized import Quantized

Numbers = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]

#: Rows compared with all queries before the next ones are: their float32 copy of 256 dimensions takes 4 MiB.
_TILE = 4_096
#: Scores worked on at once, 4 MiB of them: larger blocks fall out of the cache.
_SCORES = 1 << 20


@dataclass(frozen=True, slots=True)
class TopRows:
    """Arrays of one length, ordered by query, then score from high to low, then rank of the row.

    query, row: places among the queries and the rows; score: cosine in [-1, 1]
    """

    query: Numbers
    row: Numbers
    score: Scores

    def __len__(self) -> int:
        return len(self.query)


def top_rows(queries: Quantized, rows: Quantized, k: int, ranks: Callable[[], Numbers]) -> TopRows:
    """The k best rows of each query; rows and queries without a direction (`inverse` 0) find and are found by nothing.

    ranks: gives each row's rank (m,), which decides between equal scores, low first; asked for only if there are such
    """
    wanted = np.flatnonzero(queries.inverse > 0)
    usable = np.flatnonzero(rows.inverse > 0)
    k = min(k, len(usable))
    if not len(wanted) or k <= 0:
        nothing = np.zeros(0, dtype=np.int64)
        return TopRows(nothing, nothing, np.zeros(0, dtype=np.float32))
    whole = len(usable) == len(rows.inverse)
    asking = queries.rows[wanted].astype(np.float32)
    best = np.full((len(wanted), k), -np.inf, dtype=np.float32)
    found: list[TopRows] = []
    for low in range(0, len(usable), _TILE):
        tile = slice(low, low + _TILE) if whole else usable[low : low + _TILE]
        wide, inverse = rows.rows[tile].astype(np.float32), rows.inverse[tile]
        step = max(1, _SCORES // len(wide))
        for first in range(0, len(wanted), step):
            scores = asking[first : first + step] @ wide.T
            scores *= inverse
            here = best[first : first + step]
            _raise(here, scores)
            query, column = np.nonzero(scores >= here.min(axis=1)[:, None])
            part = TopRows(query + first, column + low, scores[query, column])
            found.append(_first(part, k, usable, ranks) if len(part) > 2 * here.size else part)
    last = best.min(axis=1)
    merged = TopRows(*(np.concatenate([getattr(part, name) for part in found]) for name in ("query", "row", "score")))
    keep = merged.score >= last[merged.query]
    top = _first(TopRows(merged.query[keep], merged.row[keep], merged.score[keep]), k, usable, ranks)
    cosine = np.clip(top.score * queries.inverse[wanted[top.query]], -1, 1)
    return TopRows(wanted[top.query], usable[top.row], cosine)


def _raise(best: Scores, scores: Scores) -> None:
    """Put the best of both into `best` (q, k)."""
    k = best.shape[1]
    if scores.shape[1] > k:
        scores = np.partition(scores, scores.shape[1] - k, axis=1)[:, -k:]
    both = np.concatenate([best, scores], axis=1)
    best[:] = np.partition(both, both.shape[1] - k, axis=1)[:, -k:]


def _first(some: TopRows, k: int, usable: Numbers, ranks: Callable[[], Numbers]) -> TopRows:
    """In order, at most k a query."""
    order = np.lexsort((-some.score, some.query))
    query, score = some.query[order], some.score[order]
    if ((query[1:] == query[:-1]) & (score[1:] == score[:-1])).any():
        order = np.lexsort((ranks()[usable[some.row]], -some.score, some.query))
        query, score = some.query[order], some.score[order]
    begin = np.flatnonzero(np.append(True, query[1:] != query[:-1]))
    place = np.arange(len(query)) - np.repeat(begin, np.diff(np.append(begin, len(query))))
    keep = place < k
    return TopRows(query[keep], some.row[order][keep], score[keep])
