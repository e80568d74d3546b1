"""Candidates of keys without a list: what other items of the catalog state for the key, where it stands in a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.seen_values import SeenValues
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.retrieval import AliasIndex
from itemcenter.schema import AttributeKey, CategoryId, KeyId, TextSpan, TypedValue

_POSITION_BITS = 32


class SeenMention(NamedTuple):
    """A value at a place. score: n / (n + 1) for a value that n other items state."""

    value: TypedValue
    score: float
    span: TextSpan


class SeenRecall:
    """Over what a memory has seen. The index is made once; a text is scanned once, whatever the number of values."""

    def __init__(self, seen: SeenValues) -> None:
        self._seen = seen
        self._entries = list(seen)
        self._keys: dict[KeyId, int] = {}
        for key_id, _, _ in self._entries:
            self._keys.setdefault(key_id, len(self._keys))
        self._index = AliasIndex.build(
            (text, (self._keys[key_id] << _POSITION_BITS) | place)
            for place, (key_id, _, text) in enumerate(self._entries)
        )
        self._rows: dict[CategoryId, npt.NDArray[np.bool_]] = {}

    def mentions(
        self, texts: Sequence[tuple[int, str, str]], plans: Sequence[CategoryPlan], parts: Sequence[int]
    ) -> list[dict[KeyId, list[SeenMention]]]:
        """For each item by key. texts: (number of the item, field, text)"""
        out: list[dict[KeyId, list[SeenMention]]] = [{} for _ in plans]
        if not self._entries:
            return out
        hits = self._index.scan([text for _, _, text in texts])
        if not len(hits):
            return out
        item_of = np.array([item for item, _, _ in texts], dtype=np.int64)[hits.text]
        wanted = np.stack([self._row(plan) for plan in plans])
        keep = wanted[item_of, hits.payload >> _POSITION_BITS]
        place = hits.payload & ((1 << _POSITION_BITS) - 1)
        columns = (item_of, hits.text, hits.start, hits.end, place)
        keys: dict[tuple[int, KeyId], AttributeKey] = {}
        for item, plan in enumerate(plans):
            keys.update({(item, key.id): key for key in plan.keys if key.id in self._keys})
        for item, text, start, end, number in zip(*(column[keep].tolist() for column in columns), strict=True):
            key_id, form, value = self._entries[number]
            support = self._seen.support(key_id, form, parts[item])
            if support:
                _, field, whole = texts[text]
                found = TypedValue(keys[item, key_id].type, value)
                mention = SeenMention(found, support / (support + 1.0), TextSpan(field, start, end, whole[start:end]))
                out[item].setdefault(key_id, []).append(mention)
        return out

    def _row(self, plan: CategoryPlan) -> npt.NDArray[np.bool_]:
        found = self._rows.get(plan.category_id)
        if found is None:
            found = self._rows[plan.category_id] = np.zeros(len(self._keys), dtype=np.bool_)
            found[[self._keys[key.id] for key in plan.keys if key.id in self._keys]] = True
        return found
