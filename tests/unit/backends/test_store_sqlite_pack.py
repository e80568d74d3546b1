"""The records of the SQLite store are the same whether NumPy or struct writes them."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.backends.store_rows import WordRow
from itemcenter.backends.store_sqlite_pack import (
    CHANGE,
    LOGGED,
    WORD,
    CellChange,
    changes_in,
    logged_at,
    logged_in,
    logged_of,
    packed_changes,
    packed_log,
    packed_words,
    records,
    runs,
    showing,
    word_of,
    words_of,
)

_SMALL, _LARGE = st.integers(0, 2**31 - 1), st.integers(-(2**62), 2**62)
ROWS = st.builds(
    WordRow,
    item=_SMALL,
    key=_SMALL,
    source=_SMALL,
    arrival=st.integers(1, 2**62),
    priority=st.integers(-(2**31), 2**31 - 1),
    facts=st.integers(-1, 9),
    confidence=st.none() | st.floats(0, 1),
    locked=st.integers(0, 1),
    time_us=_LARGE,
    revision=_SMALL,
    tier=st.integers(0, 63),
    producer=_SMALL,
    content=st.binary(min_size=16, max_size=16),
    author=_SMALL,
    body=st.binary(max_size=9),
)


@given(st.lists(st.tuples(ROWS, st.integers(0, 1)), max_size=6))
def test_words(rows: list[tuple[WordRow, int]]) -> None:
    words = [word_of(row, place, shown, place) for place, (row, shown) in enumerate(rows)]
    data = packed_words(words)
    assert list(map(repr, words_of(data))) == list(map(repr, words))  # repr: nan is not itself
    table = records(WORD, [data])
    assert showing(table).tolist() == [shown == 1 for _, shown in rows]
    assert list(map(repr, table.tolist())) == [repr(tuple(word)) for word in words]


@given(st.lists(ROWS, min_size=1, max_size=6))
def test_logged_writes(rows: list[WordRow]) -> None:
    ends = np.cumsum([len(row.body) for row in rows]).tolist()
    data = packed_log([logged_of(row, 7, end) for row, end in zip(rows, ends, strict=True)])
    bodies = b"".join([row.body for row in rows])
    for place, row in enumerate(rows):
        write, begin = logged_at(data, place)
        assert write == logged_in(data)[place] or math.isnan(write.confidence)
        assert write.row(row.item, row.arrival, bodies[begin : write.end]) == row
    table = records(LOGGED, [data])
    content = [table["content_a"], table["content_b"]]
    order = sorted(range(len(rows)), key=lambda place: rows[place].content)
    assert [rows[place].content for place in np.lexsort(content[::-1])] == [rows[place].content for place in order]


@given(st.lists(st.builds(CellChange, _SMALL, _SMALL, _SMALL, _SMALL, _SMALL), max_size=5))
def test_changes(cells: list[CellChange]) -> None:
    data = packed_changes(cells)
    assert changes_in(data) == cells == records(CHANGE, [data]).tolist()


def test_runs() -> None:
    starts, stops = runs(np.array([False, True, True, False]))
    assert (starts.tolist(), stops.tolist()) == ([0, 2, 3], [2, 3, 5])
    assert [column.tolist() for column in runs(np.array([], bool))] == [[0], [1]]
