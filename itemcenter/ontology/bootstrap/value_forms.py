"""When two spellings are one value: equal words, equal numbers and equal signs. Different numbers never merge.

"Wi-Fi"/"wifi", "Key Ring"/"key rings" are one value; "1.5" and "15", "A" and "A+", "-20" and "20", `15"` and "15" are
not: what tells numbers apart is part of the form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from itemcenter.values import normal_colour
from itemcenter.values.folding import name_key

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
#: Signs that change a value: degrees of a class, comparison, share, units written as signs, sums of money.
_SIGNS = re.compile(r"(?<=\w)[+#*!%°]+|[<>≤≥±~=]|(?<=\d)[\"'″′]+|[$€£¥]|(?<![\w)])-(?=\d)")
_DECIMAL_COMMA = re.compile(r"(\d+),(\d{1,2})")
_SEPARATORS = re.compile(r"\s*(?:[;|\n•、，；]|\\n|,(?!\d)|(?<!\d),)\s*")
_SLASHES = re.compile(r"\s*(?:[;|\n•、，；]|\\n|,(?!\d)|(?<!\d),|(?<![\d\s])/(?!\d))\s*")


class ValueForm(NamedTuple):
    """Equal forms are one value."""

    words: str
    numbers: tuple[str, ...]
    signs: str


@lru_cache(maxsize=200_000)
def value_form(text: str) -> ValueForm:
    """The form of a value under a key with a list: words without case, accents, blanks and plural "s"."""
    numbers = tuple(_plain_number(number) for number in _NUMBER.findall(text))
    words = "".join(map(_singular, name_key(text).split()))
    return ValueForm(words, numbers, "".join(_SIGNS.findall(text)))


@lru_cache(maxsize=20_000)
def colour_form(text: str) -> ValueForm:
    """The same for colours, whose words of several languages are one colour ("grey", "Gray", "grau")."""
    return value_form(normal_colour(text))


def parts_of(text: str, slashes: bool) -> list[str]:
    """The parts of a cell that lists several values, in order; the trimmed text alone where it holds no separator.

    slashes: whether a slash between words separates, too. Commas and slashes between digits never do.
    """
    parts = [part.strip() for part in (_SLASHES if slashes else _SEPARATORS).split(text)]
    return [part for part in parts if part and name_key(part)]


def _plain_number(text: str) -> str:
    """A decimal comma as a dot; what may group thousands stays as written, and apart."""
    found = _DECIMAL_COMMA.fullmatch(text)
    return f"{found[1]}.{found[2]}" if found else text


def _singular(word: str) -> str:
    """Without a plural "s", by the rule of the alias index, which cannot tell the two apart."""
    return word[:-1] if len(word) >= 4 and word[-1] == "s" and word[-2] not in "sui" else word
