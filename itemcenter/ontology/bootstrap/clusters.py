"""Fine clusters of items: leaders cover the items, then spherical k-means refines them. Nothing random, no n x n table.

Leaders are chosen greedily on a sample of the items that none covers yet: the item with most others within reach, then
the next; a round of this for what is left, until little is.
"""

from __future__ import annotations

import numpy as np

from itemcenter.ontology.bootstrap.sparse_rows import Places, SparseRows, Table

#: Cosine within which a leader covers an item; below which an item moves no centre; and belongs to no cluster at last.
_REACH, _LEAST, _BELONGS = 0.35, 0.05, 0.22
#: Items of a round's sample (their products are a table of its square), rounds, and most clusters.
_SAMPLE, _ROUNDS, _MOST = 2_000, 5, 600
_ITERATIONS = 3
#: Share of a sample that a leader must cover.
_COVERED = 0.002


def fine_clusters(rows: SparseRows, least_items: int) -> tuple[Places, int]:
    """((n,) cluster of each row or -1, number of clusters). Clusters have `least_items` rows or more."""
    filled = np.flatnonzero(np.diff(rows.first))
    label = np.full(len(rows), -1, dtype=np.int64)
    if not len(filled):
        return label, 0
    leaders = np.zeros((0, rows.width), dtype=np.float32)
    index, best = np.zeros(len(filled), dtype=np.int64), np.zeros(len(filled), dtype=np.float32)
    for _ in range(_ROUNDS):
        uncovered = filled[best < _REACH]
        if len(uncovered) < max(20, _COVERED * len(filled)) and len(leaders):
            break
        fresh = _leaders(rows, uncovered, _MOST - len(leaders))
        if not len(fresh):
            break
        near, product = rows.nearest(fresh, filled)
        better = product > best
        index[better], best[better] = near[better] + len(leaders), product[better]
        leaders = np.concatenate([leaders, fresh])
    label[filled] = np.where(best > _LEAST, index, -1)
    centres = _without_empty(rows.centres(label, len(leaders)))
    for _ in range(_ITERATIONS):
        index, best = rows.nearest(centres, filled)
        label[filled] = np.where(best > _LEAST, index, -1)
        counts = np.bincount(label[label >= 0], minlength=len(centres))
        centres = rows.centres(label, len(centres))[counts >= least_items]
        if not len(centres):
            return np.full(len(rows), -1, dtype=np.int64), 0
    index, best = rows.nearest(centres, filled)
    label[filled] = np.where(best > _BELONGS, index, -1)
    return label, len(centres)


def _leaders(rows: SparseRows, wanted: Places, most: int) -> Table:
    """Centres of what the leaders of a sample cover, (k, width)."""
    if len(wanted) > _SAMPLE:
        wanted = wanted[np.linspace(0, len(wanted) - 1, _SAMPLE).astype(np.int64)]
    dense = rows.dense(wanted)
    near = dense @ dense.T >= _REACH
    left = np.ones(len(wanted), dtype=np.bool_)
    covers = near.sum(axis=1).astype(np.int64)
    out: list[Table] = []
    while len(out) < most:
        covers[~left] = 0
        leader = int(covers.argmax())
        if covers[leader] < max(2, _COVERED * len(wanted)):
            break
        members = near[leader] & left
        centre = dense[members].sum(axis=0)
        out.append(centre / max(float(np.linalg.norm(centre)), 1e-12))
        left &= ~members
        covers -= near[:, members].sum(axis=1)
    return np.array(out, dtype=np.float32).reshape(len(out), rows.width)


def _without_empty(centres: Table) -> Table:
    kept: Table = centres[np.abs(centres).sum(axis=1) > 0]
    return kept
