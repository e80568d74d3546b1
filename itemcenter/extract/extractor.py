"""Targeted extraction: the words of an item that are the value of a key, or nothing.

    margin = mean of several boosted models over the features of a span
    answer = the span of the highest margin, where its probability reaches the threshold

Probability and threshold come from the labelled texts, each judged by models fitted on the other parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import Floats
from itemcenter.evidence.boosting import BoostingParams, ObliviousTrees
from itemcenter.evidence.calibration import Calibration, fit_calibration
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.extract.item_spans import ItemSpans
from itemcenter.extract.labelled import Extracted, LabelledText
from itemcenter.extract.near_items import NearItems
from itemcenter.extract.span_features import SpanReader, Table
from itemcenter.extract.span_memory import LabelledSpans, Scope, SpanMemory
from itemcenter.extract.span_rows import SpanRows
from itemcenter.schema import AttributeKey, CategoryId, Item, KeyId, TextSpan

_PARAMS = BoostingParams(rounds=100, depth=6, learning_rate=0.12, l2=2.0, row_share=0.8, feature_share=0.5)


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """models: boosted models whose margins are averaged, each of another seed"""

    models: int = 3
    params: BoostingParams = _PARAMS

    def __post_init__(self) -> None:
        if self.models < 1:
            raise InvariantError(f"models is {self.models}", place="extraction", remedy="give at least 1")


@dataclass(frozen=True)
class Judged:
    """What the labelled texts say of the models, each part judged by models of the others.

    threshold: probability from which answers have the best F1; precision, recall, f1: there, in [0, 1]
    """

    calibration: Calibration
    threshold: float
    precision: float
    recall: float
    f1: float


class Extractor:
    """Made by `fit`. `keys`: those that it was taught."""

    def __init__(
        self,
        texts: Sequence[LabelledText],
        keys: Mapping[KeyId, AttributeKey],
        trees: Sequence[ObliviousTrees],
        judged: Judged,
    ) -> None:
        self.texts, self.keys, self.trees, self.judged = tuple(texts), dict(keys), tuple(trees), judged
        self._memory, self._near, _ = _taught(texts, keys)

    @classmethod
    def fit(
        cls, texts: Sequence[LabelledText], keys: Mapping[KeyId, AttributeKey], options: ExtractOptions | None = None
    ) -> Extractor:
        """Learn from labelled texts; seconds for some thousands. Raises `InvariantError` where nothing can be learned.

        keys: every key that has a label
        """
        options = options or ExtractOptions()
        if not any(values for text in texts for values in text.labels.values()):
            raise InvariantError(
                "no text states a value, so there is nothing to learn from",
                place="extraction",
                remedy="give labels whose words stand in the items' texts",
            )
        memory, near, spans = _taught(texts, keys)
        rows = SpanRows.of(spans, keys, memory, near)
        judged = judge(rows, crossed_margins(rows, options))
        return cls(texts, keys, _fitted(rows, rows.weight > 0, options), judged)

    def keys_by_category(self) -> dict[CategoryId, dict[KeyId, AttributeKey]]:
        """The keys that were taught, by the categories of the texts that taught them."""
        out: dict[CategoryId, dict[KeyId, AttributeKey]] = {}
        for text in self.texts:
            known = out.setdefault(text.category_id, {})
            for key_id in text.labels:
                known.setdefault(key_id, self.keys[key_id])
        return out

    def extract(
        self, item: Item, category_id: CategoryId, keys: Sequence[AttributeKey], *, threshold: float | None = None
    ) -> list[Extracted]:
        """Values of `keys`, in their order; several, the surest first, only for a key that is `multiple`.

        threshold: least confidence of an answer; None: `judged.threshold`
        """
        spans = ItemSpans(item)
        asking = LabelledSpans(spans, category_id, {}, EVERYTHING)
        reader = SpanReader(spans, category_id, EVERYTHING, self._memory, self._near.near(asking))
        least = self.judged.threshold if threshold is None else threshold
        out = []
        for key in keys:
            found = reader.read(Scope.of(category_id, key), key.id)
            if not found.spans:
                continue
            chance = self.judged.calibration.probability(_mean_margin(self.trees, found.features))
            taken: list[TextSpan] = []
            for place in np.argsort(-chance, kind="stable").tolist():
                if chance[place] < least or (taken and not key.multiple):
                    break
                span = found.spans[place]
                said = TextSpan(spans.fields[span.field][0], span.start, span.end, span.form)
                if not any(_overlap(said, other) or said.text == other.text for other in taken):
                    taken.append(said)
                    out.append(Extracted(key.id, said, float(chance[place])))
        return out


def _taught(
    texts: Sequence[LabelledText], keys: Mapping[KeyId, AttributeKey]
) -> tuple[SpanMemory, NearItems, list[LabelledSpans]]:
    spans = []
    for text in texts:
        fields = [content for _, content in text.item.fields()]
        labels = {
            key_id: tuple(value for value in values if any(value in content for content in fields))
            for key_id, values in text.labels.items()
        }
        stated = {key_id: values for key_id, values in labels.items() if values or not text.labels[key_id]}
        spans.append(LabelledSpans(ItemSpans(text.item), text.category_id, stated, text.part))
    memory = SpanMemory()
    memory.count((entry, keys) for entry in spans)
    return memory, NearItems(spans), spans


def _fitted(
    rows: SpanRows, seen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], options: ExtractOptions
) -> list[ObliviousTrees]:
    return [
        ObliviousTrees.fit(
            rows.features[seen], rows.right[seen], rows.weight[seen], params=replace(options.params, seed=seed)
        )
        for seed in range(options.models)
    ]


def _mean_margin(trees: Sequence[ObliviousTrees], features: Table) -> Floats:
    total: Floats = np.mean([entry.margin(features) for entry in trees], axis=0)
    return total


def crossed_margins(rows: SpanRows, options: ExtractOptions) -> Floats:
    """Margins (n,) of all rows, each by models that were fitted on the other parts."""
    margin = np.zeros(len(rows.right))
    for part in range(FOLDS):
        own = rows.part == part
        seen = ~own & (rows.weight > 0)
        if own.any() and seen.any():
            margin[own] = _mean_margin(_fitted(rows, seen, options), rows.features[own])
    return margin


def judge(rows: SpanRows, margin: Floats) -> Judged:
    """Calibration of the best span of each pair, and the threshold with the best F1 over all pairs."""
    best = rows.best(margin)
    right = rows.right[best]
    calibration = fit_calibration(margin[best], right)
    chance = calibration.probability(margin[best])
    order = np.argsort(-chance, kind="stable")
    hits = np.cumsum(right[order])
    said = np.arange(1, len(order) + 1)
    stated = int(rows.stated.sum())
    last = np.append(np.diff(chance[order]) != 0, True)  # a threshold takes all answers of its probability
    f1 = np.where(last, 2.0 * hits / (said + stated), -1.0)
    at = int(f1.argmax())
    return Judged(
        calibration,
        float(chance[order][at]),
        float(hits[at] / said[at]),
        float(hits[at] / max(1, stated)),
        float(f1[at]),
    )


def _overlap(one: TextSpan, other: TextSpan) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
