"""Losses over sets of slots, against values worked out by hand. Needs torch (extra `models`)."""

from __future__ import annotations

import math

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import torch

from itemcenter.nn import adaptive_threshold_loss, binary_margin_loss

MARGINS = torch.tensor([[2.0, -1.0, -torch.inf]])
TARGET = torch.tensor([[1.0, 0.0, 0.0]])
MASK = torch.tensor([[True, True, False]])


def test_binary_margin() -> None:
    expected = math.log1p(math.exp(-2.0)) + math.log1p(math.exp(-1.0))
    assert binary_margin_loss(MARGINS, TARGET, MASK).item() == pytest.approx(expected, abs=1e-6)
    # A belief of one half in a slot at the threshold costs log 2, wherever the other slots are.
    belief = binary_margin_loss(torch.tensor([[0.0]]), torch.tensor([[0.5]]), torch.tensor([[True]]))
    assert belief.item() == pytest.approx(math.log(2.0), abs=1e-6)


def test_adaptive_threshold() -> None:
    margins = torch.tensor([[2.0, 1.0, -1.0, -2.0, 9.0]])
    target, mask = torch.tensor([[1.0, 1.0, 0.0, 0.0, 0.0]]), torch.tensor([[True, True, True, True, False]])
    chosen, rest = math.exp(2) + math.exp(1) + 1, math.exp(-1) + math.exp(-2) + 1
    # Each positive against all positives and none, none against all negatives; a sum of pairs would give less.
    expected = (math.log(chosen) - 2.0) + (math.log(chosen) - 1.0) + math.log(rest)
    assert adaptive_threshold_loss(margins, target, mask).item() == pytest.approx(expected, abs=1e-6)


def test_rows_without_a_slot_cost_nothing_but_count() -> None:
    empty, nothing = torch.full((1, 3), -torch.inf), torch.zeros(1, 3, dtype=torch.bool)
    margins, target, mask = torch.cat([MARGINS, empty]), torch.cat([TARGET, TARGET]), torch.cat([MASK, nothing])
    for loss in (binary_margin_loss, adaptive_threshold_loss):
        assert loss(margins, target, mask).item() == pytest.approx(loss(MARGINS, TARGET, MASK).item() / 2, abs=1e-6)


def test_no_gradient_reaches_padding() -> None:
    for loss in (binary_margin_loss, adaptive_threshold_loss):
        margins = torch.tensor([[2.0, -1.0, 5.0]], requires_grad=True)
        loss(margins, TARGET, MASK).backward()
        assert margins.grad is not None and bool(margins.grad.isfinite().all())
        assert margins.grad[0, 2] == 0 and margins.grad[0, 0] < 0 < margins.grad[0, 1]
