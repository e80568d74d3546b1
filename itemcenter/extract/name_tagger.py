"""`NameTagger`: which words of an item's name are values of which keys, learned from a catalog's own cells.

The tags of a name are decided together (`WordTags`): keys compete for words, and words that no cell has taught are read
by what stands beside them. A text says each key once: of several readings the one that the names agree on is taken.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.extract.cell_tags import CODE, KIND, Cells, CellTags, Lesson, is_code
from itemcenter.extract.joined_words import JoinedWords
from itemcenter.extract.known_values import KnownValues
from itemcenter.extract.word_signs import Steps, plain, signs_of
from itemcenter.extract.word_tags import Passage, Reals, TagParams, WordTags
from itemcenter.extract.written_words import Word

_PARAMS = TagParams(rounds=6)
_NUMBER = re.compile(r"\d+")
Names = Sequence[tuple[str, list[Word]]]


@dataclass(frozen=True, slots=True)
class TaggerOptions:
    """least: names in which a key's cell stands; most_keys: the ones with the most"""

    least: int = 8
    most_keys: int = 60
    params: TagParams = _PARAMS

    def __post_init__(self) -> None:
        if min(self.least, self.most_keys) < 1:
            raise InvariantError("least and most_keys are at least 1", place="name tagger")


class Tagged(NamedTuple):
    """Words `start` to `end` (code points of the text) of a name are a value of `key` (folded); tag: KIND, CODE or it

    name: which of the names; confidence: the least chance of its words, less that of one word more
    """

    name: int
    tag: str
    key: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class NameTagger:
    """codes: the key of codes by group, "" for any other group"""

    known: KnownValues
    forms: KnownValues
    joined: JoinedWords
    tags: CellTags
    signs: dict[str, int]
    model: WordTags
    codes: dict[str, str]

    @classmethod
    def fit(
        cls,
        lessons: Sequence[Lesson],
        brands: frozenset[str],
        options: TaggerOptions | None = None,
        more: Iterable[tuple[list[Word], Cells]] = (),
    ) -> NameTagger | None:
        """None where no name states a cell.

        brands: folded names of keys whose values are brands; more: titles and cells of further items, known, not taught
        """
        options = options or TaggerOptions()
        tags = CellTags.learn(lessons, brands, options.least, options.most_keys)
        if not tags.of:
            return None
        known, forms = KnownValues(), KnownValues()
        for lesson in lessons:
            known.add(lesson.cells)
            forms.add(_forms(lesson.cells))
        joined = JoinedWords()
        for words, cells in (*((lesson.names[-1][1], ()) for lesson in lessons), *more):
            joined.add([word.folded for word in plain(words)])
            known.add(cells)
            forms.add(_forms(cells))
        codes: dict[str, Counter[str]] = {}
        for lesson in lessons:
            matches = [match for _, words in lesson.names for match in known.matches(words)]
            known.met(matches, lesson.cells)
            formed = [match for _, words in lesson.names for match in forms.matches(plain(words))]
            forms.met(formed, _forms(lesson.cells))
            for key, _ in {(match.key, match.value) for match in matches} & set(lesson.cells):
                if tags.of.get(key) == CODE:
                    for group in ("", lesson.group):
                        codes.setdefault(group, Counter())[key] += 1
        numbers: Counter[str] = Counter()
        rows, sets = [], []
        for lesson in lessons:
            own = _forms(lesson.cells)
            for at, (text, words) in enumerate(lesson.names):
                matches, formed = known.matches(words, lesson.cells), forms.matches(plain(words), own)
                last = at == len(lesson.names) - 1
                sets.append(tags.allowed(words, matches, formed, lesson, known, last))
                looked = (("k", known, matches, lesson.cells), ("f", forms, formed, own))
                signs = signs_of(text, words, lesson.group, lesson.steps, _others(lesson.names, at), looked)
                tied = joined.signs([word.folded for word in plain(words)], own=True)
                rows.append([[*some, *ties] for some, ties in zip(signs, tied, strict=True)])
                numbers.update(sign for row in rows[-1] for sign in row)
        index = {sign: at for at, sign in enumerate(sorted(sign for sign, count in numbers.items() if count > 1))}
        model = WordTags.fit([_numbered(row, index) for row in rows], sets, len(index), options.params)
        most = {group: _most(some) for group, some in codes.items()}
        return cls(known, forms, joined, tags, index, model, most)

    def read(self, names: Names, group: str, steps: Steps) -> list[Tagged]:
        """Of every tag one value, in order; without overlap. names: (the whole text, words of a name in it)"""
        passages = []
        for at, (text, words) in enumerate(names):
            looked = (
                ("k", self.known, self.known.matches(words), ()),
                ("f", self.forms, self.forms.matches(plain(words)), ()),
            )
            signs = signs_of(text, words, group, steps, _others(names, at), looked)
            tied = self.joined.signs([word.folded for word in plain(words)], own=False)
            passages.append(_numbered([[*some, *ties] for some, ties in zip(signs, tied, strict=True)], self.signs))
        votes: dict[str, dict[str, list[Tagged]]] = {}
        for number, ((_, words), chance) in enumerate(zip(names, self.model.chances(passages), strict=True)):
            chance = self._codes_joined(chance, words)
            best = chance.argmax(axis=1).tolist()
            for tag, run in groupby(enumerate(best), key=itemgetter(1)):
                if tag == 0:
                    continue
                places = [at for at, _ in run]
                first, last = words[places[0]], words[places[-1]]
                more = max(
                    (float(chance[at, tag]) for at in (places[0] - 1, places[-1] + 1) if 0 <= at < len(words)),
                    default=0.0,
                )
                sure = float(chance[places, tag].min()) * (1.0 - more)
                name = self.tags.tags[tag]
                found = Tagged(number, name, self._key(name, group), first.start, last.end, sure)
                value = " ".join(words[at].folded for at in places)
                votes.setdefault(name, {}).setdefault(value, []).append(found)
        out = []
        for said in votes.values():
            agreed = max(said.values(), key=lambda some: (sum(entry.confidence for entry in some), -some[0].start))
            out.append(max(agreed, key=lambda entry: entry.confidence))
        return sorted(out, key=lambda entry: (entry.name, entry.start))

    def _codes_joined(self, chance: Reals, words: Sequence[Word]) -> Reals:
        """A code is one, whichever key of codes or names would hold it."""
        out = chance.copy()
        free = [at for at, tag in enumerate(self.tags.tags) if tag in self.tags.free]
        code = self.tags.tags.index(CODE)
        for at, word in enumerate(words):
            if free and is_code(word.folded):
                out[at, code] += out[at, free].sum()
                out[at, free] = 0.0
        return out

    def _key(self, tag: str, group: str) -> str:
        if tag == KIND:
            return self.tags.kind
        return self.code_key(group) if tag == CODE else tag

    def code_key(self, group: str) -> str:
        """What codes are called in a group; "" where the catalog has none."""
        return self.codes.get(group, self.codes.get("", ""))


def _forms(cells: Cells) -> list[tuple[str, str]]:
    """Cells whatever their numbers are; only those that have one."""
    return [(key, _NUMBER.sub("#", value)) for key, value in cells if _NUMBER.search(value)]


def _others(names: Names, at: int) -> list[frozenset[str]]:
    return [frozenset(word.folded for word in words) for place, (_, words) in enumerate(names) if place != at][:6]


def _numbered(signs: list[list[str]], index: dict[str, int]) -> Passage:
    rows = [[index[sign] for sign in some if sign in index] for some in signs]
    return Passage(
        np.array([sign for row in rows for sign in row], np.int64), np.array([len(row) for row in rows], np.int64)
    )


def _most(counts: Counter[str]) -> str:
    """The most frequent, the first by name of equals; "" for none."""
    return min(counts, key=lambda entry: (-counts[entry], entry), default="")
