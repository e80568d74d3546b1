"""Accepted proposals become entries of a new release. What cannot is told with its reason, and nothing else changes.

Ids of new entries come from the list they join and their name ("material/walnut"), with a number behind where that is
taken, so the same proposals give the same release in any order.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from itemcenter.errors import InvariantError
from itemcenter.ontology.bootstrap.key_entries import TOLERANCE, role_of
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    BrandId,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    KeyShape,
    OntologyRelease,
    ProductTerm,
    Proposal,
    ProposalKind,
    Relation,
    ScenarioId,
    ScenarioTag,
    TermId,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.schema.ids import MAX_ID_LENGTH
from itemcenter.values.folding import fold, name_key


@dataclass(frozen=True, slots=True)
class Insertion:
    """entry_id: of the entry that was made or, for a synonym, widened; "" where `reason` tells why nothing was"""

    proposal: Proposal
    entry_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Grown:
    release: OntologyRelease
    insertions: tuple[Insertion, ...]

    @property
    def inserted(self) -> list[Insertion]:
        return [entry for entry in self.insertions if entry.entry_id]


def grow(release: OntologyRelease, proposals: Sequence[Proposal], name: str = "") -> Grown:
    """A release with the proposals in it, `parent_id` the one given; the same release where nothing could be inserted.

    Categories and keys come first, so that values may refer to them. Raises nothing for a proposal: see `Insertion`.
    """
    work = _Work(release)
    rank = {kind: place for place, kind in enumerate(_ORDER)}
    ordered = sorted(proposals, key=lambda entry: (rank[entry.kind], entry.id))
    insertions = tuple(work.insert(proposal) for proposal in ordered)
    if not any(entry.entry_id for entry in insertions):
        return Grown(release, insertions)
    return Grown(work.release(name), insertions)


_ORDER = (
    ProposalKind.CATEGORY, ProposalKind.KEY, ProposalKind.VALUE, ProposalKind.SYNONYM, ProposalKind.BRAND,
    ProposalKind.TERM, ProposalKind.SCENARIO,
)  # fmt: skip


class _Refused(Exception):
    pass


class _Work:
    def __init__(self, release: OntologyRelease) -> None:
        self._base = release
        self._categories = {entry.id: entry for entry in release.categories}
        self._keys = {entry.id: entry for entry in release.keys}
        self._lists = {entry.id: list(entry.values) for entry in release.value_lists}
        self._order = max((entry.order for entry in release.scopes), default=0)
        self._scopes = {(entry.category_id, entry.key_id): entry for entry in release.scopes}
        self._brands = {entry.id: entry for entry in release.brands}
        self._terms = {entry.id: entry for entry in release.terms}
        self._scenarios = {entry.id: entry for entry in release.scenarios}
        self._relations: list[Relation] = []
        self._value_ids = {value.id for values in self._lists.values() for value in values}
        self._names: dict[str, dict[str, str]] = {}

    def insert(self, proposal: Proposal) -> Insertion:
        try:
            return Insertion(proposal, _INSERTS[proposal.kind](self, proposal))
        except _Refused as refused:
            return Insertion(proposal, reason=str(refused))
        except InvariantError as error:
            return Insertion(proposal, reason=error.message)

    def release(self, name: str) -> OntologyRelease:
        base = self._base
        return replace(
            base,
            categories=tuple(self._categories.values()),
            keys=tuple(self._keys.values()),
            value_lists=tuple(
                replace(base.list_by_id[list_id], values=tuple(values))
                if list_id in base.list_by_id
                else ValueList(list_id, tuple(values))
                for list_id, values in self._lists.items()
            ),
            scopes=tuple(self._scopes.values()),
            brands=tuple(self._brands.values()),
            terms=tuple(self._terms.values()),
            scenarios=tuple(self._scenarios.values()),
            relations=(*base.relations, *self._relations),
            name=name or f"{base.name or base.id} grown",
            source=f"proposals over {base.name or base.id}",
            parent_id=base.id,
        )

    # -- entries ------------------------------------------------------------------------------------------------

    def _value(self, proposal: Proposal) -> str:
        list_id = self._list_of(proposal)
        taken = self._taken(list_id, ((value.id, value.names) for value in self._lists[list_id]))
        self._free(proposal.text, taken)
        value_id = ValueId(self._new_id(list_id, proposal.text, self._value_ids))
        synonyms = _free_synonyms(proposal, taken)
        self._lists[list_id].append(AttributeValue(value_id, proposal.text.strip(), synonyms, proposal.description))
        self._value_ids.add(value_id)
        self._register(taken, value_id, (proposal.text, *synonyms))
        if proposal.category_id is not None and proposal.key_id is not None:
            self._allow(proposal.category_id, proposal.key_id, value_id)
        return value_id

    def _allow(self, category_id: CategoryId, key_id: KeyId, value_id: ValueId) -> None:
        """Where the nearest scope restricts the list, it takes the new value in."""
        node: CategoryId | None = category_id
        while node is not None and node in self._categories:
            scope = self._scopes.get((node, key_id))
            if scope is not None and (node == category_id or not scope.only_here):
                if scope.value_ids:
                    self._scopes[node, key_id] = replace(scope, value_ids=(*scope.value_ids, value_id))
                return
            node = self._categories[node].parent_id

    def _synonym(self, proposal: Proposal) -> str:
        if proposal.names_key:
            return self._key_name(proposal)
        list_id = self._list_of(proposal)
        taken = self._taken(list_id, ((value.id, value.names) for value in self._lists[list_id]))
        self._free(proposal.text, taken)
        wanted = name_key(proposal.target)
        for place, value in enumerate(self._lists[list_id]):
            if value.id == proposal.target or wanted in map(name_key, value.names):
                self._lists[list_id][place] = replace(value, synonyms=(*value.synonyms, proposal.text.strip()))
                self._register(taken, value.id, (proposal.text,))
                return value.id
        raise _Refused(f"the list of {proposal.key_id} has no value {proposal.target!r} to join")

    def _list_of(self, proposal: Proposal) -> ValueListId:
        key = self._keys.get(proposal.key_id) if proposal.key_id is not None else None
        if key is None:
            raise _Refused(f"there is no key {proposal.key_id}")
        if key.value_list_id is None:
            raise _Refused(f"the key {key.id} has no list to join")
        return key.value_list_id

    def _category(self, proposal: Proposal) -> str:
        parent = proposal.category_id
        if parent is not None and parent not in self._categories:
            raise _Refused(f"there is no category {parent}")
        taken = self._taken(
            f"below {parent}",
            ((c.id, (c.name, *c.synonyms)) for c in self._categories.values() if c.parent_id == parent),
        )
        self._free(proposal.text, taken)
        made = CategoryId(self._new_id(parent or "", proposal.text, self._categories))
        synonyms = _free_synonyms(proposal, taken)
        self._categories[made] = Category(made, proposal.text.strip(), parent, synonyms, proposal.description)
        self._register(taken, made, (proposal.text, *synonyms))
        return made

    def _key(self, proposal: Proposal) -> str:
        """Of the proposed shape; without one a new key takes any text until an expert gives it a type and a list."""
        if proposal.category_id is not None and proposal.category_id not in self._categories:
            raise _Refused(f"there is no category {proposal.category_id}")
        taken = self._taken_keys()
        self._free(proposal.text, taken)
        made = KeyId(self._new_id("", proposal.text, self._keys.keys() | self._lists.keys()))
        synonyms = _free_synonyms(proposal, taken)
        shape = proposal.shape or KeyShape(ValueType.TEXT, multiple=True)
        listed, kind = None, shape.type
        if kind in (ValueType.CATEGORICAL, ValueType.COLOUR):
            listed = self._list(made, shape.values)
            kind = kind if listed is not None else ValueType.TEXT
        self._keys[made] = AttributeKey(
            made, proposal.text.strip(), kind, unit=shape.unit, multiple=shape.multiple,
            open=kind in (ValueType.CATEGORICAL, ValueType.COLOUR, ValueType.TEXT), value_list_id=listed,
            role=role_of(proposal.text, shape.unit), tolerance=TOLERANCE if shape.unit else 0.0, synonyms=synonyms,
            description=proposal.description,
        )  # fmt: skip
        self._register(taken, made, (proposal.text, *synonyms))
        places = shape.places
        if not places and proposal.category_id is not None:
            places = ((proposal.category_id, False, False),)
        self._apply(made, places)
        return made

    def _list(self, key: KeyId, values: Sequence[tuple[str, tuple[str, ...]]]) -> ValueListId | None:
        """The list of a new key, names that come twice once; None where nothing is left."""
        made = ValueListId(key)
        taken: dict[str, str] = {}
        entries = []
        for name, synonyms in values:
            if not name_key(name) or name_key(name) in taken:
                continue
            value_id = ValueId(self._new_id(made, name, self._value_ids))
            self._value_ids.add(value_id)
            self._register(taken, value_id, (name,))
            others = [other for other in dict.fromkeys(synonyms) if name_key(other) and name_key(other) not in taken]
            self._register(taken, value_id, others)
            entries.append(AttributeValue(value_id, name.strip(), tuple(other.strip() for other in others)))
        if not entries:
            return None
        self._lists[made] = entries
        return made

    def _apply(self, key: KeyId, places: Sequence[tuple[CategoryId, bool, bool]]) -> None:
        """Scopes where the key does not apply yet; categories that are gone are passed over."""
        self._order += 1
        for category, core, only_here in places:
            if category in self._categories and not self._applies(category, key):
                self._scopes[category, key] = KeyScope(category, key, core, self._order, only_here=only_here)

    def _applies(self, category: CategoryId, key: KeyId) -> bool:
        node: CategoryId | None = category
        while node is not None and node in self._categories:
            scope = self._scopes.get((node, key))
            if scope is not None and (node == category or not scope.only_here):
                return True
            node = self._categories[node].parent_id
        return False

    def _key_name(self, proposal: Proposal) -> str:
        """A further name of a key, which applies where that name was seen, too."""
        key = self._keys.get(proposal.key_id) if proposal.key_id is not None else None
        if key is None:
            raise _Refused(f"there is no key {proposal.key_id}")
        taken = self._taken_keys()
        self._free(proposal.text, taken)
        self._keys[key.id] = replace(key, synonyms=(*key.synonyms, proposal.text.strip()))
        self._register(taken, key.id, (proposal.text,))
        if proposal.shape is not None:
            self._apply(key.id, proposal.shape.places)
        return key.id

    def _taken_keys(self) -> dict[str, str]:
        return self._taken("keys", ((k.id, (k.name, *k.synonyms)) for k in self._keys.values()))

    def _brand(self, proposal: Proposal) -> str:
        taken = self._taken("brands", ((b.id, (b.name, *b.synonyms)) for b in self._brands.values()))
        self._free(proposal.text, taken)
        made = BrandId(self._new_id("", proposal.text, self._brands))
        synonyms = _free_synonyms(proposal, taken)
        self._brands[made] = Brand(made, proposal.text.strip(), synonyms)
        self._register(taken, made, (proposal.text, *synonyms))
        return made

    def _term(self, proposal: Proposal) -> str:
        taken = self._taken("terms", ((t.id, (t.name, *t.synonyms)) for t in self._terms.values()))
        self._free(proposal.text, taken)
        made = TermId(self._new_id("", proposal.text, self._terms))
        category = proposal.category_id if proposal.category_id in self._categories else None
        synonyms = _free_synonyms(proposal, taken)
        self._terms[made] = ProductTerm(made, proposal.text.strip(), synonyms, category)
        self._register(taken, made, (proposal.text, *synonyms))
        return made

    def _scenario(self, proposal: Proposal) -> str:
        taken = self._taken("scenarios", ((s.id, (s.name, *s.synonyms)) for s in self._scenarios.values()))
        self._free(proposal.text, taken)
        made = ScenarioId(self._new_id("", proposal.text, self._scenarios))
        synonyms = _free_synonyms(proposal, taken)
        self._scenarios[made] = ScenarioTag(made, proposal.text.strip(), synonyms, proposal.description)
        self._relations += [Relation(made, "suits", entry) for entry in self._conditions_of(proposal)]
        self._register(taken, made, (proposal.text, *synonyms))
        return made

    def _conditions_of(self, proposal: Proposal) -> list[str]:
        """Ids of the categories and values, of those that are there, that a scenario was found with."""
        own = {key: {v.id for v in self._lists.get(entry.value_list_id or ValueListId(""), ())}
               for key, entry in self._keys.items()}  # fmt: skip
        known = {value for key, value in proposal.conditions if value in own.get(KeyId(key), ())}
        places = [proposal.category_id, *(CategoryId(value) for _, value in proposal.conditions)]
        return sorted(known | {place for place in places if place in self._categories})

    # -- names and ids --------------------------------------------------------------------------------------------

    def _taken(self, pool: str, entries: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
        if pool not in self._names:
            self._names[pool] = {name_key(name): entry_id for entry_id, names in entries for name in names}
        return self._names[pool]

    @staticmethod
    def _free(text: str, taken: dict[str, str]) -> None:
        key = name_key(text)
        if not key:
            raise _Refused("the name has no letter and no digit")
        if key in taken:
            raise _Refused(f"{taken[key]} has this name already")

    @staticmethod
    def _register(taken: dict[str, str], entry_id: str, names: Sequence[str]) -> None:
        for name in names:
            taken.setdefault(name_key(name), entry_id)

    @staticmethod
    def _new_id(group: str, text: str, taken: Container[str]) -> str:
        tail = re.sub(" +", "-", fold(text).strip()) or "entry"
        base = (f"{group}/{tail}" if group else tail)[: MAX_ID_LENGTH - 8]
        made, number = base, 1
        while made in taken:
            number += 1
            made = f"{base}-{number}"
        return made


_INSERTS = {
    ProposalKind.CATEGORY: _Work._category,
    ProposalKind.KEY: _Work._key,
    ProposalKind.VALUE: _Work._value,
    ProposalKind.SYNONYM: _Work._synonym,
    ProposalKind.BRAND: _Work._brand,
    ProposalKind.TERM: _Work._term,
    ProposalKind.SCENARIO: _Work._scenario,
}


def _free_synonyms(proposal: Proposal, taken: dict[str, str]) -> tuple[str, ...]:
    """The proposal's further names that nothing else is called, each once."""
    own = {name_key(proposal.text)}
    out = []
    for name in proposal.synonyms:
        key = name_key(name)
        if key and key not in own and key not in taken:
            own.add(key)
            out.append(name.strip())
    return tuple(out)
