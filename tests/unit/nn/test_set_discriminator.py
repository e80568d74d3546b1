"""The set discriminator's promises on random weights and on a small task. Needs torch (extra `models`)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from itemcenter.nn import SetDiscriminator, SetSizes, binary_margin_loss

SIZES = SetSizes(states=8, texts=6, features=3, dim=16, heads=2, dropout=0.0)


class Batch(NamedTuple):
    item_states: Tensor
    item_mask: Tensor
    slot_emb: Tensor
    key_emb: Tensor
    slot_feat: Tensor
    slot_mask: Tensor
    row_item: Tensor


def batch(seed: int = 0, rows: int = 4, slots: int = 5) -> Batch:
    made = torch.Generator().manual_seed(seed)
    features = torch.randn(rows, slots, 3, generator=made)
    features[0, 1, 2] = torch.nan
    mask = torch.ones(2, 7, dtype=torch.bool)
    mask[1, 4:] = False
    some = torch.ones(rows, slots, dtype=torch.bool)
    some[1, 3:] = False
    states = torch.randn(2, 7, 8, generator=made)
    texts = torch.randn(rows, slots, 6, generator=made), torch.randn(rows, 6, generator=made)
    return Batch(states, mask, texts[0], texts[1], features, some, torch.arange(rows) % 2)


def model(seed: int = 0) -> SetDiscriminator:
    torch.manual_seed(seed)
    return SetDiscriminator(SIZES).eval()


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(5)), st.integers(0, 100))
def test_permuting_slots_permutes_margins(order: list[int], seed: int) -> None:
    given_batch, network = batch(seed), model()
    with torch.inference_mode():
        straight = network(*given_batch)
        moved = network(
            *given_batch._replace(
                slot_emb=given_batch.slot_emb[:, order],
                slot_feat=given_batch.slot_feat[:, order],
                slot_mask=given_batch.slot_mask[:, order],
            )
        )
    torch.testing.assert_close(moved.margins, straight.margins[:, order], rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(moved.none, straight.none, rtol=1e-5, atol=1e-6)


def test_padding_is_never_selected_and_changes_nothing() -> None:
    given_batch, network = batch(), model()
    with torch.inference_mode():
        found = network(*given_batch).margins
        noise = given_batch._replace(slot_emb=given_batch.slot_emb.clone(), item_states=given_batch.item_states.clone())
        noise.slot_emb[1, 3:] += 9.0
        noise.item_states[1, 4:] += 9.0
        again = network(*noise).margins
    assert (found[1, 3:] == -torch.inf).all() and bool(found[0].isfinite().all())
    torch.testing.assert_close(again, found, rtol=1e-5, atol=1e-6)


def test_a_row_depends_on_its_own_item_only() -> None:
    given_batch, network = batch(), model()
    with torch.inference_mode():
        both = network(*given_batch).margins
        rows = given_batch.row_item == 1
        alone = network(
            given_batch.item_states[1:, :4],
            given_batch.item_mask[1:, :4],
            *(part[rows] for part in given_batch[2:6]),
            torch.zeros(int(rows.sum()), dtype=torch.long),
        ).margins
    torch.testing.assert_close(both[rows], alone, rtol=1e-5, atol=1e-6)


def test_a_row_of_padding_alone_is_none() -> None:
    given_batch = batch()
    given_batch.slot_mask[2] = False
    with torch.inference_mode():
        found = model()(*given_batch)
    assert (found.margins[2] == -torch.inf).all() and bool(found.none.isfinite().all())


def test_scaling_leaves_missing_features_out() -> None:
    network = model()
    network.columns.fit_scaling(torch.tensor([[1.0, torch.nan, 5.0], [3.0, 2.0, 5.0], [torch.nan, torch.nan, 5.0]]))
    torch.testing.assert_close(network.columns.mean, torch.tensor([2.0, 2.0, 5.0]))
    torch.testing.assert_close(network.columns.scale, torch.tensor([1.0, 0.0, 0.0]))


def _task(made: torch.Generator, vocabulary: Tensor, answers: bool = True) -> tuple[Batch, Tensor]:
    """Rows of four values of which some are right: then, more often than not, the evidence says so."""
    rows, slots = 24, 4
    offered = torch.stack([torch.randperm(len(vocabulary), generator=made)[:slots] for _ in range(rows)])
    target = (torch.rand(rows, slots, generator=made) < (0.3 if answers else 0.0)).float()
    features = torch.randn(rows, slots, 3, generator=made) + 2.0 * target[:, :, None]
    states, mask = torch.randn(rows, 5, 8, generator=made), torch.ones(rows, 5, dtype=torch.bool)
    every = torch.ones(rows, slots, dtype=torch.bool)
    return Batch(states, mask, vocabulary[offered], torch.zeros(rows, 6), features, every, torch.arange(rows)), target


def _train(network: SetDiscriminator, made: torch.Generator, vocabulary: Tensor, answers: bool) -> None:
    optimizer = torch.optim.AdamW(network.train().parameters(), lr=5e-3)
    for _ in range(40):
        given_batch, target = _task(made, vocabulary, answers)
        loss = binary_margin_loss(network(*given_batch).margins, target, given_batch.slot_mask)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    network.eval()


def test_values_that_training_never_had_are_accepted_on_their_evidence() -> None:
    made = torch.Generator().manual_seed(5)
    vocabulary = torch.randn(60, 6, generator=made)
    network = model(1)
    _train(network, made, vocabulary[:50], answers=True)
    given_batch, target = _task(made, vocabulary[50:])
    with torch.inference_mode():
        accepted = network(*given_batch).margins > 0
    right, wrong = accepted[target > 0.5], accepted[target < 0.5]
    assert right.float().mean() > 0.7
    assert wrong.float().mean() < 0.2


def test_sets_without_an_answer_drive_everything_below_none() -> None:
    made = torch.Generator().manual_seed(6)
    vocabulary = torch.randn(20, 6, generator=made)
    network = model(2)
    _train(network, made, vocabulary, answers=False)
    given_batch, _ = _task(made, vocabulary)
    with torch.inference_mode():
        assert (network(*given_batch).margins < 0).all()
