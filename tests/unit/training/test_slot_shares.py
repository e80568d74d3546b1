"""Shares of empty answers and numbers of wrong candidates in a batch. Needs the extra `models`."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.training.slot_batches import SlotBatch
from itemcenter.training.slot_shares import with_shares


def made(stated: int, none: int, wide: int, seed: int = 0) -> SlotBatch:
    """Rows with one right candidate and rows with none; every row has `wide` candidates, its number in `key_emb`."""
    rows = stated + none
    target = torch.zeros(rows, wide)
    target[:stated, seed % wide] = 1.0
    there, key = torch.ones(rows, wide, dtype=torch.bool), torch.arange(rows, dtype=torch.float)[:, None]
    slots = torch.zeros(rows, wide, 2)
    owner = torch.arange(rows) % 2
    return SlotBatch(torch.zeros(2, 3, 4), torch.ones(2, 3).bool(), slots, key, slots, there, owner, target)


@given(st.integers(0, 30), st.integers(0, 30), st.floats(0.1, 0.9), st.integers(0, 99))
def test_the_share_of_empty_rows_is_the_wanted_one(stated: int, none: int, empty: float, seed: int) -> None:
    batch = made(stated, none, 3)
    found = with_shares(batch, empty, None, np.random.default_rng(seed))
    right = found.target.any(1)
    if stated and none:
        assert abs(int((~right).sum()) - empty * len(right)) <= 1.0 + empty
        assert int(right.sum()) == stated or int((~right).sum()) == none, "only one side is left out"
    else:
        assert len(right) == stated + none
    whole = {int(row): batch.target[int(row)] for row in found.key_emb[:, 0]}
    assert len(whole) == len(found.key_emb), "no row twice"
    for row, target, owner in zip(found.key_emb[:, 0], found.target, found.row_item, strict=True):
        assert torch.equal(target, whole[int(row)]) and int(owner) == int(row) % 2


@given(st.integers(0, 5), st.integers(1, 6), st.integers(0, 99))
def test_a_row_has_at_most_so_many_wrong_candidates_and_all_right_ones(most: int, wide: int, seed: int) -> None:
    batch = made(4, 4, wide, seed)
    found = with_shares(batch, None, most, np.random.default_rng(seed))
    wrong = (found.slot_mask & (found.target <= 0.5)).sum(1)
    rows = found.key_emb[:, 0].long()
    assert int(wrong.max()) <= most
    assert (found.slot_mask & (found.target > 0.5)).any(1).sum() == 4, "every right one stays"
    assert set(rows.tolist()) >= {0, 1, 2, 3}
    assert (4 in rows.tolist()) == (most > 0), "a row without a candidate is no row"


def test_without_wishes_nothing_changes() -> None:
    batch = made(3, 2, 4)
    found = with_shares(batch, None, None, np.random.default_rng(0))
    assert all(torch.equal(one, other) for one, other in zip(batch, found, strict=True))
