"""What a catalog leaves unsaid, learned from labelled items: the unit of bare numbers, and codes cut out of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from itemcenter.errors import ValueParseError
from itemcenter.evidence.agreement import agrees_with_any
from itemcenter.evidence.folds import Tally
from itemcenter.evidence.precision_table import levels
from itemcenter.schema import AttributeKey, KeyId, TypedValue, ValueType
from itemcenter.values import to_unit
from itemcenter.values.figures import Figure
from itemcenter.values.units import dimension_of

#: Units that people leave out, by dimension; of other dimensions only the key's own.
_LEFT_OUT = {
    "length": ("in", "cm", "mm", "ft", "m"),
    "mass": ("oz", "lb", "g", "kg"),
    "volume": ("ml", "l", "fl oz", "gal"),
}
_LEAST_HITS = 3.0
_LONGEST_CODE = 24


class Cut(NamedTuple):
    """Take `length` characters from `start` of a code that has `whole` characters."""

    whole: int
    start: int
    length: int


class ReadingRules:
    """Tallies of units and cuts by level (see `precision_table.levels`)."""

    def __init__(self) -> None:
        self._units: dict[str, dict[str, Tally]] = {}
        self._cuts: dict[str, dict[Cut, Tally]] = {}
        self._assumed: dict[tuple[KeyId, int], tuple[str, ...]] = {}

    # -- units ----------------------------------------------------------------------------------------------------

    def add_units(self, key: AttributeKey, found: Sequence[Figure], stated: Sequence[TypedValue], part: int) -> None:
        """One labelled item of a quantity key: which units would make one of its bare numbers the stated value?"""
        bare = [figure for figure in found if not figure.unit or figure.side]
        if not bare or not stated:
            return
        self._assumed.clear()
        dimension = dimension_of(key.unit)
        for unit in _LEFT_OUT.get(dimension, (key.unit,)):
            hit = any(agrees_with_any(_in_unit(figure.number, unit, key), stated) for figure in bare)
            for level in _levels(key):
                tallies = self._units.setdefault(level, {})
                tallies.setdefault(unit, Tally()).add(part, float(hit))

    def assumed_units(self, key: AttributeKey, part: int) -> tuple[str, ...]:
        """The unit of bare numbers: learned for the key, else for its name, else for its dimension, else its own."""
        known = self._assumed.get((key.id, part))
        if known is None:
            known = self._assumed[key.id, part] = self._assume(key, part)
        return known

    def _assume(self, key: AttributeKey, part: int) -> tuple[str, ...]:
        for level in _levels(key):
            ranked = sorted(
                ((tally.without(part)[0], unit) for unit, tally in self._units.get(level, {}).items()),
                key=lambda entry: (-entry[0], entry[1]),
            )
            if ranked and ranked[0][0] >= _LEAST_HITS:
                return (ranked[0][1],)
        return (key.unit,)

    # -- cuts -----------------------------------------------------------------------------------------------------

    def add_cuts(self, key: AttributeKey, found: Sequence[str], stated: Sequence[str], part: int) -> None:
        """One labelled item of a code key: compact codes of the text and values; where does a value stand in one?"""
        met: dict[Cut, bool] = {}
        for whole in found:
            for value in stated:
                if 3 <= len(value) < len(whole) <= _LONGEST_CODE and (start := whole.find(value)) >= 0:
                    met[Cut(len(whole), start, len(value))] = True
        for level in _levels(key)[:2]:
            tallies = self._cuts.setdefault(level, {})
            for cut in sorted(met):
                tallies.setdefault(cut, Tally()).add(part, 1.0)

    def cuts(self, key: AttributeKey, part: int) -> tuple[Cut, ...]:
        """The usual cuts of the key, or of keys of its name."""
        for level in _levels(key)[:2]:
            found = [cut for cut, tally in self._cuts.get(level, {}).items() if tally.without(part)[0] >= _LEAST_HITS]
            if found:
                return tuple(sorted(found))
        return ()

    def to_json(self) -> dict[str, Any]:
        return {
            "units": {
                level: {u: t.counts for u, t in sorted(rows.items())} for level, rows in sorted(self._units.items())
            },
            "cuts": {
                level: {" ".join(map(str, cut)): tally.counts for cut, tally in sorted(rows.items())}
                for level, rows in sorted(self._cuts.items())
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReadingRules:
        out = cls()
        for level, rows in data["units"].items():
            out._units[level] = {unit: Tally.of(counts) for unit, counts in rows.items()}
        for level, rows in data["cuts"].items():
            out._cuts[level] = {Cut(*map(int, cut.split())): Tally.of(counts) for cut, counts in rows.items()}
        return out


def _levels(key: AttributeKey) -> tuple[str, ...]:
    own, name, kind = levels(key)
    return own, name, f"{kind} {dimension_of(key.unit)}" if key.type is ValueType.QUANTITY else kind


def _in_unit(number: float, unit: str, key: AttributeKey) -> TypedValue:
    try:
        value = to_unit(number, unit, key.unit)
    except ValueParseError:
        value = number
    return TypedValue(ValueType.QUANTITY, f"{value:g} {key.unit}", number=value, unit=key.unit)
