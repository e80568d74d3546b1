"""What changed from one ontology to another: added, retired, renamed, moved, merged, split and changed entries.

Entries are the same if their ids are: an id survives a new name and a new place. An entry that is gone and whose name
is now a name of another entry was merged into that one; where that other entry is new, only the id has changed. A new
entry whose name was a synonym of another was split from it. Relations of the newer ontology say so where names do not:
("old id", "replaced_by", "new id") and ("new id", "split_from", "old id").
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.schema import AttributeKey, AttributeValue, Brand, Category, OntologyRelease, ProductTerm, ScenarioTag
from itemcenter.values.folding import name_key

Entry = Category | AttributeKey | AttributeValue | Brand | ProductTerm | ScenarioTag
#: In the order in which they are told.
KINDS = ("retired", "removed", "merged", "new id", "split", "renamed", "moved", "changed", "added")
#: Predicates of relations that tell of the past of an entry.
REPLACED_BY, SPLIT_FROM = "replaced_by", "split_from"
_NOUNS = ("category", "key", "value", "applies", "scenario", "brand", "term", "relation")


@dataclass(frozen=True, slots=True)
class EntryChange:
    """noun: category, key, value, applies (a key at a category), scenario, brand, term, relation.

    kind: one of `KINDS`; retired entries have no successor, removed are what has no id of its own: applies, relations
    group: the value list of a value; into: the entry that a merged one went into, or the new id
    origin: the entry that one was split from
    fields: (field, before, after), as people write them
    """

    kind: str
    noun: str
    id: str
    name: str = ""
    group: str = ""
    into: str = ""
    origin: str = ""
    fields: tuple[tuple[str, str, str], ...] = ()

    def told(self) -> str:
        """ "renamed category laptops: name “Laptops” -> “Notebooks”"."""
        name = f" “{self.name}”" if self.name and self.name != self.id else ""
        head = f"{self.kind} {self.noun} {self.id}{name}"
        if self.into:
            head += f" -> {self.into}"
        if self.origin:
            head += f" from {self.origin}"
        changes = "; ".join(f"{field} {_quoted(before)} -> {_quoted(after)}" for field, before, after in self.fields)
        return f"{head}: {changes}" if changes else head

    def to_json(self) -> dict[str, Any]:
        out = {name: getattr(self, name) for name in ("kind", "noun", "id", "name", "group", "into", "origin")}
        fields = {field: {"before": before, "after": after} for field, before, after in self.fields}
        return {name: value for name, value in (out | {"fields": fields}).items() if value}


def diff_releases(before: OntologyRelease, after: OntologyRelease) -> list[EntryChange]:
    """All changes, by noun and kind, then by id."""
    told = {entry for entry in after.relations if entry.predicate in (REPLACED_BY, SPLIT_FROM)}
    past = _Past(
        {entry.subject: entry.object for entry in told if entry.predicate == REPLACED_BY},
        {entry.subject: entry.object for entry in told if entry.predicate == SPLIT_FROM},
    )
    found = [*_entries("category", "", before.categories, after.categories, past)]
    found += _entries("key", "", before.keys, after.keys, past)
    found += _values(before, after, past)
    found += _scopes(before, after)
    found += _entries("scenario", "", before.scenarios, after.scenarios, past)
    found += _entries("brand", "", before.brands, after.brands, past)
    found += _entries("term", "", before.terms, after.terms, past)
    for kind, gone in (("removed", {*before.relations} - {*after.relations}),
                       ("added", {*after.relations} - {*before.relations})):  # fmt: skip
        found += [EntryChange(kind, "relation", f"{r.subject} {r.predicate} {r.object}") for r in gone]
    return sorted(found, key=lambda c: (_NOUNS.index(c.noun), KINDS.index(c.kind), c.group, c.id))


def change_counts(changes: Iterable[EntryChange]) -> dict[str, dict[str, int]]:
    """Numbers by noun and kind."""
    counts = Counter((change.noun, change.kind) for change in changes)
    return {
        noun: {kind: counts[noun, kind] for kind in KINDS if counts[noun, kind]}
        for noun in _NOUNS
        if any(counts[noun, kind] for kind in KINDS)
    }


@dataclass(frozen=True, slots=True)
class _Past:
    """What relations say: old id -> new id, new id -> the id it was split from."""

    replaced: Mapping[str, str]
    split: Mapping[str, str]


def _entries(noun: str, group: str, before: Sequence[Entry], after: Sequence[Entry], past: _Past) -> list[EntryChange]:
    old: Mapping[str, Entry] = {entry.id: entry for entry in before}
    new: Mapping[str, Entry] = {entry.id: entry for entry in after}
    named: dict[str, str] = {}
    for entry in after:
        for name in (entry.name, *entry.synonyms):
            named.setdefault(name_key(name), entry.id)
    out: list[EntryChange] = []
    replaced: set[str] = set()
    for identity, entry in old.items():
        if identity in new:
            out += _compared(noun, group, entry, new[identity])
            continue
        into = past.replaced.get(identity, "")
        into = into if into in new else named.get(name_key(entry.name), "")
        kind = "retired" if not into else "merged" if into in old else "new id"
        if kind == "new id" and into in replaced:
            kind = "merged"
        if kind == "new id":
            replaced.add(into)
        out.append(EntryChange(kind, noun, identity, entry.name, group, into))
        if kind == "new id":
            out += _compared(noun, group, entry, new[into])
    owners = _lost_names(old, new)
    for identity, entry in new.items():
        if identity not in old and identity not in replaced:
            origin = past.split.get(identity, "")
            origin = origin if origin in old else owners.get(name_key(entry.name), "")
            kind = "split" if origin else "added"
            out.append(EntryChange(kind, noun, identity, entry.name, group, origin=origin))
    return out


def _lost_names(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> dict[str, str]:
    """Folded synonym -> the entry that had it and has it no more, or is gone."""
    out: dict[str, str] = {}
    for identity, entry in old.items():
        later = new.get(identity)
        kept = {name_key(name) for name in (later.name, *later.synonyms)} if later is not None else set()
        for name in entry.synonyms:
            if name_key(name) not in kept:
                out.setdefault(name_key(name), identity)
    return out


def _compared(noun: str, group: str, before: Entry, after: Entry) -> list[EntryChange]:
    fields = [
        (field.name, _written(getattr(before, field.name)), _written(getattr(after, field.name)))
        for field in dataclasses.fields(before)
        if field.name != "id" and getattr(before, field.name) != getattr(after, field.name)
    ]
    kinds = {"name": "renamed", "parent_id": "moved"}
    out = []
    for kind in ("renamed", "moved", "changed"):
        told = tuple(entry for entry in fields if kinds.get(entry[0], "changed") == kind)
        if told:
            out.append(EntryChange(kind, noun, before.id, after.name, group, fields=told))
    return out


def _values(before: OntologyRelease, after: OntologyRelease, past: _Past) -> list[EntryChange]:
    """Values list by list; one that stands in another list now was moved."""
    out: list[EntryChange] = []
    for list_id in dict.fromkeys((*before.list_by_id, *after.list_by_id)):
        old, new = before.list_by_id.get(list_id), after.list_by_id.get(list_id)
        out += _entries("value", list_id, old.values if old else (), new.values if new else (), past)
        if old and new and _order(old.values, new.values) != _order(new.values, old.values):
            out.append(EntryChange("changed", "value", list_id, group=list_id, fields=(("order", "", "another"),)))
    gone = {change.id: change for change in out if change.kind == "retired"}
    came = {change.id: change for change in out if change.kind in ("added", "split")}
    moved = gone.keys() & came.keys()
    kept = [change for change in out if not (change.id in moved and change.kind in ("retired", "added", "split"))]
    for identity in moved:
        place = ("list", gone[identity].group, came[identity].group)
        kept.append(EntryChange("moved", "value", identity, came[identity].name, came[identity].group, fields=(place,)))
    return kept


def _order(values: Sequence[AttributeValue], others: Sequence[AttributeValue]) -> list[str]:
    known = {value.id for value in others}
    return [value.id for value in values if value.id in known]


def _scopes(before: OntologyRelease, after: OntologyRelease) -> list[EntryChange]:
    old = {(scope.category_id, scope.key_id): scope for scope in before.scopes}
    new = {(scope.category_id, scope.key_id): scope for scope in after.scopes}
    out = []
    for place in dict.fromkeys((*old, *new)):
        identity = " / ".join(place)
        if place not in new:
            out.append(EntryChange("removed", "applies", identity))
        elif place not in old:
            out.append(EntryChange("added", "applies", identity))
        elif old[place] != new[place]:
            fields = tuple(
                (name, _written(getattr(old[place], name)), _written(getattr(new[place], name)))
                for name in ("core", "order", "value_ids", "only_here")
                if getattr(old[place], name) != getattr(new[place], name)
            )
            out.append(EntryChange("changed", "applies", identity, fields=fields))
    return out


def _written(value: Any) -> str:
    if isinstance(value, tuple):
        return " | ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(getattr(value, "value", value))


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "nothing"
