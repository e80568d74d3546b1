"""`bootstrap`: a first ontology from a catalog alone, with everything an expert needs to review it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from itemcenter.ontology.bootstrap.brand_names import brand_entries
from itemcenter.ontology.bootstrap.category_model import CategoryModel
from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.findings import DraftFinding
from itemcenter.ontology.bootstrap.groups import group_tree
from itemcenter.ontology.bootstrap.key_columns import key_columns
from itemcenter.ontology.bootstrap.key_drafts import KeyDraft, key_drafts
from itemcenter.ontology.bootstrap.key_entries import key_entries
from itemcenter.ontology.bootstrap.observe import ItemSource, Observed, observe
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.path_tree import has_paths, path_tree
from itemcenter.ontology.bootstrap.proposed import Proposed
from itemcenter.ontology.bootstrap.scopes import key_places
from itemcenter.ontology.bootstrap.value_lists import slug
from itemcenter.schema import Category, CategoryId, KeyScope, OntologyRelease, ProductTerm, TermId
from itemcenter.values.folding import name_key

_EXAMPLES = 3


@dataclass(frozen=True)
class OntologyDraft:
    """What a bootstrap leaves.

    release:    a first ontology; findings: what each entry rests on, joins, proposals, doubts
    model:      the category of any item of the catalog
    categories: item id -> category of the items that were looked at
    figures:    counts for a report
    fresh:      (noun, group, id) of what was added to an edited workbook; proposed: what drafts have proposed so far
    """

    release: OntologyRelease
    findings: tuple[DraftFinding, ...]
    model: CategoryModel
    categories: dict[str, CategoryId] = field(repr=False)
    figures: dict[str, Any]
    fresh: frozenset[tuple[str, str, str]] = frozenset()
    proposed: Proposed | None = field(default=None, repr=False)


def bootstrap(source: ItemSource, options: BootstrapOptions | None = None, name: str = "") -> OntologyDraft:
    """Draw a first ontology from the items that `source` gives, which is called once or twice.

    name: of the catalog, for the release. Deterministic; the same items and options give the same release id.
    """
    options = options or BootstrapOptions()
    observed = observe(source, options)
    least = options.smallest_category(observed.items)
    by_paths = has_paths(observed)
    tree = path_tree(observed, least) if by_paths else group_tree(observed, least, options.most_groups)
    columns, rare = key_columns(observed, options.smallest_key(observed.items))
    drafts, pairs = key_drafts(columns, observed, options)
    entries = key_entries(drafts, observed)
    places = key_places([draft.column for draft in drafts], tree, options)
    ids = tree.ids()
    order: Counter[int] = Counter()
    scopes = []
    for place in places:
        order[place.node] += 1
        scopes.append(KeyScope(ids[place.node], entries.keys[place.key].id, place.core, order[place.node]))
    brands, doubtful = brand_entries(observed)
    counts = Counter(tree.of_item.tolist())
    release = OntologyRelease(
        categories=_categories(tree, ids, observed),
        keys=entries.keys,
        value_lists=entries.lists,
        scopes=tuple(scopes),
        brands=brands,
        terms=_terms(tree, ids),
        name=f"auto {name}".strip(),
        source=f"bootstrap of {name or 'a catalog'}, {observed.items_seen:,} items",
    )
    notices = _notices(observed, by_paths, drafts, rare, counts[-1])
    findings = (*notices, *_told_categories(tree, ids, observed, counts), *entries.findings, *pairs, *doubtful)
    figures = _figures(observed, tree, drafts, release, rare, counts)
    categories = {
        identity: ids[node] for identity, node in zip(observed.ids, tree.of_item.tolist(), strict=True) if node >= 0
    }
    return OntologyDraft(release, findings, CategoryModel.fit(observed, tree), categories, figures)


def _categories(tree: CategoryTree, ids: Sequence[CategoryId], observed: Observed) -> tuple[Category, ...]:
    examples = _examples(tree, observed)
    out = []
    for node, (name, parent) in enumerate(zip(tree.names, tree.parents, strict=True)):
        shown = f"; e.g. {', '.join(examples[node])}" if node in examples else ""
        above = ids[parent] if parent >= 0 else None
        out.append(Category(ids[node], name, above, description=f"{tree.sources[node]}{shown}"))
    return tuple(out)


def _examples(tree: CategoryTree, observed: Observed) -> dict[int, list[str]]:
    out: dict[int, list[str]] = {}
    for identity, node in zip(observed.ids, tree.of_item.tolist(), strict=True):
        found = out.setdefault(node, [])
        if len(found) < _EXAMPLES:
            found.append(identity)
    return out


def _terms(tree: CategoryTree, ids: Sequence[CategoryId]) -> tuple[ProductTerm, ...]:
    """A product term for each further word of a category; a word of several categories belongs to the first."""
    out: dict[str, ProductTerm] = {}
    names = {name_key(name) for name in tree.names}
    for node, terms in enumerate(tree.terms):
        for term in terms:
            identity = slug(term)
            if identity not in out and name_key(term) not in names:
                out[identity] = ProductTerm(TermId(identity), term, category_id=ids[node])
    return tuple(out.values())


def _told_categories(
    tree: CategoryTree, ids: Sequence[CategoryId], observed: Observed, counts: Counter[int]
) -> list[DraftFinding]:
    examples = _examples(tree, observed)
    return [
        DraftFinding(
            "category",
            ids[node],
            f"{tree.names[node]!r}: {tree.sources[node]}",
            {"items": counts[node], "terms": list(tree.terms[node]), "examples": examples.get(node, [])},
        )
        for node in range(len(tree))
    ]


def _notices(
    observed: Observed, by_paths: bool, drafts: Sequence[KeyDraft], rare: int, without: int
) -> list[DraftFinding]:
    told = []
    if not observed.items:
        told.append("the catalog holds no item, so there is nothing to learn")
    elif not drafts:
        told.append(
            "no key to learn: no item has specs, or none of them returns often enough; "
            "give keys in keys.csv, or name columns that describe the product in spec_columns"
        )
    if observed.items and not by_paths:
        told.append("the items have no category paths: they were grouped by spec names and titles; rename the groups")
    if observed.items_seen > observed.items:
        told.append(f"a sample of {observed.items:,} of {observed.items_seen:,} items was looked at")
    if rare:
        told.append(f"{rare:,} spec names of too few items were left out")
    if without:
        told.append(f"{without:,} items have no category")
    return [DraftFinding("notice", "", message) for message in told]


def _figures(
    observed: Observed,
    tree: CategoryTree,
    drafts: Sequence[KeyDraft],
    release: OntologyRelease,
    rare: int,
    counts: Counter[int],
) -> dict[str, Any]:
    types = Counter(draft.type.value for draft in drafts)
    units = Counter(draft.unit.how.split(" ")[0] for draft in drafts if draft.unit is not None)
    return {
        "items": observed.items_seen,
        "items_looked_at": observed.items,
        "cells": len(observed.item),
        "spec_names": len(observed.names),
        "rare_names": rare,
        **release.counts,
        "items_without_category": counts[-1],
        "types": dict(sorted(types.items())),
        "several_values": sum(draft.several.multiple for draft in drafts),
        "units_by": dict(sorted(units.items())),
    }
