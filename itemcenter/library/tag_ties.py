"""What the relations of an ontology tie its scenarios to.

    scenario  needs / requires  X      X must hold: all of them
    scenario  suits             X      one X must hold, where there are any
    X  used_for / suits         scenario

X is a category, a key or a value, by id. Other predicates say nothing of scenarios. A scenario without such relations
is found in words alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from itemcenter.schema import OntologyRelease, ScenarioId

_NEEDS = frozenset(("needs", "requires"))
_SUITS = frozenset(("suits", "used_for"))


@dataclass(slots=True)
class Ties:
    """What a scenario needs and what it suits: ids of categories, keys and values."""

    needs: set[str] = field(default_factory=set)
    suits: set[str] = field(default_factory=set)


def ties_of(release: OntologyRelease) -> dict[ScenarioId, Ties]:
    """By id of the scenario, those that have any."""
    scenarios = {str(scenario.id): scenario.id for scenario in release.scenarios}
    out: dict[ScenarioId, Ties] = {}
    for relation in release.relations:
        subject, object_ = scenarios.get(relation.subject), scenarios.get(relation.object)
        if subject is not None and relation.predicate in _NEEDS:
            out.setdefault(subject, Ties()).needs.add(relation.object)
        elif subject is not None and relation.predicate in _SUITS:
            out.setdefault(subject, Ties()).suits.add(relation.object)
        elif object_ is not None and relation.predicate in _SUITS:
            out.setdefault(object_, Ties()).suits.add(relation.subject)
    return out
