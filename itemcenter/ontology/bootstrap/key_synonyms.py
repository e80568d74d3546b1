"""Keys that may be one key under several names: joined where all evidence agrees, else proposed to the expert.

Joined ("Colour", "Product colour", "Color"): the names are the same but for spelling, plural or a word like "product";
hardly an item shows both; the types and units are the same; and so are the values, where both have enough of them.
Proposed: names that are nearly the same or differ by a word, or values that are the same although the names are not.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.value_types import TypeChoice
from itemcenter.schema import ValueType
from itemcenter.values.folding import name_key

#: Share of the rarer key's items that may show both keys, in a join and in a proposal.
_BOTH_JOINED, _BOTH_PROPOSED = 0.02, 0.1
#: Overlap of the two distributions of values: to join keys, to propose them by name, to propose them by values alone.
_SAME_VALUES, _LIKE_VALUES, _VALUES_ALONE = 0.25, 0.3, 0.6
#: Fewer items than this say nothing of a distribution.
_ENOUGH = 10
_LIKE_NAMES = 0.88
#: Values shared by more keys than this say nothing ("Black" is one of sixty colours).
_COMMON_VALUE, _RARE_VALUES = 25, 3
#: Words that say only that it is the product's.
_GENERIC = frozenset(("product", "item", "article", "produkt", "artikel", "the", "of", "商品", "产品"))
_SPELLINGS = {"colour": "color", "colours": "color", "colors": "color", "grey": "gray", "metre": "meter",
              "litre": "liter", "fibre": "fiber", "centre": "center", "aluminium": "aluminum", "jewellery": "jewelry",
              "tyre": "tire", "mould": "mold", "licence": "license", "programme": "program"}  # fmt: skip

#: Types whose values tell nothing of a key.
_WITHOUT_VALUES = (ValueType.IDENTIFIER, ValueType.TEXT, ValueType.BOOLEAN)
#: Numbers of different keys often fall together.
_NUMBERS = (ValueType.QUANTITY, ValueType.COUNT)

ValuesOf = Callable[[int], dict[object, int]]


@dataclass(frozen=True, slots=True)
class KeyPair:
    """Two columns (places) that may be one key. `overlap`: of their values, `both`: items that show both keys."""

    kept: int
    other: int
    joined: bool
    reason: str
    overlap: float
    both: int


def key_pairs(columns: Sequence[KeyColumn], types: Sequence[TypeChoice], values_of: ValuesOf) -> list[KeyPair]:
    """Joins first, then proposals, each by the places of the columns. `values_of`: forms of values with their items.

    A column is joined to one other at most, to the one with most items; `kept` is never joined itself.
    """
    words = [_words(column.name) for column in columns]
    out: list[KeyPair] = []
    joined: dict[int, int] = {}
    for left, right, how in _like_names(words):
        pair = _compared(columns, types, values_of, left, right, how)
        if pair is None:
            continue
        if pair.joined and (right in joined or left in joined):
            pair = KeyPair(joined.get(left, left), right, True, pair.reason, pair.overlap, pair.both)
            if right in joined or pair.kept == right:
                continue
        if pair.joined:
            joined[right] = pair.kept
        out.append(pair)
    told = {frozenset((pair.kept, pair.other)) for pair in out}
    for left, right in _like_values(columns, types, values_of):
        if frozenset((left, right)) not in told and left not in joined and right not in joined:
            same_digits = _digits("".join(words[left])) == _digits("".join(words[right]))
            pair = _compared(columns, types, values_of, left, right, "values") if same_digits else None
            if pair is not None:
                out.append(pair)
    return sorted(out, key=lambda pair: (not pair.joined, pair.kept, pair.other))


def _words(name: str) -> tuple[str, ...]:
    out = []
    for word in name_key(name).split():
        word = _SPELLINGS.get(word, word)
        out.append(word[:-1] if len(word) >= 4 and word[-1] == "s" and word[-2] not in "sui" else word)
    return tuple(out)


def _like_names(words: Sequence[tuple[str, ...]]) -> list[tuple[int, int, str]]:
    """(place, later place, how) of names worth a comparison: "same", "generic", "spelling" or "word"."""
    out: list[tuple[int, int, str]] = []
    core = [tuple(word for word in entry if word not in _GENERIC) or entry for entry in words]
    groups: dict[str, list[int]] = {}
    for place, entry in enumerate(core):
        groups.setdefault(" ".join(sorted(entry)), []).append(place)
        groups.setdefault("".join(entry), []).append(place)
    seen: set[tuple[int, int]] = set()
    for places in groups.values():
        for left, right in ((a, b) for number, a in enumerate(places) for b in places[number + 1 :]):
            if left != right and (left, right) not in seen:
                seen.add((left, right))
                same = "".join(sorted("".join(words[left]))) == "".join(sorted("".join(words[right])))
                out.append((left, right, "same" if same else "generic"))
    by_start: dict[str, list[int]] = {}
    for place, entry in enumerate(words):
        by_start.setdefault("".join(entry)[:4], []).append(place)
    for places in by_start.values():
        for left, right in ((a, b) for number, a in enumerate(places) for b in places[number + 1 :]):
            a, b = "".join(words[left]), "".join(words[right])
            if (left, right) in seen or abs(len(a) - len(b)) > 2 or min(len(a), len(b)) < 5 or _digits(a) != _digits(b):
                continue
            if difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= _LIKE_NAMES:
                seen.add((left, right))
                out.append((left, right, "spelling"))
    by_core = {frozenset(entry): place for place, entry in reversed(list(enumerate(core)))}
    for place, entry in enumerate(core):
        for dropped in range(len(entry)) if len(entry) > 1 else ():
            if entry[dropped].isdigit():
                continue  # "connector 1" is no "connector"
            other = by_core.get(frozenset(entry[:dropped] + entry[dropped + 1 :]))
            if other is not None and other != place and (pair := (min(place, other), max(place, other))) not in seen:
                seen.add(pair)
                out.append((*pair, "word"))
    return sorted(out)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _compared(
    columns: Sequence[KeyColumn], types: Sequence[TypeChoice], values_of: ValuesOf, left: int, right: int, how: str
) -> KeyPair | None:
    """What becomes of a pair: joined, proposed, or None. `left` is the key with more items."""
    mine, theirs = columns[left].items, columns[right].items
    both = len(np.intersect1d(mine, theirs, assume_unique=True))
    fewer = min(len(mine), len(theirs))
    if both > _BOTH_PROPOSED * fewer:
        return None
    alike = types[left].type is types[right].type and types[left].unit == types[right].unit
    overlap = _overlap(values_of(left), values_of(right)) if alike else 0.0
    few = fewer < _ENOUGH or types[left].type in _WITHOUT_VALUES
    told = "values say nothing here" if few else f"{overlap:.0%} of the values are shared"
    told = told if alike else "their types differ"
    names = {"same": "the names differ in spelling or order only",
             "generic": "the names differ by a word like “product”",
             "spelling": "the names are nearly the same", "word": "the names differ by one word",
             "values": "the names differ"}  # fmt: skip
    reason = f"{names[how]}; {told}; {both} of {fewer} items show both"
    if how in ("same", "generic") and alike and both <= _BOTH_JOINED * fewer:
        return KeyPair(left, right, few or overlap >= _SAME_VALUES, reason, overlap, both)
    least = _VALUES_ALONE if how == "values" or types[left].type in _NUMBERS else _LIKE_VALUES
    if how in ("same", "generic") or (overlap >= least and types[left].type is not ValueType.COUNT):
        return KeyPair(left, right, False, reason, overlap, both)
    return None


def _overlap(left: dict[object, int], right: dict[object, int]) -> float:
    """Sum over all values of the smaller of their two shares: 1 for one distribution, 0 without a common value."""
    all_left, all_right = sum(left.values()), sum(right.values())
    if not all_left or not all_right:
        return 0.0
    return sum(min(count / all_left, right[value] / all_right) for value, count in left.items() if value in right)


def _like_values(
    columns: Sequence[KeyColumn], types: Sequence[TypeChoice], values_of: ValuesOf
) -> list[tuple[int, int]]:
    """Pairs of categorical keys that share several values which few keys have."""
    by_value: dict[object, list[int]] = {}
    for place, choice in enumerate(types):
        if choice.type is ValueType.CATEGORICAL and len(columns[place].items) >= _ENOUGH:
            for value, count in values_of(place).items():
                if count >= 2:
                    by_value.setdefault(value, []).append(place)
    shared: dict[tuple[int, int], int] = {}
    for places in by_value.values():
        if len(places) <= _COMMON_VALUE:
            for number, left in enumerate(places):
                for right in places[number + 1 :]:
                    shared[left, right] = shared.get((left, right), 0) + 1
    return sorted(pair for pair, count in shared.items() if count >= _RARE_VALUES)
