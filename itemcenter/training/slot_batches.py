"""`SlotBatches`: slots of several items side by side, padded, their texts' states and vectors computed once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from itemcenter.evidence.slots import ItemSlots
from itemcenter.nn import SentenceTrunk
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.text_states import TextStates


class SlotBatch(NamedTuple):
    """The arguments of `SetDiscriminator` in its order, then the labels (R, K) float."""

    item_states: Tensor
    item_mask: Tensor
    slot_emb: Tensor
    key_emb: Tensor
    slot_feat: Tensor
    slot_mask: Tensor
    row_item: Tensor
    target: Tensor


class SlotBatches:
    """Over a fixed list of items. Texts that several items share are read once."""

    def __init__(self, items: Sequence[ItemSlots], trunk: SentenceTrunk, texts: InstructedText) -> None:
        self.items = items
        self._states = TextStates(trunk, texts, len(trunk.layers))
        self._states.read([item.text for item in items if len(item.asked)])
        said = list(dict.fromkeys(text for item in items for text in (*item.keys, *item.values)))
        self._vector = {text: place for place, text in enumerate(said)}
        self._vectors = torch.zeros(len(said), trunk.dim)
        small = TextStates(trunk, texts, len(trunk.layers))
        for low in range(0, len(said), 256):
            states, _, counted = small.of(said[low : low + 256])
            self._vectors[low : low + 256] = trunk.pooled(states, counted)
            small = TextStates(trunk, texts, len(trunk.layers))  # their states are not needed again

    def features(self, places: Sequence[int]) -> Tensor:
        """(n, F) of all slots of these items."""
        return torch.from_numpy(np.concatenate([self.items[place].features for place in places]))

    def usable(self, places: Sequence[int]) -> list[int]:
        return [place for place in places if len(self.items[place].asked)]

    def batch(self, places: Sequence[int]) -> SlotBatch:
        """Of items that have a slot; a row for each asked key, candidates in their order."""
        items = [self.items[place] for place in places]
        states, mask, _ = self._states.of([item.text for item in items])
        keys = np.cumsum([0, *(len(item.keys) for item in items)])
        row = np.concatenate([item.asked + first for item, first in zip(items, keys, strict=False)])
        slot = np.concatenate([item.places() for item in items])
        shape = int(keys[-1]), int(slot.max()) + 1
        at = torch.from_numpy(row.astype(np.int64)), torch.from_numpy(slot)
        vector, target = torch.zeros(shape, dtype=torch.long), torch.zeros(shape)
        there = torch.zeros(shape, dtype=torch.bool)
        features = torch.full((*shape, items[0].features.shape[1]), torch.nan)
        vector[at] = torch.tensor([self._vector[text] for item in items for text in item.values])
        target[at] = torch.from_numpy(np.concatenate([_labels(item) for item in items]))
        features[at] = self.features(places)
        there[at] = True
        key = torch.tensor([self._vector[text] for item in items for text in item.keys])
        owner = torch.repeat_interleave(torch.tensor([len(item.keys) for item in items]))
        return SlotBatch(states, mask, self._vectors[vector], self._vectors[key], features, there, owner, target)

    def flat(self, places: Sequence[int], margins: Tensor) -> list[npt.NDArray[np.float32]]:
        """Margins (R, K) of a batch of these items, back as one row a slot of each item."""
        out, first = [], 0
        for place in places:
            item = self.items[place]
            rows = margins[first : first + len(item.keys)].numpy()
            out.append(rows[item.asked, item.places()].astype(np.float32))
            first += len(item.keys)
        return out


def _labels(item: ItemSlots) -> npt.NDArray[np.float32]:
    return np.zeros(len(item.asked), np.float32) if item.right is None else item.right.astype(np.float32)
