"""Top-K against sorting everything, with many equal scores."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.retrieval import top_rows as module
from itemcenter.retrieval.quantized import Quantized
from itemcenter.retrieval.top_rows import top_rows

Row = tuple[int, int, float]


def slow(queries: Quantized, rows: Quantized, k: int, ranks: npt.NDArray[np.int64]) -> list[Row]:
    out: list[Row] = []
    for query in range(len(queries.rows)):
        if queries.inverse[query] == 0:
            continue
        scored = []
        for row in range(len(rows.rows)):
            if rows.inverse[row] > 0:
                product = np.float32(int(rows.rows[row].astype(np.int64) @ queries.rows[query].astype(np.int64)))
                scored.append((-(product * rows.inverse[row]), int(ranks[row]), row))
        out += [(query, row, float(np.clip(-s * queries.inverse[query], -1, 1))) for s, _, row in sorted(scored)[:k]]
    return out


def fast(queries: Quantized, rows: Quantized, k: int, ranks: npt.NDArray[np.int64]) -> list[Row]:
    top = top_rows(queries, rows, k, lambda: ranks)
    return list(zip(top.query.tolist(), top.row.tolist(), top.score.tolist(), strict=True))


def grid(values: list[list[int]]) -> Quantized:
    return Quantized.of(np.array(values, dtype=np.float32).reshape(-1, 2))


pairs = st.lists(st.lists(st.integers(-1, 1), min_size=2, max_size=2), max_size=14)


@settings(deadline=None)
@given(pairs, pairs, st.integers(1, 6), st.randoms(use_true_random=False), st.integers(1, 5), st.integers(1, 20))
def test_equals_sorting_everything(
    queries: list[list[int]], rows: list[list[int]], k: int, chooser: object, tile: int, scores: int
) -> None:
    ranks = np.arange(len(rows))
    chooser.shuffle(ranks)  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TILE", tile)
        patch.setattr(module, "_SCORES", scores)
        assert fast(grid(queries), grid(rows), k, ranks) == slow(grid(queries), grid(rows), k, ranks)


def test_equals_sorting_everything_at_size() -> None:
    chooser = np.random.default_rng(0)
    rows = Quantized.of(chooser.standard_normal((9_000, 24)).astype(np.float32))
    queries = Quantized.of(chooser.standard_normal((7, 24)).astype(np.float32))
    ranks = chooser.permutation(9_000)
    assert fast(queries, rows, 10, ranks) == slow(queries, rows, 10, ranks)


def test_a_query_finds_the_same_alone() -> None:
    chooser = np.random.default_rng(1)
    rows = Quantized.of(chooser.standard_normal((5_000, 256)).astype(np.float32))
    queries = Quantized.of(chooser.standard_normal((300, 256)).astype(np.float32))
    ranks = np.arange(5_000)
    together = fast(queries, rows, 10, ranks)
    for query in (0, 17, 299):
        alone = fast(queries.take(np.array([query])), rows, 10, ranks)
        assert [(row, score) for _, row, score in alone] == [r[1:] for r in together if r[0] == query]


def test_memory_stays_small_when_all_scores_are_equal() -> None:
    rows = Quantized.of(np.ones((20_000, 2), dtype=np.float32))
    queries = Quantized.of(np.ones((500, 2), dtype=np.float32))
    kept: list[int] = []
    shorten = module._first
    with pytest.MonkeyPatch.context() as patch:

        def counting(some: module.TopRows, *rest: object) -> module.TopRows:
            kept.append(len(some))
            return shorten(some, *rest)  # type: ignore[arg-type]

        patch.setattr(module, "_first", counting)
        top = top_rows(queries, rows, 3, lambda: np.arange(20_000)[::-1])
    assert top.row.tolist() == [19_999, 19_998, 19_997] * 500
    assert max(kept) <= module._SCORES


def test_ranks_are_not_asked_for_without_need() -> None:
    rows = Quantized.of(np.array([[1, 0], [1, 1], [0, 1]], dtype=np.float32))
    query = Quantized.of(np.array([[2, 1]], dtype=np.float32))

    def never() -> npt.NDArray[np.int64]:
        raise AssertionError

    assert top_rows(query, rows, 3, never).row.tolist() == [1, 0, 2]


def test_ranks_are_those_of_the_rows_where_some_have_no_direction() -> None:
    rows, query = grid([[0, 0], [1, 0], [2, 0], [3, 0]]), grid([[1, 0]])
    assert top_rows(query, rows, 2, lambda: np.array([0, 2, 3, 1])).row.tolist() == [3, 1]


def test_a_cosine_is_never_above_one() -> None:
    rows = Quantized.of(np.random.default_rng(3).standard_normal((500, 7)).astype(np.float32))
    top = top_rows(rows, rows, 1, lambda: np.arange(500))
    assert top.row.tolist() == list(range(500))
    assert top.score.max() == 1.0
    assert top.score.min() > 0.9999


def test_nothing_is_found_for_none() -> None:
    some, none = grid([[1, 0]]), grid([])
    assert len(top_rows(some, none, 3, lambda: np.arange(0))) == 0
    assert len(top_rows(none, some, 3, lambda: np.arange(1))) == 0
    assert len(top_rows(some, some, 0, lambda: np.arange(1))) == 0
