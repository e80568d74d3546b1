"""A merchant's cell that the item's own texts contradict: the cell stays the merchant's word, and becomes less sure.

Two readings of one thing that cannot both be right: with chances c of the cell and m of the text, each taken alone,

    c' = c (1 - m) / (c (1 - m) + m (1 - c))

The cell's chance is how well it was understood times `_RIGHT`. A catalog cannot tell how often its cells are wrong, so
that is assumed, not measured. Cells that nothing contradicts keep their confidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from itemcenter.schema import AttributeKey, Fact, KeyId
from itemcenter.values import same

#: Of the cells whose words were understood, how many are right.
_RIGHT = 0.9
_DIGITS = 4


def weighed(
    cells: Mapping[KeyId, tuple[Fact, ...]],
    texts: Mapping[KeyId, tuple[Fact, ...]],
    keys: Mapping[KeyId, AttributeKey],
) -> dict[KeyId, tuple[Fact, ...]]:
    """The facts of an item's cells, less sure where its texts state other values.

    texts: what the machine reads, best first. One value in common is no contradiction: lists are seldom written whole.
    """
    out: dict[KeyId, tuple[Fact, ...]] = {}
    for key_id, facts in cells.items():
        read = texts.get(key_id, ())
        key = keys[key_id]
        if not read or any(same(fact.value, other.value, key) for fact in facts for other in read):
            out[key_id] = facts
        else:
            out[key_id] = tuple(_doubted(fact, read[0].confidence) for fact in facts)
    return out


def _doubted(fact: Fact, against: float) -> Fact:
    chance = fact.confidence * _RIGHT
    kept = chance * (1 - against)
    return replace(fact, confidence=round(kept / (kept + against * (1 - chance)), _DIGITS))
