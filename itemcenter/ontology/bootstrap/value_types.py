"""Which value type a key has: told from the forms of its cells and, for codes and counts, the words of its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from itemcenter.ontology.bootstrap.cell_forms import CellForm, Form
from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.property_words import dimensions_of
from itemcenter.schema import ValueType
from itemcenter.values import same_dimension
from itemcenter.values.folding import name_key

#: Shares of cells from which a form makes the type. A tenth to a third of merchants' cells is written otherwise.
_BOOLEAN, _NUMERIC, _MEASURED, _COLOURS, _CODES = 0.9, 0.85, 0.6, 0.7, 0.6
#: Distinct texts an item from which codes are identifiers, and from which long texts are free text.
_UNIQUE, _FREE = 0.8, 0.9
_LONG_WORDS, _SOME_WORDS = 8.0, 4.0
_WHOLE, _SOME_RANGES = 0.98, 0.2
_COUNT_WORDS = frozenset(("quantity", "number", "qty", "count", "anzahl", "menge", "stückzahl", "amount", "no", "数量"))
_CODE_WORDS = frozenset(("ean", "gtin", "upc", "isbn", "mpn", "sku", "asin", "barcode", "code", "id", "serial", "货号"))
#: Gold and stainless steel are colours, too.
_MATERIAL_WORDS = frozenset(("material", "materials", "metal", "werkstoff", "alloy", "purity", "plating"))
#: With these beside it "number" names a code.
_NUMBERED = frozenset(
    ("model", "part", "item", "article", "serial", "style", "product", "catalog", "catalogue", "order")
)


@dataclass(frozen=True, slots=True)
class TypeChoice:
    """The type of a key.

    type:   None for numbers of which nobody says what they measure
    share:  share of the cells that have the form of the type
    unit:   of a quantity: the most frequent unit of its cells
    units:  of measurements, all units with their cells; without a unit: measurements of several dimensions
    reason: in words, for the findings
    """

    type: ValueType | None
    share: float
    reason: str
    unit: str = ""
    units: tuple[tuple[str, int], ...] = ()

    @property
    def conflict(self) -> float:
        """Share of the measurements that are in another unit than the canonical one."""
        total = sum(count for _, count in self.units)
        return 0.0 if not total or not self.unit else 1.0 - dict(self.units).get(self.unit, 0) / total


def choose_type(column: KeyColumn, forms: Sequence[CellForm]) -> TypeChoice:
    """The type of one column. `forms`: by number of the text."""
    counted: Counter[Form] = Counter()
    words = 0.0
    for text, count in column.counts:
        counted[forms[text].form] += count
        words += count * forms[text].words
    total = len(column.item)
    share = {form: counted[form] / total for form in Form}
    name = set(name_key(column.name).split())
    if share[Form.BOOLEAN] >= _BOOLEAN:
        return TypeChoice(ValueType.BOOLEAN, share[Form.BOOLEAN], "cells answer yes or no")
    digits = _digit_codes(column, forms) / total
    numeric = share[Form.NUMBER] + share[Form.RANGE] + digits
    distinct = len(column.counts) / len(column.items)
    codes = share[Form.CODE] + (share[Form.NUMBER] if _names_a_code(name) else 0.0)
    if codes >= _CODES and (distinct >= _UNIQUE or _names_a_code(name)):
        return TypeChoice(ValueType.IDENTIFIER, codes, f"codes, {distinct:.2f} distinct ones an item")
    if share[Form.QUANTITY] >= _MEASURED and share[Form.QUANTITY] + numeric >= _NUMERIC:
        measured = _measured(column, forms, share[Form.QUANTITY] + numeric)
        if measured is not None:
            return measured
    if numeric + share[Form.COUNTED] >= _NUMERIC:
        whole = _whole_share(column, forms)
        if whole >= _WHOLE and (share[Form.COUNTED] > share[Form.NUMBER] or _names_a_count(name)):
            return TypeChoice(ValueType.COUNT, numeric + share[Form.COUNTED], "whole numbers that count something")
        return TypeChoice(None, numeric, "numbers without a unit")
    if share[Form.COLOUR] >= _COLOURS and not name & _MATERIAL_WORDS:
        return TypeChoice(ValueType.COLOUR, share[Form.COLOUR], "cells name colours")
    average = words / total
    if share[Form.SIDES] >= 0.5:
        return TypeChoice(ValueType.TEXT, share[Form.SIDES], "several sides in one cell")
    if average >= _LONG_WORDS or (distinct >= _FREE and average >= _SOME_WORDS):
        return TypeChoice(ValueType.TEXT, 1.0, f"{average:.1f} words a cell, {distinct:.2f} distinct texts an item")
    units = _units(column, forms) if share[Form.QUANTITY] >= _MEASURED else ()
    return TypeChoice(ValueType.CATEGORICAL, 1.0 - numeric, f"{distinct:.2f} distinct texts an item", units=units)


def without_unit(column: KeyColumn, forms: Sequence[CellForm], share: float) -> TypeChoice:
    """The type of numbers for which no unit was found: a count where they are single and whole, else free text."""
    ranges = sum(count for text, count in column.counts if forms[text].high is not None)
    if dimensions_of(column.name):
        return TypeChoice(ValueType.TEXT, share, "numbers of a measure whose unit is stated nowhere")
    if _whole_share(column, forms) >= _WHOLE and ranges < _SOME_RANGES * len(column.item):
        return TypeChoice(ValueType.COUNT, share, "whole numbers; no unit is stated anywhere")
    return TypeChoice(ValueType.TEXT, share, "numbers with decimals or ranges; no unit is stated anywhere")


def _names_a_count(name: set[str]) -> bool:
    return bool(name & _COUNT_WORDS) and not _names_a_code(name)


def _names_a_code(name: set[str]) -> bool:
    return bool(name & _CODE_WORDS) or bool("number" in name and name & _NUMBERED and "of" not in name)


def _digit_codes(column: KeyColumn, forms: Sequence[CellForm]) -> int:
    """Cells that are one long whole number."""
    return sum(count for text, count in column.counts if forms[text].form is Form.CODE and forms[text].low is not None)


def _whole_share(column: KeyColumn, forms: Sequence[CellForm]) -> float:
    numbers = [(forms[text].low, count) for text, count in column.counts if forms[text].low is not None]
    total = sum(count for _, count in numbers)
    return sum(count for low, count in numbers if low is not None and low >= 0 and low == int(low)) / max(1, total)


def _measured(column: KeyColumn, forms: Sequence[CellForm], share: float) -> TypeChoice | None:
    """A quantity in the most frequent unit, unless measurements of several dimensions are mixed."""
    ranked = _units(column, forms)
    unit, total = ranked[0][0], sum(count for _, count in ranked)
    alike = sum(count for other, count in ranked if other == unit or same_dimension(unit, other))
    if alike / total < _NUMERIC:
        return None
    return TypeChoice(ValueType.QUANTITY, share, "measurements with units", unit, ranked)


def _units(column: KeyColumn, forms: Sequence[CellForm]) -> tuple[tuple[str, int], ...]:
    """The units of the measurements in the cells, most frequent first."""
    units: Counter[str] = Counter()
    for text, count in column.counts:
        if forms[text].form is Form.QUANTITY:
            units[forms[text].unit] += count
    return tuple(sorted(units.items(), key=lambda entry: (-entry[1], entry[0])))
