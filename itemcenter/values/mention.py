"""`Mention`: one measurement or count found in running text, with its place."""

from __future__ import annotations

from typing import NamedTuple

from itemcenter.schema.fact import ValueType


class Mention(NamedTuple):
    """A number with its unit as written at `text[start:end]`. (A named tuple, because scanning makes millions.)

    type:       QUANTITY or COUNT
    number:     magnitude in `unit` (not converted); `number_to` is the upper end of a range, else None
    unit:       canonical unit name, "" for counts and bare numbers; `counted` says what is counted ("pack", "bottle")
    also:       the unit of a second possible reading ("oz" may be "fl oz"), else ""
    role:       width, height, depth, length, diameter where the text says so, else ""
    qualifier:  "approx", "max" ("up to", "<") or "min" ("from", "at least"), else ""; outside the span
    part/parts: place in a chain such as 5 x 10 x 2 cm, counted from 0, and the members of the chain (1: no chain)
    packs:      how many times a multi pack holds the quantity (12 for "330 ml" in "12 x 330 ml")
    ambiguous:  a separator before three digits was read as thousands or decimals by rule, not by evidence
    """

    start: int
    end: int
    text: str
    type: ValueType
    number: float
    number_to: float | None = None
    unit: str = ""
    dimension: str = ""
    counted: str = ""
    also: str = ""
    role: str = ""
    qualifier: str = ""
    part: int = 0
    parts: int = 1
    packs: float = 1.0
    ambiguous: bool = False
