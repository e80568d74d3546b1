"""`ToldFeatures`: facts that texts tell beside names and runs, where the words themselves say of which key they are.

Four kinds are read, all by what cells of the same group of categories hold: a value and what it is a property of
("Round Dial" is the Dial Shape), a value that has its key's name ("full sleeve"), the name of a key that cells answer
with yes ("Water Resistant"), and a form that nearly always is one key's ("Pack of 3", "100% cotton").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from itemcenter.extract.known_values import name_words
from itemcenter.extract.word_signs import root_of
from itemcenter.extract.written_words import Word
from itemcenter.values.units import spelling

#: Cells of a group that a key has to have, and a form; share of a form's cells that are the key's.
_KEY_SEEN, _FORM_SEEN, _ONE_KEY = 2, 5, 0.9
#: Of the names that state a form, share that state it of one key.
_NAMED = 0.7
#: Share of a key's cells that are yes or no.
_ANSWERS = 0.8
#: Words of a value; of a feature that stands in a list.
_WORDS, _FEATURE = 5, 4
ANSWERS = frozenset(("yes", "no", "true", "false", "ja", "nein"))
#: "Buckle clasp" is a sort of clasp: the thing is a part of the value.
_SORTS = frozenset(("type", "style", "kind", "art", "typ"))
_NOT = frozenset(("no", "not", "non", "without", "kein", "keine", "nicht", "ohne"))
_NUMBER = re.compile(r"\d+")
#: Folded, "30.5" is "30-5".
_DECIMAL = re.compile(r"\d+(?:-\d+)?")
_LETTERS = re.compile(r"[^\W\d_]{2}")
#: What a thing is made of, with shares: "5% elastane, 95% cotton".
_MIX = re.compile(r"\d{1,3} ?%\s+[^\W\d_]+(?:(?:\s*[,/&+]\s*|\s+(?:and|und)\s+|\s+)\d{1,3} ?%\s+[^\W\d_]+)*")
_STOP = re.compile(r"[,;|\n\r•*]|[.!?](?=\s|[A-Z])|\s[-–—]\s")


class Feature(NamedTuple):
    """key: folded; offsets in code points of the text"""

    key: str
    start: int
    end: int


@dataclass
class ToldFeatures:
    """By group of categories: cells of a key, and of a value's form by key. values: of a key in all groups

    named: by group and form with a number, names that state it of a key
    """

    _keys: dict[str, Counter[str]] = field(default_factory=dict)
    _forms: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    _answers: Counter[str] = field(default_factory=Counter)
    _cells: Counter[str] = field(default_factory=Counter)
    _values: dict[str, set[str]] = field(default_factory=dict)
    _everywhere: dict[str, Counter[str]] = field(default_factory=dict)
    _named: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    #: Of groups that texts were read of.
    _parts: dict[str, dict[str, list[tuple[str, str]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[tuple[str, Sequence[tuple[str, str]], str]]) -> ToldFeatures:
        """items: (group, cells, name), folded"""
        out = cls()
        for group, cells, name in items:
            keys, forms = out._keys.setdefault(group, Counter()), out._forms.setdefault(group, {})
            for key, value in set(cells):
                keys[key] += 1
                out._cells[key] += 1
                out._answers[key] += value in ANSWERS
                if _NUMBER.search(value) and f" {value} " in f" {name} ":
                    named = out._named.setdefault(group, {})
                    named.setdefault(_DECIMAL.sub("#", value), Counter())[key] += 1
                if len(value.split(" ")) <= _WORDS:
                    out._values.setdefault(key, set()).add(value)
                    form = _NUMBER.sub("#", value)
                    forms.setdefault(form, Counter())[key] += 1
                    if "#" in form:
                        out._everywhere.setdefault(form, Counter())[key] += 1
        return out

    def read(self, text: str, group: str, skipped: Sequence[tuple[int, int]]) -> Iterator[Feature]:
        """Features in order, without overlap. skipped: (start, end) of what is read otherwise"""
        if not self._keys.get(group):
            return
        parts = self._parts.get(group)
        if parts is None:
            parts = self._parts[group] = self._parted(group)
        mixes = [found.span() for found in _MIX.finditer(text)] if "%" in text else []
        reach = 0
        for words, whole in _stretches(text, skipped):
            for key, first, last in self._answered(words, group) if whole else ():
                yield Feature(key, words[first].start, words[last - 1].end)
                reach = words[last - 1].end
            at = 0
            while at < len(words):
                mixed = any(start <= words[at].start < stop for start, stop in mixes)
                said = self._at(words, at, group, parts, whole, mixed)
                found = next(said, None) if not _denied(words, at) else None
                if found is None:
                    at += 1
                    continue
                key, end, last = found
                start, stop = words[at].start, words[end - 1].end
                mix = next((mix for mix in mixes if mix[0] < stop and start < mix[1]), None)
                start, stop = mix if mix is not None else (start, stop)
                if start >= reach and not any(first < stop and start < end for first, end in skipped):
                    yield Feature(self._plainer(key, words), start, stop)
                    reach = stop
                at = last

    def _parted(self, group: str) -> dict[str, list[tuple[str, str]]]:
        """Keys of two words and more by the root of the first: (key, what is left of it)."""
        out: dict[str, list[tuple[str, str]]] = {}
        for key, count in sorted(self._keys[group].items()):
            if count >= _KEY_SEEN and " " in key:
                thing, _, property_ = key.partition(" ")
                out.setdefault(root_of(thing), []).append((key, property_))
        return out

    def _answered(self, words: Sequence[Word], group: str) -> list[tuple[str, int, int]]:
        """Keys that cells answer with yes, named together: "Dishwasher and microwave safe"."""
        folded = [word.folded for word in words]
        if len(words) > _FEATURE or folded[1:2] not in (["and"], ["und"]):
            return []
        names = (f"{folded[0]} {' '.join(folded[3:])}", " ".join(folded[2:]))
        return [(names[0], 0, 1), (names[1], 2, len(words))] if all(self._is_yes(name, group) for name in names) else []

    def _is_yes(self, name: str, group: str) -> bool:
        return self._keys[group][name] >= _KEY_SEEN and self._answers[name] >= _ANSWERS * self._cells[name]

    def measures(self, words: Sequence[Word], group: str) -> Iterator[Feature]:
        """Forms with a number that are nearly always one key's, among the words of a name."""
        if group not in self._keys:
            return
        at = 0
        while at < len(words):
            found = self._named_measure(words[at : at + 2], group, at)
            found = found or next(self._at(words, at, group, {}, whole=False), None)
            if found is not None and any(_NUMBER.search(word.folded) for word in words[at : found[1]]):
                yield Feature(found[0], words[at].start, words[found[1] - 1].end)
                at = found[1]
            else:
                at += 1

    def _named_measure(self, words: Sequence[Word], group: str, at: int) -> tuple[str, int, int] | None:
        """A number and its unit where names that state such a thing mostly state it of one key."""
        if len(words) < 2 or not _DECIMAL.fullmatch(words[0].folded) or spelling(words[1].folded) is None:
            return None
        counts = self._named.get(group, {}).get(_DECIMAL.sub("#", " ".join(word.folded for word in words)), Counter())
        key, count = min(counts.items(), key=lambda entry: (-entry[1], entry[0]), default=("", 0))
        if count < max(_FORM_SEEN, _NAMED * counts.total()):
            return None
        return key, at + 2, at + 2

    def _is_value(self, value: str, key: str, property_: str) -> bool:
        """Known of the key or of the property; "white and teal" where both parts are."""
        known = self._values.get(key, set()) | self._values.get(property_, set())
        parts = [part for part in re.split(r" (?:and|und) ", value.replace("-", " ")) if part]
        plain = {name.replace("-", " ") for name in known} if len(parts) > 1 or "-" in value else known
        return value in known or (bool(parts) and all(part in plain for part in parts))

    def _plainer(self, key: str, words: Sequence[Word]) -> str:
        """Without what the text does not say, where there is such a key: "case material" of "case bezel material"."""
        first, *middle, last = key.split(" ") if " " in key else ("", key)
        said = {root_of(word.folded) for word in words}
        if first and root_of(first) not in said:
            return last if self._cells[last] else key
        left_out = [word for word in middle if root_of(word) in said]
        shorter = " ".join((first, *left_out, last)).strip()
        return shorter if self._cells[shorter] else key

    def _at(
        self,
        words: Sequence[Word],
        at: int,
        group: str,
        parts: dict[str, list[tuple[str, str]]],
        whole: bool,
        mixed: bool = False,
    ) -> Iterator[tuple[str, int, int]]:
        """(key, ends of the value and of the feature, exclusive) of what begins at a word, the longest first."""
        forms = self._forms[group]
        if whole and at == 0 and len(words) <= _FEATURE:
            value = " ".join(word.folded for word in words[:-1])
            for key, property_ in parts.get(root_of(words[-1].folded), ()):
                alone = property_ in _SORTS and len(words) == 2
                if value and (alone or self._is_value(value, key, property_)):
                    yield key, len(words) - (property_ not in _SORTS), len(words)
            name = " ".join(word.folded for word in words)
            if self._is_yes(name, group):
                yield name, len(words), len(words)
        for last in range(min(len(words), at + _WORDS), at, -1):
            form = _NUMBER.sub("#", " ".join(word.folded for word in words[at:last]))
            counts = forms.get(form)
            if "#" in form and (counts is None or counts.total() < _FORM_SEEN):
                counts = self._everywhere.get(form)
            if counts is None or form in ANSWERS or not _LETTERS.search(form):
                continue
            key, count = min(counts.items(), key=lambda entry: (-entry[1], entry[0]))
            named = last - at > 1 and any(root_of(word) == root_of(key.split(" ")[-1]) for word in form.split(" "))
            measure = "#" in form and (mixed or _is_measure(words[at:last]))
            if (named and count >= _KEY_SEEN) or (measure and count >= max(_FORM_SEEN, _ONE_KEY * counts.total())):
                yield key, last, last


def _is_measure(words: Sequence[Word]) -> bool:
    """Words before a number ("pack of 3"), or a number and its unit."""
    numbers = [bool(_NUMBER.search(word.folded)) for word in words]
    return numbers[-1] or (numbers[0] and spelling(words[-1].folded) is not None)


def _denied(words: Sequence[Word], at: int) -> bool:
    return any(word.folded in _NOT for word in words[max(0, at - 2) : at + 1])


def _stretches(text: str, skipped: Sequence[tuple[int, int]]) -> Iterator[tuple[list[Word], bool]]:
    """Words between marks and what is skipped, and whether marks stand on both sides."""
    stretch: list[Word] = []
    cut = True  # what precedes is a mark, or the beginning
    end = 0
    for word in name_words(text):
        inside = any(start < word.end and word.start < stop for start, stop in skipped)
        mark = _STOP.search(text, end, word.start + 1) is not None
        if stretch and (mark or inside):
            yield stretch, cut and mark
            stretch = []
        if not inside:
            cut = (mark or end == 0) if not stretch else cut
            stretch.append(word)
        end = word.end
    if stretch:
        yield stretch, cut
