"""`JointPairs`: (item, key) pairs as one text each, their states after the layers that never change kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from itemcenter.evidence.slots import ItemSlots
from itemcenter.nn import JointReader, block_causal
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.text_states import in_batches

#: Pieces of a key's text and of a candidate's; an item has what is read of any text.
_KEY_PIECES, _VALUE_PIECES = 24, 16


class Suffix(NamedTuple):
    """pieces: (t,) of key and candidates; owner: (k, t) bool, which are whose"""

    pieces: Tensor
    owner: Tensor


class JointBatch(NamedTuple):
    """The arguments of `JointReader.forward`, then labels (n, K) and which candidates there are (n, K)."""

    states: Tensor
    sees: Tensor
    key: Tensor
    owner: Tensor
    features: Tensor
    target: Tensor
    there: Tensor


def item_pieces(texts: InstructedText, text: str) -> Tensor:
    """(t,)"""
    return torch.from_numpy(next(texts.cut([text])).pieces)


def suffix(texts: InstructedText, key: str, values: Sequence[str]) -> Suffix:
    first, *rest = [cut.pieces for cut in texts.cut([key, *values])]
    parts = [first[:_KEY_PIECES], *(pieces[1 : _VALUE_PIECES + 1] for pieces in rest)]
    ends = np.cumsum([len(part) for part in parts])
    owner = np.zeros((len(values), int(ends[-1])), dtype=np.bool_)
    for number in range(len(values)):
        owner[number, ends[number] : ends[number + 1]] = True
    return Suffix(torch.from_numpy(np.concatenate(parts)), torch.from_numpy(owner))


class JointPairs:
    """Over a fixed list of items; a pair is (place of the item, number of the key), of keys with a candidate.

    Memory: 2 bytes x width x pieces, those of an item once.
    """

    def __init__(self, items: Sequence[ItemSlots], reader: JointReader, texts: InstructedText) -> None:
        self.items, self._reader = items, reader
        self.pairs = [(place, key) for place, item in enumerate(items) for key in np.unique(item.asked).tolist()]
        self._item = {place: item_pieces(texts, items[place].text) for place in dict(self.pairs)}
        self._suffix: list[Suffix] = []
        for place, key in self.pairs:
            item = items[place]
            values = [item.values[row] for row in np.flatnonzero(item.asked == key)]
            self._suffix.append(suffix(texts, item.keys[key], values))
        self._item_states: dict[int, npt.NDArray[np.float16]] = {}
        self._states: list[npt.NDArray[np.float16]] = [np.zeros((0, 0), np.float16)] * len(self.pairs)
        for some in in_batches(self.lengths()):
            self._read(some)

    def lengths(self) -> list[int]:
        return [
            len(self._item[place]) + len(entry.pieces)
            for (place, _), entry in zip(self.pairs, self._suffix, strict=True)
        ]

    def of(self, places: Sequence[int]) -> list[int]:
        """The pairs of these items."""
        wanted = set(places)
        return [number for number, (place, _) in enumerate(self.pairs) if place in wanted]

    def batch(self, numbers: Sequence[int]) -> JointBatch:
        lengths = [len(self._item_states[self.pairs[n][0]]) + len(self._states[n]) for n in numbers]
        most = max(len(self._suffix[n].owner) for n in numbers)
        states = torch.zeros(len(numbers), max(lengths), self._reader.trunk.dim)
        owner = torch.zeros(len(numbers), most, max(lengths), dtype=torch.bool)
        features = torch.full((len(numbers), most, self.items[0].features.shape[1]), torch.nan)
        target, key = torch.zeros(len(numbers), most), torch.zeros(len(numbers), dtype=torch.long)
        for row, number in enumerate(numbers):
            place, of_key = self.pairs[number]
            item, begin = self.items[place], len(self._item_states[place])
            states[row, :begin] = torch.from_numpy(self._item_states[place])
            states[row, begin : lengths[row]] = torch.from_numpy(self._states[number])
            found = self._suffix[number].owner
            owner[row, : len(found), begin : lengths[row]] = found
            mine = np.flatnonzero(item.asked == of_key)
            features[row, : len(mine)] = torch.from_numpy(item.features[mine])
            if item.right is not None:
                target[row, : len(mine)] = torch.from_numpy(item.right[mine].astype(np.float32))
            key[row] = begin
        sees = self._sees(numbers, max(lengths))
        return JointBatch(states, sees, key, owner, features, target, owner.any(-1))

    def _sees(self, numbers: Sequence[int], width: int) -> Tensor:
        blocks, mask = torch.zeros(len(numbers), width, dtype=torch.long), torch.zeros(len(numbers), width).bool()
        for row, number in enumerate(numbers):
            begin = len(self._item[self.pairs[number][0]])
            mask[row, : begin + len(self._suffix[number].pieces)] = True
            blocks[row, begin:] = 1
        return block_causal(blocks, mask)

    def _read(self, numbers: Sequence[int]) -> None:
        width = max(self.lengths_of(numbers))
        pieces = torch.zeros(len(numbers), width, dtype=torch.long)
        for row, number in enumerate(numbers):
            whole = torch.cat([self._item[self.pairs[number][0]], self._suffix[number].pieces])
            pieces[row, : len(whole)] = whole
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            found = self._reader.trunk.lower(pieces, self._sees(numbers, width), self._reader.below).float().numpy()
        for row, number in enumerate(numbers):
            place = self.pairs[number][0]
            begin = len(self._item[place])
            self._item_states.setdefault(place, found[row, :begin].astype(np.float16))
            self._states[number] = found[row, begin : begin + len(self._suffix[number].pieces)].astype(np.float16)

    def lengths_of(self, numbers: Sequence[int]) -> list[int]:
        return [len(self._item[self.pairs[n][0]]) + len(self._suffix[n].pieces) for n in numbers]
