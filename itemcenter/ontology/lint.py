"""`lint`: what is allowed in a release but makes recognition worse, with the remedy for each finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from itemcenter.ontology.finding import Finding, Severity
from itemcenter.ontology.lint_clashes import CLASHES
from itemcenter.ontology.lint_relations import RELATIONS
from itemcenter.schema import AttributeKey, AttributeValue, Category, OntologyRelease, ValueType
from itemcenter.values import known_unit
from itemcenter.values.folding import is_unspaced, name_key

#: Lists beyond this are legal and fast, but nobody reviews them by eye.
_LONG_LIST = 10_000


def lint(release: OntologyRelease) -> list[Finding]:
    """All findings, errors first. Takes about 45 s for a release with a million values."""
    found = [finding for rule in _RULES for finding in rule(release)]
    rank = list(Severity)
    return sorted(found, key=lambda finding: rank.index(finding.severity))


def _sibling_names(release: OntologyRelease) -> Iterator[Finding]:
    for parent, children in release.children.items():
        seen: dict[str, Category] = {}
        for child in children:
            category = release.category_by_id[child]
            first = seen.setdefault(name_key(category.name), category)
            if first is not category:
                where = f"under {parent}" if parent is not None else "at the top"
                yield Finding(
                    Severity.WARNING,
                    f"category {child}",
                    f"has the name {category.name!r} like its sibling {first.id} {where}",
                    "rename one, or merge them",
                )


def _list_names(release: OntologyRelease) -> Iterator[Finding]:
    for entry in release.value_lists:
        seen: dict[str, tuple[AttributeValue, str]] = {}
        for value in entry.values:
            for name in value.names:
                first, first_name = seen.setdefault(name_key(name), (value, name))
                if first is value:
                    continue
                same = first_name.casefold() == name.casefold()
                both_canonical = same and name == value.name and first_name == first.name
                yield Finding(
                    Severity.ERROR if both_canonical else Severity.WARNING,
                    f"value {value.id}",
                    f"is called {name!r} like the value {first.id} of the same list {entry.id}"
                    if same
                    else f"is called {name!r}, which differs from {first_name!r} ({first.id}) only in signs or spacing",
                    "merge the two values, or take the name from one"
                    if same
                    else "add synonyms that differ in words: names are compared without signs",
                )


def _unused_lists(release: OntologyRelease) -> Iterator[Finding]:
    used = {key.value_list_id for key in release.keys}
    for entry in release.value_lists:
        if entry.id not in used:
            yield Finding(
                Severity.WARNING,
                f"value list {entry.id}",
                f"no key uses it, so its {len(entry.values)} values cannot be reached",
                "name it in a key, or drop it",
            )


def _empty_lists(release: OntologyRelease) -> Iterator[Finding]:
    for key in release.keys:
        if key.value_list_id is not None and not key.open and not release.list_by_id[key.value_list_id].values:
            yield Finding(
                Severity.ERROR,
                f"key {key.id}",
                f"is closed and its value list {key.value_list_id} is empty, so it can have no value",
                "add values, or make the key open",
            )


def _unbound_keys(release: OntologyRelease) -> Iterator[Finding]:
    bound = {scope.key_id for scope in release.scopes}
    for key in release.keys:
        if key.id not in bound:
            yield Finding(
                Severity.WARNING,
                f"key {key.id}",
                "applies to no category, so it is never recognised",
                "bind it to a category, or drop it",
            )


def _keyless_categories(release: OntologyRelease) -> Iterator[Finding]:
    for category in release.categories:
        if not release.scopes_for(category.id):
            leaf = category.id not in release.children
            yield Finding(
                Severity.WARNING if leaf else Severity.INFO,
                f"category {category.id}",
                "has no keys" if leaf else "has no keys of its own (its descendants may)",
                "bind keys to it or to a category above it",
            )


def _units(release: OntologyRelease) -> Iterator[Finding]:
    for key in release.keys:
        if key.type is ValueType.QUANTITY:
            known = known_unit(key.unit)
            if known is None:
                yield Finding(
                    Severity.ERROR,
                    f"key {key.id}",
                    f"its unit {key.unit!r} is unknown, so no quantity can be converted to it",
                    "write the unit in a usual spelling, for example cm",
                )
            elif known != key.unit:
                yield Finding(
                    Severity.WARNING,
                    f"key {key.id}",
                    f"its unit {key.unit!r} is usually written {known!r}",
                    f"write {known}",
                )
        elif key.role:
            yield Finding(
                Severity.WARNING,
                f"key {key.id}",
                f"has the role {key.role}, which only quantities have, but is of type {key.type.value}",
                "make it a quantity, or drop the role",
            )


def _descriptions(release: OntologyRelease) -> Iterator[Finding]:
    """One finding a noun: a missing description matters little by itself."""
    values = [value for entry in release.value_lists for value in entry.values]
    described: tuple[tuple[str, str, Sequence[Category | AttributeKey | AttributeValue]], ...] = (
        ("category", "categories", release.categories),
        ("key", "keys", release.keys),
        ("value", "values", values),
    )
    for noun, plural, entries in described:
        bare = [entry for entry in entries if not entry.description.strip()]
        if bare:
            yield Finding(
                Severity.INFO,
                f"{noun} {bare[0].id}",
                f"{len(bare)} of {len(entries)} {plural} have no description; this is the first",
                "a sentence each helps reviewers and language models",
            )


def _short_synonyms(release: OntologyRelease) -> Iterator[Finding]:
    named: list[tuple[str, str, tuple[str, ...]]] = []
    named += [("value", value.id, value.synonyms) for entry in release.value_lists for value in entry.values]
    # "H" and "W" are how sizes are written, and a number beside them makes them safe
    named += [("key", key.id, key.synonyms) for key in release.keys if key.type is not ValueType.QUANTITY]
    named += [("category", category.id, category.synonyms) for category in release.categories]
    for noun, identity, synonyms in named:
        for synonym in synonyms:
            name = name_key(synonym)
            if len(name) == 1 and name.isalpha() and not is_unspaced(name):
                yield Finding(
                    Severity.WARNING,
                    f"{noun} {identity}",
                    f"the synonym {synonym!r} is a single letter, which stands in texts for many things",
                    "write it longer, or drop it",
                )


def _long_lists(release: OntologyRelease) -> Iterator[Finding]:
    for entry in release.value_lists:
        if len(entry.values) > _LONG_LIST:
            yield Finding(
                Severity.INFO,
                f"value list {entry.id}",
                f"has {len(entry.values):,} values",
                "restrict it per category where only some values are possible",
            )


_RULES: tuple[Callable[[OntologyRelease], Iterator[Finding]], ...] = (
    _sibling_names,
    _list_names,
    _unused_lists,
    _empty_lists,
    _unbound_keys,
    _keyless_categories,
    _units,
    _descriptions,
    _short_synonyms,
    _long_lists,
    *CLASHES,
    *RELATIONS,
)
