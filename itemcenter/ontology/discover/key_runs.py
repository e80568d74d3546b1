"""Pairs that a text runs together: names of keys and their values one behind the other, no marks between them.

"Sleeve Half Sleeve Fabric 100% Cotton Neck Round Neck" has the words "Sleeve" and "Neck" twice; which of them are names
is decided for the whole run at once: the chain of names whose values fit them best (dynamic programming).
"""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

from itemcenter.ontology.discover.key_book import MET, KeyBook
from itemcenter.values.folding import name_key

_TOKEN = re.compile(r"[^\s,;|]+(?:,(?=\d)[^\s,;|]+)*[,;|]?")
#: A comma that touches the next word's capital letter ends a passage, not a part of a list.
_END = re.compile(r"[,;|](?=[A-Z])|\s*\n\s*[*•·]|\s+(?=[A-Z][\w-]*\s?:(?!:))")
#: Words of a value; of a value of unknown words.
_LONGEST, _LONGEST_UNKNOWN = 40, 8
#: What a pair costs, what each word of a value costs, and what pairs are worth that stand alone.
_PAIR, _WORD, _ALONE = 1.0, 0.08, 3.0
#: What a colon behind the name is worth, each word of the name, and words left over behind a known value.
#: What it is worth that another name or the end of the passage follows a value.
_CLOSED = 0.85
#: Of two known values the longer is meant.
_COLON, _NAME_WORD, _LEFT_OVER, _KNOWN_WORD = 2.0, 0.35, 3.2, 0.05


class Run(NamedTuple):
    """key: its folded name; offsets in code points of the text; score: the higher the surer"""

    key: str
    name_start: int
    name_end: int
    start: int
    end: int
    score: float


class _Mark(NamedTuple):
    """A key or a heading at words `first` to `last` (exclusive)."""

    first: int
    last: int
    key: str
    heading: bool
    colon: bool


def runs_of(text: str, book: KeyBook, *, least: float = 0.0) -> list[Run]:
    """Pairs in order, without overlap; none below the score `least`. Linear in the text but for its names of keys."""
    words = [(found.start(), found.end()) for found in _TOKEN.finditer(text)]
    folded = [name_key(text[start:end]) for start, end in words]
    ends = [end for end, (_, last) in enumerate(words, start=1) if _END.match(text, last - 1) or _END.match(text, last)]
    marks = _marks(text, words, folded, book)
    if not marks:
        return []
    count = len(marks)
    best: list[float] = [0.0] * (count + 1)
    step: list[tuple[int, int] | None] = [None] * (count + 1)
    for place in range(count - 1, -1, -1):
        mark = marks[place]
        # not a mark at all
        best[place], step[place] = best[place + 1], None
        if mark.heading:
            continue
        for following in range(place + 1, min(count, place + 9) + 1):
            stop = marks[following].first if following < count else len(words)
            if stop <= mark.last:
                continue
            passage = ends[bisect.bisect_right(ends, mark.last)] if ends and ends[-1] > mark.last else len(words)
            whole = min(stop, passage, mark.last + _LONGEST)
            before = marks[following - 1]  # what ends where the next name begins has no value: it is a heading here
            if following - 1 > place and before.last == whole and before.last > before.first + 1:
                continue
            end, score = _value(folded, mark, whole, whole == passage or following < count, book)
            if end == mark.last:
                continue
            total = score + best[_next(marks, following)]
            if total > best[place]:
                best[place], step[place] = total, (following, end)
    out: list[Run] = []
    place = 0
    while place < count:
        taken = step[place]
        if taken is None:
            place += 1
            continue
        following, end = taken
        mark = marks[place]
        start, stop = words[mark.last][0], words[end - 1][1]
        value = text[start:stop].rstrip(",;|")
        if ")" in value and "(" not in value.partition(")")[0]:
            value = value.partition(")")[0].rstrip()
        score = best[place] - best[_next(marks, following)]
        if value and score >= least:
            first = words[mark.first][0]
            key = book.whole(mark.key, name_key(value))
            if not key and value.split(" ")[0].isdecimal():
                key = book.whole(mark.key, name_key(value.split(" ")[0]))
                value = value.split(" ")[0] if key else value
            run = (
                Run(key, first, first, first, start + len(value), score)
                if key
                else Run(mark.key, first, words[mark.last - 1][1], start, start + len(value), score)
            )
            out.append(run)
        place = _next(marks, following)
    return _joined(out)


def _next(marks: list[_Mark], place: int) -> int:
    """Past a heading."""
    while place < len(marks) and marks[place].heading:
        place += 1
    return place


def _marks(text: str, words: list[tuple[int, int]], folded: list[str], book: KeyBook) -> list[_Mark]:
    out = []
    longest = book.longest()
    for first in range(len(words)):
        if not text[words[first][0]].isupper():
            continue
        for count in range(min(longest, len(words) - first), 0, -1):
            name = " ".join(entry for entry in folded[first : first + count] if entry)
            written = text[words[first][0] : words[first + count - 1][1]]
            if written[-1] in ",;|":
                continue
            if book.is_key(name):
                colon = written.endswith(":") or text[words[first + count - 1][1] :].lstrip().startswith(":")
                out.append(_Mark(first, first + count, name, False, colon))
                break
            if book.is_heading(name):
                out.append(_Mark(first, first + count, name, True, False))
                break
    return out


def _value(folded: list[str], mark: _Mark, stop: int, closed: bool, book: KeyBook) -> tuple[int, float]:
    """Where the value of a name ends, at most at word `stop`, and what the pair is worth."""
    first = mark.last
    known = book.prefix(mark.key, folded[first:stop])
    bonus = (_COLON if mark.colon else 0.0) + _NAME_WORD * (mark.last - mark.first)
    best_end, best = first, float("-inf")
    if known:
        best_end, best = (
            first + known,
            4.0 + bonus - _PAIR + _KNOWN_WORD * known - (0.0 if known == stop - first else _LEFT_OVER),
        )
    if closed or stop - first <= 3:
        count = stop - first
        if book.is_heading(" ".join(entry for entry in folded[first:stop] if entry)):
            return best_end, best
        fit = book.fits(mark.key, " ".join(entry for entry in folded[first:stop] if entry))
        extra = max(0, count - _LONGEST_UNKNOWN) * (0.0 if fit >= 1.5 else 3 * _WORD)
        words_cost = -_KNOWN_WORD * count if fit >= MET else _WORD * count
        score = fit + bonus + _CLOSED * closed - _PAIR - words_cost - extra
        if score > best:
            best_end, best = stop, score
    return best_end, best


def _joined(runs: list[Run]) -> list[Run]:
    """Runs next to others are sure of being names and values; one that stands alone has to fit well."""
    out = []
    for place, run in enumerate(runs):
        near = any(
            abs(other.start - run.end) < 60 or abs(run.name_start - other.end) < 60
            for other in runs[max(0, place - 1) : place] + runs[place + 1 : place + 2]
        )
        if near or run.score >= _ALONE:
            out.append(run)
    return out
