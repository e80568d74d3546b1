"""From the tags of words to values: runs of words with one tag, and how far the value of a run goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from itemcenter.extract.joined_words import JoinedWords
from itemcenter.extract.known_values import Match
from itemcenter.extract.written_words import Word
from itemcenter.values.units import spelling

_AND = frozenset(("and", "und"))
#: Marks between the values of a list.
_LISTED = frozenset((",", "/", "&", "-"))
_MEASURE = re.compile(r"\d[\d.,]*\s?([^\W\d_]+)")


def runs_of_tags(best: Sequence[int], words: Sequence[Word]) -> list[tuple[int, list[int]]]:
    """Tags and the places of their words; "black and red" is one run."""
    out: list[tuple[int, list[int]]] = []
    for tag, run in groupby(enumerate(best), key=itemgetter(1)):
        spots = [at for at, _ in run]
        if tag and out and out[-1][0] == tag and spots[0] == out[-1][1][-1] + 2 and words[spots[0] - 1].folded in _AND:
            out[-1][1].extend(spots)
        elif tag:
            out.append((tag, spots))
    return out


def whole(
    text: str, words: Sequence[Word], spots: Sequence[int], best: Sequence[int], known: Sequence[Match]
) -> Sequence[int]:
    """With the rest of a longer value that is known ("royal blue"), and further values of the list ("navy, red")."""
    first, last, tag = spots[0], spots[-1] + 1, best[spots[0]]
    grown = True
    while grown:
        grown = False
        for match in known:
            if match.first >= first and match.last <= last:
                continue
            if any(best[at] not in (0, tag) for at in range(match.first, match.last)):
                continue
            within = match.first <= first and last <= match.last
            behind = match.first == last and text[words[last - 1].end : words[last].start].strip() in _LISTED
            before = match.last == first and text[words[first - 1].end : words[first].start].strip() in _LISTED
            if within or behind or before:
                first, last, grown = min(first, match.first), max(last, match.last), True
    return range(first, last) if len(range(first, last)) > len(spots) else spots


def with_own_word(
    text: str, words: Sequence[Word], spots: Sequence[int], best: Sequence[int], joined: JoinedWords
) -> Sequence[int]:
    """With the word behind a brand of one word that nobody knows, where it is met nowhere else: "Belle Gambe"."""
    last = spots[-1]
    if (
        len(spots) > 1
        or last + 1 == len(words)
        or best[last + 1]
        or text[words[last].end : words[last + 1].start] != " "
    ):
        return spots
    left, right = words[last].folded, words[last + 1].folded
    return [*spots, last + 1] if right.isalpha() and joined.only_behind(left, right) else spots


def said_once(spots: Sequence[int], words: Sequence[Word]) -> Sequence[int]:
    """A value that is said twice in a row is said once: "boots boots"."""
    half = len(spots) // 2
    said = [words[at].folded for at in spots]
    return spots[:half] if half and said[:half] == said[half:] else spots


def is_measure(text: str) -> bool:
    """A number and a unit: "150ml"."""
    found = _MEASURE.fullmatch(text)
    return found is not None and spelling(found[1]) is not None
