"""What linear classifiers look at in the texts of an item: words, pairs of words, runs of letters, as sparse rows.

words    each word, and the first and last of a text as such: brands begin titles, things end them
pairs    neighbours, and words with one to three others between them ("men ... watch")
letters  runs of three to five letters of the title's words, their ends marked

Features are hashes of folded tokens or letters. A row weighs them by rarity; each kind's part of a row has the length
given in `_KINDS`, so that the many runs of letters do not drown the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.retrieval.token_stream import TokenStream, chain, mix
from itemcenter.values.folding import fold

Features = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]

#: (length in a row, texts that must have a feature of it) of words, pairs, letters.
_KINDS = ((0.7, 1), (1.0, 2), (1.0, 2))
#: Tokens of a text that count: what a product is stands early in its texts.
_MOST_TOKENS = 160
_FARTHEST = 4
_RUNS = (3, 5)
_APART, _FIRST, _LAST = np.uint64(17), np.uint64(3), np.uint64(5)
_SHIFT = np.uint64(24)
_BASE = np.uint64(0x9E3779B97F4A7C15)
_BLANK = ord(" ")


@dataclass(frozen=True, slots=True)
class SparseRows:
    """Row i has the features `column[begin[i]:begin[i + 1]]`, ascending, with `weight`."""

    begin: Places
    column: npt.NDArray[np.int32]
    weight: Weights

    def __len__(self) -> int:
        return len(self.begin) - 1


@dataclass(frozen=True, slots=True)
class Found:
    """Distinct features of one kind, ordered: `feature[i]`, below 2^40, stands in the texts of item `owner[i]`."""

    owner: Places
    feature: Features

    @classmethod
    def of(cls, owners: Sequence[Places], features: Sequence[Features]) -> Found:
        owner = np.concatenate([np.zeros(0, dtype=np.int64), *owners])
        feature = np.concatenate([np.zeros(0, dtype=np.uint64), *features]) >> _SHIFT
        order = np.lexsort((feature, owner))
        owner, feature = owner[order], feature[order]
        fresh = np.ones(len(owner), dtype=np.bool_)
        fresh[1:] = (owner[1:] != owner[:-1]) | (feature[1:] != feature[:-1])
        return cls(owner[fresh], feature[fresh])


class ItemTexts:
    """The texts of some items, the title of each first, with their features by kind and the place of each word."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.items = len(texts)
        sizes = [len(own) for own in texts]
        stream = TokenStream.of([text for own in texts for text in own])
        first = np.searchsorted(stream.text, np.arange(sum(sizes)))
        early = np.arange(len(stream)) - first[stream.text] < _MOST_TOKENS
        owner = np.repeat(np.arange(len(texts)), sizes)
        begins = np.repeat(np.cumsum([0, *sizes[:-1]]) if sizes else [], sizes)
        #: (m,) of every word: its item, the number of its text there, its place in the text, its feature.
        self.text = stream.text[early]
        self.owner: Places = owner[self.text].astype(np.int64)
        self.number: Places = (self.text - begins[self.text]).astype(np.int64)
        self.start, self.end, self._hash = stream.start[early], stream.end[early], stream.hash[early]
        self.found = (self._words(), self._pairs(), _letters([own[0] if own else "" for own in texts]))

    @property
    def word(self) -> Features:
        return self._hash >> _SHIFT

    def _words(self) -> Found:
        fresh = np.ones(len(self.text) + 1, dtype=np.bool_)
        fresh[1:-1] = self.text[1:] != self.text[:-1]
        ends = [(mark, there) for mark, there in ((_FIRST, fresh[:-1]), (_LAST, fresh[1:]))]
        owners = [self.owner, *(self.owner[there] for _, there in ends)]
        return Found.of(owners, [self._hash, *(mix(self._hash[there] + mark) for mark, there in ends)])

    def _pairs(self) -> Found:
        owners, found = [], []
        for gap in range(1, _FARTHEST + 1):
            left = np.flatnonzero(self.text[gap:] == self.text[:-gap])
            joined = chain(self._hash[left], self._hash[left + gap])
            owners.append(self.owner[left])
            found.append(joined if gap == 1 else mix(joined + _APART))
        return Found.of(owners, found)


def _letters(titles: Sequence[str]) -> Found:
    words = [f" {' '.join(fold(title).split())} \0" for title in titles]
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    owner = np.cumsum(codes == 0) - (codes == 0)
    apart = codes <= _BLANK
    owners: list[Places] = []
    found: list[Features] = []
    running = codes
    for length in range(2, _RUNS[1] + 1):
        running = running[:-1] * _BASE + codes[length - 1 :]
        if length < _RUNS[0] or not len(running):
            continue
        inside = (codes[: len(running)] > 0) & (codes[length - 1 :] > 0)
        for step in range(1, length - 1):
            inside &= ~apart[step : step + len(running)]
        there = np.flatnonzero(inside)
        owners.append(owner[there])
        found.append(mix(mix(running[there]) + np.uint64(length)))
    return Found.of(owners, found)


class Vocabulary:
    """The features that a row may have, with their rarity (inverse document frequency): one table a kind."""

    def __init__(self, features: Sequence[Features], rarities: Sequence[Weights]) -> None:
        self.features, self.rarities = tuple(features), tuple(rarities)

    def __len__(self) -> int:
        return sum(len(feature) for feature in self.features)

    @classmethod
    def of(cls, texts: ItemTexts, most: int) -> Vocabulary:
        """Of more than `most` features the rarest are left out."""
        tables = [np.unique(found.feature, return_counts=True) for found in texts.found]
        least = 1
        while (
            sum(int((count >= max(least, few)).sum()) for (_, count), (_, few) in zip(tables, _KINDS, strict=True))
            > most
        ):
            least += 1
        features, rarities = [], []
        for (known, count), (_, few) in zip(tables, _KINDS, strict=True):
            kept = count >= max(least, few)
            features.append(known[kept])
            rarities.append((np.log((1.0 + texts.items) / (1.0 + count[kept])) + 1.0).astype(np.float32))
        return cls(features, rarities)

    def rows(self, texts: ItemTexts) -> SparseRows:
        owners, columns, weights = [], [], []
        offset = 0
        for found, feature, rarity, (length, _) in zip(texts.found, self.features, self.rarities, _KINDS, strict=True):
            place = _places(feature, found.feature)
            owner, place = found.owner[place >= 0], place[place >= 0]
            weight = rarity[place].astype(np.float64)
            lengths = np.sqrt(np.bincount(owner, weight * weight, minlength=texts.items))
            owners.append(owner)
            columns.append(place + offset)
            weights.append(length * weight / lengths[owner])
            offset += len(feature)
        owner, column, weight = np.concatenate(owners), np.concatenate(columns), np.concatenate(weights)
        order = np.lexsort((column, owner))
        begin = np.searchsorted(owner[order], np.arange(texts.items + 1))
        return SparseRows(begin.astype(np.int64), column[order].astype(np.int32), weight[order].astype(np.float32))

    def words(self, texts: ItemTexts) -> Places:
        """(m,) the column of each word of the texts, -1 for those that are not known."""
        return _places(self.features[0], texts.word)


def _places(known: Features, asked: Features) -> Places:
    """The place of each asked feature among the known ones, -1 for those that are not there."""
    if not len(known):
        return np.full(len(asked), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[place] == asked, place, -1).astype(np.int64)
