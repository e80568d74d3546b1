"""Variant words that the catalog itself shows: those that stand where other titles of the same product name a colour.

"Commuter Case - Glacier" beside "Commuter Case - Black" and "- Blue": Glacier is a colour of this merchant, if the same
is seen at several products. Words that end titles of every kind ("cable") are not learned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from itemcenter.items.groups.gather import Gathered, Numbers

#: A tail is a variant word if it stands beside known colours at so many products,
_LEAST_HEADS, _LEAST_HEADS_UNBROKEN = 2, 3
#: and at this share of all products at which it ends the title (a bare last word at a greater one).
_LEAST_SHARE, _LEAST_SHARE_UNBROKEN = 0.3, 0.5
#: Or at one product with so many known colours, of which there are at least as many as unknown tails.
_LEAST_COLOURS = 2


def learned_tails(found: Gathered) -> NDArray[np.bool_]:
    """(n,) whether the tail of each title is a variant word."""
    count = len(found.ids)
    known, colours = _distinct(found.skeleton[found.colour != 0], found.colour[found.colour != 0])
    tailed = np.flatnonzero(found.tail)
    heads, tails, behind = found.head[tailed], found.tail[tailed], found.behind[tailed]
    at = np.searchsorted(known, heads)
    at[at == len(known)] = 0
    beside = np.where(known[at] == heads, colours[at], 0) if len(known) else np.zeros(len(tailed), dtype=np.int64)
    unknown_heads, unknown = _distinct(heads, tails)
    rivals = unknown[np.searchsorted(unknown_heads, heads)]
    alone = behind & (beside >= _LEAST_COLOURS) & (beside >= rivals)
    names, heads_of = _distinct(tails, heads)
    supported_names, supported = _distinct(tails[beside > 0], heads[beside > 0])
    many = np.zeros(len(names), dtype=np.int64)
    many[np.searchsorted(names, supported_names)] = supported
    mine = np.searchsorted(names, tails)
    support, share = many[mine], many[mine] / heads_of[mine]
    learned = (support >= _LEAST_HEADS) & (share >= _LEAST_SHARE) & behind
    learned |= (support >= _LEAST_HEADS_UNBROKEN) & (share >= _LEAST_SHARE_UNBROKEN)
    out = np.zeros(count, dtype=np.bool_)
    out[tailed] = learned | alone
    return out


def _distinct(keys: Numbers, values: Numbers) -> tuple[Numbers, NDArray[np.int64]]:
    """(sorted distinct keys, number of distinct values of each)."""
    pairs = np.unique(np.stack([keys, values], axis=1), axis=0) if len(keys) else np.zeros((0, 2), dtype=np.uint64)
    return np.unique(pairs[:, 0], return_counts=True)
