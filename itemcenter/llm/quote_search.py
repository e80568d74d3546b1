"""Where quoted words stand in a text: exactly, else without regard to case, accents, signs and blanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from itemcenter.values.folding import tokens

_MOST_PLACES = 20
#: In front of a quote that begins with a digit, and behind one that ends with a digit: then it is a part of a number.
_NUMBER_BEFORE = re.compile(r"(?:\d[.,/⁄]?|(?:^|[\s(\[:;=~])[-−–])$")
_NUMBER_BEHIND = re.compile(r"[.,/⁄]?\d")


def places_of(quote: str, text: str) -> list[tuple[int, int]]:
    """(start, end) of every place, in order, 20 at most; [] where the words do not stand there.

    A quote without a letter or digit proves nothing and stands nowhere; a part of a number ("5 kg" of "15 kg", "6 inch"
    of "15.6 inch", "5 °C" of "-5 °C") is another number.
    """
    bare = quote.strip()
    wanted = [word for word, _, _ in tokens(bare)]
    if not wanted:
        return []
    found = [*_folded(wanted, text)] or [*_exact(bare, text)]
    return [place for place in found if not _part_of_number(text, *place)]


def _part_of_number(text: str, start: int, end: int) -> bool:
    if text[start].isdigit() and _NUMBER_BEFORE.search(text, max(0, start - 2), start):
        return True
    return text[end - 1].isdigit() and _NUMBER_BEHIND.match(text, end) is not None


def _folded(wanted: list[str], text: str) -> Iterator[tuple[int, int]]:
    found = list(tokens(text))
    words = [word for word, _, _ in found]
    count = 0
    for place in range(len(words) - len(wanted) + 1):
        if words[place] == wanted[0] and words[place : place + len(wanted)] == wanted:
            yield found[place][1], found[place + len(wanted) - 1][2]
            count += 1
            if count == _MOST_PLACES:
                return


def _exact(bare: str, text: str) -> Iterator[tuple[int, int]]:
    """Parts of words: a model may quote "15.6in" of "15.6inch"."""
    place, count = text.find(bare), 0
    while place >= 0 and count < _MOST_PLACES:
        yield place, place + len(bare)
        count += 1
        place = text.find(bare, place + 1)
