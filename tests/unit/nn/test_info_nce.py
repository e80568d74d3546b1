"""The seed paper's InfoNCE on numbers worked out by hand. Needs torch (extra `models`)."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from itemcenter.nn import MultiPositiveInfoNCE


def batch(seed: int, rows: int = 3, positives: int = 2, negatives: int = 4) -> tuple[Tensor, ...]:
    made = torch.Generator().manual_seed(seed)

    def unit(*shape: int) -> Tensor:
        return functional.normalize(torch.randn(*shape, 5, generator=made), dim=-1)

    ones = torch.ones(rows, positives, dtype=torch.bool), torch.ones(rows, negatives, dtype=torch.bool)
    return unit(rows), unit(rows, positives), ones[0], unit(rows, negatives), ones[1]


def test_the_worked_example() -> None:
    anchor = torch.tensor([[1.0, 0.0]])
    positives, negatives = torch.tensor([[[1.0, 0.0], [0.6, 0.8]]]), torch.tensor([[[0.0, 1.0], [-1.0, 0.0]]])
    mask = torch.ones(1, 2, dtype=torch.bool)
    assert MultiPositiveInfoNCE(0.5)(anchor, positives, mask, negatives, mask).item() == pytest.approx(
        0.21853, abs=5e-6
    )
    # With all positives in the denominator (SupCon) it would be 0.87186.


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.01, 0.05, 1.0]))
def test_each_positive_is_a_cross_entropy_against_the_negatives_alone(seed: int, temperature: float) -> None:
    anchor, positives, pos_mask, negatives, neg_mask = batch(seed)
    rows = []
    for row in range(len(anchor)):
        far = negatives[row] @ anchor[row]
        for positive in positives[row]:
            scores = torch.cat([(positive @ anchor[row])[None], far]) / temperature
            rows.append(functional.cross_entropy(scores[None], torch.tensor([0])))
    expected = torch.stack(rows).mean()
    found = MultiPositiveInfoNCE(temperature)(anchor, positives, pos_mask, negatives, neg_mask)
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=1e-5)


def test_other_anchors_and_padding_do_not_count() -> None:
    loss = MultiPositiveInfoNCE(0.1)
    anchor, positives, pos_mask, negatives, neg_mask = batch(1)
    alone = [
        loss(*(part[row : row + 1] for part in (anchor, positives, pos_mask, negatives, neg_mask)))
        for row in range(len(anchor))
    ]
    together = loss(anchor, positives, pos_mask, negatives, neg_mask)
    torch.testing.assert_close(together, torch.stack(alone).mean())
    pos_mask[0, 1] = neg_mask[0, 2] = False
    cut = loss(anchor[:1], positives[:1, :1], pos_mask[:1, :1], negatives[:1, [0, 1, 3]], neg_mask[:1, [0, 1, 3]])
    ragged = loss(anchor[:1], positives[:1], pos_mask[:1], negatives[:1], neg_mask[:1])
    torch.testing.assert_close(ragged, cut)


def test_a_masked_row_gets_no_gradient() -> None:
    anchor, positives, pos_mask, negatives, neg_mask = batch(2)
    positives.requires_grad_()
    negatives.requires_grad_()
    pos_mask[0, 1] = neg_mask[1, 2] = False
    MultiPositiveInfoNCE()(anchor, positives, pos_mask, negatives, neg_mask).backward()
    assert positives.grad is not None and negatives.grad is not None
    assert positives.grad[0, 1].abs().sum() == 0 and negatives.grad[1, 2].abs().sum() == 0
    assert positives.grad[0, 0].abs().sum() > 0


def test_anchors_without_a_pair_are_counted_and_left_out() -> None:
    loss = MultiPositiveInfoNCE()
    anchor, positives, pos_mask, negatives, neg_mask = batch(3)
    rest = loss(anchor[2:], positives[2:], pos_mask[2:], negatives[2:], neg_mask[2:])
    pos_mask[0] = neg_mask[1] = False
    torch.testing.assert_close(loss(anchor, positives, pos_mask, negatives, neg_mask), rest)
    assert loss.skipped == 2
    pos_mask[:] = False
    assert loss(anchor.requires_grad_(), positives, pos_mask, negatives, neg_mask).item() == 0.0


def test_opposite_vectors_at_a_small_temperature_are_finite() -> None:
    anchor, far = torch.tensor([[1.0, 0.0]]), torch.tensor([[[-1.0, 0.0]]])
    mask = torch.ones(1, 1, dtype=torch.bool)
    assert MultiPositiveInfoNCE(0.01)(anchor, far, mask, -far, mask).item() == pytest.approx(200.0)
    assert MultiPositiveInfoNCE(0.01)(anchor, -far, mask, far, mask).item() == pytest.approx(0.0)
