"""Checks of names against each other: two keys of one name, one name with two units, names that differ by a slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itemcenter.ontology.finding import Finding, Severity
from itemcenter.schema import AttributeKey, OntologyRelease, ValueType
from itemcenter.values import known_unit, same_dimension
from itemcenter.values.figures import figures
from itemcenter.values.folding import name_key

#: Shorter names differ by a letter and mean something else; in longer lists everything has a neighbour.
_SHORTEST, _LONGEST_LIST = 6, 5_000


def _claimed_twice(release: OntologyRelease) -> Iterator[Finding]:
    """Two keys of a category with one name: a merchant's cell of that name is read under one of them only."""
    told: set[tuple[str, str]] = set()
    for category in release.categories:
        owners: dict[str, AttributeKey] = {}
        for scope in release.scopes_for(category.id):
            key = release.key_by_id[scope.key_id]
            for name in dict.fromkeys(name_key(name) for name in (key.name, *key.synonyms)):
                first = owners.setdefault(name, key)
                if first is not key and (first.id, key.id) not in told:
                    told.add((first.id, key.id))
                    yield Finding(
                        Severity.WARNING,
                        f"key {key.id}",
                        f"is called {name!r} like the key {first.id} in category {category.id}",
                        "take the name from one of them, or merge them",
                    )


def _units_apart(release: OntologyRelease) -> Iterator[Finding]:
    """Keys of one name whose units do not fit each other, and lists of numbers in such units."""
    named: dict[str, AttributeKey] = {}
    for key in release.keys:
        if key.type is ValueType.QUANTITY and known_unit(key.unit) is not None:
            first = named.setdefault(name_key(key.name), key)
            if first.unit != key.unit:
                same = same_dimension(first.unit, key.unit)
                yield Finding(
                    Severity.INFO if same else Severity.WARNING,
                    f"key {key.id}",
                    f"is called {key.name!r} like {first.id}, but has the unit {key.unit} and not {first.unit}",
                    "use one unit" if same else "name the two keys apart",
                )
    for entry in release.value_lists:
        units: dict[str, str] = {}
        for value in entry.values[:_LONGEST_LIST]:
            found = figures(value.name) if any(sign.isdigit() for sign in value.name) else []
            if len(found) == 1 and found[0].unit and found[0].start == 0:
                units.setdefault(found[0].unit, value.id)
        first_unit = next(iter(units), "")
        for unit, value_id in units.items():
            if not same_dimension(first_unit, unit):
                yield Finding(
                    Severity.WARNING,
                    f"value {value_id}",
                    f"is in {unit}, another value of the list {entry.id} in {first_unit}",
                    "keep what is measured otherwise in a list of its own",
                )


def _near_names(release: OntologyRelease) -> Iterator[Finding]:
    """Names one letter apart, among siblings, keys, and the values of a list. Numbers are never a slip."""
    for children in release.children.values():
        rows = [(f"category {child}", release.category_by_id[child].name) for child in children]
        yield from _near(rows, "its sibling")
    yield from _near([(f"key {key.id}", key.name) for key in release.keys], "the key")
    for entry in release.value_lists:
        if len(entry.values) <= _LONGEST_LIST:
            yield from _near([(f"value {value.id}", value.name) for value in entry.values], "the value")


def _near(rows: Iterable[tuple[str, str]], noun: str) -> Iterator[Finding]:
    """By shared forms with one letter left out: what differs by a letter more, less or other, or a swap, has one."""
    seen: dict[str, tuple[str, str, str]] = {}
    for place, name in rows:
        folded = name_key(name)
        if len(folded) < _SHORTEST or any(sign.isdigit() for sign in folded):
            continue
        forms = {folded, *(folded[:at] + folded[at + 1 :] for at in range(len(folded)))}
        near = next((seen[form] for form in sorted(forms) if form in seen and seen[form][2] != folded), None)
        for form in forms:
            seen.setdefault(form, (place, name, folded))
        if near is not None and not _negated(near[2], folded):
            yield Finding(
                Severity.INFO,
                place,
                f"is called {name!r}, nearly as {noun} {near[0].partition(' ')[2]} is ({near[1]!r})",
                "if one is a slip, merge the two; the misspelt name may stay as a synonym",
            )


def _negated(one: str, other: str) -> bool:
    """Whether the difference turns the meaning round ("typical", "atypical")."""
    short, long = sorted((one, other), key=len)
    return len(short) != len(long) and long.endswith(short) and long[: len(long) - len(short)] in ("a", "un", "in")


CLASHES = (_claimed_twice, _units_apart, _near_names)
