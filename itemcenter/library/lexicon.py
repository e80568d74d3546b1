"""All names of a release in one alias index: values of every list, and the names of the keys themselves.

Every text is scanned once, whatever the number of entries; hits of lists that the text's category does not use are
dropped while they are still arrays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.library.described_names import described_names
from itemcenter.library.short_names import short_names
from itemcenter.retrieval import AliasIndex
from itemcenter.schema import AttributeKey, AttributeValue, OntologyRelease, ValueList, ValueListId
from itemcenter.values.folding import name_key
from itemcenter.values.rewriting import Rewrite, rewrites_of, writings_of

Row = npt.NDArray[np.bool_]
_POSITION_BITS = 32
#: Lists longer than this get no made names: they would be everybody's initials.
_MOST_SHORTENED = 5_000
#: A made name that more values of a list would share than this is no name of any of them; in a list of more than
#: `_LONG` values, where any two letters are somebody's initials, the second.
_MOST_SHARING, _MOST_SHARING_LONG, _LONG = 24, 3, 1_000
_RANKS_KEPT = 1 << 18
_SIGNS = re.compile(r"[+#*!]+")
#: Entries that stand for "something else": a text that contains the word does not state them.
_CATCH_ALL = frozenset({"other", "others", "none", "n/a", "not applicable", "unknown", "various", "misc", "no", "yes"})


@dataclass(frozen=True, slots=True, eq=False)
class Sought:
    """What is looked for in a text: the value lists, and the keys whose names count. Make one and keep it."""

    lists: tuple[ValueListId, ...]
    keys: tuple[AttributeKey, ...] = ()


class ValueMention(NamedTuple):
    """A value's name at `text[start:end]`. `rank` is 0 for the canonical name, 1 and up for synonyms.

    kind: "alias" for a name of the ontology, "short" or "part" for one made from it (`short_names`)
    """

    start: int
    end: int
    list_id: ValueListId
    value: AttributeValue
    rank: int
    kind: str = "alias"


class KeyMention(NamedTuple):
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
        self._lists = (*release.value_lists, *release.tag_lists)
        self._keys = (*release.keys, *release.tag_keys)
        self._list_number = {entry.id: number for number, entry in enumerate(self._lists)}
        first_key = len(self._lists)
        self._key_number = {key.id: first_key + number for number, key in enumerate(self._keys)}
        self._rewrites = noted_rewrites(self._keys)
        self._width = first_key + len(self._keys)
        self._index = AliasIndex.build(self._names())
        self._rows: dict[Sought, Row] = {}
        self._ranks: dict[tuple[int, int, str], tuple[int, str]] = {}

    def _names(self) -> Iterator[tuple[str, int]]:
        for number, entry in enumerate(self._lists):
            high = number << _POSITION_BITS
            yield from ((name, high | place) for name, place in names_in(entry, self._rewrites.get(entry.id, ())))
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
                words = texts[text][start:end]
                known = self._ranks.get((number, place, words))
                if known is None:
                    if len(self._ranks) >= _RANKS_KEPT:
                        self._ranks.clear()
                    rewrites = self._rewrites.get(entry.id, ())
                    known = self._ranks[number, place, words] = self._rank(value, words, rewrites)
                rank, kind = known
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
    def _rank(value: AttributeValue, words: str, rewrites: Sequence[Rewrite]) -> tuple[int, str]:
        """Which of the value's names stands here, by its plain letters; a mere inflection counts as a synonym."""
        folded = words.casefold()
        for rank, name in enumerate((*value.names, *writings_of(value.name, rewrites))):
            if name.casefold() == folded:
                return rank, "alias"
        made = _made_names(value.name, value.description)
        if made:
            plain = name_key(words)
            if plain in made and all(name_key(name) != plain for name in value.names):
                return len(value.names), made[plain]
        return max(1, len(value.synonyms)), "alias"


def noted_rewrites(keys: Iterable[AttributeKey]) -> dict[ValueListId, tuple[Rewrite, ...]]:
    """What the notes of the keys of a list say of other writings."""
    out: dict[ValueListId, tuple[Rewrite, ...]] = {}
    for key in keys:
        if key.value_list_id is not None and key.normalisation:
            found = rewrites_of(key.normalisation)
            if found:
                out[key.value_list_id] = (*out.get(key.value_list_id, ()), *found)
    return out


def names_in(entry: ValueList, rewrites: Sequence[Rewrite]) -> Iterator[tuple[str, int]]:
    """(name, position of the value) of every name under which a list's values are found, made ones included."""
    for position, value in enumerate(entry.values):
        for name in (*value.names, *writings_of(value.name, rewrites)):
            if name.lower() not in _CATCH_ALL:
                yield name, position
    if len(entry.values) <= _MOST_SHORTENED:
        yield from ((name, position) for position, name in _made_in(entry))


def _made_in(entry: ValueList) -> Iterator[tuple[int, str]]:
    """(position of the value, made name) of a list, without names that many of its values would share."""
    made = [tuple(_made(value.name, value.description)) for value in entry.values]
    most = _MOST_SHARING if len(made) <= _LONG else _MOST_SHARING_LONG
    sharing = Counter(chain.from_iterable(made))
    for position, names in enumerate(made):
        for name in names:
            if sharing[name] <= most:
                yield position, name


def _made(name: str, description: str = "") -> dict[str, str]:
    """Folded short names and parts of a name -> kind; none that is too short to mean anything.

    What a description names counts as a part.
    """
    out: dict[str, str] = {}
    for kind, made in (*short_names(name), *(("part", piece) for piece in described_names(description))):
        folded = name_key(made)
        if len(folded.replace(" ", "")) >= 2 and folded not in _CATCH_ALL:
            out.setdefault(folded, kind)
    return out


#: For the names that texts hold; an index of a million names would only push them out.
_made_names = lru_cache(maxsize=65_536)(_made)


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
        if len(rivals) == 1:
            out.append(rivals[0])
            continue
        signs = _SIGNS.match(text, end)
        written = (text[start : end + len(signs[0])] if signs else text[start:end]).casefold()
        exact = [rival for rival in rivals if any(name.casefold() == written for name in rival.value.names)]
        out.extend(exact or rivals)
    return out
