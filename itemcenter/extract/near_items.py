"""Labelled items whose titles are most like a title, and what they say of a key.

Nearness is the cosine of the words that two titles of one category share, rare words counting more. People who wrote
alike labelled alike: which of several mentions is meant, and that nothing is, is often a habit of one merchant.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from itemcenter.evidence.binning import Floats
from itemcenter.extract.item_spans import Ints
from itemcenter.extract.span_memory import LabelledSpans
from itemcenter.schema import CategoryId, KeyId

#: Items asked for their word on a key, the nearest first.
_MOST = 10
#: Nearest items among which those that know the key are sought.
_SOUGHT = 200
#: Weight of "nobody knows", in items as near as can be.
_NOBODY = 0.5


class Votes(NamedTuple):
    """On one key. share and nearest: by form; first_word: share of items that begin with the same word, by form."""

    share: dict[str, float]
    nearest: dict[str, float]
    nothing: float
    voters: int
    first_word: dict[str, float]
    first_words: int


class Near(NamedTuple):
    """Labelled items, the nearest first, and their cosines."""

    items: list[LabelledSpans]
    similarity: list[float]
    first_word: str

    def votes(self, key_id: KeyId) -> Votes:
        share: dict[str, float] = {}
        nearest: dict[str, float] = {}
        alike: Counter[str] = Counter()
        total = nothing = 0.0
        voters = beginning = 0
        for item, similarity in zip(self.items, self.similarity, strict=True):
            values = item.labels.get(key_id)
            if values is None:
                continue
            if self.first_word and item.spans.words[0].folded == self.first_word:
                beginning += 1
                alike.update(values)
            if voters < _MOST:
                voters += 1
                total += similarity
                if not values:
                    nothing += similarity
                for form in values:
                    share[form] = share.get(form, 0.0) + similarity
                    nearest.setdefault(form, similarity)
        weight = total + _NOBODY
        first_word = {form: count / (beginning + _NOBODY) for form, count in alike.items()}
        return Votes(
            {form: part / weight for form, part in share.items()},
            nearest,
            nothing / weight,
            voters,
            first_word,
            beginning,
        )


class NearItems:
    """Immutable. Cost of a search: the items that share a word with the title."""

    def __init__(self, items: Sequence[LabelledSpans]) -> None:
        self._items = list(items)
        spread = Counter(word for item in items for word in item.spans.bag)
        self._rarity = {word: math.log(1.0 + len(items) / count) for word, count in spread.items()}
        self._unmet = math.log(1.0 + max(1, len(items)))
        members: dict[CategoryId, list[int]] = {}
        for place, item in enumerate(items):
            members.setdefault(item.category_id, []).append(place)
        self._members = {category: np.array(places) for category, places in members.items()}
        self._parts = np.array([item.part for item in items], dtype=np.int64)
        self._postings = {category: self._posted(places) for category, places in members.items()}

    def _posted(self, places: Sequence[int]) -> dict[str, tuple[Ints, Floats]]:
        """(row, weight) of the titles of a category with each word; the weights of a title have length 1."""
        found: dict[str, list[tuple[int, float]]] = {}
        for row, place in enumerate(places):
            bag = self._items[place].spans.bag
            length = math.sqrt(sum(self._rarity[word] ** 2 for word in bag)) or 1.0
            for word in bag:
                found.setdefault(word, []).append((row, self._rarity[word] / length))
        return {
            word: (np.array([row for row, _ in entries]), np.array([weight for _, weight in entries]))
            for word, entries in found.items()
        }

    def near(self, item: LabelledSpans) -> Near:
        """The nearest items of the category, none of the item's own part."""
        members = self._members.get(item.category_id)
        first_word = item.spans.words[0].folded if item.spans.words else ""
        if members is None:
            return Near([], [], first_word)
        similarity = np.zeros(len(members))
        rarity = {word: self._rarity.get(word, self._unmet) for word in item.spans.bag}
        length = math.sqrt(sum(weight**2 for weight in rarity.values())) or 1.0
        postings = self._postings[item.category_id]
        for word, weight in sorted(rarity.items()):
            if word in postings:
                rows, weights = postings[word]
                similarity[rows] += weights * (weight / length)
        similarity[self._parts[members] == item.part] = 0.0
        order = np.argsort(-similarity, kind="stable")[:_SOUGHT]
        order = order[similarity[order] > 0.0]
        return Near([self._items[place] for place in members[order]], similarity[order].tolist(), first_word)
