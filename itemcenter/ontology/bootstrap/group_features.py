"""What items are grouped by: the names of their specs and the words of their titles, as one sparse row an item."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.ontology.bootstrap.observe import Observed
from itemcenter.ontology.bootstrap.sparse_rows import Places, SparseRows
from itemcenter.ontology.bootstrap.title_words import brand_words, counted_words, stem, words
from itemcenter.values.folding import name_key

#: Share of the squared length of a row that its keys have; the rest is its words'. Keys are many and agree less.
_KEYS = 0.4
#: Features of fewer items say nothing of a group; those of more than half of all items neither.
_LEAST_ITEMS, _MOST_SHARE = 5, 0.5
#: Columns whose cells name the kind of a thing: their words are no mere attributes.
_KIND_KEYS = frozenset(
    map(
        name_key,
        ("product type", "type of product", "article type", "product kind", "type", "produkttyp", "produktart"),
    )
)
_LONGEST_VALUE = 60
_LISTED = re.compile(r"[,;/|]")


@dataclass(frozen=True, slots=True)
class GroupFeatures:
    """What items are compared by.

    rows:      (n, keys + words) of length 1
    keys:      numbers of the folded names of each item's specs
    key_names: their folded names, by number
    kinds:     the kind that each item's own cells name, as stems ("hard drive"), "" for none
    attribute: word -> share of its items whose own cells hold it as a value: "black" is an attribute, "cable" is not
    inside:    word -> share of its items whose own cells hold it anywhere
    counted:   words that follow numbers
    series:    words that one brand alone uses
    """

    rows: SparseRows
    keys: list[set[int]]
    key_names: list[str]
    kinds: list[str]
    attribute: dict[str, float]
    inside: dict[str, float]
    counted: frozenset[str]
    series: frozenset[str]


def group_features(observed: Observed) -> GroupFeatures:
    """Features of all items that were looked at."""
    folded: dict[str, int] = {}
    form = [folded.setdefault(name_key(name), len(folded)) for name in observed.names]
    keys: list[set[int]] = [set() for _ in range(observed.items)]
    own: list[set[str]] = [set() for _ in range(observed.items)]
    kinds = {number for name, number in folded.items() if name in _KIND_KEYS}
    said = [_lone_words(text) for text in observed.texts]
    held = [frozenset(map(stem, name_key(text).split())) for text in observed.texts]
    anywhere: list[set[str]] = [set() for _ in range(observed.items)]
    kind_of = [""] * observed.items
    for item, name, text in zip(observed.item.tolist(), observed.name.tolist(), observed.text.tolist(), strict=True):
        keys[item].add(form[name])
        if form[name] not in kinds:
            own[item] |= said[text]
            anywhere[item] |= held[text]
        elif len(observed.texts[text]) <= _LONGEST_VALUE and not kind_of[item]:
            kind_of[item] = " ".join(map(stem, name_key(observed.texts[text]).split()))
    counted = counted_words(observed.titles)
    told = [words(title, brand, counted) for title, brand in zip(observed.titles, observed.brands, strict=True)]
    series = brand_words(told, observed.brands)
    telling = [entry - series for entry in told]
    weights = _attribute_share(telling, own, keys)
    inside = _attribute_share(telling, anywhere, keys)
    items = observed.items
    by_key = _block([{str(key) for key in entry} for entry in keys], items, {})
    by_word = _block(telling, items, weights)
    width = by_key.width
    row = np.concatenate([by_key.row, by_word.row])
    column = np.concatenate([by_key.column, by_word.column + width])
    weight = np.concatenate([by_key.weight * _KEYS**0.5, by_word.weight * (1 - _KEYS) ** 0.5])
    joined = SparseRows.of(row, column, weight, items, width + by_word.width)
    return GroupFeatures(joined.normalised(), keys, list(folded), kind_of, weights, inside, counted, series)


def _lone_words(text: str) -> frozenset[str]:
    """Words that are a whole value of a cell, or of a list in it."""
    if len(text) > _LONGEST_VALUE:
        return frozenset()
    parts = (name_key(part) for part in _LISTED.split(text))
    return frozenset(stem(part) for part in parts if part and " " not in part)


def _attribute_share(
    telling: Sequence[set[str]], own: Sequence[set[str]], keys: Sequence[set[int]]
) -> dict[str, float]:
    seen: Counter[str] = Counter()
    stated: Counter[str] = Counter()
    for item_words, values, item_keys in zip(telling, own, keys, strict=True):
        if item_keys:
            seen.update(item_words)
            stated.update(item_words & values)
    return {word: count / seen[word] for word, count in stated.items()}


def _block(sets: Sequence[set[str]], items: int, attribute: dict[str, float]) -> SparseRows:
    """Rows of inverse frequencies, of length 1 each; a word that is mostly an attribute counts less."""
    counts: Counter[str] = Counter()
    for entry in sets:
        counts.update(entry)
    kept = sorted(feature for feature, count in counts.items() if _LEAST_ITEMS <= count <= _MOST_SHARE * items)
    number = {feature: place for place, feature in enumerate(kept)}
    row: list[int] = []
    column: list[int] = []
    for place, entry in enumerate(sets):
        mine = sorted(number[feature] for feature in entry if feature in number)
        row.extend([place] * len(mine))
        column.extend(mine)
    idf = np.array([np.log(items / counts[feature]) * (1 - attribute.get(feature, 0.0)) for feature in kept])
    columns: Places = np.array(column, dtype=np.int64)
    weights = idf.astype(np.float32)[columns]
    return SparseRows.of(np.array(row, dtype=np.int64), columns, weights, items, len(kept)).normalised()
