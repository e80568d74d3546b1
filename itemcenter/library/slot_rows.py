"""Slots of labelled items: every candidate of every key with its features, for models that read the item's text, too.

The same recall and features as in `learning.training_rows`, row for row, but the candidates stay beside their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.agreement import agrees_with_any
from itemcenter.evidence.features import AskedKey, Rows, features_of
from itemcenter.evidence.item_words import ItemWords
from itemcenter.library.learning import LabelledItem, asked_keys
from itemcenter.library.wide_recall import WideRecall
from itemcenter.schema import Item

_BATCH = 256


class ItemSlots(NamedTuple):
    """The labelled keys of one item that have a candidate. right: (n,) bool, a place for each row of `rows`."""

    item: Item
    category: str
    part: int
    asked: list[AskedKey]
    rows: Rows
    right: npt.NDArray[np.bool_]


def labelled_slots(items: Sequence[LabelledItem], recall: WideRecall) -> Iterator[ItemSlots]:
    """Slots of each item, judged without its own part; items of which no labelled key has a candidate have none."""
    for first in range(0, len(items), _BATCH):
        batch = items[first : first + _BATCH]
        words = [ItemWords(entry.item) for entry in batch]
        only = [entry.labels for entry in batch]
        sets = recall.recall(words, [entry.plan for entry in batch], [entry.part for entry in batch], only)
        for entry, its_words, its_sets in zip(batch, words, sets, strict=True):
            asked = asked_keys(its_sets, recall)
            rows = features_of(its_words, asked, recall.memory, entry.part)
            right = np.zeros(len(rows.asked), dtype=np.bool_)
            for place, (number, candidate) in enumerate(zip(rows.asked.tolist(), rows.candidate.tolist(), strict=True)):
                value = asked[number].candidates[candidate].value
                right[place] = agrees_with_any(value, entry.labels[asked[number].key.id])
            yield ItemSlots(entry.item, recall.category_name(entry.plan.category_id), entry.part, asked, rows, right)
