"""`TextStates`: the states of texts after a trunk's lower layers, computed once and kept in half precision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from itemcenter.nn import SentenceTrunk
from itemcenter.retrieval.instructed_text import Cut, InstructedText

#: Pieces that go through the network together.
_BATCH_PIECES = 2_048


class TextStates:
    """Of a trunk whose first `layers` layers never change. Memory: 2 bytes x width x pieces of all texts met."""

    def __init__(self, trunk: SentenceTrunk, texts: InstructedText, layers: int) -> None:
        self._trunk, self._texts, self._layers = trunk, texts, layers
        self._place: dict[str, int] = {}
        self._states: list[npt.NDArray[np.float16]] = []
        self._cut: list[Cut] = []

    def of(self, texts: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """States (n, t, d) of texts, padded, which pieces there are (n, t) and which count (n, t), both bool; on the
        trunk's device.
        """
        self.read(texts)
        places = [self._place[text] for text in texts]
        width = max(len(self._states[place]) for place in places)
        states = torch.zeros(len(places), width, self._trunk.dim)
        there, counted = (torch.zeros(len(places), width, dtype=torch.bool) for _ in range(2))
        for row, place in enumerate(places):
            length = len(self._states[place])
            states[row, :length] = torch.from_numpy(self._states[place])
            there[row, :length] = True
            counted[row, :length] = torch.from_numpy(self._cut[place].counted)
        device = self._trunk.device
        return states.to(device), there.to(device), counted.to(device)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """How many pieces each text has."""
        self.read(texts)
        return [len(self._states[self._place[text]]) for text in texts]

    def read(self, texts: Sequence[str]) -> None:
        """Compute what is not known yet."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._place]
        cuts = list(self._texts.cut(fresh))
        found: list[npt.NDArray[np.float16]] = [np.zeros((0, 0), dtype=np.float16)] * len(fresh)
        device = self._trunk.device
        for some in in_batches([len(cut.pieces) for cut in cuts]):
            pieces, mask = padded([cuts[place] for place in some])
            with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16):
                states = self._trunk.lower(pieces.to(device), mask.to(device), self._layers).float().cpu().numpy()
            for row, place in enumerate(some):
                found[place] = states[row, : len(cuts[place].pieces)].astype(np.float16)
        for text, cut, states in zip(fresh, cuts, found, strict=True):
            self._place[text] = len(self._states)
            self._states.append(states)
            self._cut.append(cut)


def padded(cuts: Sequence[Cut]) -> tuple[Tensor, Tensor]:
    """Pieces (n, t) int64 and which of them there are (n, t) bool."""
    width = max(len(cut.pieces) for cut in cuts)
    pieces, mask = torch.zeros(len(cuts), width, dtype=torch.long), torch.zeros(len(cuts), width, dtype=torch.bool)
    for row, cut in enumerate(cuts):
        pieces[row, : len(cut.pieces)] = torch.from_numpy(cut.pieces)
        mask[row, : len(cut.pieces)] = True
    return pieces, mask


def in_batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts in groups of like length, each of at most so many pieces, padding counted."""
    order = sorted(range(len(lengths)), key=lambda place: (-lengths[place], place))
    low = 0
    while low < len(order):
        some = order[low : low + max(1, _BATCH_PIECES // max(1, lengths[order[low]]))]
        low += len(some)
        yield some
