"""What the items most like an item say of its keys: whether they state them, and whether they state a candidate.

Twins are labelled items of the same category, found by nearness (`library.twins`); none is of the item's own part. A
value that fewer than `LEAST_SUPPORT` labelled items have is one that twins state as any other, but it is never agreed
with, so that no feature tells whether it was met at all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from itemcenter.evidence.agreement import agrees
from itemcenter.schema import KeyId, TypedValue

#: Columns that `TwinVotes.columns` gives, in order.
TWINS = ("twin_nearest", "twin_fill", "twin_share", "twin_agreeing")
_NO_TWINS = (math.nan,) * len(TWINS)
#: Weight of how often everybody fills the key, in twins as near as can be.
_FILL_WEIGHT = 1.0
_SHARE_WEIGHT = 0.5


class Twin(NamedTuple):
    """similarity: cosine; stated: the values of the keys that the twin states, none for those known to be empty"""

    similarity: float
    stated: Mapping[KeyId, tuple[TypedValue, ...]]


class _OfKey(NamedTuple):
    """weight: of the twins that state the key; said: (value, identity, similarity), the nearest twin first"""

    weight: float
    said: Sequence[tuple[TypedValue, str, float]]


class TwinVotes:
    """The twins of one item, the nearest first. `supported`: whether enough labelled items have a value of a key."""

    __slots__ = ("_keys", "_nearest", "_supported", "_twins", "_weight")

    def __init__(self, twins: Sequence[Twin], supported: Callable[[KeyId, TypedValue], bool]) -> None:
        self._twins = [twin for twin in twins if twin.similarity > 0.0]
        self._supported = supported
        self._nearest = self._twins[0].similarity if self._twins else math.nan
        self._weight = sum([twin.similarity for twin in self._twins])
        self._keys: dict[KeyId, _OfKey] = {}

    def fill(self, key_id: KeyId, everybody: float) -> float:
        """Share of the twins that state a key, nearer ones counting more; `everybody`: the share of all items."""
        return (self._of(key_id).weight + _FILL_WEIGHT * everybody) / (self._weight + _FILL_WEIGHT)

    def columns(self, key_id: KeyId, value: TypedValue, everybody: float) -> tuple[float, float, float, float]:
        """(similarity of the nearest twin, `fill`, share of what is stated that agrees, nearest that agrees or 0)."""
        if not self._twins:
            return _NO_TWINS  # type: ignore[return-value]
        found = self._of(key_id)
        numbered, identity = value.number is not None and value.value_id is None, value.identity
        agreeing = nearest = 0.0
        for stated, name, similarity in found.said:
            if name == identity or (numbered and stated.number is not None and agrees(value, stated)):
                agreeing += similarity
                nearest = nearest or similarity
        share = agreeing / (found.weight + _SHARE_WEIGHT)
        return self._nearest, self.fill(key_id, everybody), share, nearest

    def _of(self, key_id: KeyId) -> _OfKey:
        found = self._keys.get(key_id)
        if found is None:
            weight = 0.0
            said: list[tuple[TypedValue, str, float]] = []
            for similarity, stated in self._twins:
                values = stated.get(key_id)
                if values:
                    weight += similarity
                    said += [(value, value.identity, similarity) for value in values if self._supported(key_id, value)]
            found = self._keys[key_id] = _OfKey(weight, said)
        return found
