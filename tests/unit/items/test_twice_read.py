"""Rows that are kept from one reading to the next are those that a second reading gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.items import ReadRow
from itemcenter.items.rows import TwiceRead
from itemcenter.schema import Item, ItemId


class Source:
    """Counts how often it is read."""

    def __init__(self, lengths: Sequence[int], lazy: bool = False) -> None:
        self.lengths, self.lazy, self.readings = lengths, lazy, 0

    def __iter__(self) -> Iterator[ReadRow]:
        self.readings += 1
        for number, length in enumerate(self.lengths, 1):
            raw: Sequence[str] = "x" * length if self.lazy else ["x" * length]
            yield ReadRow(number, number, Item(ItemId(f"i{number}"), "lamp"), None, raw)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 9), max_size=30), st.booleans())
def test_both_readings_are_equal_and_few_rows_are_read_once(
    monkeypatch: pytest.MonkeyPatch, lengths: list[int], lazy: bool
) -> None:
    monkeypatch.setattr(TwiceRead, "MOST_CHARS", 40)
    monkeypatch.setattr(TwiceRead, "_FREEZE", 7)
    source = Source(lengths, lazy)
    rows = TwiceRead(source)
    assert list(rows.first()) == list(Source(lengths, lazy)) == list(rows) == list(rows)
    few = sum(lengths) <= 40 and not (lazy and lengths)
    assert source.readings == (1 if few else 3)


def test_a_reading_that_was_broken_off_keeps_nothing() -> None:
    source = Source([1, 2, 3])
    rows = TwiceRead(source)
    next(rows.first())
    assert len(list(rows)) == 3 and source.readings == 2
