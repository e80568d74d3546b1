"""Checks of what entries say of each other: orphans, which name nobody, and cycles, which explain nothing."""

from __future__ import annotations

from collections.abc import Iterator

from itemcenter.ontology.finding import Finding, Severity
from itemcenter.ontology.release_diff import REPLACED_BY, SPLIT_FROM
from itemcenter.schema import OntologyRelease

#: Relations in which something may not come back to itself, and those that name what is gone.
_DIRECTED = ("is_a", REPLACED_BY, SPLIT_FROM)
_GONE = {REPLACED_BY: "subject", SPLIT_FROM: "object"}


def _orphans(release: OntologyRelease) -> Iterator[Finding]:
    known: set[str] = {*release.category_by_id, *release.key_by_id, *release.list_by_id}
    known |= {entry.id for entry in release.scenarios} | {entry.id for entry in release.brands}
    known |= {entry.id for entry in release.terms}
    known |= {value.id for entry in release.value_lists for value in entry.values}
    for relation in release.relations:
        for side in ("subject", "object"):
            if getattr(relation, side) not in known and _GONE.get(relation.predicate) != side:
                yield Finding(
                    Severity.WARNING,
                    f"relation {relation.subject} {relation.predicate} {relation.object}",
                    f"its {side} {getattr(relation, side)!r} is no entry of the ontology",
                    "name an id of a category, key, value, scenario, brand or term, or drop the relation",
                )
    for term in release.terms:
        if term.category_id is not None and term.category_id not in release.category_by_id:
            yield Finding(
                Severity.WARNING,
                f"term {term.id}",
                f"points to the unknown category {term.category_id!r}",
                "name a category of the ontology",
            )


def _cycles(release: OntologyRelease) -> Iterator[Finding]:
    for predicate in _DIRECTED:
        above: dict[str, list[str]] = {}
        for relation in release.relations:
            if relation.predicate == predicate:
                above.setdefault(relation.subject, []).append(relation.object)
        settled: set[str] = set()
        for start in above:
            yield from _cycles_from(start, above, settled, predicate)


def _cycles_from(start: str, above: dict[str, list[str]], settled: set[str], predicate: str) -> Iterator[Finding]:
    """Every node is walked from once; a step back onto the path is a cycle."""
    path: dict[str, Iterator[str]] = {}
    if start not in settled:
        path[start] = iter(above.get(start, ()))
    while path:
        node = next(reversed(path))
        for following in path[node]:
            if following in path:
                names = list(path)
                cycle = " > ".join([*names[names.index(following) :], following])
                yield Finding(
                    Severity.WARNING,
                    f"relation {node} {predicate} {following}",
                    f"closes a cycle: {cycle}",
                    "drop one of the relations",
                )
            elif following not in settled:
                path[following] = iter(above.get(following, ()))
                break
        else:
            settled.add(node)
            del path[node]


RELATIONS = (_orphans, _cycles)
