"""Numbers as merchants write them: separators, fractions, full-width digits. Pure functions over short strings.

How one separator before exactly three digits is read ("1,200", "1.200"), unless the leading part is 0:
thousands for a comma and for a blank; for a dot thousands if the last digit is 0 ("1.200 W"), else decimals
("283.495 g"), because nobody writes a decimal's trailing zero and few round numbers of thousands lack one. With
imperial units a dot always marks decimals ("1.500 in"). All of these readings are noted as ambiguous.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Code points that the grammar reads as another one; one to one, so that offsets stay.
_SAME = {
    "″": '"', "”": '"', "‶": '"', "〞": '"', "′": "'", "’": "'", "‵": "'", "´": "'", "‘": "'",
    "×": "x", "✕": "x", "✖": "x", "⨯": "x", "х": "x", "∗": "*",
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "～": "~", "〜": "~", "∼": "~",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ", "\u2007": " ", "\u2008": " ",
    "\u3000": " ", "\t": " ", "⁄": "/", "∕": "/", "º": "°", "˚": "°", "\u03bc": "\u00b5", "\u2126": "\u03a9",
    "⌀": "Ø", "∅": "Ø", "φ": "Ø", "Φ": "Ø", "ø": "Ø",
    "≦": "≤", "≧": "≥", "⩽": "≤", "⩾": "≥",
}  # fmt: skip
#: The full-width comma is left alone: it separates entries, never digits.
_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "，～"}
_TABLE = str.maketrans(_SAME) | _FULL_WIDTH

#: Fraction characters: (numerator, denominator).
VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8),
}  # fmt: skip

#: More digits than this make an article number, not a measure.
MAX_DIGITS = 12
#: Denominators on rulers and measuring cups.
_DENOMINATORS = frozenset({2, 3, 4, 5, 6, 8, 10, 12, 16, 32, 64})

_NUMBER_WORDS = (
    ("one", "ein", "eine", "eins", "single", "一"),
    ("two", "zwei", "dual", "twin", "double", "两", "二", "双"),
    ("three", "drei", "triple", "三"),
    ("four", "vier", "quad", "四"),
    ("five", "fünf", "五"),
    ("six", "sechs", "六"),
    ("seven", "sieben", "七"),
    ("eight", "acht", "八"),
    ("nine", "neun", "九"),
    ("ten", "zehn", "十"),
    ("eleven", "elf", "十一"),
    ("twelve", "zwölf", "dozen", "dutzend", "十二"),
)
#: Small numbers in words -> number.
NUMBER_WORDS = {word: float(number) for number, words in enumerate(_NUMBER_WORDS, start=1) for word in words}


class Reading(NamedTuple):
    value: float
    ambiguous: bool = False


def plain(text: str) -> str:
    """The text with typographic marks, dashes, blanks and full-width forms in their ASCII shape; same length."""
    return text if text.isascii() else text.translate(_TABLE)


def read_digits(raw: str, imperial: bool = False) -> Reading | None:
    """The value of digits with separators ("1.200,50"); None for what is no number ("1.2.3", 13 digits)."""
    if raw.isdigit():
        return Reading(float(raw), False) if len(raw) <= MAX_DIGITS else None
    if len(raw) > MAX_DIGITS + 4:
        return None
    marks = [character for character in raw if not character.isdigit()]
    parts = re.split(r"[.,']", raw)
    decimals = ""
    if len(set(marks)) > 1:  # the last mark is the decimal one, the others group thousands
        if marks.count(marks[-1]) > 1 or len(set(marks)) > 2 or marks[-1] == "'":
            return None
        decimals = parts.pop()
    elif len(marks) == 1 and not _groups_thousands(parts, marks[0], imperial):
        return Reading(float(f"{parts[0]}.{parts[1]}"), _three_after(parts))
    if not 1 <= len(parts[0]) <= 3 or any(len(part) != 3 for part in parts[1:]):
        return None
    return Reading(float(f"{''.join(parts)}.{decimals or 0}"), len(marks) == 1 and marks[0] != "'")


def _three_after(parts: list[str]) -> bool:
    return len(parts[1]) == 3 and len(parts[0]) <= 3 and parts[0] != "0"


def _groups_thousands(parts: list[str], mark: str, imperial: bool) -> bool:
    if mark == "'":
        return True
    if not _three_after(parts) or parts[0].startswith("0"):
        return False
    return mark == "," or (not imperial and parts[1].endswith("0"))


def is_fraction(numerator: int, denominator: int, imperial: bool) -> bool:
    """Whether a/b is a fraction of one unit rather than a list of two values ("50/60 Hz", "4/8 GB").

    Any ruler fraction with imperial units; elsewhere only halves to quarters and eighths in lowest terms.
    """
    if not 0 < numerator < denominator or denominator not in _DENOMINATORS:
        return False
    return imperial or (denominator in (2, 3, 4, 8) and (denominator == 3 or numerator % 2 == 1))


def written(number: float, digits: int = 6) -> str:
    """The number for people: "." as decimal mark, no grouping, no exponent, no trailing zeros.

    Integers up to 15 digits stay exact, all else has at most `digits` significant digits.
    """
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    short = f"{number:.{digits}g}"
    if "e" in short:
        short = f"{float(short):.15f}" if abs(number) < 1 else f"{float(short):.0f}"
    return short.rstrip("0").rstrip(".") if "." in short else short
