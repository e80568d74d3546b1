"""All names of a release in one alias index: values of every list, and the names of the keys themselves.

Every text is scanned once, whatever the number of entries; hits of lists that the text's category does not use are
dropped while they are still arrays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from itemcenter.library.short_names import short_names
from itemcenter.retrieval import AliasIndex
from itemcenter.schema import AttributeKey, AttributeValue, OntologyRelease, ValueListId
from itemcenter.values.folding import name_key

Row = npt.NDArray[np.bool_]
_POSITION_BITS = 32
#: Lists longer than this get no made names: they would be everybody's initials.
_MOST_SHORTENED = 5_000
_SIGNS = re.compile(r"[+#*!]+")
#: Entries that stand for "something else": a text that contains the word does not state them.
_CATCH_ALL = frozenset({"other", "others", "none", "n/a", "not applicable", "unknown", "various", "misc", "no", "yes"})


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """What is looked for in a text: the value lists, and the keys whose names count. Make one and keep it."""

    lists: tuple[ValueListId, ...]
    keys: tuple[AttributeKey, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueMention:
    """A value's name at `text[start:end]`. `rank` is 0 for the canonical name, 1 and up for synonyms.

    kind: "alias" for a name of the ontology, "short" or "part" for one made from it (`short_names`)
    """

    start: int
    end: int
    list_id: ValueListId
    value: AttributeValue
    rank: int
    kind: str = "alias"


@dataclass(frozen=True, slots=True)
class KeyMention:
    """A key's name at `text[start:end]`."""

    start: int
    end: int
    key: AttributeKey


@dataclass(slots=True)
class Mentions:
    """What was found in one text, by start."""

    values: list[ValueMention]
    keys: list[KeyMention]


class Lexicon:
    """The alias index over one release."""

    def __init__(self, release: OntologyRelease) -> None:
        self._lists = release.value_lists
        self._keys = release.keys
        self._list_number = {entry.id: number for number, entry in enumerate(release.value_lists)}
        first_key = len(self._lists)
        self._key_number = {key.id: first_key + number for number, key in enumerate(release.keys)}
        self._width = first_key + len(self._keys)
        self._index = AliasIndex.build(self._names())
        self._rows: dict[Sought, Row] = {}

    def _names(self) -> Iterator[tuple[str, int]]:
        for number, entry in enumerate(self._lists):
            high = number << _POSITION_BITS
            shortened = len(entry.values) <= _MOST_SHORTENED
            for position, value in enumerate(entry.values):
                for name in value.names:
                    if name.lower() not in _CATCH_ALL:
                        yield name, high | position
                if shortened:
                    for name in _made_names(value.name):
                        yield name, high | position
        for key in self._keys:
            high = self._key_number[key.id] << _POSITION_BITS
            for name in (key.name, *key.synonyms):
                yield name, high

    def scan(self, texts: Sequence[str], sought: Sequence[Sought]) -> list[Mentions]:
        """One `Mentions` a text. `sought[i]` tells what counts in `texts[i]`."""
        out = [Mentions([], []) for _ in texts]
        hits = self._index.scan(texts)
        if not len(hits):
            return out
        numbers: dict[Sought, int] = {}
        row_of_text = np.fromiter((numbers.setdefault(entry, len(numbers)) for entry in sought), np.int64, len(texts))
        wanted = np.stack([self._row(entry) for entry in numbers])
        high = hits.payload >> _POSITION_BITS
        keep = wanted[row_of_text[hits.text], high]
        position = hits.payload & ((1 << _POSITION_BITS) - 1)
        columns = (hits.text, hits.start, hits.end, high, position)
        for text, start, end, number, place in zip(*(column[keep].tolist() for column in columns), strict=True):
            if number < len(self._lists):
                entry = self._lists[number]
                value = entry.values[place]
                rank, kind = self._rank(value, texts[text][start:end])
                out[text].values.append(ValueMention(start, end, entry.id, value, rank, kind))
            else:
                out[text].keys.append(KeyMention(start, end, self._keys[number - len(self._lists)]))
        for text, mentions in zip(texts, out, strict=True):
            mentions.values = _told_apart(text, mentions.values)
        return out

    def _row(self, sought: Sought) -> Row:
        if sought not in self._rows:
            row = np.zeros(self._width, dtype=np.bool_)
            row[[self._list_number[entry] for entry in sought.lists]] = True
            row[[self._key_number[key.id] for key in sought.keys]] = True
            self._rows[sought] = row
        return self._rows[sought]

    @staticmethod
    def _rank(value: AttributeValue, words: str) -> tuple[int, str]:
        """Which of the value's names stands here, by its plain letters; a mere inflection counts as a synonym."""
        folded = words.casefold()
        for rank, name in enumerate(value.names):
            if name.casefold() == folded:
                return rank, "alias"
        made = _made_names(value.name)
        if made:
            plain = name_key(words)
            if plain in made and all(name_key(name) != plain for name in value.names):
                return len(value.names), made[plain]
        return max(1, len(value.synonyms)), "alias"


@lru_cache(maxsize=262144)
def _made_names(name: str) -> dict[str, str]:
    """Folded short names and parts of a name -> kind; none that is too short to mean anything."""
    out: dict[str, str] = {}
    for kind, made in short_names(name):
        folded = name_key(made)
        if len(folded.replace(" ", "")) >= 2 and folded not in _CATCH_ALL:
            out.setdefault(folded, kind)
    return out


def _told_apart(text: str, mentions: list[ValueMention]) -> list[ValueMention]:
    """Names that differ in signs only ("A", "A+") share a folded form: keep those that are written exactly so.

    The signs right behind the words count. Where none is written exactly so, all stay.
    """
    places: dict[tuple[int, int, ValueListId], list[ValueMention]] = {}
    for mention in mentions:
        places.setdefault((mention.start, mention.end, mention.list_id), []).append(mention)
    if len(places) == len(mentions):
        return mentions
    out: list[ValueMention] = []
    for (start, end, _), rivals in places.items():
        signs = _SIGNS.match(text, end)
        written = (text[start : end + len(signs[0])] if signs else text[start:end]).casefold()
        exact = [rival for rival in rivals if any(name.casefold() == written for name in rival.value.names)]
        out.extend(exact or rivals)
    return out
