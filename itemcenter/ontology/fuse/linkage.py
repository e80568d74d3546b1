"""Clusters of a distance matrix: average, complete or Ward linkage by chains of nearest neighbours.

An infinite distance is a ban: no cluster holds a banned pair, since every linkage here carries it on. Chains give what
greedy merging gives for linkages where a merge never brings a third nearer than both its parts were (Murtagh 1983,
"A survey of recent advances in hierarchical clustering algorithms"), bans included.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

METHODS = ("average", "complete", "ward")


def clusters_at(distance: npt.ArrayLike, cut: float, method: str = "average", sizes: Sequence[int] = ()) -> Ints:
    """(n,) cluster of each row, numbered by first member, of a symmetric (n, n) matrix; merges at `cut` or below.

    sizes: how many equal things each row stands for (1 each). Ward wants Euclidean distances. Memory: a copy of the
    matrix. Raises `InvariantError` for a method that is none, and a matrix that is no distance.
    """
    table = np.array(distance, dtype=np.float64)
    count = len(table)
    if method not in METHODS:
        raise InvariantError(f"{method!r} is no linkage", place="fusion", remedy=f"use one of {', '.join(METHODS)}")
    if table.shape != (count, count) or np.isnan(table).any():
        raise InvariantError(f"{table.shape} is no table of distances", place="fusion")
    label = np.arange(count, dtype=np.int64)
    for left, right, height in _merges(table, np.array(sizes or [1] * count, dtype=np.float64), method):
        if height <= cut:
            label[label == label[right]] = label[left]
    return numbered(label)


def numbered(label: Ints) -> Ints:
    """The same clusters, numbered 0, 1, ... by their first member."""
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    return rank[inverse.reshape(-1)]


def _merges(table: Floats, size: Floats, method: str) -> list[tuple[int, int, float]]:
    """(kept row, merged row, height); rows stand for whatever was merged into them. Banned pairs are never merged."""
    np.fill_diagonal(table, np.inf)
    alive = np.ones(len(table), dtype=np.bool_)
    merges: list[tuple[int, int, float]] = []
    chain: list[int] = []
    start = 0
    while True:
        if not chain:
            while start < len(table) and not alive[start]:
                start += 1
            if start == len(table):
                return merges
            chain.append(start)
        top = chain[-1]
        row = np.where(alive, table[top], np.inf)
        near = int(row.argmin())
        height = float(row[near])
        if len(chain) > 1 and table[top, chain[-2]] <= height:
            near, height = chain[-2], float(table[top, chain[-2]])
        if not np.isfinite(height):  # nothing may join it any more
            alive[top] = False
            chain.clear()
            continue
        if len(chain) < 2 or near != chain[-2]:
            chain.append(near)
            continue
        chain = chain[:-2]
        kept, gone = min(top, near), max(top, near)
        merges.append((kept, gone, height))
        new = _joined(table[kept], table[gone], size[kept], size[gone], size, height, method)
        table[kept], table[:, kept] = new, new
        table[kept, kept] = np.inf
        size[kept] += size[gone]
        alive[gone] = False


def _joined(a: Floats, b: Floats, n_a: float, n_b: float, size: Floats, height: float, method: str) -> Floats:
    """Distance of all rows to the two merged ones (Lance and Williams)."""
    if method == "complete":
        return np.maximum(a, b)
    if method == "average":
        return (n_a * a + n_b * b) / (n_a + n_b)
    with np.errstate(invalid="ignore"):
        total = n_a + n_b + size
        square = ((n_a + size) * a**2 + (n_b + size) * b**2 - size * height**2) / total
    return np.where(np.isinf(a) | np.isinf(b), np.inf, np.sqrt(np.maximum(square, 0.0)))
