"""`CellTags`: which tags the words of a name may have, by what the cells of its item say.

A tag is a key; codes of all keys that hold codes are one tag, and what an item is (its category says it) is one more.
Words that are a cell of their item are told. A key that the item has no cell of may be stated all the same: words that
other items' cells hold for it stay open, and lose "says nothing" where such words nearly always were that cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from itemcenter.extract.known_values import KnownValues, Match, places, value_words
from itemcenter.extract.word_signs import Steps, for_whom
from itemcenter.extract.word_tags import Bools
from itemcenter.extract.written_words import Word
from itemcenter.values.folding import name_key

NOTHING, KIND, CODE = "", "<kind>", "<code>"

#: A key whose cells are this often unlike all others has no list of values; this share of its values look like codes.
_FREE, _CODES = 0.5, 0.4
#: From this rate on, and as many trials, a known value is believed to be stated though the item has no such cell; a
#: reading that is right this much more seldom than another is no reading.
_SURE, _TRIALS, _DOUBT = 0.6, 3, 0.4
#: A word belongs to the next where it stands before it in this share of its names, behind as many first words.
_BESIDE, _LEADERS = 0.5, 3
#: Share of a word's names in which the same word follows, so that both may be one brand.
_TIED = 0.9
#: Share of a key's cells that names begin with, of those they state: then names begin with it where no cell says so.
_LEADS = 0.7
#: Share of a key's cells that begin with for whom an item is, so that the key says that.
_WHOM = 0.7
_CODE = re.compile(r"(?=.*\d)(?:.*[^\W\d_].*|\d{4,}.*|\d+-\d.*)")
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d+")

#: Share of a group's cells of the key that says what an item is that do.
_KINDS = 0.6
#: Items with cells of a group, from which on a key that none of them has is not read in it.
_TELLING = 30

Cells = Sequence[tuple[str, str]]


class Lesson(NamedTuple):
    """What one item teaches. names: (whole text, words of a name in it), the last one is its title

    cells: folded pairs; group, steps: of its category
    """

    names: tuple[tuple[str, list[Word]], ...]
    cells: Cells
    group: str
    steps: Steps


@dataclass(frozen=True)
class CellTags:
    """tags: their names, the first is `NOTHING`; of: the tag of a key; free: keys without a list of values

    open_keys: keys with a list that new items lengthen, like brands; leading: the one that names begin with, or ""
    fixed: pairs of words that belong together; tied: pairs whose second word hardly misses behind the first
    kind: the key that says what an item is, or ""; kind_groups: groups in which its cells mostly do
    stands: how many names state a key, of groups under (group, key); stated: keys that any name states
    whom: the key that says for whom an item is, or ""
    of_group: tags that keys of a group's cells have, of groups that have enough cells to tell
    """

    tags: tuple[str, ...]
    of: dict[str, str]
    free: frozenset[str]
    open_keys: tuple[str, ...]
    leading: str
    fixed: frozenset[tuple[str, str]]
    tied: frozenset[tuple[str, str]]
    kind: str
    stands: dict[str | tuple[str, str], int]
    stated: frozenset[str]
    whom: str
    of_group: dict[str, frozenset[str]]
    kind_groups: frozenset[str]
    _here: dict[str, Bools] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def listed(self) -> frozenset[str]:
        """Tags of keys with a list of values that is mostly known."""
        return frozenset(self.of.values()) - self.free - {CODE, KIND, *self.open_keys}

    @classmethod
    def learn(cls, lessons: Iterable[Lesson], brands: frozenset[str], least: int, most: int) -> CellTags:
        """brands: names of keys whose values are brands; least: names that state a key; most: keys"""
        stands, cells, codes, leads, words, kinds, whom = (Counter[str]() for _ in range(7))
        stand_here: Counter[tuple[str, str]] = Counter()
        kinds_here: dict[str, Counter[tuple[str, bool]]] = {}
        forms: dict[str, set[str]] = {}
        pairs: Counter[tuple[str, str]] = Counter()
        leaders: dict[tuple[str, str], set[str]] = {}
        groups: dict[str, Counter[str]] = {}
        for lesson in lessons:
            if len(lesson.cells) > 1:  # a brand alone tells nothing of what else cells may say
                groups.setdefault(lesson.group, Counter()).update({key for key, _ in lesson.cells})
                groups[lesson.group][NOTHING] += 1
            bodies = [[word.folded for word in name] for _, name in lesson.names]
            for body in bodies[-1:]:
                words.update(set(body))
                for pair in set(pairwise(body)):
                    pairs[pair] += 1
                    seen = leaders.setdefault(pair, set())
                    if len(seen) < _LEADERS:
                        seen.add(body[0])
            texts = [f" {' '.join(body)} " for body in bodies]
            for key, value in set(lesson.cells):
                is_kind = lesson.steps.ends_with(value.split(" ")[-1])
                kinds_here.setdefault(lesson.group, Counter())[key, is_kind] += 1
                cells[key] += 1
                codes[key] += is_code(value)
                whom[key] += for_whom(value.split(" ")[0])
                forms.setdefault(key, set()).add(_NUMBER.sub("#", value))
                if len(value) > 1 and any(f" {value} " in text for text in texts):
                    stands[key] += 1
                    stand_here[lesson.group, key] += 1
                    kinds[key] += is_kind
                leads[key] += any(text.startswith(f" {value} ") for text in texts[-1:])
        keys = sorted(key for key, count in stands.most_common(most) if count >= least)
        free = {key for key in keys if key not in brands and len(forms[key]) >= _FREE * cells[key]}
        coded = {key for key in free if codes[key] >= _CODES * cells[key]}
        open_keys = tuple(key for key in keys if key in brands)
        kind = max(kinds, key=lambda key: (kinds[key], key), default="")
        of = {key: CODE if key in coded else key for key in keys}
        return cls(
            (NOTHING, KIND, CODE, *(key for key in keys if key not in coded)),
            of,
            frozenset(free - coded),
            open_keys,
            next((key for key in open_keys if leads[key] >= _LEADS * stands[key]), ""),
            frozenset(
                pair
                for pair, count in pairs.items()
                if len(leaders[pair]) >= _LEADERS and count >= _BESIDE * words[pair[0]]
            ),
            frozenset(pair for pair, count in pairs.items() if count >= _TIED * words[pair[0]]),
            kind if kinds[kind] else "",
            {key: stands[key] for key in keys} | stand_here,
            frozenset(stands),
            next((key for key, count in whom.most_common(1) if key in keys and count >= _WHOM * cells[key]), ""),
            {
                group: frozenset((NOTHING, KIND, CODE, *(of[key] for key in counts if key in of)))
                for group, counts in groups.items()
                if counts[NOTHING] >= _TELLING
            },
            frozenset(
                group
                for group, counts in kinds_here.items()
                if counts[kind, True] > 0 and counts[kind, True] >= _KINDS * (counts[kind, True] + counts[kind, False])
            ),
        )

    def allowed(
        self,
        words: Sequence[Word],
        matches: Sequence[Match],
        forms: Sequence[Match],
        lesson: Lesson,
        known: KnownValues,
        title: bool,
    ) -> Bools:
        """(words, tags). matches: known values among the words; forms: of values whatever their numbers are"""
        place = {tag: at for at, tag in enumerate(self.tags)}
        has = {self.of.get(key, "") for key, _ in lesson.cells}
        out, told = self._told(words, lesson, known, place)
        here = self.here(lesson.group)
        out[~told, 0] = True
        sure = self._open(out, told, matches, has, known, place)
        covered = {
            at for match in (*matches, *forms) if _LETTER.search(match.value) for at in range(match.first, match.last)
        }
        for at, word in enumerate(words):
            if told[at]:
                continue
            if lesson.steps.has(word.folded):
                out[at, place[KIND]] = True
            if self.whom and for_whom(word.folded):  # "ladies" says what a cell calls "women"
                out[at, place[self.of[self.whom]]] = True
                sure[at] |= self.of[self.whom] in has and not out[told, place[self.of[self.whom]]].any()
            if CODE not in has and is_code(word.folded):
                out[at, place[CODE]] = True
                sure[at] |= at not in covered
            if not sure[at] and word.shape[:1] in "A9" and self._may_begin(words, at, lesson):
                out[at, [place[key] for key in self.open_keys if key not in has]] = True
        named = lesson.steps.named([word.folded for word in words])
        heads = [
            at for at, word in enumerate(words) if not told[at] and (at in named or lesson.steps.ends_with(word.folded))
        ]
        for at in (*heads, *self._beside(words, heads, told | sure)):
            out[at, place[KIND]] = sure[at] = True
        out[np.ix_(~told, ~here)] = False
        sure &= out[:, 1:].any(axis=1)
        out[sure & ~told, 0] = False
        if title and self.leading and self.leading not in has and words and not (told[0] or sure[0] or 0 in covered):
            out[0] = False
            out[0, place[self.leading]] = True
        return out

    def here(self, group: str) -> Bools:
        """(tags,): which may be said in a group of categories. Not to be written to."""
        out = self._here.get(group)
        if out is None:
            kept = self.of_group.get(group)
            out = self._here[group] = np.array([kept is None or tag in kept for tag in self.tags], np.bool_)
        return out

    def _told(
        self, words: Sequence[Word], lesson: Lesson, known: KnownValues, place: dict[str, int]
    ) -> tuple[Bools, Bools]:
        """The longest cell tells a word; of two of one length the key that names state oftener.

        A free name that mostly is another key's value ("Gold" of a series) tells nothing.
        """
        out = np.zeros((len(words), len(self.tags)), np.bool_)
        best = [(0, 0, 0)] * len(words)
        for key, value in lesson.cells:
            if key not in self.of or len(value) < 2 or (self.of[key] == CODE and not _NUMBER.search(value)):
                continue  # a code without a digit is no code, but words
            if key in self.free and known.foremost(value) not in ("", key):
                continue
            named = key != self.kind and key not in self.open_keys and lesson.steps.ends_with(value.split(" ")[-1])
            tag = place[KIND if named else self.of[key]]
            for first, last in places(words, value):
                rank = (last - first, self.stands.get((lesson.group, key), 0), self.stands[key])
                for at in range(first, last):
                    if rank > best[at]:
                        out[at], best[at] = False, rank
                        out[at, tag] = True
        return out, np.asarray(out.any(axis=1))

    def _open(
        self,
        out: Bools,
        told: Bools,
        matches: Sequence[Match],
        has: set[str],
        known: KnownValues,
        place: dict[str, int],
    ) -> Bools:
        """Add what known values leave open; (words,): which words surely are one."""
        sure = np.zeros(len(told), np.bool_)
        rated: list[list[tuple[float, int, str]]] = [[] for _ in told]
        for match in matches:
            anothers = match.key in self.free and known.foremost(match.value) != match.key
            if match.key in self.of and not anothers:
                hits, trials = known.rate(match.key, match.value)
                for at in range(match.first, match.last):
                    rated[at].append(((hits + 0.5) / (trials + 1), trials, self.of[match.key]))
        for at, some in enumerate(rated):
            best = max((rate for rate, trials, tag in some if trials >= _TRIALS and tag not in has), default=0.0)
            for rate, trials, tag in some:
                often = trials >= _TRIALS and rate >= _SURE
                if told[at]:  # a cell may be wrong: what the word nearly always is stays open
                    if tag not in has:
                        out[at, place[tag]] |= often
                    elif rate < _DOUBT * best and out[at].sum() > 1:
                        out[at, place[tag]] = False
                elif tag not in has and rate >= _DOUBT * best:
                    out[at, place[tag]] = True
                    sure[at] |= often
        return sure

    def _beside(self, words: Sequence[Word], heads: Sequence[int], taken: Bools) -> Iterator[int]:
        """Words that belong to what the item is called: "cutter" hardly stands without "pizza" before it."""
        for head in heads:
            at = head - 1
            while at >= 0 and not taken[at] and self._joined(words[at], words[at + 1]):
                yield at
                at -= 1
            at = head + 1
            while at < len(words) and not taken[at] and self._joined(words[at - 1], words[at]):
                yield at
                at += 1

    def _may_begin(self, words: Sequence[Word], at: int, lesson: Lesson) -> bool:
        """Whether a brand that no cell tells may stand here: where the title begins, and behind words it is tied to."""
        begins = at == 0 or words[at].folded == lesson.names[-1][1][0].folded
        return begins or (words[at - 1].folded, words[at].folded) in self.tied

    def _joined(self, left: Word, right: Word) -> bool:
        return right.start - left.end <= 1 and (left.folded, right.folded) in self.fixed


def folded_cells(cells: Iterable[tuple[str, str]], keys: Container[str] | None = None) -> list[tuple[str, str]]:
    """Cells in the form in which they are compared, those without a name or a value left out. keys: None for all"""
    named = ((name_key(key), value) for key, value in cells)
    pairs = ((key, value_words(value)) for key, value in named if keys is None or key in keys)
    return [(key, value) for key, value in pairs if key and value]


def is_code(value: str) -> bool:
    words = value.split(" ")
    return len(words) <= 3 and any(_CODE.fullmatch(word) for word in words)
