"""How recovered cells are counted: one hidden cell, one first value, right or wrong, and whether the text states it.

    right   equal without case and marks, or both plain numbers within 1 percent of each other
    stated  the words of the value stand in the text in order; of a plain number, its number

    precision = right / predicted     recall = right / hidden     coverage = predicted / hidden

A cell is predicted where a value with a place in the text is given; only the first value counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from itemcenter.evaluate.intervals import wilson
from itemcenter.evaluate.masking import cell_key

_MARKS = re.compile(r"[^0-9a-z\u0080-\uffff]+")
_WORDS = re.compile(r"[0-9a-z\u0080-\uffff]+")
_NUMBER = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*[^\d]*")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_TOLERANCE = 0.01

STATED, UNSTATED = "stated", "unstated"


def plain(value: str) -> str:
    """A value without case and marks."""
    return _MARKS.sub("", value.lower())


def number(value: str) -> float | None:
    """The number of a value that holds one number and it first ("15.6 in"), else None."""
    found = _NUMBER.fullmatch(value)
    return float(found[1].replace(",", ".")) if found else None


def same(a: str, b: str) -> bool:
    """Whether two written values are one. Units are not looked at: 1 kg and 1 g are the same, 1 kg and 1000 g not."""
    x, y = number(a), number(b)
    if x is not None and y is not None:
        return abs(x - y) <= _TOLERANCE * max(abs(x), abs(y))
    return plain(a) == plain(b)


def stated(value: str, text: str) -> bool:
    """Whether the text says the value: its words in order, or its number as a word of its own."""
    x = number(value)
    if x is not None:
        return any(abs(x - entry) <= _TOLERANCE * abs(x) for entry in _numbers_in(text))
    wanted = _WORDS.findall(value.lower())
    return bool(wanted) and f" {' '.join(wanted)} " in _body(text)


@lru_cache(maxsize=8)  # the cells of one item come one after another
def _numbers_in(text: str) -> tuple[float, ...]:
    return tuple(float(found) for found in _NUMBERS.findall(text))


@lru_cache(maxsize=8)
def _body(text: str) -> str:
    return f" {' '.join(_WORDS.findall(text.lower()))} "


@dataclass(slots=True)
class Count:
    """Hidden cells, how many of them were predicted, and how many rightly."""

    hidden: int = 0
    predicted: int = 0
    right: int = 0

    def add(self, value: str, predicted: str | None) -> None:
        self.hidden += 1
        if predicted is not None:
            self.predicted += 1
            self.right += same(value, predicted)

    def to_json(self) -> dict[str, Any]:
        """Counts, and each share in percent with its 95 % interval; a share of nothing is None."""
        out: dict[str, Any] = {"hidden": self.hidden, "predicted": self.predicted, "right": self.right}
        shares = {
            "precision": (self.right, self.predicted),
            "recall": (self.right, self.hidden),
            "coverage": (self.predicted, self.hidden),
        }
        for name, (hits, trials) in shares.items():
            out[name] = round(100 * hits / trials, 2) if trials else None
            out[f"{name}_95"] = [round(100 * end, 2) for end in wilson(hits, trials)]
        return out


@dataclass(slots=True)
class KeyCounts:
    """Counts of one key of the merchant. name: as first written; other writings of it are counted here too."""

    name: str
    parts: dict[str, Count] = field(default_factory=lambda: {"all": Count(), STATED: Count(), UNSTATED: Count()})


@dataclass(slots=True)
class Tally:
    """Counts of one system: all cells, those stated in the text and the rest, numbers apart, and each key."""

    parts: dict[str, Count] = field(default_factory=dict)
    keys: dict[str, KeyCounts] = field(default_factory=dict)

    def add(self, key: str, value: str, is_stated: bool, values: Sequence[str]) -> None:
        """Count one hidden cell; `values` are the predicted ones, best first, () for none."""
        first = values[0] if values else None
        kind = STATED if is_stated else UNSTATED
        kinds = (kind, f"{kind}/{'number' if number(value) is not None else 'other'}")
        for name in ("all", *kinds):
            self.parts.setdefault(name, Count()).add(value, first)
        own = self.keys.setdefault(cell_key(key), KeyCounts(key))
        for name in ("all", kind):
            own.parts[name].add(value, first)

    def to_json(self) -> dict[str, Any]:
        """Figures by part; `keys` apart, see `by_key`."""
        names = ["all", STATED, UNSTATED, *sorted(name for name in self.parts if "/" in name)]
        return {name: self.parts.get(name, Count()).to_json() for name in names}

    def by_key(self) -> list[tuple[str, KeyCounts]]:
        """(folded name, counts) of each key, those with the most hidden cells first, then by name."""
        return sorted(self.keys.items(), key=lambda entry: (-entry[1].parts["all"].hidden, entry[0]))
