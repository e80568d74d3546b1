"""What a cell text looks like by itself: yes or no, a number, a measurement, a colour, a code, words.

Each distinct text is looked at once, whatever the number of keys and items that show it.
"""

from __future__ import annotations

import enum
import re
from typing import NamedTuple

from itemcenter.schema import ValueType
from itemcenter.values import boolean_of, colour_of, scan
from itemcenter.values.folding import name_key


class Form(enum.Enum):
    BOOLEAN = "yes or no"
    NUMBER = "number"
    RANGE = "two numbers"
    QUANTITY = "measurement"
    COUNTED = "count"
    SIDES = "sides of a thing"
    COLOUR = "colour"
    CODE = "code"
    WORDS = "words"


class CellForm(NamedTuple):
    """The form of a text. low, high: its numbers as written (high only of a range); unit: of a measurement."""

    form: Form
    low: float | None = None
    high: float | None = None
    unit: str = ""
    words: int = 0


#: A lone number: no leading zeros, groups of thousands only with a comma.
_GROUPED = r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"
_NUMBER = re.compile(rf"[-+]?(?:{_GROUPED}|(?:0|[1-9]\d*)(?:[.,]\d+)?)")
_PLAIN = r"[-+]?\d+(?:[.,]\d+)?"
_RANGE = re.compile(rf"({_PLAIN}) ?(?:-|–|~|to|bis|…|\.\.\.) ?({_PLAIN})")
_SIDES = re.compile(rf"{_PLAIN}(?: ?[xX×*] ?{_PLAIN}){{1,3}}")
_CODE = re.compile(r"(?=\S*\d)[A-Za-z0-9][A-Za-z0-9\-_./#+]{3,39}")
_PARTS = re.compile(r"\s*(?:[,;/|&+]|\band\b|\bund\b|\n)\s*")
#: Share of a text that its measurement must cover, for the text to be one.
_COVERED = 0.5
_MOST_COLOURS, _LONGEST_COLOURS = 6, 80


def cell_form(text: str) -> CellForm:
    """The form of one trimmed, non-empty text. A whole number of six digits or more is a code."""
    if _NUMBER.fullmatch(text):
        low = number_of(text)
        long = text.isdigit() and len(text) >= 6
        return CellForm(Form.CODE if long else Form.NUMBER, low, words=1)
    found = _RANGE.fullmatch(text)
    if found is not None:
        return CellForm(Form.RANGE, number_of(found[1]), number_of(found[2]), words=1)
    words = len(name_key(text).split())
    if _SIDES.fullmatch(text):
        return CellForm(Form.SIDES, words=words)
    if len(text) <= 24 and _is_answer(text):
        return CellForm(Form.BOOLEAN, words=words)
    if any(character.isdigit() for character in text):
        measured = _measured(text, words)
        if measured is not None:
            return measured
        if _CODE.fullmatch(text):
            return CellForm(Form.CODE, words=1)
    elif len(text) <= _LONGEST_COLOURS and _is_colours(text):
        return CellForm(Form.COLOUR, words=words)
    return CellForm(Form.WORDS, words=words)


def number_of(text: str) -> float:
    """A number of the pattern above; a comma before exactly three digits groups thousands."""
    bare = text.replace(",", "") if re.fullmatch(rf"[-+]?{_GROUPED}", text) else text.replace(",", ".")
    return float(bare)


def _is_answer(text: str) -> bool:
    key = name_key(text)
    return bool(key) and not key.isdigit() and len(key.split()) == 1 and boolean_of(text) is not None


def _measured(text: str, words: int) -> CellForm | None:
    mentions = scan(text)
    if not mentions or sum(entry.end - entry.start for entry in mentions) < _COVERED * len(text):
        return None
    first = mentions[0]
    if first.type is ValueType.COUNT:
        return CellForm(Form.COUNTED, first.number, first.number_to, words=words)
    if first.parts > 1 and first.dimension == "length":
        return CellForm(Form.SIDES, unit=first.unit, words=words)
    return CellForm(Form.QUANTITY, first.number, first.number_to, first.unit, words)


def _is_colours(text: str) -> bool:
    parts = [part for part in _PARTS.split(text) if part]
    return 0 < len(parts) <= _MOST_COLOURS and all(colour_of(part) is not None for part in parts)
