"""From fine clusters to product groups: clusters with like keys and like title phrases are joined, the likest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.ontology.bootstrap.sparse_rows import Places, Table

#: Likeness from which two clusters are one group.
_ALIKE = 0.40
#: Clusters with a smaller share of the items than this join others more readily, by up to this much.
_SMALL, _READINESS = 0.003, 0.12
#: A group with a larger share of the items than the first asks for more likeness, by `_STRICTER` at the second.
_LARGE, _LARGEST, _STRICTER = 0.03, 0.10, 0.35
#: Features of fewer items than this do not count.
_LEAST_ITEMS = 8
#: Likeness of what cannot be joined.
_NEVER = np.float32(-9.0)


def merged_groups(
    label: Places,
    clusters: int,
    keys: Sequence[set[int]],
    phrases: Sequence[dict[str, str]],
    most_groups: int,
) -> tuple[Places, int]:
    """((n,) group of each item or -1, number of groups), groups in order of their first cluster.

    Likeness of two clusters is the mean of two cosines, of their shares of items with each key and with each phrase,
    both weighted by rarity. Joined until none are alike and `most_groups` is kept. O(clusters^2).
    """
    if clusters < 2:
        return label, clusters
    size = np.bincount(label[label >= 0], minlength=clusters).astype(np.float64)
    tables = [_counts(label, clusters, keys), _counts(label, clusters, phrases)]
    tables = [table for table in tables if table.shape[1]] or [np.ones((clusters, 1), dtype=np.float32)]
    total = size.sum()
    rarity = [np.log(total / np.maximum(table.sum(axis=0), 1.0)) for table in tables]
    units = [_units(table, size, weight) for table, weight in zip(tables, rarity, strict=True)]
    like: Table = np.mean([unit @ unit.T for unit in units], axis=0, dtype=np.float32)
    np.fill_diagonal(like, _NEVER)
    members: list[list[int]] = [[cluster] for cluster in range(clusters)]
    left_over = clusters
    while left_over > 1:
        smaller = np.minimum(size[:, None], size[None, :]) / total
        larger = (size[:, None] + size[None, :]) / total
        ready = like + np.clip((_SMALL - smaller) / _SMALL, 0.0, 1.0) * _READINESS
        ready -= np.clip((larger - _LARGE) / (_LARGEST - _LARGE), 0.0, 1.0) * _STRICTER
        left, right = sorted(divmod(int(ready.argmax()), clusters))
        if ready[left, right] < _ALIKE and left_over <= most_groups:
            break
        size[left] += size[right]
        members[left] += members[right]
        members[right] = []
        like[right], like[:, right] = _NEVER, _NEVER
        row = np.zeros(clusters, dtype=np.float32)
        for table, weight, unit in zip(tables, rarity, units, strict=True):
            table[left] += table[right]
            unit[left] = _units(table[left : left + 1], size[left : left + 1], weight)[0]
            row += unit @ unit[left] / np.float32(len(units))
        gone = like[left] == _NEVER
        like[left], like[:, left] = np.where(gone, _NEVER, row), np.where(gone, _NEVER, row)
        left_over -= 1
    group = np.zeros(clusters, dtype=np.int64)
    kept = [joined for joined in members if joined]
    for number, joined in enumerate(kept):
        group[joined] = number
    return np.where(label >= 0, group[label], -1), len(kept)


def _counts(label: Places, clusters: int, features: Sequence[Collection[int] | Collection[str]]) -> Table:
    """(clusters, features) items of each cluster with each frequent feature; phrases of two words at most."""
    found: list[Counter[str]] = [Counter() for _ in range(clusters)]
    for cluster, entry in zip(label.tolist(), features, strict=True):
        if cluster >= 0:
            found[cluster].update(map(str, entry))
    totals: Counter[str] = Counter()
    for counted in found:
        totals.update(counted)
    kept = sorted(feature for feature, count in totals.items() if count >= _LEAST_ITEMS and feature.count(" ") < 2)
    number = {feature: place for place, feature in enumerate(kept)}
    out = np.zeros((clusters, len(kept)), dtype=np.float32)
    for cluster, counted in enumerate(found):
        for feature, count in counted.items():
            if feature in number:
                out[cluster, number[feature]] = count
    return out


def _units(table: Table, size: npt.NDArray[np.float64], rarity: Table) -> Table:
    """Shares of the clusters' items with each feature, weighted by rarity, rows of length 1."""
    shares = table / size[:, None] * rarity
    shares /= np.maximum(np.linalg.norm(shares, axis=1, keepdims=True), 1e-12)
    out: Table = shares.astype(np.float32)
    return out
