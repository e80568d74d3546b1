"""`KeyBook`: keys as a catalog writes them in its texts - their names, their values, the headings among them.

Learned from items whose cells stand in their texts as well: "Sleeve Half Sleeve General Details Pattern Printed" beside
the cells Sleeve and Pattern shows two names, two values, and that "General Details" is a heading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from itemcenter.ontology.discover.word_runs import FUNCTION_WORDS
from itemcenter.values.folding import name_key

#: A heading has at most this many words, and was seen in this many items.
_HEADING_WORDS, _HEADING_SEEN = 4, 3
#: A key's name has stood before its value in this many items.
_KEY_SEEN = 2
#: Share of the keys that have, from which on the texts are known to run names and values together.
_TOGETHER = 0.2
#: A heading that begins with a key's name was met this many times as often as the name before a value.
_OFTENER = 3
#: Headings that a word ends, so that it makes one of any word before it.
_TAILS = 3
#: Words of a value without a name, and of what may be its name; how often it stood there, before how many values, and
#: how much of it must have stood behind another word for that word to belong to it.
_NAMELESS_WORDS, _NAMELESS_NAME, _NAMELESS_SEEN, _NAMELESS_VALUES, _BELONGS = 12, 3, 5, 4, 0.5
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d+")
_MEASURE = re.compile(r"\d+(?: \d+)? ?[^\W\d_]+")
#: How well a value fits that was met, and at most one whose words were.
MET, _WORDS_MET = 4.0, 2.0


class KeyBook:
    """Counts by folded name. Names keep the writing that was met first."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._seen: Counter[str] = Counter()
        self._headings: Counter[str] = Counter()
        self._values: dict[str, Counter[str]] = {}
        self._words: dict[str, Counter[str]] = {}
        self._before: dict[str, Counter[str]] = {}
        #: How many headings end with a word: "Shirt Details", "General Details".
        self._tails: Counter[str] = Counter()
        self._is_heading: dict[str, bool] = {}
        self._is_value: dict[str, tuple[int, str]] = {}
        self._of_measures: dict[str, bool] = {}
        self._longest = -1
        self._together: bool | None = None

    @classmethod
    def of(cls, items: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> KeyBook:
        """items: (text, cells as (key, value))"""
        book = cls()
        for text, cells in items:
            book.add(text, cells)
        book.close()
        return book

    def add(self, text: str, cells: Sequence[tuple[str, str]]) -> None:
        """One item. Cells teach values; those that stand behind their names in the text teach names and headings.

        A cell without a name ("") teaches what stands before its value, once `close` is called.
        """
        if self._is_heading or self._is_value or self._longest >= 0 or self._together is not None:
            self._forget()
        stood: list[tuple[int, int]] = []
        nameless: list[tuple[int, int]] = []
        for key, value in cells:
            folded = name_key(key)
            if not value.strip():
                continue
            if not folded:
                if len(value.split()) <= _NAMELESS_WORDS:
                    spot = re.search(rf"(?<!\w){_loose(value)}(?!\w)", text)
                    nameless += [spot.span()] if spot is not None else []
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
        for start, end in nameless:
            back = max((last for _, last in (*stood, *nameless) if last <= start), default=0)
            names = text[back:start].split()[-_NAMELESS_NAME:]
            for count in range(1, len(names) + 1):
                phrase = " ".join(names[-count:])
                if phrase[0].isupper() and count > 1:
                    self._before.setdefault(phrase, Counter())[text[start:end]] += 1
        for (_, end), (start, _) in pairwise(sorted([*stood, *nameless])):
            between = text[end:start].strip(" ,;|")
            if between and len(between.split()) <= _HEADING_WORDS:
                self._headings[name_key(between)] += 1

    def close(self) -> None:
        """Name what stood before values without a name: the longest words that are mostly there together.

        Items may be added afterwards; cells without a name count at the next `close`.
        """
        counts = {phrase: values.total() for phrase, values in self._before.items()}
        for phrase, count in sorted(counts.items()):
            longer = (many for other, many in counts.items() if other.endswith(f" {phrase}"))
            shorter = [counts.get(phrase.split(" ", cut)[-1], 0) for cut in range(1, len(phrase.split()))]
            mostly = all(count >= _BELONGS * many for many in shorter)
            several = len(self._before[phrase]) >= _NAMELESS_VALUES
            if phrase.split()[-1].lower() in FUNCTION_WORDS:
                continue  # "Pack of" goes on with a number
            if count < _NAMELESS_SEEN or not several or not mostly or any(many >= _BELONGS * count for many in longer):
                continue
            folded = name_key(phrase)
            self._names.setdefault(folded, phrase)
            self._seen[folded] += count
            for value, many in self._before[phrase].items():
                self._values.setdefault(folded, Counter())[name_key(value)] += many
                self._words.setdefault(folded, Counter()).update(set(name_key(value).split()))
        self._before.clear()
        self._forget()
        self._tails.clear()
        self._tails.update(heading.split()[-1] for heading in self._headings if " " in heading)

    def _forget(self) -> None:
        """What was asked and kept."""
        self._is_heading.clear()
        self._is_value.clear()
        self._of_measures.clear()
        self._longest = -1
        self._together = None

    def is_key(self, folded: str) -> bool:
        """A name of several words needs no more than a cell where texts are known to run names and values together."""
        return self._seen[folded] >= _KEY_SEEN or (" " in folded and folded in self._names and self._runs_together())

    def _runs_together(self) -> bool:
        if self._together is None:
            seen = sum(count >= _KEY_SEEN for count in self._seen.values())
            self._together = seen >= _TOGETHER * len(self._names)
        return self._together

    def is_tail(self, folded: str) -> bool:
        """Whether a word ends headings, as "features" does in "Body & Design Features"."""
        return self._tails[folded] >= _TAILS

    def has(self, folded: str) -> bool:
        """Whether a cell has a key of this name."""
        return folded in self._names

    def is_heading(self, folded: str) -> bool:
        """A heading names no key in its first words: "Fabric Cotton" is a pair whose cell was missing."""
        if folded not in self._is_heading:
            self._is_heading[folded] = self._heads(folded)
        return self._is_heading[folded]

    def _heads(self, folded: str) -> bool:
        words = folded.split()
        tailed = len(words) == 2 and self._tails[words[1]] >= _TAILS and self._headings[words[1]] < _HEADING_SEEN
        if self._headings[folded] < _HEADING_SEEN and not tailed:
            return False
        begins = (" ".join(words[:count]) for count in range(1, len(words) + 1))
        return all(self._headings[folded] >= _OFTENER * self._seen[name] for name in begins if self.is_key(name))

    def name(self, folded: str) -> str:
        return self._names.get(folded, folded)

    def names(self) -> list[str]:
        """Folded names of keys, sorted."""
        return sorted(folded for folded in self._names if self.is_key(folded))

    def longest(self) -> int:
        """Words of the longest key or heading."""
        if self._longest < 0:
            known = [*self.names(), *(entry for entry in self._headings if self.is_heading(entry))]
            self._longest = max((len(entry.split()) for entry in known), default=0)
        return self._longest

    def fits(self, folded_key: str, folded_value: str) -> float:
        """How well a value fits a key: 4 for one that was met, else up to 2 by the share of its words that were."""
        values = self._values.get(folded_key)
        if values is None or not folded_value:
            return 0.0
        if folded_value in values:
            return MET
        words = self._words[folded_key]
        said = folded_value.split()
        return _WORDS_MET * sum(word in words for word in said) / len(said)

    def whole(self, folded_key: str, folded_value: str) -> str:
        """The key of which name and value together are a value, where that is met oftener than the pair; else ""."""
        if not self._is_value:
            for key, values in self._values.items():
                for value, count in values.items():
                    if self._starts(value):
                        self._is_value[value] = max(self._is_value.get(value, (0, "")), (count, key))
                        form = _NUMBER.sub("#", value)
                        if form != value:
                            self._is_value[form] = max(self._is_value.get(form, (0, "")), (count, key))
            self._is_value.setdefault("", (0, ""))
        said = f"{folded_key} {folded_value}"
        form = f"{folded_key} #" if folded_value.isdecimal() else ""
        count, key = self._is_value.get(said) or self._is_value.get(form, (0, ""))
        return key if count > self._values.get(folded_key, Counter())[folded_value] else ""

    def measures(self, folded_key: str) -> bool:
        """Whether many values of a key are a number and a word, as of lengths ("12 cm" beside "long")."""
        if folded_key not in self._of_measures:
            values = self._values.get(folded_key, Counter[str]())
            measures = sum(count for value, count in values.items() if _MEASURE.fullmatch(value))
            self._of_measures[folded_key] = 3 * measures > values.total()
        return self._of_measures[folded_key]

    def within(self, phrase: str) -> bool:
        """Whether cells have a value that ends with the name of a key, like "round neck", often enough."""
        return sum(values[phrase] for values in self._values.values()) >= _KEY_SEEN

    def inside(self, folded_key: str, phrase: str) -> bool:
        """Whether two values of the key have the phrase within them."""
        values = self._values.get(folded_key, ())
        return sum(f" {phrase} " in f" {value} " for value in values) > 1

    def _starts(self, value: str) -> list[str]:
        """The names of keys that a value begins with."""
        words = value.split()[:-1]
        return [name for count in range(1, len(words) + 1) if self.is_key(name := " ".join(words[:count]))]

    def prefix(self, folded_key: str, words: Sequence[str]) -> int:
        """How many of the leading words are a known value of the key, the most that are; 0 for none."""
        values: Counter[str] = self._values.get(folded_key, Counter())
        for count in range(len(words), 0, -1):
            if " ".join(word for word in words[:count] if word) in values:
                return count
        return 0


def _loose(text: str) -> str:
    return r"\s+".join(re.escape(word) for word in _WORD.findall(text))
