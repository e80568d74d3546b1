"""Leaf values in a prescribed order along some levels of an oblivious tree.

Leaf number = the answers of the levels, first level highest bit. A level with direction +1 wants
value[.., 1, ..] >= value[.., 0, ..] for every combination of the other answers; -1 the reverse; 0 nothing.
What is wanted is a weighted isotonic regression on the lattice of leaves. It is found by splitting off the upper set of
leaves that lies most above the mean, again and again (Robertson, Wright & Dykstra 1988, "Order restricted statistical
inference", section 1.4); such a set is the source's side of a least cut (Picard 1976), found by augmenting paths.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from itemcenter.evidence.binning import Floats

#: Share of the leaves' distances from their mean that counts as nothing.
_NOTHING = 1e-12


def ordered(values: Floats, weights: Floats, directions: Sequence[int]) -> Floats:
    """Values (2**levels,) in order, nearest to `values` in squares weighted by `weights` > 0."""
    held = [level for level, direction in enumerate(directions) if direction]
    if not held:
        return values
    free = [level for level, direction in enumerate(directions) if not direction]
    falling = tuple(len(free) + place for place, level in enumerate(held) if directions[level] < 0)
    shape = (2,) * len(directions)

    def lattices(array: Floats) -> list[list[float]]:
        """One lattice per combination of the free levels' answers, all its directions rising."""
        turned = np.flip(array.reshape(shape).transpose(free + held), falling)
        rows: list[list[float]] = turned.reshape(-1, 1 << len(held)).tolist()
        return rows

    found = [_nearest(*lattice) for lattice in zip(lattices(values), lattices(weights), strict=True)]
    back = np.flip(np.asarray(found, dtype=np.float64).reshape(shape), falling)
    return np.ascontiguousarray(back.transpose(np.argsort(free + held))).reshape(-1)


def _nearest(value: list[float], weight: list[float]) -> list[float]:
    """Nearest rising values on a lattice: leaf b must not be below leaf a where b has all bits of a."""
    bits = [1 << bit for bit in range(len(value).bit_length() - 1)]
    if all(value[leaf] <= value[leaf | bit] for leaf in range(len(value)) for bit in bits):
        return value
    found = [0.0] * len(value)
    parts = [list(range(len(value)))]
    while parts:
        part = parts.pop()
        mean = sum(value[leaf] * weight[leaf] for leaf in part) / sum(weight[leaf] for leaf in part)
        upper = _most_above({leaf: weight[leaf] * (value[leaf] - mean) for leaf in part})
        if 0 < len(upper) < len(part):
            parts += [sorted(upper), [leaf for leaf in part if leaf not in upper]]
        else:
            for leaf in part:
                found[leaf] = mean
    for bit in bits:  # what rounding left
        for leaf in range(len(found)):
            found[leaf | bit] = max(found[leaf | bit], found[leaf])
    return found


def _most_above(excess: dict[int, float]) -> set[int]:
    """The upper set with the greatest sum of `excess`; empty if no sum is above 0.

    Leaves above the mean send their excess to leaves above them that lack some; what cannot be placed shows the set.
    """
    nothing = _NOTHING * sum(map(abs, excess.values()))
    left = dict(excess)
    targets = {leaf: [to for to in excess if to & leaf == leaf and excess[to] < 0] for leaf in excess}
    sent: dict[int, dict[int, float]] = {leaf: {} for leaf in excess}  # by target, then sender
    upper: set[int] = set()
    for start in excess:
        while left[start] > nothing:
            came_from, end = _path(start, left, targets, sent, nothing)
            if end is None:
                upper |= {leaf for leaf in excess if any(leaf & reached == reached for reached in came_from)}
                break
            _send(start, end, came_from, left, sent)
    return upper


def _path(
    start: int,
    left: dict[int, float],
    targets: dict[int, list[int]],
    sent: dict[int, dict[int, float]],
    nothing: float,
) -> tuple[dict[int, int], int | None]:
    """Breadth-first from a sender to a target that still lacks some; where each leaf on the way was reached from."""
    came_from: dict[int, int] = {start: start}
    senders = [start]
    for sender in senders:
        for target in targets[sender]:
            if target in came_from:
                continue
            came_from[target] = sender
            if left[target] < -nothing:
                return came_from, target
            for other, amount in sent[target].items():
                if amount > nothing and other not in came_from:
                    came_from[other] = target
                    senders.append(other)
    return came_from, None


def _send(
    start: int, end: int, came_from: dict[int, int], left: dict[int, float], sent: dict[int, dict[int, float]]
) -> None:
    """As much as goes: senders on the way get back what they had sent to the target before and send it on."""
    steps = []  # (target, its sender, who takes back from that sender's former target)
    target = end
    while True:
        sender = came_from[target]
        steps.append((target, sender))
        if sender == start:
            break
        target = came_from[sender]
    takes_back = [(before[0], after[1]) for after, before in pairwise(steps)]
    amount = min(left[start], -left[end], *(sent[target][sender] for target, sender in takes_back))
    for target, sender in steps:
        sent[target][sender] = sent[target].get(sender, 0.0) + amount
    for target, sender in takes_back:
        sent[target][sender] -= amount
    left[start] -= amount
    left[end] += amount
