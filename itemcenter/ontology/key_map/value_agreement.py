"""How well a merchant's cells fit an ontology key: its value list, or its type and unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from itemcenter.errors import ValueParseError
from itemcenter.ontology.key_map.key_names import unit_in
from itemcenter.schema import AttributeKey, OntologyRelease, ValueListId, ValueType
from itemcenter.values import boolean_of, parse_all
from itemcenter.values.folding import name_key

_PARTS = re.compile(r"[,;/|&\n+]|\band\b")
#: "Black (matte)": what stands in brackets says more than the value.
_HINT = re.compile(r"\s*\([^()]*\)")
#: Distinct matching texts from which a share is believed in full.
_BELIEVED = 3
#: Texts that are parsed under a typed key.
_PARSED = 25


class Agreement(NamedTuple):
    """share: of the cells that fit, 0 to 1; distinct: texts that do; told: in words.

    unitless: the cells are bare numbers, and nobody says in which unit
    """

    share: float
    distinct: int
    told: str
    unitless: bool = False

    @property
    def trusted(self) -> float:
        """The share, less where only one or two texts fit: "black" alone does not make a colour."""
        return self.share * min(1.0, self.distinct / _BELIEVED)


class ValueIndex:
    """The names of all value lists of a release, so that a cell is looked up in all of them at once."""

    def __init__(self, release: OntologyRelease) -> None:
        self._lists: dict[str, set[ValueListId]] = {}
        for entry in release.value_lists:
            for value in entry.values:
                for name in value.names:
                    self._lists.setdefault(_form(name), set()).add(entry.id)
        self._none: frozenset[ValueListId] = frozenset()

    def lists_of(self, text: str) -> Mapping[ValueListId, float]:
        """The lists that hold the cell's value, or some of its parts: the share of the parts that each holds."""
        whole = self._lists.get(_form(text)) or self._lists.get(_form(_HINT.sub("", text)))
        if whole:
            return dict.fromkeys(whole, 1.0)
        parts = [part for part in _PARTS.split(text) if part.strip()]
        if len(parts) < 2:
            return {}
        found = Counter(entry for part in parts for entry in self._lists.get(_form(part), self._none))
        return {entry: count / len(parts) for entry, count in found.items()}

    def shares(self, texts: Mapping[str, int]) -> dict[ValueListId, tuple[float, int]]:
        """By list: (share of the cells that it holds, how many distinct texts it holds wholly or in part)."""
        total = sum(texts.values())
        share: dict[ValueListId, float] = {}
        distinct: Counter[ValueListId] = Counter()
        for text, count in texts.items():
            for entry, part in self.lists_of(text).items():
                share[entry] = share.get(entry, 0.0) + part * count
                distinct[entry] += 1
        return {entry: (share[entry] / total, distinct[entry]) for entry in share}


@lru_cache(maxsize=262_144)
def _form(name: str) -> str:
    """Folded, without blanks between words and plural endings: "Touch-screens" and "touchscreen" are one."""
    words = [word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word
             for word in name_key(name).split()]  # fmt: skip
    return "".join(words).replace("colour", "color").replace("grey", "gray")


def typed_agreement(key: AttributeKey, texts: Mapping[str, int], merchant_name: str) -> Agreement | None:
    """How well cells fit a key without a list; None where any text would do."""
    if key.type in (ValueType.TEXT, ValueType.IDENTIFIER) or (key.value_list_id is None and _listed(key)):
        return None
    common = Counter(texts).most_common(_PARSED)
    total = sum(count for _, count in common)
    fitting = [(text, count) for text, count in common if _fits(key, text)]
    share = sum(count for _, count in fitting) / total if total else 0.0
    told = f"{share:.0%} of the cells are {_SHAPES[key.type]}"
    unitless = False
    if key.type is ValueType.QUANTITY:
        bare = sum(count for text, count in fitting if _bare(key, text))
        unitless = bare > 0.2 * max(1, sum(count for _, count in fitting)) and unit_in(merchant_name)[1] != key.unit
        told += f" in units like {key.unit}" if not unitless else f", but nobody says that they are in {key.unit}"
    return Agreement(share, max(len(fitting), _BELIEVED if key.type is ValueType.BOOLEAN else 0), told, unitless)


_SHAPES = {ValueType.BOOLEAN: "yes or no", ValueType.COUNT: "whole numbers", ValueType.QUANTITY: "measurements"}


def looks_boolean(texts: Iterable[str]) -> bool:
    """Whether all cells answer yes or no."""
    listed = list(texts)
    return bool(listed) and all(boolean_of(text) is not None for text in listed)


def _listed(key: AttributeKey) -> bool:
    return key.type in (ValueType.CATEGORICAL, ValueType.COLOUR)


def _fits(key: AttributeKey, text: str) -> bool:
    if key.type is ValueType.BOOLEAN:
        return boolean_of(text, (key.name, *key.synonyms)) is not None
    try:
        return bool(parse_all(text, key))
    except ValueParseError:
        return False


def _bare(key: AttributeKey, text: str) -> bool:
    return any(entry.assumed_unit for entry in parse_all(text, key))
