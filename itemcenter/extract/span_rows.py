"""Rows that the span model is fitted on: one for each span of each labelled (item, key)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.evidence.binning import Floats
from itemcenter.evidence.folds import fold_of
from itemcenter.extract.item_spans import Ints
from itemcenter.extract.key_text import KeyText, SpanMeanings
from itemcenter.extract.near_items import NearItems
from itemcenter.extract.span_features import NAMES, SpanReader, Table
from itemcenter.extract.span_memory import LabelledSpans, Scope, SpanMemory
from itemcenter.ports import Embedder
from itemcenter.schema import AttributeKey, KeyId

_HITS = NAMES.index("shared_hits")
#: Of spans that were never a value, one in this many is kept, with as much weight: they are alike, and most.
_THINNED = 5


@dataclass(frozen=True)
class SpanRows:
    """features: (n, F); right: (n,), 1 where the span is a value; weight: (n,), 0 for rows that are not fitted on

    pair: (n,), which (item, key); part: (n,), the item's; name_part: (n,), a part by the key's name
    stated: (pairs,), whether a pair states anything at all
    """

    features: Table
    right: Floats
    weight: Floats
    pair: Ints
    part: Ints
    name_part: Ints
    stated: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

    @classmethod
    def of(
        cls,
        items: Sequence[LabelledSpans],
        keys: Mapping[KeyId, AttributeKey],
        memory: SpanMemory,
        near: NearItems,
        encoder: Embedder | None = None,
    ) -> SpanRows:
        texts = {key_id: KeyText(key) for key_id, key in keys.items()}
        features: list[Table] = [np.zeros((0, len(NAMES)), dtype=np.float32)]
        right: list[float] = []
        pair: list[int] = []
        part: list[int] = []
        name_part: list[int] = []
        stated: list[bool] = []
        for item in items:
            meanings = SpanMeanings(encoder)
            reader = SpanReader(item.spans, item.category_id, item.part, memory, near.near(item), meanings)
            for key_id, values in item.labels.items():
                scope = Scope.of(item.category_id, keys[key_id])
                found = reader.read(scope, texts[key_id])
                features.append(found.features)
                right += [float(span.form in values) for span in found.spans]
                pair += [len(stated)] * len(found.spans)
                part += [item.part] * len(found.spans)
                name_part += [fold_of(scope.shared)] * len(found.spans)
                stated.append(bool(values))
        table = np.concatenate(features)
        hits = np.array(right)
        common = (table[:, _HITS] == 0) & (hits == 0)
        drawn = np.random.default_rng(0).random(len(hits)) * _THINNED < 1.0
        weight = np.where(common, np.where(drawn, float(_THINNED), 0.0), 1.0)
        return cls(table, hits, weight, np.array(pair), np.array(part), np.array(name_part), np.array(stated))

    def best(self, margin: Floats) -> Ints:
        """The row of the highest margin of every pair that has rows, pairs in order; the first of equals."""
        order = np.lexsort((np.arange(len(margin)), -margin, self.pair))
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = self.pair[order][1:] != self.pair[order][:-1]
        found: Ints = order[first]
        return found
