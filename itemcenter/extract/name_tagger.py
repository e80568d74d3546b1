"""`NameTagger`: which words of an item's name are values of which keys, learned from a catalog's own cells.

The tags of a name are decided together (`WordTags`): keys compete for words, and words that no cell has taught are read
by what stands beside them. A text says each key once: of several readings the one that the names agree on is taken.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.extract.cell_tags import CODE, KIND, Cells, CellTags, Lesson, folded_cells, is_code
from itemcenter.extract.code_names import code_names
from itemcenter.extract.joined_words import JoinedWords
from itemcenter.extract.known_values import KnownValues, places
from itemcenter.extract.tag_runs import is_measure, runs_of_tags, said_once, whole, with_own_word
from itemcenter.extract.word_signs import Steps, plain, signs_of
from itemcenter.extract.word_tags import Bools, Passage, Reals, TagParams, WordTags
from itemcenter.extract.written_words import Word

_PARAMS = TagParams(rounds=6)
_NUMBER = re.compile(r"\d+")
#: What a code has: a digit, or letters that a line joins.
_CODED = re.compile(r"\d|\w_\w")
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

    name: which of the names; confidence: the least chance of its words, less one word more; names that agree add to it
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

        brands: folded names of keys whose values are brands
        more: titles and cells (as written) of further items, known, not taught
        """
        options = options or TaggerOptions()
        tags = CellTags.learn(lessons, brands, options.least, options.most_keys)
        if not tags.of:
            return None
        known, forms = KnownValues(), KnownValues()
        joined = JoinedWords()
        further = ((words, folded_cells(cells, tags.stated)) for words, cells in more)
        for words, cells in chain(((lesson.names[-1][1], lesson.cells) for lesson in lessons), further):
            joined.add([word.folded for word in plain(words)])
            stated = [(key, value) for key, value in cells if key in tags.stated]
            known.add(stated)
            forms.add(_forms(stated))
        codes: dict[str, Counter[str]] = {}
        for lesson in lessons:
            matches = [match for _, words in lesson.names for match in known.matches(words)]
            known.met(matches, lesson.cells)
            formed = [match for _, words in lesson.names for match in forms.matches(plain(words))]
            forms.met(formed, _forms(lesson.cells))
            for key, _ in {(match.key, match.value) for match in matches} & set(lesson.cells):
                if tags.of.get(key) == CODE:
                    codes.setdefault(lesson.group, Counter())[key] += 1
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
        return cls(known, forms, joined, tags, index, model, code_names(codes))

    def read(self, names: Names, group: str, steps: Steps, told: Cells = ()) -> list[Tagged]:
        """Of every tag one value, in order; without overlap.

        names: (the whole text, words of a name in it); told: cells that are known, of keys that are tagged
        """
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
        chances = self.model.chances(passages, [self._allowed(words, told, group) for _, words in names])
        for number, ((text, words), chance) in enumerate(zip(names, chances, strict=True)):
            chance = self._codes_joined(chance, words)
            best = chance.argmax(axis=1).tolist()
            matches = self.known.matches(words)
            for tag, run in runs_of_tags(best, words):
                more = max(
                    (float(chance[at, tag]) for at in (run[0] - 1, run[-1] + 1) if 0 <= at < len(words)),
                    default=0.0,
                )
                name = self.tags.tags[tag]
                spots = run if name in self.tags.open_keys else said_once(run, words)
                sure = float(chance[spots, tag].min()) * (1.0 - more)
                unknown = name in self.tags.open_keys and all(key != name for key, _ in told)
                if unknown and not self.known.has(name, " ".join(words[at].folded for at in spots)):
                    spots = with_own_word(text, words, spots, best, self.joined)
                if name in self.tags.listed:
                    spots = whole(text, words, spots, best, [match for match in matches if match.key == name])
                first, last = words[spots[0]], words[spots[-1]]
                found = Tagged(number, name, self.key_of(name, group), first.start, last.end, sure)
                value = " ".join(words[at].folded for at in spots)
                written = text[first.start : last.end]
                if name == CODE and (not _CODED.search(written) or is_measure(written)):
                    continue
                votes.setdefault(name, {}).setdefault(value, []).append(found)
        out = []
        for said in votes.values():
            agreed = max(said.values(), key=lambda some: (sum(entry.confidence for entry in some), -some[0].start))
            surest, *others = sorted(agreed, key=lambda entry: -entry.confidence)
            doubt = (1.0 - surest.confidence) * math.sqrt(1.0 - others[0].confidence if others else 1.0)
            out.append(surest._replace(confidence=1.0 - doubt))
        return sorted(out, key=lambda entry: (entry.name, entry.start))

    def _allowed(self, words: Sequence[Word], told: Cells, group: str) -> Bools:
        """(words, tags): what is told has its tag, and no other words have that."""
        out = np.tile(self.tags.here(group), (len(words), 1))
        for key, value in told:
            found = list(places(words, value)) if key in self.tags.of else []
            if found:
                tag = self.tags.tags.index(self.tags.of[key])
                out[:, tag] = False
                for first, last in found:
                    out[first:last] = False
                    out[first:last, tag] = True
        return out

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

    def key_of(self, tag: str, group: str) -> str:
        """The key that a tag stands for in a group, folded."""
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
