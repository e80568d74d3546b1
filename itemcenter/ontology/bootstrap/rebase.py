"""`rebase`: a draft of a newer catalog laid over a workbook that an expert has edited.

Everything in the workbook stays as it is: ids, names, types, joins, places. Of the draft only what is new is added, and
told: what the workbook does not have under any id or name, and what was not proposed before - for then the expert has
taken it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from itemcenter.ontology.bootstrap.findings import DraftFinding
from itemcenter.ontology.bootstrap.proposed import Proposed
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    ProductTerm,
    TermId,
    ValueId,
    ValueList,
    ValueListId,
)
from itemcenter.values.folding import name_key

_Named = AttributeKey | AttributeValue | Brand | ProductTerm
_Entry = TypeVar("_Entry", AttributeKey, Brand, ProductTerm)


@dataclass(frozen=True)
class Rebased:
    """release: workbook and additions; categories: of the draft -> here, None for those that were taken out

    fresh: (noun, group, id) of what was added, as in `Proposed`; findings: the same in words
    """

    release: OntologyRelease
    categories: Mapping[CategoryId, CategoryId | None]
    fresh: frozenset[tuple[str, str, str]]
    findings: tuple[DraftFinding, ...]


def rebase(draft: OntologyRelease, base: OntologyRelease, proposed: Proposed | None) -> Rebased:
    """Lay a draft over an edited workbook. proposed: what earlier bootstraps had proposed; None if nobody knows."""
    work = _Rebase(draft, base, proposed or Proposed.of(base))
    release = work.release()
    findings = [*work.findings()]
    if proposed is None:
        told = "no proposed.jsonl lies beside the workbook: entries that were taken out may be proposed again"
        findings.insert(0, DraftFinding("notice", "", told))
    return Rebased(release, work.categories, frozenset(work.fresh), tuple(findings))


class _Rebase:
    def __init__(self, draft: OntologyRelease, base: OntologyRelease, proposed: Proposed) -> None:
        self._draft, self._base, self._proposed = draft, base, proposed
        self.fresh: dict[tuple[str, str, str], str] = {}
        self.categories: dict[CategoryId, CategoryId | None] = {}
        self._keys: dict[str, str | None] = {}
        self._all_values: set[str] = {value.id for entry in base.value_lists for value in entry.values}

    def release(self) -> OntologyRelease:
        categories = self._merged_categories()
        keys = self._merged(self._draft.keys, self._base.keys, "key")
        self._keys = keys
        added_keys = [self._free_of_names(key) for key in self._added(self._draft.keys, keys, "key")]
        lists = self._merged_lists()
        brands = self._merged(self._draft.brands, self._base.brands, "brand")
        terms = self._merged(self._draft.terms, self._base.terms, "term")
        scopes = self._new_scopes(categories)
        return OntologyRelease(
            categories=tuple(categories),
            keys=(*self._base.keys, *added_keys),
            value_lists=tuple(lists),
            scopes=(*self._base.scopes, *scopes),
            scenarios=self._base.scenarios,
            brands=(*self._base.brands, *self._added(self._draft.brands, brands, "brand")),
            terms=(*self._base.terms, *map(self._term, self._added(self._draft.terms, terms, "term"))),
            relations=self._base.relations,
            name=self._draft.name,
            source=f"{self._draft.source}, over {self._base.name or 'a workbook'}",
            parent_id=self._base.id,
        )

    def findings(self) -> Iterable[DraftFinding]:
        for (noun, group, identity), name in self.fresh.items():
            place = f" at {group}" if noun == "applies" else f" of {group}" if group else ""
            told = f"new in this catalog: {noun} {name or identity}{place}"
            yield DraftFinding("new", identity, told, {"noun": noun, "group": group})

    # -- entries ------------------------------------------------------------------------------------------------

    def _merged(
        self, draft: Sequence[_Named], base: Sequence[_Named], noun: str, group: str = ""
    ) -> dict[str, str | None]:
        """Id of each draft entry -> id in the workbook, itself where it is added, None where it was taken out."""
        ids = {entry.id: entry for entry in base}
        named: dict[str, str] = {}
        for entry in base:
            named.setdefault(name_key(entry.name), entry.id)
        for entry in base:
            for synonym in entry.synonyms:
                named.setdefault(name_key(synonym), entry.id)
        out: dict[str, str | None] = {}
        for new in draft:
            known = self._proposed.name(noun, group, new.id)
            same = new.id in ids and (not known or name_key(known) == name_key(new.name))
            names = [name_key(name) for name in (new.name, *new.synonyms)]
            found = new.id if same else next((named[name] for name in names if name in named), None)
            if found is None and new.id in ids:
                found = new.id
            if found is None and (noun, group, new.id) not in self._proposed:
                self.fresh[noun, group, new.id] = new.name
                found = new.id
            out[new.id] = found
        return out

    def _added(self, draft: Sequence[_Entry], found: Mapping[str, str | None], noun: str) -> list[_Entry]:
        return [entry for entry in draft if found[entry.id] == entry.id and (noun, "", entry.id) in self.fresh]

    def _merged_categories(self) -> list[Category]:
        base = self._base
        by_name: dict[tuple[CategoryId | None, str], CategoryId] = {}
        for category in base.categories:
            for name in (category.name, *category.synonyms):
                by_name.setdefault((category.parent_id, name_key(name)), category.id)
        out = list(base.categories)
        for category in sorted(self._draft.categories, key=lambda entry: len(self._draft.path(entry.id))):
            parent = None if category.parent_id is None else self.categories[category.parent_id]
            found = (
                category.id if category.id in base.category_by_id else by_name.get((parent, name_key(category.name)))
            )
            if found is None and ("category", "", category.id) in self._proposed:
                self.categories[category.id] = parent  # taken out: what it held belongs to the one above
                continue
            if found is None:
                found = category.id
                self.fresh["category", "", category.id] = category.name
                out.append(replace(category, parent_id=parent))
                by_name.setdefault((parent, name_key(category.name)), category.id)
            self.categories[category.id] = found
        return out

    def _merged_lists(self) -> list[ValueList]:
        lists = {entry.id: list(entry.values) for entry in self._base.value_lists}
        order = list(lists)
        for key in self._draft.keys:
            own_id = self._keys[key.id]
            if own_id is None or key.value_list_id is None:
                continue
            values = self._draft.list_by_id[key.value_list_id].values
            if ("key", "", own_id) in self.fresh and key.value_list_id not in lists:
                lists[key.value_list_id] = list(values)
                order.append(key.value_list_id)
                for value in values:
                    self.fresh["value", key.value_list_id, value.id] = value.name
                continue
            known = self._base.key_by_id.get(KeyId(own_id), key)
            list_id = known.value_list_id
            if list_id is not None:
                lists[list_id] += self._new_values(values, lists[list_id], key.value_list_id, list_id)
        return [ValueList(entry, tuple(lists[entry])) for entry in order]

    def _new_values(
        self, draft: Sequence[AttributeValue], base: Sequence[AttributeValue], draft_list: ValueListId, own: ValueListId
    ) -> list[AttributeValue]:
        known = self._merged(draft, base, "value", draft_list)
        out: list[AttributeValue] = []
        for value in draft:
            if known[value.id] != value.id or ("value", draft_list, value.id) not in self.fresh:
                continue
            del self.fresh["value", draft_list, value.id]
            tail = value.id.removeprefix(f"{draft_list}/")
            identity, number = f"{own}/{tail}", 1
            while identity in self._all_values:
                number += 1
                identity = f"{own}/{tail}-{number}"
            self._all_values.add(identity)
            self.fresh["value", own, identity] = value.name
            out.append(replace(value, id=ValueId(identity), synonyms=_free(value.synonyms, (*base, *out))))
        return out

    # -- relations between entries -------------------------------------------------------------------------------

    def _new_scopes(self, categories: Sequence[Category]) -> list[KeyScope]:
        """Places of keys that the workbook does not have, at the category or above it, and that nobody took out."""
        parents = {category.id: category.parent_id for category in categories}
        held = {(scope.category_id, scope.key_id) for scope in self._base.scopes}
        deep = {(scope.category_id, scope.key_id) for scope in self._base.scopes if not scope.only_here}
        names = _Names(self._base)
        out: list[KeyScope] = []
        for scope in self._draft.scopes:
            category, key = self.categories[scope.category_id], self._keys[scope.key_id]
            if category is None or key is None or ("applies", scope.category_id, scope.key_id) in self._proposed:
                continue
            key_id, node = KeyId(key), parents[category]
            settled = (category, key_id) in held or ("applies", category, key_id) in self._proposed
            while node is not None and not settled:  # inherited, or taken out further up
                taken_out = ("applies", node, key_id) in self._proposed and (node, key_id) not in held
                settled, node = taken_out or (node, key_id) in deep, parents[node]
            if settled:
                continue
            place = (category, key_id)
            held.add(place)
            deep.add(place)
            self.fresh["applies", category, key_id] = names.key(key_id)
            out.append(replace(scope, category_id=category, key_id=key_id))
        return out

    def _term(self, term: ProductTerm) -> ProductTerm:
        category = self.categories.get(term.category_id) if term.category_id is not None else None
        return ProductTerm(TermId(term.id), term.name, term.synonyms, category)

    def _free_of_names(self, key: AttributeKey) -> AttributeKey:
        return replace(key, synonyms=_free(key.synonyms, self._base.keys))


class _Names:
    def __init__(self, release: OntologyRelease) -> None:
        self._release = release

    def key(self, key_id: KeyId) -> str:
        known = self._release.key_by_id.get(key_id)
        return known.name if known is not None else key_id


def _free(synonyms: Sequence[str], others: Iterable[AttributeKey | AttributeValue]) -> tuple[str, ...]:
    """The synonyms that no other entry is called."""
    taken = {name_key(name) for entry in others for name in (entry.name, *entry.synonyms)}
    return tuple(synonym for synonym in synonyms if name_key(synonym) not in taken)
