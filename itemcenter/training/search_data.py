"""`SearchData`: what an encoder is trained on for search, listings with the values that they state under their keys.

As a file, JSON lines of two kinds, keys before the listings that use them:

    {"key": "color", "category": "Lamps", "name": "Colour", "description": "...", "values": [["red", "scarlet"], ...]}
    {"category": "Lamps", "text": "Arc lamp, E27, scarlet", "stated": {"color": ["red"]}}

A value is a list of its names, the standard one first. `stated` names every key of the listing that is known: [] where
it is known to state none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itemcenter.errors import InputError
from itemcenter.retrieval.instructions import (
    DESCRIPTION_WORDS,
    concept_instruction,
    item_instruction,
    value_instruction,
)


@dataclass(frozen=True, slots=True)
class ListedKey:
    """values: the names of each value, the standard one first"""

    category: str
    name: str
    description: str
    values: tuple[tuple[str, ...], ...]

    def value_text(self, value: int) -> str:
        """What the encoder is given for a value that is searched."""
        return value_instruction("", self.name, self._told()) + " ".join(self.values[value])

    def concept_text(self, name: str) -> str:
        """What the encoder is given for a name that is compared with other names."""
        return concept_instruction("", self.name, self._told()) + name

    def _told(self) -> str:
        return " ".join(self.description.split()[:DESCRIPTION_WORDS])


@dataclass(frozen=True, slots=True)
class Listing:
    """stated: the numbers of the values by the number of their key"""

    category: str
    text: str
    stated: Mapping[int, tuple[int, ...]]

    def item_text(self) -> str:
        """What the encoder is given for an item."""
        return item_instruction(self.category) + self.text


@dataclass(frozen=True, slots=True)
class SearchData:
    keys: tuple[ListedKey, ...]
    listings: tuple[Listing, ...]

    def counts(self) -> list[list[int]]:
        """By key and value, how many listings state it."""
        found = [[0] * len(key.values) for key in self.keys]
        for listing in self.listings:
            for key, values in listing.stated.items():
                for value in values:
                    found[key][value] += 1
        return found


def read_search_data(path: Path) -> SearchData:
    """Read the file form. Raises `InputError` naming the line that cannot be read."""
    keys: dict[str, ListedKey] = {}
    places: dict[str, dict[str, int]] = {}
    listings: list[Listing] = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", place=str(path)) from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if "key" in row:
                key = _key(row)
                if row["key"] in keys:
                    raise ValueError(f"the key {row['key']!r} is given twice")
                keys[row["key"]] = key
                places[row["key"]] = {name: n for n, names in reversed([*enumerate(key.values)]) for name in names[:1]}
            else:
                listings.append(_listing(row, {name: n for n, name in enumerate(keys)}, places))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"{error} is missing or not known" if isinstance(error, KeyError) else str(error)
            raise InputError(f"not a line of search data: {what}", place=f"{path.name}, line {number}") from error
    return SearchData(tuple(keys.values()), tuple(listings))


def _key(row: Mapping[str, Any]) -> ListedKey:
    values = tuple(tuple(_text(name) for name in names) for names in row["values"])
    if not all(values):
        raise ValueError("a value without a name")
    return ListedKey(_text(row["category"]), _text(row["name"]), _text(row.get("description", "")), values)


def _listing(row: Mapping[str, Any], keys: Mapping[str, int], places: Mapping[str, Mapping[str, int]]) -> Listing:
    stated = {keys[key]: tuple(places[key][name] for name in names) for key, names in row["stated"].items()}
    return Listing(_text(row["category"]), _text(row["text"]), stated)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value
