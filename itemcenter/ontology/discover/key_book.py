"""`KeyBook`: keys as a catalog writes them in its texts - their names, their values, the headings among them.

Learned from items whose cells stand in their texts as well: "Sleeve Half Sleeve General Details Pattern Printed" beside
the cells Sleeve and Pattern shows two names, two values, and that "General Details" is a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from itemcenter.values.folding import name_key

#: A heading has at most this many words, and was seen in this many items.
_HEADING_WORDS, _HEADING_SEEN = 4, 3
#: A key's name has stood before its value in this many items.
_KEY_SEEN = 2
_WORD = re.compile(r"\S+")


class KeyBook:
    """Counts by folded name. Names keep the writing that was met first."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._seen: Counter[str] = Counter()
        self._headings: Counter[str] = Counter()
        self._values: dict[str, Counter[str]] = {}
        self._words: dict[str, Counter[str]] = {}
        self._longest: int | None = None

    @classmethod
    def of(cls, items: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> KeyBook:
        """items: (text, cells as (key, value))"""
        book = cls()
        for text, cells in items:
            book.add(text, cells)
        return book

    def add(self, text: str, cells: Sequence[tuple[str, str]]) -> None:
        """One item. Cells teach values; those that stand behind their names in the text teach names and headings."""
        self._longest = None
        stood: list[tuple[int, int]] = []
        for key, value in cells:
            folded = name_key(key)
            if not folded or not value.strip():
                continue
            self._names.setdefault(folded, key)
            self._values.setdefault(folded, Counter())[name_key(value)] += 1
            self._words.setdefault(folded, Counter()).update(set(name_key(value).split()))
            if not all(word in text for word in (*_WORD.findall(key), *_WORD.findall(value))):
                continue  # far cheaper than a pattern a cell
            found = re.search(rf"(?<!\w){_loose(key)}\s*:?\s*{_loose(value)}(?!\w)", text)
            if found is not None:
                self._seen[folded] += 1
                stood.append(found.span())
        stood.sort()
        for (_, end), (start, _) in pairwise(stood):
            between = text[end:start].strip(" ,;|")
            if between and len(between.split()) <= _HEADING_WORDS:
                self._headings[name_key(between)] += 1

    def is_key(self, folded: str) -> bool:
        return self._seen[folded] >= _KEY_SEEN

    def is_heading(self, folded: str) -> bool:
        """A heading names no key in its first words: "Fabric Cotton" is a pair whose cell was missing."""
        if self._headings[folded] < _HEADING_SEEN:
            return False
        words = folded.split()
        return not any(self.is_key(" ".join(words[:count])) for count in range(1, len(words) + 1))

    def name(self, folded: str) -> str:
        return self._names.get(folded, folded)

    def names(self) -> list[str]:
        """Folded names of keys, sorted."""
        return sorted(folded for folded in self._names if self.is_key(folded))

    def longest(self) -> int:
        """Words of the longest key or heading."""
        if self._longest is None:
            known = [*self.names(), *(entry for entry in self._headings if self.is_heading(entry))]
            self._longest = max((len(entry.split()) for entry in known), default=0)
        return self._longest

    def fits(self, folded_key: str, folded_value: str) -> float:
        """How well a value fits a key: 4 for one that was met, else up to 2 by the share of its words that were."""
        values = self._values.get(folded_key)
        if values is None or not folded_value:
            return 0.0
        if folded_value in values:
            return 4.0
        words = self._words[folded_key]
        said = folded_value.split()
        return 2.0 * sum(word in words for word in said) / len(said)

    def prefix(self, folded_key: str, words: Sequence[str]) -> int:
        """How many of the leading words are a known value of the key, the most that are; 0 for none."""
        values: Counter[str] = self._values.get(folded_key, Counter())
        for count in range(len(words), 0, -1):
            if " ".join(word for word in words[:count] if word) in values:
                return count
        return 0


def _loose(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in _WORD.findall(text))
