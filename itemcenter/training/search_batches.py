"""What one step of the encoder's training looks at: anchors with their positives and hard negatives, as texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.training.hard_negatives import NegativeOptions, ValueNames, hard_negatives, tail_weights
from itemcenter.training.rewrites import rewrites
from itemcenter.training.search_data import SearchData

Vectors = npt.NDArray[np.float32]
#: Unit vectors (n, d) of texts by the encoder as it is now.
Encode = Callable[[Sequence[str]], Vectors]


class Anchor(NamedTuple):
    text: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """listings, keys: how many of them a step has, keys for each listing; concepts: names compared with each other"""

    listings: int = 8
    keys: int = 2
    concepts: int = 3
    negatives: NegativeOptions = field(default_factory=NegativeOptions)


class SearchBatches:
    """Anchors of one pass over the listings. Negatives are mined with the vectors that `encode` gave at its start."""

    def __init__(self, data: SearchData, encode: Encode, options: BatchOptions, chooser: np.random.Generator) -> None:
        self._data, self._options, self._chooser = data, options, chooser
        self._usable = [place for place, listing in enumerate(data.listings) if any(listing.stated.values())]
        self._items = encode([listing.item_text() for listing in data.listings])
        self._values = [encode([key.value_text(v) for v in range(len(key.values))]) for key in data.keys]
        self._weights = [tail_weights(counts) for counts in data.counts()]
        self._names = [ValueNames([names[0] for names in key.values]) for key in data.keys]
        self._concepts = [(k, v) for k, key in enumerate(data.keys) for v in range(len(key.values)) if key.values[v]]

    def __iter__(self) -> Iterator[list[Anchor]]:
        order = self._chooser.permutation(self._usable).tolist()
        for low in range(0, len(order), self._options.listings):
            some = order[low : low + self._options.listings]
            yield [anchor for place in some for anchor in self._of_listing(place)] + self._of_names()

    def _of_listing(self, place: int) -> Iterator[Anchor]:
        """Keys are drawn by how rare their values are: the long tail is met more often than it is stated."""
        listing, data = self._data.listings[place], self._data
        keys = [key for key, values in listing.stated.items() if values and len(data.keys[key].values) > 1]
        if not keys:
            return
        weight = np.array([max(self._weights[key][value] for value in listing.stated[key]) for key in keys])
        count = min(self._options.keys, len(keys))
        for drawn in self._chooser.choice(len(keys), count, replace=False, p=weight / weight.sum()).tolist():
            key, right = data.keys[keys[drawn]], listing.stated[keys[drawn]]
            names = self._names[keys[drawn]]
            vectors = self._items[place], self._values[keys[drawn]]
            wrong = hard_negatives(
                vectors[0], listing.text, vectors[1], names, right, self._options.negatives, self._chooser
            )
            positives, negatives = (tuple(key.value_text(value) for value in some) for some in (right, wrong))
            yield Anchor(listing.item_text(), positives, negatives)

    def _of_names(self) -> list[Anchor]:
        """Names compared with other ways to write them, against other values of their key that lie near."""
        found = []
        for drawn in self._chooser.choice(len(self._concepts), min(len(self._concepts), self._options.concepts), False):
            number, value = self._concepts[int(drawn)]
            key = self._data.keys[number]
            name = key.values[value][0]
            same = [*key.values[value][1:], *rewrites(name)]
            if same and len(key.values) > 1:
                names, vectors = self._names[number], self._values[number]
                wrong = hard_negatives(
                    vectors[value], "", vectors, names, (value,), self._options.negatives, self._chooser
                )
                drawn_same = self._chooser.permutation(same)[:2].tolist()
                texts = tuple(key.concept_text(str(other)) for other in drawn_same)
                against = tuple(key.concept_text(names.names[other]) for other in wrong)
                found.append(Anchor(key.concept_text(name), texts, against))
        return found
