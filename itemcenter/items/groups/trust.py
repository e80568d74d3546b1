"""Which families of codes tell products apart in this catalog: the titles of items that share a code must say so.

Two items of one code are compared with two items of neighbouring codes and the same brand, by the words that their
titles share, rare words counting more. "LAP-130-01" and "LAP-130-02" are one product if such pairs are far more alike
than LAP-130 and LAP-131; where the stem is a department or a supplier, they are not.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np

from itemcenter.items.groups.brands import brands_agree
from itemcenter.items.groups.codes import FAMILIES, ITEM_NUMBER, MODEL_NUMBER
from itemcenter.items.groups.gather import Gathered, WordCounts, blocks
from itemcenter.items.groups.listing import Listing
from itemcenter.items.groups.title import TitleReader
from itemcenter.values.folding import name_key

#: More items of one code are no variants of one product.
MOST_VARIANTS = 200
#: Fewer pairs prove nothing.
_LEAST_PAIRS = 10
_MOST_PAIRS = 1_000
#: Share of pairs whose brands agree.
_LEAST_BRANDS = 0.95
#: Pairs of one code must be so much more alike, or the difference between them so much smaller.
_TIMES_ALIKE, _SHARE_UNLIKE = 2.0, 0.5
#: and this much alike: share of the rare words of the shorter title.
_LEAST_ALIKE = 0.3
#: Families whose differing codes keep items apart, not only join them.
DIVIDING = (ITEM_NUMBER,)
#: A person wrote model numbers and pictures to say which product it is; the form of item numbers may be chance.
_TIMES_CODED = {MODEL_NUMBER: 1.2}


def trusted(found: Gathered, at: Callable[[int], Listing], counts: WordCounts, reader: TitleReader) -> tuple[str, ...]:
    """The families of this catalog by which items are joined, the most telling first. at: the listing of a row."""
    return tuple(family for family in FAMILIES if _tells_apart(family, found, at, counts, reader))


def _tells_apart(
    family: str, found: Gathered, at: Callable[[int], Listing], counts: WordCounts, reader: TitleReader
) -> bool:
    codes = found.codes[family]
    sampled = sorted(blocks(codes, MOST_VARIANTS), key=lambda block: int(codes[block[0]]))[:_MOST_PAIRS]
    if len(sampled) < _LEAST_PAIRS:
        return False
    pairs = [(at(int(block[0])), at(int(block[-1]))) for block in sampled]
    brands = sum(brands_agree(one, other) for one, other in pairs) / len(pairs)
    if brands < _LEAST_BRANDS:
        return False

    def measured(both: Iterator[tuple[Listing, Listing]]) -> list[float]:
        return [alike(one, other, len(found.ids), counts, reader) for one, other in both]

    near = sorted(pairs, key=lambda pair: (name_key(pair[0].brand), pair[0].codes[family], pair[0].id))
    neighbours = (
        (one, other)
        for (one, _), (other, _) in itertools.pairwise(near)
        if name_key(one.brand) == name_key(other.brand)
    )
    within, between = measured(iter(pairs)), measured(neighbours)
    if len(between) < _LEAST_PAIRS // 2:
        between = measured((one, other) for (one, _), (other, _) in itertools.pairwise(near))
    inside, outside = float(np.mean(within)), float(np.mean(between))
    if inside < _LEAST_ALIKE:
        return False
    times = _TIMES_CODED.get(family, _TIMES_ALIKE)
    return inside >= times * outside or (1.0 - inside) <= _SHARE_UNLIKE * (1.0 - outside)


def alike(one: Listing, other: Listing, items: int, counts: WordCounts, reader: TitleReader) -> float:
    """Share of the words of the shorter title that the other has too, brands left out, rare words counting more."""
    brand = set(name_key(f"{one.brand} {other.brand}").split())
    first, second = (set(reader.read(entry.title).words) - brand for entry in (one, other))

    def weight(words: set[str]) -> float:
        return sum(math.log((items + 1) / max(1, counts[word])) for word in words)

    least = min(weight(first), weight(second))
    return weight(first & second) / least if least > 0 else 0.0
