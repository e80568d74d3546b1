"""The words of a text as the mask compares them: folded, markup left aside, a decimal number as one word.

"Weight: 1,200.50 g" has the words weight, 1200.5, g. "17.0" and "17", "500 ml" and "500ml", "Parts & Labour" and "parts
and labour" have the same words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from itemcenter.values.folding import tokens

#: Tags and entities: they part words and are none.
_MARKUP = re.compile(r"<[^<>]{1,500}>|&#?[A-Za-z0-9]{1,10};")
#: Often written as a sign, which is no word.
_AND = frozenset({"and", "und"})
#: Characters of a text whose words are worth keeping.
_SHORT = 200
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


class Word(NamedTuple):
    """A folded word at `text[start:end]`."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """All words in order, offsets in code points of `text`."""
    plain = _MARKUP.sub(lambda found: " " * len(found[0]), text) if "<" in text or "&" in text else text
    out: list[Word] = []
    for token, start, end in tokens(plain):
        last = out[-1] if out else None
        if (
            last is not None
            and start == last.end + 1
            and token.isdigit()
            and plain[last.end] in ".,"
            and plain[last.start : last.end].replace(",", "").replace(".", "").isdigit()
        ):
            out[-1] = Word(plain[last.start : end], last.start, end)
        elif token not in _AND:
            out.append(Word(token, start, end))
    return [Word(_plain_number(word.text), word.start, word.end) if word.text[0].isdigit() else word for word in out]


def phrase(text: str) -> tuple[str, ...]:
    """The words of a name or a value, without their places."""
    return _short_phrase(text) if len(text) <= _SHORT else tuple(word.text for word in words(text))


@lru_cache(maxsize=65536)  # the same names and values return in many items
def _short_phrase(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words(text))


def _plain_number(text: str) -> str:
    """A number without grouping and needless zeros; what is no number ("1.2.3") stays as it is."""
    if text.isdigit():
        return text
    bare = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", ".")
    whole, mark, rest = bare.partition(".")
    if "." in rest:
        return text
    if not mark:
        return bare
    rest = rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole
