"""Which rows of one skeleton are variants of one product: precision first.

A skeleton *names* its product if it holds a word that no other title of the catalog has (Emmima, X200). Then rows are
joined also where one leaves out what the other states; rows that cannot be told apart need a model code or two such
words. A skeleton that names nothing ("women heels") may belong to any number of products: its rows are joined only
where the titles themselves show variants, each one once.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from itemcenter.items.groups import variant_words as known
from itemcenter.items.groups.codes import MODEL_NUMBER
from itemcenter.items.groups.gather import WordCounts
from itemcenter.items.groups.listing import Listing
from itemcenter.items.groups.title import Variant
from itemcenter.values import known_unit
from itemcenter.values.folding import name_key

#: Words beside the brand that a skeleton must have; with no brand; where nothing but a measure varies.
_LEAST_WORDS, _LEAST_BRANDLESS, _LEAST_MEASURED = 2, 3, 3
#: Share of rows whose variants are unlike all others', in a skeleton that names nothing.
_LEAST_DISTINCT = 0.8
_MEASURES = frozenset({known.LENGTH, known.WEIGHT, known.VOLUME, known.CAPACITY, known.EXTENT, known.CHARGE})
#: Where nothing else varies and nothing is named, two models may differ.
_MODEL_MEASURES = frozenset({known.EXTENT, known.CHARGE})
#: Words at the start of a title that may be a brand, where no brand is given that stands there.
_BRAND_WORDS = 2
#: Shortest word that can name a product; with a digit, shorter ones do.
_LEAST_NAME = 3
#: Two model numbers are of one product if they begin alike for so many characters and this share of the shorter one.
_LEAST_STEM, _LEAST_STEM_SHARE = 4, 0.6


class Row(NamedTuple):
    number: int
    listing: Listing
    variants: tuple[Variant, ...]


def variants_of_one(rows: list[Row], words: tuple[str, ...], counts: WordCounts) -> list[list[int]]:
    """Sets of row numbers to be joined. words: of their common skeleton in the order of a title, brand included."""
    brand = {word for row in rows for word in name_key(row.listing.brand).split()}
    content = [word for word in words if word not in brand and word not in known.DIRECTIONS | known.FILLERS]
    if len(set(content)) < (_LEAST_WORDS if brand else _LEAST_BRANDLESS) and not any(map(_coded, content)):
        return []
    begin = 0 if words and words[0] in brand else _BRAND_WORDS
    names = {word for word in words[begin:] if word in content and _names(word) and counts[word] <= len(rows)}
    out = []
    for part in _by_model_number(rows):
        told = _without_doubles(part)
        if len(names) > 1 or any(map(_coded, names)) or (names and _distinct(told)):
            out.append(told)
        else:
            out += [
                shape for shape in _by_dimensions(told).values() if _distinct(shape) and _enough(shape, words, content)
            ]
    return [[row.number for row in rows] for rows in out if len(rows) > 1]


def _distinct(rows: list[Row]) -> bool:
    """Whether the variants tell the rows apart."""
    different = len({row.variants for row in rows})
    return different > 1 and different >= _LEAST_DISTINCT * len(rows)


def _by_model_number(rows: list[Row]) -> list[list[Row]]:
    """Rows whose model numbers can be of one product; where there are several, a row without one is left out."""
    codes = sorted({code for row in rows if (code := row.listing.codes.get(MODEL_NUMBER))})
    if not codes or all(_one_stem(codes[0], code) for code in codes):
        return [rows]
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        code = row.listing.codes.get(MODEL_NUMBER)
        if code:
            first = next((known_code for known_code in parts if _one_stem(known_code, code)), code)
            parts[first].append(row)
    return list(parts.values())


def _one_stem(one: str, other: str) -> bool:
    length = min(len(one), len(other))
    differ = (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1])
    return one == other or next(differ, length) >= max(_LEAST_STEM, _LEAST_STEM_SHARE * length)


def _without_doubles(rows: list[Row]) -> list[Row]:
    """Rows without those that have the same variants as another one and a different description."""
    texts: dict[tuple[Variant, ...], set[str]] = defaultdict(set)
    for row in rows:
        if row.listing.text:
            texts[row.variants].add(row.listing.text)
    return [row for row in rows if len(texts[row.variants]) < 2]


def _by_dimensions(rows: Iterable[Row]) -> dict[frozenset[str], list[Row]]:
    """Rows whose titles speak of the same dimensions: what one leaves out may be anything.

    A title without a pack or an edition means the single, plain one.
    """
    out: dict[frozenset[str], list[Row]] = defaultdict(list)
    for row in rows:
        out[frozenset(dimension for dimension, _ in row.variants) - {known.PACK, known.EDITION}].append(row)
    return out


def _enough(rows: list[Row], words: Sequence[str], content: list[str]) -> bool:
    """Where only a measure varies, a model code must be named, or more words say what it measures: "showpiece - 16 cm"
    is any showpiece. Behind a word of direction stands the model of another product.
    """
    before = list(itertools.takewhile(lambda word: word not in known.DIRECTIONS, words))
    if any(_coded(word) for word in before if word in content):
        return True
    values = Counter(variant for row in rows for variant in row.variants)
    varying = {dimension for (dimension, _), count in values.items() if count < len(rows)}
    if varying <= _MODEL_MEASURES:
        return False
    return not varying <= _MEASURES or len(set(content)) >= _LEAST_MEASURED


def _names(word: str) -> bool:
    return len(word) >= _LEAST_NAME or _coded(word)


def _coded(word: str) -> bool:
    """A model code: letters and digits, no figure with a unit ("12ohm")."""
    letters = word.lstrip("0123456789.")
    return len(word) > 1 and not word.isalpha() and letters != "" and known_unit(letters) is None
