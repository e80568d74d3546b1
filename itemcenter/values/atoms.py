"""First pass of the grammar: numbers with the unit that stands directly behind them.

Every regular expression here is possessive or bounded, so one pass is linear in the text whatever it holds.
"""

from __future__ import annotations

import re

from itemcenter.values.context_words import CHAIN_LETTERS
from itemcenter.values.folding import is_unspaced
from itemcenter.values.number import VULGAR, Reading, is_fraction, read_digits
from itemcenter.values.quotes import closing_quotes
from itemcenter.values.unit_after import unit_after
from itemcenter.values.units import IMPERIAL, Spelling

_VULGAR = "".join(VULGAR)
_NUMBER = re.compile(rf"[0-9{_VULGAR}][0-9]*+(?:[.,][0-9]++|'[0-9]{{3}}(?![0-9\"']))*+")
_VULGAR_TAIL = re.compile(rf" ?([{_VULGAR}])")
_MIXED_TAIL = re.compile(r"[ -]([0-9]{1,2})/([0-9]{1,2})(?![0-9/])")
_FRACTION_TAIL = re.compile(r"/([0-9]{1,2})(?![0-9/.,])")
_THOUSANDS_TAIL = re.compile(r"(?: [0-9]{3}(?![0-9])){1,3}+(?:,[0-9]{1,2}(?![0-9]))?")
#: Units whose numbers are grouped by blanks ("1 200 g"). Not bytes: "iPhone 5 128 GB".
_GROUPING = "g mg kg ml l mm m km W lm K mAh Wh kWh rpm lx BTU ft² m²"
_SPACED_THOUSANDS = frozenset(_GROUPING.split())
#: What may stand between a whole number and its fraction or its further thousands, and how those begin.
_SPECIAL_MARKS = frozenset(["/", " ", "-", *VULGAR])
_DIGITS = frozenset([*"0123456789", *VULGAR])
_NO_PRICE = frozenset("$€£¥#_№")


class Atom:
    """A number as written, with its unit if one follows. Offsets are code points of the scanned text.

    start: of the digits (a sign is `sign`); number_end: behind the digits; end: behind the unit
    letter: the role letter glued before the digits ("H10"), else ""
    """

    __slots__ = (
        *("start", "number_end", "end", "number", "high", "ambiguous", "sign", "letter"),
        *("token", "unit", "dimension", "also", "counted"),
    )

    def __init__(self, start: int, number_end: int, reading: Reading, sign: bool, letter: str) -> None:
        self.start = start
        self.number_end = self.end = number_end
        self.number, self.ambiguous = reading
        self.high: float | None = None
        self.sign = sign
        self.letter = letter
        self.token = self.unit = self.dimension = self.also = self.counted = ""

    def take(self, found: Spelling, token: str, end: int) -> None:
        self.unit, self.dimension, self.also, self.counted = found
        self.token, self.end = token, end


def atoms(text: str, wanted: str = "") -> list[Atom]:
    """The numbers of `text` (already `plain`), left to right, each with its unit.

    wanted: a dimension whose units are taken in any case and without guards (cells of a key of that dimension)
    """
    out: list[Atom] = []
    done = 0
    closing: frozenset[int] | None = None
    for found in _NUMBER.finditer(text):
        start = found.start()
        if start < done:
            continue
        lead = _lead(text, start, out[-1].end if out else -1)
        if lead is None:
            done = found.end()
            continue
        atom = _number(text, start, found.end(), found[0], lead, wanted)
        if atom is None:
            done = found.end()
            continue
        if atom.token and atom.token[0] in "\"'" and atom.number == int(atom.number):
            if closing is None:
                closing = closing_quotes(text)
            if atom.end - 1 in closing:
                atom.take(Spelling("", ""), "", atom.number_end)
        out.append(atom)
        done = atom.end
    return out


def _lead(text: str, start: int, previous_end: int) -> tuple[bool, str] | None:
    """(minus sign, role letter) before the digits; None where they belong to a word, a price or a code."""
    if start == 0 or (before := text[start - 1]) == " ":
        if start > 3 and text[start - 2] == "." and text[start - 4 : start - 2].lower() in ("no", "nr"):
            return None  # "No. 7 box"
        return False, ""
    if before == "-":
        if start == 1 or not text[start - 2].isalnum():
            return True, ""
        return None if start - 1 != previous_end and _is_code(text, start - 1) else (False, "")
    if before.isalnum() and not is_unspaced(before):
        lone = start == 1 or not text[start - 2].isalnum() or text[start - 2] in "xX" or is_unspaced(text[start - 2])
        return (False, before) if before in CHAIN_LETTERS and lone else _joined(text, start, previous_end)
    return None if before in _NO_PRICE else (False, "")


def _joined(text: str, start: int, previous_end: int) -> tuple[bool, str] | None:
    """Digits glued to an "x" ("5x10", "500mlx2", "x6"), to a unit ("2h30min") or to AC are numbers; others are not."""
    if start == previous_end or text[max(0, start - 2) : start] in ("AC", "DC"):
        return False, ""
    if text[start - 1] in "xX" and (start == 1 or start - 1 == previous_end or not text[start - 2].isalnum()):
        return False, ""
    return None


def _is_code(text: str, dash: int) -> bool:
    """Whether what stands before a dash looks like a model code: capitals, digits or one letter ("WH-", "i5-")."""
    place = dash
    while place > 0 and dash - place < 20 and text[place - 1].isalnum():
        place -= 1
    word = text[place:dash]
    if any(is_unspaced(character) for character in word):
        return False
    return len(word) < 2 or word.upper() == word or not word.isalpha()


def _number(text: str, start: int, end: int, raw: str, lead: tuple[bool, str], wanted: str) -> Atom | None:
    sign, letter = lead
    follows = text[end : end + 1]
    if raw[0] in VULGAR:
        reading: Reading | None = Reading(_ratio(raw[0])) if len(raw) == 1 else None
    else:
        reading = read_digits(raw)
    if reading is None or (follows in (".", ",") and text[end + 1 : end + 2].isdigit()):
        return None
    if start and text[start - 1] == "." and raw.isdigit() and (start == 1 or text[start - 2] in " (x-/"):
        reading, start = Reading(float(f"0.{raw}")), start - 1  # ".5 in"
    if follows in _SPECIAL_MARKS and len(raw) <= 3 and (follows in VULGAR or text[end + 1 : end + 2] in _DIGITS):
        special = _special(text, start, end, raw, lead, wanted)
        if special is not None:
            return special
    atom = Atom(start, end, reading, sign, letter)
    _take_unit(text, atom, wanted)
    if letter and atom.dimension not in ("", "length"):
        return None  # "B12 mg"
    if reading.ambiguous and atom.unit in IMPERIAL:
        atom.number, atom.ambiguous = read_digits(raw, imperial=True) or reading
    return atom


def _special(text: str, start: int, end: int, raw: str, lead: tuple[bool, str], wanted: str) -> Atom | None:
    """Fractions and blanks between thousands, where a unit follows that goes with them."""
    if not raw.isdigit():
        return None
    if found := _VULGAR_TAIL.match(text, end):
        return _with_unit(text, start, found.end(), Reading(float(raw) + _ratio(found[1])), lead, wanted)
    if found := _MIXED_TAIL.match(text, end):
        top, bottom = int(found[1]), int(found[2])
        if is_fraction(top, bottom, imperial=True):
            atom = _with_unit(text, start, found.end(), Reading(float(raw) + top / bottom), lead, wanted)
            return atom if atom.unit in IMPERIAL or is_fraction(top, bottom, imperial=False) else None
    if (found := _FRACTION_TAIL.match(text, end)) and is_fraction(int(raw), int(found[1]), imperial=True):
        atom = _with_unit(text, start, found.end(), Reading(int(raw) / int(found[1])), lead, wanted)
        loose = is_fraction(int(raw), int(found[1]), imperial=False) and atom.dimension not in ("bytes", "count", "")
        return atom if loose or atom.unit in IMPERIAL else None
    if raw[0] != "0" and not lead[1] and text[end + 1 : end + 4].isdigit():
        joined = (start >= 2 and text[start - 1] in "xX*") or text[start - 2 : start] in ("x ", "X ", "* ")
        if not joined and (found := _THOUSANDS_TAIL.match(text, end)):
            digits = (raw + found[0]).replace(" ", "").replace(",", ".")
            atom = _with_unit(text, start, found.end(), Reading(float(digits), ambiguous=True), lead, wanted)
            return atom if atom.unit in _SPACED_THOUSANDS else None
    return None


def _with_unit(text: str, start: int, end: int, reading: Reading, lead: tuple[bool, str], wanted: str) -> Atom:
    atom = Atom(start, end, reading, *lead)
    _take_unit(text, atom, wanted)
    return atom


def _take_unit(text: str, atom: Atom, wanted: str) -> None:
    unit = unit_after(text, atom.start, atom.number_end, atom.number, wanted)
    if unit is not None:
        atom.take(*unit)


def _ratio(character: str) -> float:
    top, bottom = VULGAR[character]
    return top / bottom
