"""Candidates from every number of a text: for quantities, counts and value lists that consist of numbers.

Wider than `typed_recall`, which takes only what the grammar is sure of. What a bare number means differs from catalog
to catalog ("5 x 8" are inches here, centimetres there), so the readings of bare numbers are an argument.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from itemcenter.errors import ValueParseError
from itemcenter.schema import AttributeKey, AttributeValue, TypedValue, ValueList, ValueType
from itemcenter.values import same_dimension, to_unit
from itemcenter.values.figures import Figure, figures
from itemcenter.values.number import written
from itemcenter.values.quantity import rounded

#: A list is numeric if this share of its values is a number, with or without a unit.
_NUMERIC_SHARE = 0.7
_DIGIT = re.compile(r"[0-9]")
_THOUSAND = "k"
_MOST_COUNTED = 1e9
#: Letters for bytes where a unit of another dimension stands by the same letter.
_BYTES = {"k": "KB", "m": "MB", "g": "GB", "t": "TB"}


class FigureCandidate(NamedTuple):
    """A number read as a value of a key. `reading`: unit, shared, bare, thousand or spelled."""

    value: TypedValue
    figure: Figure
    reading: str


#: key -> units that a bare number of this key may be in.
AssumedUnits = Callable[[AttributeKey], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NumericList:
    """A value list by its numbers: (unit or "", number) -> values."""

    by_number: dict[tuple[str, float], tuple[AttributeValue, ...]]
    units: tuple[str, ...]

    @staticmethod
    def of(entry: ValueList) -> NumericList | None:
        """None for a list of words."""
        by_number: dict[tuple[str, float], list[AttributeValue]] = {}
        units: dict[str, None] = {}
        may_be = len(entry.values)  # numbers, if all that follow are: most lists are found out early
        for value in entry.values:
            figure = _only_figure(value.name)
            if figure is None:
                may_be -= 1
                if may_be < _NUMERIC_SHARE * len(entry.values):
                    return None
                continue
            units.setdefault(figure.unit)
            by_number.setdefault((figure.unit, rounded(figure.number)), []).append(value)
        if not entry.values:
            return None
        return NumericList({place: tuple(values) for place, values in by_number.items()}, tuple(units))

    def readings(self, figure: Figure) -> list[tuple[str, str, float]]:
        """(reading, unit of the list, number) of a figure."""
        out: list[tuple[str, str, float]] = []
        for unit in self.units:
            if unit:
                for name in dict.fromkeys((figure.unit, _BYTES.get(figure.word, ""))):
                    if name and same_dimension(name, unit):
                        out.append(("unit", unit, _converted(figure.number, name, unit)))
            else:
                out.append(("spelled" if figure.spelled else "bare", "", figure.number))
                if figure.word == _THOUSAND:
                    out.append(("thousand", "", figure.number * 1000))
        return out

    def values(self, key: AttributeKey, unit: str, number: float) -> list[TypedValue]:
        found = self.by_number.get((unit, rounded(number)), ())
        return [TypedValue(key.type, value.name.strip(), value.id) for value in found]


def _only_figure(name: str) -> Figure | None:
    """The number that a value's name is, with or without a unit; None for other names."""
    if name.isascii() and not _DIGIT.search(name):
        return None
    found = figures(name)
    if len(found) != 1 or found[0].start > 0 or found[0].spelled or name[found[0].word_end :].strip():
        return None
    return None if found[0].word and not found[0].unit else found[0]


#: (reading, figure) -> whether the key takes such numbers at all.
Takes = Callable[[str, Figure], bool]


def read_figures(
    key: AttributeKey, numeric: NumericList | None, found: list[Figure], assumed: AssumedUnits, takes: Takes
) -> list[FigureCandidate]:
    """Every figure that can be a value of the key, in the order of the text."""
    if key.type is ValueType.QUANTITY:
        return _quantities(key, found, assumed(key), takes)
    if key.type is ValueType.COUNT:
        return _counts(key, found, takes)
    if numeric is None:
        return []
    return [
        FigureCandidate(value, figure, reading)
        for figure in found
        for reading, unit, number in numeric.readings(figure)
        if takes(reading, figure)
        for value in numeric.values(key, unit, number)
    ]


def _quantities(
    key: AttributeKey, found: list[Figure], assumed: tuple[str, ...], takes: Takes
) -> list[FigureCandidate]:
    """In the key's unit: by the figure's own unit, by its chain's, or by what bare numbers of the key mean."""
    out: list[FigureCandidate] = []
    for figure in found:
        own = figure.unit and same_dimension(figure.unit, key.unit)
        reading = "shared" if figure.shared else "unit"
        if own:
            if takes(reading, figure):
                out.append(FigureCandidate(_quantity(key, figure.number, figure.unit), figure, reading))
        elif not figure.unit or figure.side:
            for unit in assumed:
                if takes(f"bare {unit}", figure):
                    out.append(FigureCandidate(_quantity(key, figure.number, unit), figure, f"bare {unit}"))
    return out


def _counts(key: AttributeKey, found: list[Figure], takes: Takes) -> list[FigureCandidate]:
    out: list[FigureCandidate] = []
    for figure in found:
        readings = [("spelled" if figure.spelled else "bare", figure.number)]
        if figure.word == _THOUSAND:
            readings.append(("thousand", rounded(figure.number * 1000)))
        for reading, number in readings:
            if number.is_integer() and number <= _MOST_COUNTED and takes(reading, figure):
                out.append(FigureCandidate(_count(key, number), figure, reading))
    return out


def _quantity(key: AttributeKey, number: float, unit: str) -> TypedValue:
    value = _converted(number, unit, key.unit)
    return TypedValue(ValueType.QUANTITY, f"{written(value)} {key.unit}", number=value, unit=key.unit)


def _count(key: AttributeKey, number: float) -> TypedValue:
    return TypedValue(key.type, str(int(number)), number=float(int(number)))


@lru_cache(maxsize=65536)
def _converted(number: float, unit: str, to: str) -> float:
    try:
        return rounded(to_unit(number, unit, to))
    except ValueParseError:
        return rounded(number)
