"""From which distance on two writings are two values: the cut with the best F-measure on labelled clusters.

Counted over pairs of writings: right where two of a cluster mean the same. A key with labels of its own may have its
own cut, drawn to the common one as long as its labels are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

#: Right pairs at which a key's own cut weighs as much as the common one.
_SHRINKAGE = 30.0

#: What each writing means, and by cut the cluster of each.
Clustered = tuple[Mapping[str, str], Mapping[float, Mapping[str, int]]]


def pair_counts(meant: Mapping[str, str], cluster: Mapping[str, int]) -> tuple[int, int, int]:
    """(right pairs of a cluster, pairs of a cluster, pairs that mean the same)."""
    both = Counter((meant[text], cluster[text]) for text in meant)
    return (
        _pairs(both.values()),
        _pairs(Counter(cluster[text] for text in meant).values()),
        _pairs(Counter(meant.values()).values()),
    )


def f_measure(right: int, said: int, wanted: int, beta: float) -> float:
    """Of pairs; 0 where nothing is right."""
    weighted = beta * beta
    return (1 + weighted) * right / (said + weighted * wanted) if right else 0.0


def best_cut(clustered: Sequence[Clustered], beta: float) -> float:
    """The cut with the best mean F over the keys (pairs together), the smaller of equal ones."""
    cuts = sorted(set.intersection(*(set(found) for _, found in clustered)))

    def score(cut: float) -> float:
        counts = [pair_counts(meant, found[cut]) for meant, found in clustered]
        right, said, wanted = (sum(column) for column in zip(*counts, strict=True))
        return f_measure(right, said, wanted, beta)

    return max(cuts, key=lambda cut: (round(score(cut), 6), -cut))


def own_cut(clustered: Clustered, common: float, beta: float) -> float:
    """The cut of one key: its best one and the common one, weighed by how many labelled pairs the key has."""
    meant, _ = clustered
    wanted = _pairs(Counter(meant.values()).values())
    best = best_cut([clustered], beta)
    return (wanted * best + _SHRINKAGE * common) / (wanted + _SHRINKAGE)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
