"""Figures: every number that stands in a text, with what is written around it. Looser than the product-unit grammar.

`scan` reads what surely is a measurement; a figure is any number, for readers that have learned from labelled items
which numbers a key takes ("5 x 8" are inches in one catalog, "7.2K" is a speed in another). Offsets are code points.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from itemcenter.values.number import MAX_DIGITS, NUMBER_WORDS, plain, read_digits
from itemcenter.values.units import spelling

#: A text has at most this many figures that anybody would look at; a table of thousands is no product text.
MOST_FIGURES = 400
_NUMBER = re.compile(
    r"(?:(?<![\w.])|(?<=[\d\"'][xX]))(?:(?P<whole>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)"
    r"(?:(?: ?- ?| )(?P<top>\d{1,2})/(?P<bottom>\d{1,2})(?![\d/]))?|(?P<word>[a-z]{3,6})(?![a-z]))",
    re.IGNORECASE,
)
_FRACTION_ONLY = re.compile(r"(?<![\w./])(\d{1,2})/(\d{1,2})(?![\d/])")
_BEHIND = re.compile(r"(?:\s|-|/){0,2}(''|[\"'#%°]|[A-Za-z\u00b5Ωµ]+(?:[²³]|/[A-Za-z]+)?)")
_SIDE = re.compile(
    r"[\s.\-(]{0,2}(?:(?P<letter>[WHDLwhdl])(?![A-Za-z])|(?P<word>wide|width|deep|depth|high|height|tall|long|length"
    r"|diameter|dia)\b)",
    re.IGNORECASE,
)
_JOIN = re.compile(r"\s*(?:[xX*]|by)\s*", re.IGNORECASE)
_SIDES = {
    "w": "width", "wide": "width", "width": "width", "d": "depth", "deep": "depth", "depth": "depth",
    "h": "height", "high": "height", "height": "height", "tall": "height", "l": "length", "long": "length",
    "length": "length", "diameter": "diameter", "dia": "diameter",
}  # fmt: skip
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64})


class Figure(NamedTuple):
    """The number at `text[start:end]`; with its word it ends at `word_end`.

    word:   what stands right behind, in lower case ("gb", '"', "pack"), "" for nothing
    unit:   the canonical unit that the word spells, or that the chain shares, else ""; "w" may be watts or a width
    shared: the unit was written behind a later member of the chain
    side:   width, height, depth, length, diameter where a letter or word behind says so
    part, parts: place in a chain such as 5 x 8, and its members
    spelled: a number word ("four")
    """

    start: int
    end: int
    number: float
    word: str
    word_end: int
    unit: str = ""
    shared: bool = False
    side: str = ""
    part: int = 0
    parts: int = 1
    spelled: bool = False


def figures(text: str) -> list[Figure]:
    """All numbers of `text`, left to right, at most `MOST_FIGURES`."""
    source = plain(text)
    out: list[Figure] = []
    for found in _NUMBER.finditer(source):
        if len(out) >= MOST_FIGURES:
            break
        number = _number(source, found)
        if number is None:
            continue
        start, end, value = number
        if out and start < out[-1].end:
            continue
        word, word_end, unit = _behind(source, end)
        side, side_end = _side(source, word_end, end, word)
        out.append(
            Figure(start, end, value, word, max(word_end, side_end), unit, side=side, spelled=bool(found["word"]))
        )
    return _chained(source, out)


def _number(text: str, found: re.Match[str]) -> tuple[int, int, float] | None:
    start, end = found.span()
    if found["word"] is not None:
        value = NUMBER_WORDS.get(found["word"].lower())
        return None if value is None else (start, end, value)
    fraction = _FRACTION_ONLY.match(text, start)
    if fraction is not None and int(fraction[2]) in _DENOMINATORS and int(fraction[1]) < int(fraction[2]):
        return start, fraction.end(), int(fraction[1]) / int(fraction[2])
    whole = found["whole"]
    reading = read_digits(whole, True) if not whole.startswith(".") else None
    if reading is None:
        try:
            value = float(whole) if len(whole) <= MAX_DIGITS else None
        except ValueError:
            value = None
    else:
        value = reading.value
    if value is None:
        return None
    if found["top"] is not None:
        top, bottom = int(found["top"]), int(found["bottom"])
        if bottom not in _DENOMINATORS or not 0 < top < bottom:
            return start, found.end("whole"), value
        value += top / bottom
    return start, end, value


def _behind(text: str, end: int) -> tuple[str, int, str]:
    found = _BEHIND.match(text, end)
    if found is None or (found[1].isalpha() and found.start(1) > end and found[1].lower() in ("x", "by")):
        return "", end, ""
    if found[1] in ("x", "X"):
        return "", end, ""
    if "/" in text[end : found.start(1)]:
        return f"/{found[1].lower()}", found.end(1), ""
    return found[1].lower(), found.end(1), _unit(found[1])


@lru_cache(maxsize=16384)
def _unit(word: str) -> str:
    entry = spelling(word)
    return "" if entry is None else entry.unit


def _side(text: str, word_end: int, end: int, word: str) -> tuple[str, int]:
    if word in _SIDES:
        return _SIDES[word], word_end
    found = _SIDE.match(text, word_end)
    if found is None:
        return "", end
    return _SIDES[(found["letter"] or found["word"]).lower()], found.end()


def _chained(text: str, found: list[Figure]) -> list[Figure]:
    """Numbers joined by "x" know their place, and share the unit that stands behind a later one."""
    out: list[Figure] = []
    first = 0
    while first < len(found):
        last = first
        while last + 1 < len(found) and _JOIN.fullmatch(text, found[last].word_end, found[last + 1].start):
            last += 1
        parts = last - first + 1
        shared = next((entry.unit for entry in found[first : last + 1] if entry.unit), "")
        for part, entry in enumerate(found[first : last + 1]):
            if parts > 1 and not entry.unit and shared:
                entry = entry._replace(unit=shared, shared=True)
            out.append(entry._replace(part=part, parts=parts))
        first = last + 1
    return out
