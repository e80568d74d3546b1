"""Units by spelling: what "Zoll", "GB" or "公斤" stands for. Built once from `unit_table` and `counters`, no pint."""

from __future__ import annotations

from typing import NamedTuple

from itemcenter.values.counters import COUNTERS
from itemcenter.values.unit_table import ALSO, ROWS

#: The dimension of counts; a count has no unit.
COUNT = "count"

#: Dimensions whose numbers may be below zero; elsewhere a dash before a number is a dash.
SIGNED = frozenset({"temperature", "sound level", "antenna gain", "signal level", "ratio"})

#: Units in which people write decimals with a dot and fractions, also with three digits ("1.125 in").
IMPERIAL = frozenset(
    {"in", "ft", "yd", "mi", "lb", "oz", "fl oz", "gal", "qt", "pint", "cup", "tsp", "tbsp", "in²", "in³"}
)


class Unit(NamedTuple):
    """A unit under its canonical name. `expression` is what pint computes with, "" where nothing converts."""

    name: str
    dimension: str
    expression: str


class Spelling(NamedTuple):
    """What a spelling stands for. `also` is the unit of its second reading, "" where there is none.

    A count has the unit "" and says in `counted` what is counted ("piece", "pack", "bottle").
    """

    unit: str
    dimension: str
    also: str = ""
    counted: str = ""


#: Canonical name -> unit.
UNITS: dict[str, Unit] = {
    name: Unit(name, dimension, expression) for dimension, rows in ROWS.items() for name, expression, _, _ in rows
}

_EXACT: dict[str, Spelling] = {}
_ANY_CASE: dict[str, Spelling] = {}
#: (lower-case spelling, dimension): for cells whose key settles the dimension, so that "10 M" can be metres.
_IN_DIMENSION: dict[tuple[str, str], Spelling] = {}


def _build() -> None:
    for spelled, counted in COUNTERS.items():
        _ANY_CASE[spelled] = Spelling("", COUNT, ALSO.get(spelled, ""), counted)
    for dimension, rows in ROWS.items():
        for name, _, exact, any_case in rows:
            for group, spellings in ((_EXACT, [name, *exact.split()]), (_ANY_CASE, any_case.split())):
                for entry in spellings:
                    spelled = entry.replace("_", " ")
                    group[spelled] = Spelling(name, dimension, ALSO.get(spelled, ""))
                    _IN_DIMENSION.setdefault((spelled.lower(), dimension), Spelling(name, dimension))


_build()

#: All spellings as written in the table, for tests and documentation.
ALL_SPELLINGS: frozenset[str] = frozenset(_EXACT) | frozenset(_ANY_CASE)


def spelling(token: str) -> Spelling | None:
    """What `token` stands for: its exact case first ("Mb" is megabit), then any case ("KG")."""
    return _EXACT.get(token) or _ANY_CASE.get(token) or _ANY_CASE.get(token.lower())


def spelling_in(token: str, dimension: str) -> Spelling | None:
    """What `token` stands for within one dimension, whatever its case ("M" within length is metre)."""
    return _IN_DIMENSION.get((token.lower(), dimension))


def known_unit(text: str) -> str | None:
    """The canonical name of the unit that is spelled `text` ("inch", "Zoll" -> "in"), None if there is none.

    Counting words ("pcs") are no units.
    """
    token = " ".join(text.split()).rstrip(".")
    found = spelling(token)
    return found.unit or None if found is not None else None


def dimension_of(unit: str) -> str:
    """The dimension of a unit under any spelling, "" if unknown ("cm" -> "length")."""
    name = known_unit(unit)
    return UNITS[name].dimension if name is not None else ""
