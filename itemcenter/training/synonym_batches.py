"""What one step looks at that draws synonyms together: a writing, others of its value, near writings of other values.

Keys come in the form of search data (`search_data`, lines of keys alone): each value a list of names that mean the
same. Values of one key are known to differ, so the nearest of the others are the hardest negatives, however near.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.training.search_batches import Anchor, Encode
from itemcenter.training.search_data import ListedKey


@dataclass(frozen=True, slots=True)
class SynonymOptions:
    """anchors: writings of a step; positives: at most so many others of their value; mined, random: negatives of each

    passes: over the values; rate: of AdamW in these passes
    """

    anchors: int = 16
    positives: int = 2
    mined: int = 5
    random: int = 2
    passes: int = 2
    rate: float = 5e-5


class SynonymBatches:
    """Anchors of one pass: each value that has several names, once. Negatives are mined when the pass starts."""

    def __init__(
        self, keys: Sequence[ListedKey], encode: Encode, options: SynonymOptions, chooser: np.random.Generator
    ) -> None:
        self._options, self._chooser = options, chooser
        self._texts: list[list[str]] = []
        self._owner = []
        self._usable: list[tuple[int, int]] = []
        for number, key in enumerate(keys):
            names = [(value, name) for value, names in enumerate(key.values) for name in dict.fromkeys(names)]
            self._texts.append([key.concept_text(name) for _, name in names])
            self._owner.append(np.array([value for value, _ in names], dtype=np.int64))
            counts = np.bincount(self._owner[-1], minlength=len(key.values))
            if len(key.values) > 1:
                self._usable += [(number, value) for value in np.flatnonzero(counts > 1).tolist()]
        self._vectors = [encode(texts) for texts in self._texts]

    def __len__(self) -> int:
        """Steps of the pass."""
        return -(-len(self._usable) // self._options.anchors)

    def __iter__(self) -> Iterator[list[Anchor]]:
        order = self._chooser.permutation(len(self._usable)).tolist()
        for low in range(0, len(order), self._options.anchors):
            yield [self._anchor(*self._usable[place]) for place in order[low : low + self._options.anchors]]

    def _anchor(self, number: int, value: int) -> Anchor:
        texts, owner, vectors = self._texts[number], self._owner[number], self._vectors[number]
        own = self._chooser.permutation(np.flatnonzero(owner == value)).tolist()
        near = np.argsort(-(vectors @ vectors[own[0]]), kind="stable")
        others = near[owner[near] != value]
        mined, rest = others[: self._options.mined], others[self._options.mined :]
        drawn = self._chooser.permutation(rest)[: self._options.random]
        return Anchor(
            texts[own[0]],
            tuple(texts[place] for place in own[1 : 1 + self._options.positives]),
            tuple(texts[place] for place in [*mined.tolist(), *drawn.tolist()]),
        )
