"""The tree as arrays, against slow answers from the release."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.library.category_tree import CategoryTree
from itemcenter.schema import Category, CategoryId, OntologyRelease


@st.composite
def trees(draw: st.DrawFn) -> OntologyRelease:
    parents = [
        draw(st.one_of(st.none(), st.integers(0, place - 1))) if place else None
        for place in range(draw(st.integers(1, 14)))
    ]
    order = draw(st.permutations(range(len(parents))))
    entries = [
        Category(
            CategoryId(f"c{place}"),
            f"Name {place}",
            None if parents[place] is None else CategoryId(f"c{parents[place]}"),
        )
        for place in range(len(parents))
    ]
    return OntologyRelease(tuple(entries[place] for place in order), (), ())


@given(trees())
def test_numbers_run_depth_first_and_subtrees_are_ranges(release: OntologyRelease) -> None:
    tree = CategoryTree(release)
    assert sorted(tree.ids) == sorted(release.category_by_id)
    for node, entry in enumerate(tree.ids):
        path = [category.id for category in release.path(entry)]
        assert tree.number[entry] == node
        assert [tree.ids[place] for place in tree.above[node] if place >= 0] == path
        assert tree.depth[node] == len(path) - 1
        assert tree.parent[node] == (tree.number[path[-2]] if len(path) > 1 else -1)
        below = {other for other in tree.ids if entry in [category.id for category in release.path(other)]}
        assert {tree.ids[place] for place in range(node, tree.end[node])} == below


@settings(deadline=None)
@given(trees(), st.data())
def test_masses_add_up_and_the_walk_takes_the_likeliest_child(release: OntologyRelease, data: st.DataObject) -> None:
    tree = CategoryTree(release)
    count = len(tree)
    masses = data.draw(st.lists(st.lists(st.integers(0, 8), min_size=count, max_size=count), min_size=1, max_size=4))
    rows = [
        (item, node, mass / (8 * count)) for item, row in enumerate(masses) for node, mass in enumerate(row) if mass
    ]
    item, node = (np.array([row[column] for row in rows], dtype=np.int64) for column in range(2))
    nodes = tree.summed(item, node, np.array([row[2] for row in rows]))
    found = {
        (a, b): mass for a, b, mass in zip(nodes.item.tolist(), nodes.node.tolist(), nodes.mass.tolist(), strict=True)
    }
    for place, row in enumerate(masses):
        for top in range(count):
            expected = sum(row[top : tree.end[top]]) / (8 * count)
            assert found.get((place, top), 0.0) == pytest.approx(expected)
    least = data.draw(st.sampled_from((0.01, 0.2, 0.5)))
    chosen = tree.deepest(nodes, len(masses), least)
    for place in range(len(masses)):
        assert (nodes.node[chosen[place]] if chosen[place] >= 0 else -1) == slow_walk(tree, found, place, least)


def slow_walk(tree: CategoryTree, found: dict[tuple[int, int], float], item: int, least: float) -> int:
    at = -1
    while True:
        children = [
            node for node in range(len(tree)) if tree.parent[node] == at and found.get((item, node), 0.0) >= least
        ]
        if not children:
            return at
        at = max(children, key=lambda node: (found[item, node], -node))
