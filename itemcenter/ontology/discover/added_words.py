"""`AddedWords`: what a text puts before or behind a name that it says again ("Acme Top - Buy Dark Blue Acme Top only").

Such words are mostly one key's in a group of categories: colours before, codes behind. Which key's is learned from what
is known of some of them; then it is said of all, whole, also of words that nobody has met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from itemcenter.extract.written_words import Word

#: Additions of a group and side that are needed; share of them that one key has, of all and of those that a key has.
_LEAST, _OF_ALL, _OF_KNOWN = 20, 0.5, 0.8
#: Share of the additions that end with a word, which then is no part of them.
_CONSTANT = 0.5
#: Words of the name that is said again; of an addition.
_NAME_WORDS, _MOST_WORDS = 2, 4
_BRACKETS = "([{"

HEAD, TAIL = "head", "tail"
#: Words of a name, with the text that they stand in.
Names = Sequence[tuple[str, list[Word]]]


class Addition(NamedTuple):
    """Words `first` to `last` (exclusive) of a name."""

    name: int
    side: str
    first: int
    last: int


@dataclass(frozen=True)
class AddedWords:
    """of: tag and its share by group and side; ends: words at the outer end of additions that are no part of them"""

    of: dict[tuple[str, str], tuple[str, float]]
    ends: frozenset[tuple[str, str, str]]

    @classmethod
    def learn(cls, items: Iterable[tuple[Names, str]], tags_of: Callable[[int, Addition], Iterable[str]]) -> AddedWords:
        """items: (names, group); tags_of: of the item of a number, what is known of an addition"""
        items = list(items)
        found = [(at, group, some) for at, (names, group) in enumerate(items) for some in additions(names)]
        many = Counter((group, some.side) for _, group, some in found)
        last: Counter[tuple[str, str, str]] = Counter()
        for at, group, some in found:
            last[group, some.side, _outer(items[at][0], some)] += 1
        tags: dict[tuple[str, str], Counter[str]] = {}
        for at, group, some in found:
            if many[group, some.side] >= _LEAST:
                tags.setdefault((group, some.side), Counter()).update(set(tags_of(at, some)))
        of = {}
        for place, counts in tags.items():
            if counts:
                tag, count = min(counts.items(), key=lambda entry: (-entry[1], entry[0]))
                if count >= _OF_ALL * many[place] and count >= _OF_KNOWN * counts.total():
                    of[place] = tag, count / counts.total()
        ends = {end for end, count in last.items() if count >= max(_LEAST, _CONSTANT * many[end[:2]])}
        return cls(of, frozenset(ends))

    def read(self, names: Names, group: str) -> Iterator[tuple[Addition, str, float]]:
        """Additions without their constant ends, their tag and how sure that is."""
        for some in additions(names):
            tag, sure = self.of.get((group, some.side), ("", 0.0))
            first, last = some.first, some.last
            while tag and first < last and (group, some.side, _outer(names, some)) in self.ends:
                first, last = (first + 1, last) if some.side == HEAD else (first, last - 1)
                some = some._replace(first=first, last=last)
            text, words = names[some.name]
            for at in range(first + 1, last):
                if any(mark in text[words[at - 1].end : words[at].start] for mark in _BRACKETS):
                    last = at
                    break
            if tag and 0 < last - first <= _MOST_WORDS:
                yield some._replace(last=last), tag, sure


def additions(names: Names) -> Iterator[Addition]:
    """Where a name has another one within it, the words before and behind that."""
    folded = [tuple(word.folded for word in words) for _, words in names]
    for at, long in enumerate(folded):
        inner = [some for some in folded if _NAME_WORDS <= len(some) < len(long)]
        for name in sorted(inner, key=lambda some: (-len(some), some)):
            start = next((s for s in range(len(long) - len(name) + 1) if long[s : s + len(name)] == name), None)
            if start is not None:
                if start:
                    yield Addition(at, HEAD, 0, start)
                if start + len(name) < len(long):
                    yield Addition(at, TAIL, start + len(name), len(long))
                break


def _outer(names: Names, some: Addition) -> str:
    words = names[some.name][1]
    return words[some.first if some.side == HEAD else some.last - 1].folded
