"""Checks over the entries of a workbook as a whole: the category tree, and names that mean two keys at once."""

from __future__ import annotations

from collections.abc import Mapping

from itemcenter.ontology.problems import Problems, did_you_mean
from itemcenter.ontology.sheets import KEYS, Row
from itemcenter.schema import Category, CategoryId, KeyId, OntologyRelease
from itemcenter.values.folding import name_key


def check_tree(categories: Mapping[CategoryId, tuple[Category, Row]]) -> None:
    """A problem for each unknown parent and for each cycle, which is named once, at its first row."""
    settled: set[CategoryId] = set()
    for category, row in categories.values():
        if category.parent_id is not None and category.parent_id not in categories:
            near = did_you_mean(category.parent_id, categories)
            row.problem("parent", f'"{category.parent_id}" is not in {row.file}{near}')
        path: dict[CategoryId, None] = {}
        node: CategoryId | None = category.id
        while node is not None and node in categories and node not in settled:
            if node in path:
                steps = [*path]
                cycle = " > ".join([*steps[steps.index(node) :], node])
                categories[node][1].problem("parent", f"the category tree has a cycle: {cycle}")
                break
            path[node] = None
            node = categories[node][0].parent_id
        settled.update(path)


def check_names(release: OntologyRelease, row_numbers: Mapping[str, int], problems: Problems) -> None:
    """A problem for two keys that share a folded name or synonym and apply to the same category."""
    by_name: dict[str, dict[KeyId, str]] = {}
    for key in release.keys:
        for name in (key.name, *key.synonyms):
            by_name.setdefault(name_key(name), {}).setdefault(key.id, name)
    shared = {name: keys for name, keys in by_name.items() if name and len(keys) > 1}
    if not shared:
        return
    suspects = {key_id for keys in shared.values() for key_id in keys}
    told: set[tuple[str, KeyId, KeyId]] = set()
    for category in release.categories:
        here = [scope.key_id for scope in release.scopes_for(category.id) if scope.key_id in suspects]
        for name, keys in shared.items() if len(here) > 1 else ():
            clashing = sorted((key_id for key_id in here if key_id in keys), key=row_numbers.__getitem__)
            for other in clashing[1:]:
                first = clashing[0]
                if (name, first, other) in told:
                    continue
                told.add((name, first, other))
                problems.add(
                    KEYS.file,
                    row_numbers[other],
                    "name" if keys[other] == release.key_by_id[other].name else "synonyms",
                    f'"{keys[other]}" is also a name of the key "{first}" (row {row_numbers[first]}), '
                    f'and both apply to the category "{category.id}"',
                )
