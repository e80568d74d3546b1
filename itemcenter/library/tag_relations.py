"""Scenarios that follow from what is known of an item, by the relations of the ontology (`tag_ties`).

A category holds for an item that lies in it or below, a value for one that has it or a value that `is_a` it, a key for
one that has a value for it; for a boolean key: yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from itemcenter.library.alias_recall import MOST_EVIDENCE
from itemcenter.library.tag_ties import ties_of
from itemcenter.schema import (
    Candidate,
    CategoryMatch,
    Fact,
    KeyId,
    MerchantCell,
    OntologyRelease,
    ScenarioId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueType,
)
from itemcenter.schema.tags import SCENARIO_KEY
from itemcenter.values.boolean import YES

_IS_A = "is_a"


@dataclass(frozen=True, slots=True)
class _Holds:
    """Something that is known of the item: how surely, and why."""

    confidence: float
    evidence: tuple[TextSpan | MerchantCell, ...]


class TagRelations:
    """Derives scenarios from decided facts, under one release."""

    def __init__(self, release: OntologyRelease, precision: float) -> None:
        """precision: least confidence of what is given out"""
        self._release = release
        self._precision = precision
        self._ties = sorted(ties_of(release).items())
        self._names = {scenario.id: scenario.name.strip() for scenario in release.scenarios}
        self._broader: dict[str, set[str]] = {}
        for relation in release.relations:
            if relation.predicate == _IS_A:
                self._broader.setdefault(relation.subject, set()).add(relation.object)

    @property
    def rules(self) -> object:
        """All that the scenarios of an item follow from, besides its facts and the categories above its own."""
        tied = {scenario for scenario, _ in self._ties}
        return self._ties, {s: name for s, name in self._names.items() if s in tied}, self._broader

    @property
    def any(self) -> bool:
        return bool(self._ties)

    def scenarios(self, category: CategoryMatch, facts: Iterable[Mapping[KeyId, Sequence[Fact]]]) -> list[Candidate]:
        """Scenarios of an item in `category` with `facts` (the first to speak of a key counts), surest first.

        The confidence is the product over all that was needed: the tag is wrong if one of them is.
        """
        if not self._ties:
            return []
        known = self._known(category, facts)
        out = []
        for scenario, ties in self._ties:
            used = [known.get(need) for need in sorted(ties.needs)]
            suited = [known[place] for place in sorted(ties.suits) if place in known]
            if ties.suits:
                used.append(max(suited, key=lambda entry: entry.confidence, default=None))
            candidate = self._candidate(scenario, used)
            if candidate is not None:
                out.append(candidate)
        return sorted(out, key=lambda entry: (-entry.score, entry.value.identity))

    def seen(self, category: CategoryMatch, facts: Iterable[Mapping[KeyId, Sequence[Fact]]]) -> object:
        """What of an item any rule looks at, for comparison: equal, and the same scenarios follow."""
        if not self._ties:
            return None
        wanted = {place for _, ties in self._ties for place in (*ties.needs, *ties.suits)}
        return {place: held for place, held in self._known(category, facts).items() if place in wanted}

    def _candidate(self, scenario: ScenarioId, used: Sequence[_Holds | None]) -> Candidate | None:
        confidence, evidence = 1.0, dict[TextSpan | MerchantCell, None]()
        for entry in used:
            if entry is None:
                return None
            confidence *= entry.confidence
            evidence.update(dict.fromkeys(entry.evidence))
        if confidence < self._precision or not evidence:
            return None
        value = TypedValue(SCENARIO_KEY.type, self._names[scenario], ValueId(scenario))
        return Candidate(value, round(confidence, 4), tuple(evidence)[:MOST_EVIDENCE], "relation")

    def _known(self, category: CategoryMatch, facts: Iterable[Mapping[KeyId, Sequence[Fact]]]) -> dict[str, _Holds]:
        out: dict[str, _Holds] = {}
        if category.category_id in self._release.category_by_id:
            held = _Holds(category.confidence, category.evidence)
            out.update({node.id: held for node in self._release.path(category.category_id)})
        spoken: set[KeyId] = set()
        for said in facts:
            for key_id, values in said.items():
                if key_id not in spoken and values:
                    spoken.add(key_id)
                    self._add(key_id, values, out)
        return out

    def _add(self, key_id: KeyId, values: Sequence[Fact], out: dict[str, _Holds]) -> None:
        for fact in values:
            spans = tuple(span for span in fact.evidence if isinstance(span, TextSpan | MerchantCell))
            held = _Holds(fact.confidence, spans)
            if fact.value.type is not ValueType.BOOLEAN or fact.value.text == YES:
                out.setdefault(key_id, held)
            if fact.value.value_id is not None:
                for value_id in self._with_broader(fact.value.value_id):
                    out.setdefault(value_id, held)

    def _with_broader(self, value_id: str) -> list[str]:
        found = [value_id]
        for entry in found:
            found.extend(sorted(self._broader.get(entry, set()).difference(found)))
        return found
