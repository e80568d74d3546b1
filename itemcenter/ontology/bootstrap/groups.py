"""Product groups for catalogs without category paths: items with like spec keys and titles, named by their titles."""

from __future__ import annotations

import numpy as np

from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.clusters import fine_clusters
from itemcenter.ontology.bootstrap.group_features import GroupFeatures, group_features
from itemcenter.ontology.bootstrap.group_merging import merged_groups
from itemcenter.ontology.bootstrap.group_names import GroupPhrases, group_phrases
from itemcenter.ontology.bootstrap.observe import Observed
from itemcenter.ontology.bootstrap.sparse_rows import Places
from itemcenter.ontology.bootstrap.title_words import phrases
from itemcenter.values.folding import name_key

#: What the root is called: items of no group belong to it, and keys of all groups.
ROOT_NAME = "Products"
_NAMING_ROUNDS = 3


def group_tree(observed: Observed, least_items: int, most_groups: int) -> CategoryTree:
    """One root with the groups below it; items that fit no group belong to the root."""
    features = group_features(observed)
    label, clusters = fine_clusters(features.rows, max(2, least_items))
    told = [
        phrases(title, brand, features.counted) for title, brand in zip(observed.titles, observed.brands, strict=True)
    ]
    group, count = merged_groups(label, clusters, features.keys, told, most_groups)
    group, named = _named(observed, features, group, count, told)
    tree = CategoryTree()
    root = tree.add(ROOT_NAME, -1, source=f"all {observed.items:,} items")
    sizes = np.bincount(group[group >= 0], minlength=len(named))
    node = np.full(len(named) + 1, root, dtype=np.int32)
    for number in sorted(range(len(named)), key=lambda number: (-sizes[number], named[number].name)):
        if sizes[number] >= least_items:
            source = f"group by spec names and title words, {sizes[number]:,} items"
            node[number] = tree.add(named[number].name, root, named[number].terms(), source)
    tree.of_item = node[group]  # -1 is the last entry: the root
    return tree


def _named(
    observed: Observed, features: GroupFeatures, group: Places, count: int, told: list[dict[str, str]]
) -> tuple[Places, list[GroupPhrases]]:
    """Groups with a name each: groups of one name are joined, groups without one join the likest that has one."""
    brands = [name_key(brand) for brand in observed.brands]
    found = group_phrases(group, count, told, brands, features)
    for _ in range(_NAMING_ROUNDS):
        target = np.arange(count)
        first: dict[str, int] = {}
        for number, entry in enumerate(found):
            if entry.name:
                target[number] = first.setdefault(name_key(entry.name), number)
        nameless = [number for number, entry in enumerate(found) if not entry.name]
        if nameless and len(first):
            centres = features.rows.centres(group, count)
            kept = np.array(sorted(first.values()), dtype=np.int64)
            target[nameless] = kept[(centres[nameless] @ centres[kept].T).argmax(axis=1)]
        if (target == np.arange(count)).all():
            break
        numbers = {old: new for new, old in enumerate(sorted(set(target.tolist())))}
        joined = np.array([numbers[old] for old in target.tolist()], dtype=np.int64)
        group, count = np.where(group >= 0, joined[group], -1), len(numbers)
        found = group_phrases(group, count, told, brands, features)
    for number, entry in enumerate(found):
        if not entry.name:  # no title says anything: the items stay with the root
            group = np.where(group == number, -1, group)
    return group, found
