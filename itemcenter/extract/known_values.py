"""`KnownValues`: what the cells of a catalog hold, and how far the words of a text may be trusted to be such a value.

"Silver" may be a material, a colour or a part of a name. How often it was the cell of a key, among items whose text has
the words and whose cells have the key, is counted; an item that teaches never counts for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from heapq import nsmallest
from typing import NamedTuple

from itemcenter.extract.written_words import Word, words_of

#: Longest value that is looked up, in words.
MOST_WORDS = 8
#: Keys of one value that are looked at, those with the most cells: hundreds of keys hold a "1".
_MOST_KEYS = 12
_NOTHING = (0, 0)


class Match(NamedTuple):
    """Words `first` to `last` (exclusive) are a value that cells of `key` have, `items` of them."""

    first: int
    last: int
    key: str
    value: str
    items: int


def name_words(text: str) -> list[Word]:
    """The words of a text, in each no blank: "V-neck" is "v-neck"."""
    return [word._replace(folded=word.folded.replace(" ", "-")) for word in words_of(text) if word.folded]


def value_words(text: str) -> str:
    """A value as it is compared: its words, folded."""
    return " ".join(word.folded for word in name_words(text))


class KnownValues:
    """Keys and values folded. `own`: (key, value) of an item that teaches, left out of all counts."""

    def __init__(self) -> None:
        self._items: dict[str, Counter[str]] = {}
        self._of_key: Counter[str] = Counter()
        self._hits: Counter[tuple[str, str]] = Counter()
        self._trials: Counter[tuple[str, str]] = Counter()
        self._begins: set[str] = set()
        self._foremost: dict[str, list[tuple[str, int]]] = {}

    def add(self, cells: Sequence[tuple[str, str]]) -> None:
        self._foremost.clear()
        for key, value in set(cells):
            words = value.split(" ")
            if value and len(words) <= MOST_WORDS:
                self._items.setdefault(value, Counter())[key] += 1
                self._of_key[key] += 1
                self._begins.update(" ".join(words[:count]) for count in range(1, len(words) + 1))

    def met(self, matches: Sequence[Match], cells: Sequence[tuple[str, str]]) -> None:
        """Count what an item that teaches says of values that stand in its text."""
        keys = {key for key, _ in cells}
        own = set(cells)
        for key, value in {(match.key, match.value) for match in matches if match.key in keys}:
            self._trials[key, value] += 1
            self._hits[key, value] += (key, value) in own

    def shared(self, key: str, other: str) -> float:
        """Share of the cells of a key whose value cells of another key have too."""
        if not self._of_key[key] or not self._of_key[other]:
            return 0.0
        both = sum(keys[key] for keys in self._items.values() if key in keys and other in keys)
        return both / self._of_key[key]

    def matches(self, words: Sequence[Word], own: Sequence[tuple[str, str]] = ()) -> list[Match]:
        """All known values among the words; of one key none within another."""
        left_out = set(own)
        out: list[Match] = []
        reach: dict[str, int] = {}
        for first in range(len(words)):
            value, found = "", []
            for last in range(first + 1, min(len(words), first + MOST_WORDS) + 1):
                value = f"{value} {words[last - 1].folded}" if value else words[last - 1].folded
                if value not in self._begins:
                    break
                found.append((last, value))
            longest: set[str] = set()
            for last, value in reversed(found):
                for key, items in self._keys(value):
                    items -= (key, value) in left_out
                    if items > 0 and key not in longest and reach.get(key, 0) < last:
                        longest.add(key)
                        reach[key] = last
                        out.append(Match(first, last, key, value, items))
        return out

    def _keys(self, value: str) -> list[tuple[str, int]]:
        """Keys of a value and how many cells they have, the most first."""
        if value not in self._foremost:
            counts = self._items.get(value, Counter[str]())
            self._foremost[value] = nsmallest(_MOST_KEYS, counts.items(), key=lambda entry: (-entry[1], entry[0]))
        return self._foremost[value]

    def has(self, key: str, value: str) -> bool:
        """Whether any cell of the key has the value."""
        return self._items.get(value, Counter[str]())[key] > 0

    def foremost(self, value: str) -> str:
        """The key that most cells with a value are of; "" where it is not known."""
        found = self._keys(value)
        return found[0][0] if found else ""

    def rate(self, key: str, value: str, own: Sequence[tuple[str, str]] = ()) -> tuple[int, int]:
        """(hits, trials) of a value in texts of items that have the key"""
        hits, trials = self._hits[key, value], self._trials[key, value]
        for name, said in own:
            if name == key:
                return hits - (said == value), max(0, trials - 1)
        return hits, trials


def places(words: Sequence[Word], value: str) -> Iterator[tuple[int, int]]:
    """Where the words of a value stand, as (first, last exclusive)."""
    wanted = value.split(" ")
    for first in range(len(words) - len(wanted) + 1):
        if all(words[first + at].folded == word for at, word in enumerate(wanted)):
            yield first, first + len(wanted)
