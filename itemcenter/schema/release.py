"""`OntologyRelease`: an immutable, content-addressed ontology with the look-ups that every stage needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from itemcenter.errors import InvariantError, NotFoundError
from itemcenter.schema.ids import CategoryId, KeyId, ReleaseId, ValueId, ValueListId, canonical_json
from itemcenter.schema.ontology import (
    AttributeKey,
    AttributeValue,
    Brand,
    Category,
    KeyScope,
    ProductTerm,
    Relation,
    ScenarioTag,
    ValueList,
    first_duplicate,
)
from itemcenter.schema.record import Record
from itemcenter.schema.tags import SCENARIO_KEY, TERM_KEY, is_reserved, tag_lists

#: The parts of a release in file order: (name, class of its lines).
PARTS: tuple[tuple[str, type[Record]], ...] = (
    ("categories", Category),
    ("keys", AttributeKey),
    ("scopes", KeyScope),
    ("scenarios", ScenarioTag),
    ("brands", Brand),
    ("terms", ProductTerm),
    ("relations", Relation),
)


@dataclass(frozen=True, eq=False)
class OntologyRelease:
    """An immutable ontology. Equal content has an equal id, whatever its source or the order of its entries.

    name: what people call it ("shopify-2025-08 el"); source: where it came from; parent_id: the release it grew from.
    None of the three is part of the id.
    """

    categories: tuple[Category, ...]
    keys: tuple[AttributeKey, ...]
    value_lists: tuple[ValueList, ...]
    scopes: tuple[KeyScope, ...] = ()
    scenarios: tuple[ScenarioTag, ...] = ()
    brands: tuple[Brand, ...] = ()
    terms: tuple[ProductTerm, ...] = ()
    relations: tuple[Relation, ...] = ()
    name: str = ""
    source: str = ""
    parent_id: ReleaseId | None = None

    def __post_init__(self) -> None:
        for noun, entries in (
            ("category", self.categories),
            ("key", self.keys),
            ("value list", self.value_lists),
            ("scenario", self.scenarios),
            ("brand", self.brands),
            ("term", self.terms),
        ):
            if len({entry.id for entry in entries}) != len(entries):
                raise InvariantError(f"{noun} {first_duplicate(entry.id for entry in entries)!r} stands twice")
        for entry_id in (*(key.id for key in self.keys), *(entry.id for entry in self.value_lists)):
            if is_reserved(entry_id):
                raise InvariantError(f"id {entry_id!r} begins as those of item tags do", remedy="rename it")
        self._check_tree()
        lists = self.list_by_id
        for key in self.keys:
            if key.value_list_id is not None and key.value_list_id not in lists:
                raise InvariantError(f"key {key.id!r} names the unknown value list {key.value_list_id!r}")
        seen: set[tuple[str, str]] = set()
        for scope in self.scopes:
            place = f"scope {scope.category_id!r} / {scope.key_id!r}"
            known_key = scope.key_id in self.key_by_id and not is_reserved(scope.key_id)
            if scope.category_id not in self.category_by_id or not known_key:
                raise InvariantError(f"{place} names an unknown category or key")
            if (scope.category_id, scope.key_id) in seen:
                raise InvariantError(f"{place} stands twice")
            seen.add((scope.category_id, scope.key_id))
            if scope.value_ids:
                list_id = self.key_by_id[scope.key_id].value_list_id
                known = self.values_of(list_id) if list_id is not None else {}
                for value_id in scope.value_ids:
                    if value_id not in known:
                        raise InvariantError(f"{place} allows the value {value_id!r}, which the key does not have")

    def _check_tree(self) -> None:
        settled: set[CategoryId] = set()
        for category in self.categories:
            path: list[CategoryId] = []
            node: CategoryId | None = category.id
            while node is not None and node not in settled:
                if node in path:
                    cycle = " > ".join([*path[path.index(node) :], node])
                    raise InvariantError(f"the category tree has a cycle: {cycle}")
                path.append(node)
                entry = self.category_by_id.get(node)
                if entry is None:
                    raise InvariantError(f"category {path[-2]!r} has the unknown parent {node!r}")
                node = entry.parent_id
            settled.update(path)

    # -- look-ups -----------------------------------------------------------------------------------------------

    @cached_property
    def category_by_id(self) -> dict[CategoryId, Category]:
        return {category.id: category for category in self.categories}

    @cached_property
    def key_by_id(self) -> dict[KeyId, AttributeKey]:
        """Of attributes and of item tags."""
        return {key.id: key for key in (*self.keys, *self.tag_keys)}

    @cached_property
    def list_by_id(self) -> dict[ValueListId, ValueList]:
        """Of attributes and of item tags."""
        return {entry.id: entry for entry in (*self.value_lists, *self.tag_lists)}

    @cached_property
    def tag_keys(self) -> tuple[AttributeKey, ...]:
        """The keys of the kinds of item tags that this release has."""
        lists = {entry.id for entry in self.tag_lists}
        return tuple(key for key in (SCENARIO_KEY, TERM_KEY) if key.value_list_id in lists)

    @cached_property
    def tag_lists(self) -> tuple[ValueList, ...]:
        return tag_lists(self.scenarios, self.terms)

    def values_of(self, list_id: ValueListId) -> dict[ValueId, AttributeValue]:
        """The values of a list by id. Built on first use of each list, then kept."""
        if list_id not in self._values:
            self._values[list_id] = {value.id: value for value in self.list_by_id[list_id].values}
        return self._values[list_id]

    @cached_property
    def _values(self) -> dict[ValueListId, dict[ValueId, AttributeValue]]:
        return {}

    @cached_property
    def children(self) -> dict[CategoryId | None, tuple[CategoryId, ...]]:
        """Child ids by parent id; the roots stand under None."""
        out: dict[CategoryId | None, list[CategoryId]] = {}
        for category in self.categories:
            out.setdefault(category.parent_id, []).append(category.id)
        return {parent: tuple(entries) for parent, entries in out.items()}

    def path(self, category_id: CategoryId) -> tuple[Category, ...]:
        """The categories from the root down to `category_id`. Raises `NotFoundError`."""
        out: list[Category] = []
        node: CategoryId | None = category_id
        while node is not None:
            if node not in self.category_by_id:
                raise NotFoundError(f"no category {node!r} in release {self.name or self.id}")
            out.append(self.category_by_id[node])
            node = out[-1].parent_id
        return tuple(reversed(out))

    def path_name(self, category_id: CategoryId) -> str:
        """ "Electronics > Computers > Laptops"."""
        return " > ".join(category.name for category in self.path(category_id))

    def scopes_for(self, category_id: CategoryId) -> tuple[KeyScope, ...]:
        """The keys of a category, its own and inherited (the nearest scope of a key wins), by order, then key id."""
        if category_id not in self._scopes_for:
            nearest: dict[KeyId, KeyScope] = {}
            for category in self.path(category_id):
                for scope in self._own_scopes.get(category.id, ()):
                    if category.id == category_id or not scope.only_here:
                        nearest[scope.key_id] = scope
            ordered = sorted(nearest.values(), key=lambda scope: (scope.order, scope.key_id))
            self._scopes_for[category_id] = tuple(ordered)
        return self._scopes_for[category_id]

    @cached_property
    def _scopes_for(self) -> dict[CategoryId, tuple[KeyScope, ...]]:
        return {}

    @cached_property
    def _own_scopes(self) -> dict[CategoryId, list[KeyScope]]:
        out: dict[CategoryId, list[KeyScope]] = {}
        for scope in self.scopes:
            out.setdefault(scope.category_id, []).append(scope)
        return out

    @cached_property
    def counts(self) -> dict[str, int]:
        """Entries by noun, for summaries."""
        return {
            "categories": len(self.categories),
            "keys": len(self.keys),
            "values": sum(len(entry.values) for entry in self.value_lists),
            "scopes": len(self.scopes),
            "scenarios": len(self.scenarios),
            "brands": len(self.brands),
            "terms": len(self.terms),
            "relations": len(self.relations),
        }

    # -- identity -----------------------------------------------------------------------------------------------

    def lines(self, part: str) -> Iterator[str]:
        """Canonical JSON lines of one part, without line ends, in canonical order (value lists keep their order).

        "values" holds one line a value list entry: the list id beside the value, lists by id.
        """
        if part == "values":
            for entry in sorted(self.value_lists, key=lambda entry: entry.id):
                head = canonical_json(entry.id)
                for value in entry.values:
                    yield f"[{head},{_value_json(value)}]"
                if not entry.values:
                    yield f"[{head},null]"
            return
        yield from sorted(canonical_json(entry.to_json()) for entry in self._part(part))

    def _part(self, part: str) -> Sequence[Record]:
        entries: Sequence[Record] = getattr(self, part)
        return entries

    @cached_property
    def id(self) -> ReleaseId:
        """Content address: the hash over the digests of all parts."""
        return release_id({part: digest_lines(self.lines(part)) for part in PART_NAMES})

    @classmethod
    def with_known_id(cls, known: ReleaseId, **content: Any) -> OntologyRelease:
        """For readers that have just verified the id over the stored bytes, which spares writing all lines again."""
        release = cls(**content)
        release.__dict__["id"] = known
        return release


def _value_json(value: AttributeValue) -> str:
    """`canonical_json(value.to_json())`, written out by hand: a release may hold a million values."""
    fields = [f'"id":{_quoted(value.id)},"name":{_quoted(value.name)}']
    if value.foreign_ids:
        fields.insert(0, f'"foreign_ids":[{",".join(map(_quoted, value.foreign_ids))}]')
    if value.description:
        fields.insert(0, f'"description":{_quoted(value.description)}')
    if value.synonyms:
        fields.append(f'"synonyms":[{",".join(map(_quoted, value.synonyms))}]')
    return f"{{{','.join(fields)}}}"


#: What `json.dumps(..., ensure_ascii=False)` uses for a string, in C where the interpreter has it.
_quoted = json.encoder.encode_basestring

#: All parts of a release, in file order.
PART_NAMES: tuple[str, ...] = (*(name for name, _ in PARTS), "values")


def digest_lines(lines: Iterable[str]) -> str:
    """BLAKE2b-256 over the lines in UTF-8, each ended by a newline: the digest of the file that holds them."""
    state = hashlib.blake2b(digest_size=32)
    for line in lines:
        state.update(line.encode("utf-8"))
        state.update(b"\n")
    return state.hexdigest()


def release_id(digests: dict[str, str]) -> ReleaseId:
    """The release id over the digests of its parts: 16 hexadecimal digits."""
    text = "".join(f"{part} {digests[part]}\n" for part in PART_NAMES)
    return ReleaseId(hashlib.blake2b(text.encode("ascii"), digest_size=8).hexdigest())
