"""`RecordEdit`: what is to be put into one record of a catalog file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: What a form of values can hold: text; in JSON also numbers, truth values, lists of these.
CellValue = str | float | bool | list[str] | dict[str, float]


@dataclass(slots=True)
class RecordEdit:
    """cells: column -> value for cells that are empty; pairs: container column -> (name, value) to append;

    added: added column -> value. A JSON file adds a member only where there is a value.
    """

    cells: dict[str, CellValue] = field(default_factory=dict)
    pairs: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    added: dict[str, CellValue] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.cells or self.pairs or self.added)


class Edited(NamedTuple):
    """A record after the edit; refused: names of pairs that could not be appended (they were left out).

    text is None where the record cannot be edited so that the reader would understand it: it stays as it is.
    """

    text: str | None
    refused: tuple[str, ...] = ()


class Insertion(NamedTuple):
    """Text to put into a cell before its last `keep` characters."""

    text: str
    keep: int


#: container column -> a filled cell of it, which shows the form.
Samples = Mapping[str, Any]
