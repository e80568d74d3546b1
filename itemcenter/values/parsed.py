"""`ParsedValue`: a typed value and where in the cell it stands."""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.schema.fact import TypedValue


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """The value that `cell[start:end]` states (code points, half-open).

    assumed_unit: the number had no unit and was taken in the key's own
    ambiguous:    read by rule where two readings are possible ("1,200"), or the first of several different values
    qualifier:    "approx", "max", "min" or "" as written beside a number
    """

    value: TypedValue
    start: int
    end: int
    assumed_unit: bool = False
    ambiguous: bool = False
    qualifier: str = ""
