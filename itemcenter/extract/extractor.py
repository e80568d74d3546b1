"""Targeted extraction: the words of an item that are the value of a key, or nothing.

Two models over the same spans: one for keys that labels have taught, one for keys that no label knows, which reads the
key's own text and what spans of other keys are like. The second is judged by keys of names that it was not fitted on.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import Floats
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.extract.item_spans import ItemSpans
from itemcenter.extract.key_text import KeyText, SpanMeanings
from itemcenter.extract.labelled import Extracted, LabelledText
from itemcenter.extract.near_items import NearItems
from itemcenter.extract.span_features import TAUGHT, UNTAUGHT, KeySpans, SpanReader
from itemcenter.extract.span_memory import LabelledSpans, Scope, SpanMemory
from itemcenter.extract.span_model import ExtractOptions, SpanModel
from itemcenter.extract.span_rows import SpanRows
from itemcenter.ports import Embedder
from itemcenter.schema import AttributeKey, CategoryId, Item, KeyId, TextSpan


class Extractor:
    """Made by `fit`, or read by `extractor_files`. Immutable; not for several threads at once (the encoder is not).

    taught, untaught: the two models; texts, keys: what they learned from
    """

    def __init__(
        self,
        texts: Sequence[LabelledText],
        keys: Mapping[KeyId, AttributeKey],
        taught: SpanModel,
        untaught: SpanModel,
        encoder: Embedder | None = None,
    ) -> None:
        self.texts, self.keys = tuple(texts), dict(keys)
        self.taught, self.untaught, self.encoder = taught, untaught, encoder
        self._memory, self._near, _ = learned(texts, keys)
        self._key_texts: dict[AttributeKey, KeyText] = {}

    @classmethod
    def fit(
        cls,
        texts: Sequence[LabelledText],
        keys: Mapping[KeyId, AttributeKey],
        options: ExtractOptions | None = None,
        encoder: Embedder | None = None,
    ) -> Extractor:
        """Learn from labelled texts; seconds for some thousands. Raises `InvariantError` where nothing can be learned.

        keys: every key that has a label; encoder: for keys that no label has taught, better with one
        """
        options = options or ExtractOptions()
        unknown = {key_id for text in texts for key_id in text.labels} - keys.keys()
        if unknown:
            raise InvariantError(f"no key is given for the labels of {sorted(unknown)[0]!r}", place="extraction")
        memory, near, spans = learned(texts, keys)
        if not any(values for entry in spans for values in entry.labels.values()):
            raise InvariantError(
                "no text states a value, so there is nothing to learn from",
                place="extraction",
                remedy="give labels whose words stand in the items' texts",
            )
        drawn = spans[:: math.ceil(len(spans) / options.most_texts)]
        rows = SpanRows.of(drawn, keys, memory, near, encoder)
        taught = SpanModel.fit(rows, TAUGHT, options, part=rows.part)
        untaught = SpanModel.fit(rows, UNTAUGHT, options, part=rows.name_part, by_text=True)
        return cls(texts, keys, taught, untaught, encoder)

    @cached_property
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

        threshold: least confidence of an answer; None: where the F1 of the model that answers is best
        """
        spans = ItemSpans(item)
        asking = LabelledSpans(spans, category_id, {}, EVERYTHING)
        near, meanings = self._near.near(asking), SpanMeanings(self.encoder)
        reader = SpanReader(spans, category_id, EVERYTHING, self._memory, near, meanings)
        asked = []
        for key in keys:
            scope = Scope.of(category_id, key)
            found = reader.read(scope, self._key_texts.setdefault(key, KeyText(key)))
            if found.spans:
                asked.append((key, self.taught if self._memory.taught(scope) else self.untaught, found))
        margins: dict[KeyId, Floats] = {}
        for model in (self.taught, self.untaught):  # all keys of a model at once: trees cost by the call
            mine = [(key.id, found) for key, its, found in asked if its is model]
            if mine:
                together = model.margin(np.concatenate([found.features for _, found in mine]))
                ends = np.cumsum([len(found.spans) for _, found in mine])
                margins |= zip((key_id for key_id, _ in mine), np.split(together, ends[:-1]), strict=True)
        out: list[Extracted] = []
        for key, model, found in asked:
            least = model.judged.threshold if threshold is None else threshold
            out += _answers(key, spans, found, margins[key.id], model, least)
        return out


def _answers(
    key: AttributeKey, item: ItemSpans, found: KeySpans, margin: Floats, model: SpanModel, least: float
) -> list[Extracted]:
    """The surest span, of a `multiple` key all sure ones that do not overlap; none below `least`."""
    chance = model.judged.calibration.probability(margin)
    taken: list[Extracted] = []
    for place in np.argsort(-margin, kind="stable").tolist():
        if chance[place] < least or (taken and not key.multiple):
            break
        span = found.spans[place]
        said = TextSpan(item.fields[span.field][0], span.start, span.end, span.form)
        if not any(_overlap(said, other.span) or said.text == other.span.text for other in taken):
            taken.append(Extracted(key.id, said, float(chance[place])))
    return taken


def learned(
    texts: Sequence[LabelledText], keys: Mapping[KeyId, AttributeKey]
) -> tuple[SpanMemory, NearItems, list[LabelledSpans]]:
    """What labelled texts teach: counts, texts to be near to, and the texts themselves as spans with their labels."""
    spans = []
    for text in texts:
        fields = [content for _, content in text.item.fields()]
        labels = {}
        for key_id, values in text.labels.items():
            stand = tuple(value for value in values if any(value in content for content in fields))
            if stand or not values:  # what stands nowhere teaches nothing, least of all "states none"
                labels[key_id] = stand
        spans.append(LabelledSpans(ItemSpans(text.item), text.category_id, labels, text.part))
    memory = SpanMemory()
    memory.count((entry, keys) for entry in spans)
    return memory, NearItems(spans), spans


def _overlap(one: TextSpan, other: TextSpan) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
