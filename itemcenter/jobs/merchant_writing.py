"""How a merchant writes: words, units, decimal marks, separators, JSON types, learned from the filled cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from itemcenter.evaluate.written import MerchantForms
from itemcenter.items.mapping import MAX_COLUMNS
from itemcenter.items.write.akeneo import UNITS
from itemcenter.items.write.edits import CellValue
from itemcenter.schema import AttributeKey, Fact, Item, ValueType
from itemcenter.values import known_unit, same_dimension, to_unit
from itemcenter.values.number import written

#: What the name of an Akeneo column ends with that holds the unit of the column before it.
UNIT_COLUMN = "-unit"
#: Longer cells are prose and show no separator.
_LONGEST = 200
_SEPARATORS = (", ", "; ", " | ", " / ", ",", ";", "|", "/")
_MEASURE = re.compile(r"(?P<amount>-?\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s.,][^\d.,]{0,20}|)")


@dataclass(slots=True)
class _Column:
    """filled: cells that hold something; kinds: of their JSON types; separators: of texts that may be lists."""

    filled: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    separators: Counter[str] = field(default_factory=Counter)


class MerchantWriting:
    """Learn with `count` and `learn`, then ask. Names are those of specs, columns those of the file."""

    def __init__(self) -> None:
        self._forms = MerchantForms()
        self._columns: dict[str, _Column] = {}
        self._decimals: dict[str, Counter[str]] = {}  # by name: "," and "."
        self._spelled: dict[tuple[str, str], Counter[str]] = {}  # (name, unit) -> how it is written, with its blank
        self._units: dict[str, Counter[str]] = {}

    def count(self, column: str, value: Any) -> None:
        """A filled cell of the file."""
        if column not in self._columns and len(self._columns) >= MAX_COLUMNS:
            return  # names made of data
        held = self._columns.setdefault(column, _Column())
        held.filled += 1
        held.kinds[_kind(value)] += 1
        if isinstance(value, str) and len(value) < _LONGEST:
            held.separators.update(separator for separator in _SEPARATORS if separator in value)
            if column.endswith(UNIT_COLUMN):
                self._units.setdefault(column, Counter())[value.strip()] += 1

    def learn(
        self, name: str, text: str, key: AttributeKey, read: Sequence[Fact], said: Sequence[Fact], category: str
    ) -> None:
        """A cell and what it means, as `MerchantForms.learn`."""
        self._forms.add(name, text)
        if key.type is ValueType.QUANTITY and (found := _MEASURE.fullmatch(text.strip())):
            self._learn_measure(name, found)
        self._forms.learn(name, text, key, read, said, category)

    def filled(self, column: str) -> int:
        """How many cells of a column hold something."""
        return self._columns[column].filled if column in self._columns else 0

    def text(self, name: str, key: AttributeKey, fact: Fact, names: Sequence[str], item: Item, category: str) -> str:
        """One value as the merchant writes it under a name. names: all names of the value, () outside of lists"""
        forms = self._forms.values(name, key, [fact], [names], item, category)
        text = " ".join((forms[0] if forms else fact.value.text).split())
        return self.as_written(name, text) if key.type is ValueType.QUANTITY else text

    def value(self, column: str, texts: list[str]) -> CellValue:
        """Values in the form of a column: one text; in JSON files also a list, a number or a truth value."""
        held = self._columns.get(column, _Column())
        kind = held.kinds.most_common(1)[0][0] if held.kinds else "text"
        if kind == "list":
            return list(texts)
        separator = held.separators.most_common(1)[0][0] if held.separators else _SEPARATORS[0]
        text = separator.join(texts)
        if kind == "bool" and text.lower() in ("yes", "no", "true", "false"):
            return text.lower() in ("yes", "true")
        if kind in ("int", "float"):
            try:
                number = float(text)
            except ValueError:
                return text
            return int(number) if kind == "int" and number.is_integer() else number
        return text

    def as_written(self, name: str, text: str) -> str:
        """A measure with the decimal mark and the spelling of its unit that the merchant uses under this name."""
        found = _MEASURE.fullmatch(text)
        unit = known_unit(found["unit"]) if found else None
        if found is None or (unit is None and found["unit"]):
            return text
        amount, decimals = found["amount"], self._decimals.get(name, Counter())
        if decimals[","] > decimals["."]:
            amount = amount.replace(".", ",")
        spelled = self._spelled.get((name, unit or ""), Counter())
        return amount + (spelled.most_common(1)[0][0] if spelled else text[found.end("amount") :])

    def measure(self, column: str, fact: Fact) -> tuple[str, str] | None:
        """(amount, unit code) for a column with one for its unit beside, in the unit that the merchant uses most."""
        beside = f"{column}{UNIT_COLUMN}"
        if fact.value.number is None or fact.value.number_to is not None:
            return None
        used = self._units.get(beside, Counter())
        code = used.most_common(1)[0][0] if used else UNITS.get(fact.value.unit, "")
        unit = next((name for name, entry in UNITS.items() if entry == code), "")
        if not unit or not same_dimension(unit, fact.value.unit):
            return None
        return written(to_unit(fact.value.number, fact.value.unit, unit), 10), code

    def _learn_measure(self, name: str, found: re.Match[str]) -> None:
        mark = next((mark for mark in ",." if mark in found["amount"]), "")
        if mark and len(found["amount"].partition(mark)[2]) != 3:  # three digits may be thousands
            self._decimals.setdefault(name, Counter())[mark] += 1
        unit = known_unit(found["unit"])
        if unit is not None:
            self._spelled.setdefault((name, unit), Counter())[found.string[found.end("amount") :].strip("\n")] += 1


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "int" if isinstance(value, int) else "float"
    return "list" if isinstance(value, list) else "text"
