"""Linkage against merging greedily by hand; clusters by components against clusters of the whole table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.ontology.fuse.components import groups, members
from itemcenter.ontology.fuse.linkage import METHODS, clusters_at, numbered

_TABLE = st.tuples(st.integers(1, 14), st.integers(0, 10_000), st.floats(0, 0.4))


def _table(count: int, seed: int, banned: float) -> np.ndarray:
    draw = np.random.default_rng(seed)
    points = draw.normal(size=(count, 3))
    table = np.sqrt(((points[:, None] - points[None]) ** 2).sum(-1)) + 1e-6 * draw.random((count, count))
    table = (table + table.T) / 2
    ban = np.triu(draw.random((count, count)) < banned, 1)
    table[ban | ban.T] = np.inf
    np.fill_diagonal(table, 0)
    return table


def _greedy(table: np.ndarray, cut: float, method: str) -> np.ndarray:
    """The nearest two clusters are merged, by the definition of each linkage, until none are near enough."""
    clusters = [[place] for place in range(len(table))]

    def far(a: list[int], b: list[int]) -> float:
        pairs = table[np.ix_(a, b)]
        if np.isinf(pairs).any():
            return np.inf
        if method == "complete":
            return float(pairs.max())
        if method == "average":
            return float(pairs.mean())
        inside = [(table[np.ix_(c, c)] ** 2).sum() / (2 * len(c)) for c in (a, b, a + b)]
        return float(np.sqrt(max(0.0, 2 * (inside[2] - inside[0] - inside[1]))))

    while len(clusters) > 1:
        found = [(far(a, b), i, j) for i, a in enumerate(clusters) for j, b in enumerate(clusters) if i < j]
        height, i, j = min(found)
        if not height <= cut:
            break
        clusters[i] += clusters.pop(j)
    label = np.zeros(len(table), dtype=np.int64)
    for number, own in enumerate(clusters):
        label[own] = number
    return numbered(label)


@settings(max_examples=60, deadline=None)
@given(_TABLE, st.floats(0.1, 4), st.sampled_from(METHODS))
def test_chains_find_what_greedy_merging_finds(given_: tuple[int, int, float], cut: float, method: str) -> None:
    count, seed, banned = given_
    table = _table(count, seed, 0.0 if method == "ward" else banned)
    assert clusters_at(table, cut, method).tolist() == _greedy(table, cut, method).tolist()


@settings(max_examples=60, deadline=None)
@given(_TABLE, st.floats(0.1, 4), st.sampled_from(("average", "complete")))
def test_components_give_what_the_whole_gives(given_: tuple[int, int, float], cut: float, method: str) -> None:
    table = _table(*given_)
    whole = clusters_at(table, cut, method)
    pairs = np.argwhere(np.triu(table <= cut, 1))
    label = np.arange(len(table))
    for own in members(groups(len(table), pairs)):
        inside = clusters_at(table[np.ix_(own, own)], cut, method)
        label[own] = [own[inside == cluster].min() for cluster in inside]
    assert numbered(label).tolist() == whole.tolist()


@settings(max_examples=40, deadline=None)
@given(_TABLE, st.sampled_from(METHODS))
def test_no_cluster_holds_a_banned_pair(given_: tuple[int, int, float], method: str) -> None:
    table = _table(*given_)
    label = clusters_at(table, 100.0, method)
    same = label[:, None] == label[None]
    assert not np.isinf(table[same]).any()


def test_the_ends_of_the_cut() -> None:
    table = _table(9, 3, 0.0)
    assert len(set(clusters_at(table, 0.0).tolist())) == 9
    assert len(set(clusters_at(table, 100.0).tolist())) == 1


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(InvariantError, match="linkage"):
        clusters_at([[0.0]], 1.0, "single")
    with pytest.raises(InvariantError, match="distances"):
        clusters_at([[0.0, np.nan], [np.nan, 0.0]], 1.0)


def test_average_linkage_counts_every_member() -> None:
    """a, b and then c are one; d is 1 from a and b, 2 from c: 4/3 from all three, not 3/2."""
    table = np.array([[0, 0.1, 0.3, 1], [0.1, 0, 0.3, 1], [0.3, 0.3, 0, 2], [1, 1, 2, 0]])
    assert clusters_at(table, 1.4, "average").tolist() == [0, 0, 0, 0]
    assert clusters_at(table, 1.3, "average").tolist() == [0, 0, 0, 1]
    assert clusters_at(table, 1.4, "complete").tolist() == [0, 0, 0, 1]
