"""Candidates by nearness of meaning: values of word lists that no word of the item names.

Item and value are encoded with the instructions of the encoder (`retrieval.instructions`); the value index finds the
nearest entries of every list that the item's keys take. A candidate needs words that prove it, so each gets the word of
the title that is nearest to the value; where none is near, it is no candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.field_words import FieldWords
from itemcenter.evidence.item_words import ItemWords
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.retrieval.encoder import CachedEncoder, TextVectors
from itemcenter.retrieval.instructions import DESCRIPTION_WORDS, encoder_text, item_instruction, value_instruction
from itemcenter.retrieval.value_index import ListEntries, ValueIndex
from itemcenter.schema import AttributeKey, AttributeValue, Item, OntologyRelease, TextSpan, ValueId, ValueListId
from itemcenter.schema.item import TITLE

#: Nearest entries asked for; of them, those this near and ranked this high may be candidates though nothing names them.
_NEAREST = 10
_LEAST_NEAR = 0.45
_MOST_UNNAMED = 1
_LEAST_WORD = 0.3
#: Longer lists are found by name alone: in them everything is near to something.
_LONGEST_LIST = 2_000
_LONGEST_DESCRIPTION = 200


class Near(NamedTuple):
    """similarity by value id of the nearest entries; unnamed: those that may be candidates, with proof, best first."""

    similarity: dict[ValueId, float]
    unnamed: list[tuple[ValueId, float, TextSpan]]


class VectorRecall:
    """Value vectors of one release. When a list is first asked for, those of its entries that are new are encoded."""

    def __init__(self, release: OntologyRelease, encoder: CachedEncoder, index: ValueIndex | None = None) -> None:
        """index: of an earlier build, perhaps of another release"""
        self._release = release
        self._encoder = encoder
        self._index = ValueIndex(encoder) if index is None else index
        self._saved = index is not None
        self._indexed: dict[ValueListId, bool] = {}
        self._keys: dict[ValueListId, list[AttributeKey]] = {}
        for key in release.keys:
            if key.value_list_id is not None:
                self._keys.setdefault(key.value_list_id, []).append(key)

    @property
    def encoder(self) -> CachedEncoder:
        return self._encoder

    @property
    def fingerprint(self) -> str:
        """Of the encoder."""
        return self._index.fingerprint

    def of_items(self, items: Sequence[Item], plans: Sequence[CategoryPlan]) -> TextVectors:
        """One row an item: its title, as a listing of its category; an encoder that reads gets the description, too."""
        texts = []
        for item, plan in zip(items, plans, strict=True):
            category = self._release.category_by_id[plan.category_id].name
            text = f"{item.title}. {item.description}" if self._encoder.instructed and item.description else item.title
            texts.append(encoder_text(item_instruction(category), text, self._encoder.instructed))
        return self._encoder.encode(texts)

    def near(
        self, items: Sequence[ItemWords], vectors: TextVectors, wordy: Sequence[Sequence[ValueListId]]
    ) -> list[dict[ValueListId, Near]]:
        """For each item and each of its lists of words, the nearest entries. vectors: `of_items`"""
        wanted = [[entry for entry in lists if self._has(entry)] for lists in wordy]
        hits = self._index.search(vectors, wanted, _NEAREST)
        out: list[dict[ValueListId, Near]] = [{} for _ in items]
        unnamed: list[tuple[int, ValueListId, ValueId, float]] = []
        rows = zip(hits.item.tolist(), hits.list.tolist(), hits.value_id.tolist(), hits.score.tolist(), strict=True)
        for item, list_number, value_id, score in rows:
            list_id = ValueListId(hits.list_ids[list_number])
            near = out[item].get(list_id)
            if near is None:
                near = out[item][list_id] = Near({}, [])
            near.similarity[ValueId(value_id)] = score
            if score >= _LEAST_NEAR and len(near.similarity) <= _MOST_UNNAMED:
                unnamed.append((item, list_id, ValueId(value_id), score))
        titles = {item: items[item].fields[TITLE] for item, _, _, _ in unnamed if TITLE in items[item].fields}
        spoken = self._encoder.encode([word for field in titles.values() for word in field.words]).rows
        ends = np.cumsum([len(field.words) for field in titles.values()]).tolist()
        of_words = {
            item: spoken[end - len(field.words) : end] for (item, field), end in zip(titles.items(), ends, strict=True)
        }
        for item, list_id, value_id, score in unnamed:
            if item in titles and titles[item].words:
                span = _nearest(titles[item], of_words[item] @ self._index.vector(list_id, value_id))
                if span is not None:
                    out[item][list_id].unnamed.append((value_id, score, span))
        return out

    def keep(self, list_ids: Iterable[ValueListId], folder: Path) -> None:
        """Save the index with these lists in it, unless the folder has it already.

        Raises `StoreError` where the disk refuses.
        """
        for list_id in sorted(set(list_ids)):
            self._has(list_id)
        if self._index.keep_lists(self._release.list_by_id) or not self._saved:
            self._index.save(folder)
            self._saved = True

    def _has(self, list_id: ValueListId) -> bool:
        if list_id not in self._indexed:
            values = self._release.list_by_id[list_id].values
            self._indexed[list_id] = len(values) <= _LONGEST_LIST
            if self._indexed[list_id]:
                instruction = self.instruction(list_id)
                texts = [encoder_text(instruction, _told(value), self._encoder.instructed) for value in values]
                done = self._index.hold(ListEntries(list_id, [value.id for value in values], texts))
                self._saved = self._saved and not done.encoded and not done.removed
        return self._indexed[list_id]

    def instruction(self, list_id: ValueListId) -> str:
        """Of the key that the list belongs to; a list of several keys is one of values."""
        keys = self._keys.get(list_id, [])
        if len(keys) != 1:
            return value_instruction("", "value")
        return value_instruction("", keys[0].name, " ".join(keys[0].description.split()[:DESCRIPTION_WORDS]))


def _told(value: AttributeValue) -> str:
    return " ".join((*value.names, value.description[:_LONGEST_DESCRIPTION])).strip()


def _nearest(field: FieldWords, scores: npt.NDArray[np.float32]) -> TextSpan | None:
    """The word of the title with the best score; None if none is near."""
    best = int(scores.argmax())
    if scores[best] < _LEAST_WORD:
        return None
    start, end = field.starts[best], field.ends[best]
    return TextSpan(TITLE, start, end, field.text[start:end])
