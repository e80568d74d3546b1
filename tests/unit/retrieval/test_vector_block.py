"""Blocks of vectors against a plain dictionary."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.retrieval.quantized import Quantized
from itemcenter.retrieval.vector_block import VectorBlock

Vector = tuple[int, int, int]

ids = st.sampled_from("abcdefghijklmnop")
vectors = st.tuples(*[st.integers(-2, 2)] * 3)
puts = st.dictionaries(ids, vectors, max_size=8).map(lambda rows: ("put", rows))
removes = st.lists(ids, max_size=6).map(lambda gone: ("remove", gone))


def quantized(rows: list[Vector]) -> Quantized:
    return Quantized.of(np.array(rows, dtype=np.float32).reshape(-1, 3))


def put(block: VectorBlock, rows: dict[str, Vector]) -> None:
    marks = np.array([hash(row) & 0xFFFF for row in rows.values()], dtype=np.uint64)
    block.put(list(rows), quantized(list(rows.values())), marks)


@settings(deadline=None)
@given(st.lists(st.one_of(puts, removes), max_size=12), st.lists(vectors, max_size=4), st.integers(1, 20))
def test_a_block_is_what_a_dictionary_would_be(steps: list[tuple[str, object]], asked: list[Vector], k: int) -> None:
    block, held = VectorBlock(3), dict[str, Vector]()
    for verb, what in steps:
        if verb == "put":
            assert isinstance(what, dict)
            put(block, what)
            held.update(what)
        else:
            assert isinstance(what, list)
            assert block.remove(what) == len({entry for entry in what if entry in held})
            for entry in what:
                held.pop(entry, None)
        assert len(block) == len(held)
        assert block.rows_held - len(block) <= 0.25 * block.rows_held
        assert found(block, asked, k) == found(of_dictionary(held), asked, k)
        assert block.ids() == sorted(held)
    fresh = of_dictionary(held)
    for entry in "abcdefghijklmnop":
        assert block.mark(entry) == fresh.mark(entry)
    for mine, theirs in zip(columns(block), columns(fresh), strict=True):
        assert mine.tobytes() == theirs.tobytes()
    assert found(block, asked, k) == found(fresh, asked, k)
    block.settle()
    assert found(block, asked, k) == found(fresh, asked, k)
    assert block.ids() == sorted(held)


def of_dictionary(held: dict[str, Vector]) -> VectorBlock:
    block = VectorBlock(3)
    put(block, dict(sorted(held.items())))
    return block


def columns(block: VectorBlock) -> tuple[np.ndarray, ...]:
    stored, marks = block.sorted_columns()
    return stored.rows, stored.inverse, marks


def found(block: VectorBlock, asked: list[Vector], k: int) -> list[tuple[int, str, float]]:
    top = block.nearest(quantized(asked), k)
    return list(zip(top.query.tolist(), block.names(top.row).tolist(), top.score.tolist(), strict=True))


@settings(deadline=None)
@given(st.dictionaries(ids, vectors), st.sets(st.sampled_from("abcdefghijklmnopz")), vectors, st.integers(1, 9))
def test_a_restricted_search_is_a_search_of_a_smaller_block(
    rows: dict[str, Vector], only: set[str], asked: Vector, k: int
) -> None:
    block, smaller = VectorBlock(3), VectorBlock(3)
    put(block, rows)
    put(smaller, {entry: row for entry, row in rows.items() if entry in only})
    top = block.nearest(quantized([asked]), k, only)
    mine = list(zip(top.query.tolist(), block.names(top.row).tolist(), top.score.tolist(), strict=True))
    assert mine == found(smaller, [asked], k)


def test_equal_scores_of_a_restricted_search_are_in_order_of_id() -> None:
    block = VectorBlock(3)
    put(block, dict.fromkeys("acb", (1, 0, 0)))
    top = block.nearest(quantized([(2, 0, 0)]), 1, {"b", "c"})
    assert block.names(top.row).tolist() == ["b"]


def test_rows_close_up_when_more_than_a_quarter_is_removed() -> None:
    block = VectorBlock(3)
    put(block, dict.fromkeys("abcdefgh", (1, 2, 3)))
    block.remove("ab")
    assert (len(block), block.rows_held) == (6, 8)
    block.remove("c")
    assert (len(block), block.rows_held) == (5, 5)


def test_an_id_given_twice_is_refused() -> None:
    with pytest.raises(InvariantError, match="twice"):
        VectorBlock(3).put(["a", "a"], quantized([(1, 0, 0), (0, 1, 0)]), np.zeros(2, np.uint64))
