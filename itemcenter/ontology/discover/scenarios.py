"""`ScenarioMiner`: uses and occasions that texts name ("for camping"), with the conditions that what they name shares.

A *case* is one product group, or one query: what it is said to be for, and what is known of it (category, values of
keys). A purpose is a scenario where its cases have something in common that others lack: a condition that most of its
cases share, or a few categories that hold most of them, each more often than all cases do, and by more than chance
(likelihood ratio). "For the money" stands beside everything and shares nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from itemcenter.ontology.discover.word_runs import Run, key_of
from itemcenter.schema import CategoryId, Demand, Proposal, ProposalKind

#: What is known of a case: ("", category) or (key, value).
Condition = tuple[str, str]
#: What a condition of a proposal is called that is a category: one of several in which the scenario is met.
CATEGORY = "category"
_SOURCES = 5
_MOST_CONDITIONS = 4
#: Of a phrase's mentions, when the longer phrase around it stands for it.
_ONLY_IN = 0.8
#: How much commoner a value must be among the cases of a purpose than in their category.
_LIFT_INSIDE = 1.5
_MOST_HELD = 500_000


@dataclass(frozen=True, slots=True)
class ScenarioOptions:
    """least: cases that name it; share: of its cases that have a condition; lift: of that share over all cases' share

    evidence: least likelihood ratio (10.8: once in 1,000 by chance); spread: share of all cases from which on a purpose
    belongs to everything
    """

    least: int = 3
    share: float = 0.6
    lift: float = 2.0
    evidence: float = 10.8
    spread: float = 0.1


@dataclass(slots=True)
class _Purpose:
    cases: set[int] = field(default_factory=set)
    mentions: int = 0
    whole: int = 0
    weight: int = 0
    first_us: int = 0
    writings: Counter[str] = field(default_factory=Counter)
    sources: list[str] = field(default_factory=list)


class ScenarioMiner:
    """known: folded names that are no scenarios (values, keys, categories, terms, brands, scenarios of the ontology)"""

    def __init__(self, known: Collection[str], options: ScenarioOptions | None = None) -> None:
        self._known = {key_of(tuple(name.split())) for name in known}
        self._options = options or ScenarioOptions()
        self._number: dict[str, int] = {}
        self._conditions: list[frozenset[Condition]] = []
        self._told: set[int] = set()
        self._found: defaultdict[Run, _Purpose] = defaultdict(_Purpose)

    def case(self, name: str, conditions: Iterable[Condition]) -> None:
        """Something is known of a case; what is known of one case adds up."""
        place = self._number.setdefault(name, len(self._number))
        if place == len(self._conditions):
            self._conditions.append(frozenset())
        self._conditions[place] |= frozenset(conditions)

    def said(self, name: str, purpose: Run, source: str, weight: int = 1, time_us: int = 0, within: str = "") -> None:
        """A text says that a case is for something. Of a case that nothing is known of it counts for nothing.

        within: the text around it, where texts are copied from item to item: it counts once for each
        """
        place = self._number.get(name)
        if place is None:
            return
        if within:
            mark = hash((purpose, within))
            if mark in self._told:
                return
            self._told.add(mark)
        for end in range(1, len(purpose) + 1):
            found = self._found[key_of(purpose[:end])]
            found.writings[" ".join(purpose[:end])] += 1
            found.mentions += 1
            found.whole += end == len(purpose)
            if place in found.cases:
                continue
            found.cases.add(place)
            found.weight += weight
            found.first_us = min(found.first_us or time_us, time_us) if time_us else found.first_us
            if len(found.sources) < _SOURCES and source not in found.sources:
                found.sources.append(source)
        if len(self._found) > _MOST_HELD:
            for phrase in [phrase for phrase, entry in self._found.items() if entry.mentions == 1]:
                del self._found[phrase]

    def proposals(self) -> Iterator[Proposal]:
        """By name."""
        total = len(self._conditions)
        common = Counter(condition for held in self._conditions for condition in held)
        good = {
            phrase: conditions
            for phrase, found in self._found.items()
            if self._worth(phrase, found, total) and (conditions := self._shared(found, common, total))
        }
        for phrase in sorted(good):
            found = self._found[phrase]
            if any(self._stands_for(other, phrase) for other in good if len(other) != len(phrase)):
                continue
            name = min(found.writings, key=lambda text: (-found.writings[text], len(text), text))
            categories = [value for key, value in good[phrase] if not key]
            category = categories[0] if len(categories) == 1 else ""
            yield Proposal(
                ProposalKind.SCENARIO,
                name,
                category_id=CategoryId(category) if category else None,
                support=max(len(found.cases), len(found.sources)),
                sources=tuple(found.sources),
                synonyms=tuple(sorted(set(found.writings) - {name})),
                demand=Demand(items=len(found.cases)),
                first_seen_us=found.first_us,
                conditions=tuple((key or CATEGORY, value) for key, value in good[phrase] if key or len(categories) > 1),
            )

    def _worth(self, phrase: Run, found: _Purpose, total: int) -> bool:
        if len(found.cases) < self._options.least or len(found.cases) > max(
            self._options.least, self._options.spread * total
        ):
            return False
        if found.whole < (1 - _ONLY_IN) * found.mentions:  # always a part of the same longer phrases
            return False
        return phrase not in self._known and not any((word,) in self._known for word in phrase)

    def _shared(self, found: _Purpose, common: Counter[Condition], total: int) -> list[Condition]:
        """What its cases share, most evidence first: conditions of most of them, else categories that hold most."""
        own = Counter(condition for place in found.cases for condition in self._conditions[place])
        count, asked = len(found.cases), self._options
        scored = []
        for condition, both in own.items():
            lift = both * total / (count * common[condition])
            evidence = _likelihood_ratio(both, count, common[condition], total)
            if both >= asked.least and lift >= asked.lift and evidence >= asked.evidence:
                scored.append((-evidence, condition))
        likely = [condition for _, condition in sorted(scored)]
        most = [condition for condition in likely if own[condition] >= asked.share * count]
        category = next((entry for entry in most if not entry[0]), None)
        if category is not None:
            inside = [held for held in self._conditions if category in held]
            usual = Counter(condition for held in inside for condition in held)
            # what most of the category has says nothing of the purpose
            values = (e for e in most if e[0] and own[e] / count >= _LIFT_INSIDE * usual[e] / len(inside))
            return [category, *values][:_MOST_CONDITIONS]
        return self._together(found, [entry for entry in likely if not entry[0]])

    def _together(self, found: _Purpose, categories: list[Condition]) -> list[Condition]:
        """The first categories that each hold some more of its cases, until they hold most of them; else none."""
        left, out = set(found.cases), list[Condition]()
        for category in categories:
            held = {place for place in left if category in self._conditions[place]}
            if len(held) >= self._options.least and len(out) < _MOST_CONDITIONS:
                out.append(category)
                left -= held
        return out if len(found.cases) - len(left) >= self._options.share * len(found.cases) else []

    def _stands_for(self, other: Run, phrase: Run) -> bool:
        """Whether another purpose, longer or shorter, says what this one says."""
        both = len(self._found[other].cases & self._found[phrase].cases)
        if len(other) > len(phrase):
            return other[: len(phrase)] == phrase and both >= _ONLY_IN * len(self._found[phrase].cases)
        return phrase[: len(other)] == other and both < _ONLY_IN * len(self._found[other].cases)


def _likelihood_ratio(both: int, one: int, other: int, total: int) -> float:
    """G of the two by two table (Dunning 1993)."""
    cells = (both, one - both, other - both, total - one - other + both)
    sums = (one, one, total - one, total - one)
    sides = (other, total - other, other, total - other)
    return 2 * sum(
        cell * math.log(cell * total / (row * column))
        for cell, row, column in zip(cells, sums, sides, strict=True)
        if cell > 0
    )
