"""Candidates of items as slots: for training a reader on labelled items, and for asking it.

The same recall and features as in `learning.training_rows`, row for row, with the candidates' texts beside them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from itemcenter.evidence.agreement import agrees_with_any
from itemcenter.evidence.features import NAMES, AskedKey, Rows, features_of
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.slots import ItemSlots
from itemcenter.library.learning import LabelledItem, asked_keys
from itemcenter.library.slot_texts import item_text, key_text, value_text
from itemcenter.library.wide_recall import WideRecall
from itemcenter.schema import Item

_BATCH = 256


def slots_of(item: Item, asked: Sequence[AskedKey], rows: Rows) -> ItemSlots:
    """The slots of one item, a row for each of `rows`."""
    pairs = zip(rows.asked.tolist(), rows.candidate.tolist(), strict=True)
    values = tuple(value_text(asked[key].candidates[place].value) for key, place in pairs)
    features = rows.features[:, : len(NAMES)]  # what words imply is no evidence of a reader's
    return ItemSlots(item_text(item), tuple(key_text(entry.key) for entry in asked), rows.asked, values, features)


def labelled_slots(items: Sequence[LabelledItem], recall: WideRecall) -> Iterator[ItemSlots]:
    """Slots of each item with labels, judged without its own part; an item may have none."""
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
            slots = slots_of(entry.item, asked, rows)
            yield ItemSlots(slots.text, slots.keys, slots.asked, slots.values, slots.features, right, entry.part)
