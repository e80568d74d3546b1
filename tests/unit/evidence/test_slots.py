"""Slots of an item: what fits together, and where a candidate stands among those of its key."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.evidence.slots import ItemSlots


def slots(*asked: int, keys: int = 3, values: int | None = None) -> ItemSlots:
    count = len(asked)
    names = ("v",) * (count if values is None else values)
    return ItemSlots("t", ("k",) * keys, np.array(asked, np.int32), names, np.zeros((count, 2), np.float32))


@given(st.lists(st.integers(0, 4), max_size=4))
def test_places_count_up_within_a_key(sizes: list[int]) -> None:
    asked = np.repeat(np.arange(len(sizes)), sizes).tolist()
    expected = [place for size in sizes for place in range(size)]
    assert slots(*asked, keys=len(sizes)).places().tolist() == expected


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InvariantError):
        slots(0, 1, values=1)
    with pytest.raises(InvariantError):
        slots(0, 3)
    with pytest.raises(InvariantError):
        slots(1, 0)
