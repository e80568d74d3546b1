"""The words of a text, with offsets: where a value may begin and end.

A word ends at a blank or at a sign that joins values rather than being part of one (comma, slash, bracket, colon,
semicolon, plus, ampersand, quotation mark). Hyphens, dots and number signs inside a word stay: "ES-335", "1.83m", "1#".
HTML character references count as signs: "Men&#39;s" has the words "Men" and "s".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from itemcenter.values.folding import fold

_REFERENCE = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6});")
_WORD = re.compile(r"[^\s/,()\[\]{}|;:&+\"'*!?“”‘’„，、；：（）【】·•]+")
_EDGE = ".-–—#_=~"
_CLASSES = re.compile(r"([a-z]+)|([A-Z]+)|([0-9]+)|([^\W\d_]+)|(.)", re.DOTALL)
_SIGNS = "aA9w"


class Word(NamedTuple):
    """`text[start:end]`, its folded form, and its shape ("Push-up" is "Aa-a", "UV400" is "A9")."""

    start: int
    end: int
    folded: str
    shape: str


def words_of(text: str) -> list[Word]:
    """In order; offsets in code points of `text`."""
    masked = _REFERENCE.sub(lambda found: " " * len(found[0]), text)
    out = []
    for found in _WORD.finditer(masked):
        start, end = found.start(), found.end()
        while start < end and masked[start] in _EDGE:
            start += 1
        while end > start and masked[end - 1] in _EDGE:
            end -= 1
        if start < end:
            out.append(Word(start, end, " ".join(fold(text[start:end]).split()), shape_of(text[start:end])))
    return out


def shape_of(text: str) -> str:
    """Runs of small letters as "a", capitals as "A", digits as "9", other letters as "w"; signs stay."""
    out = []
    for found in _CLASSES.finditer(text):
        out.append(found[0] if found.lastindex == 5 else _SIGNS[(found.lastindex or 1) - 1])
    return "".join(out)
