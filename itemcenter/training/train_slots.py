"""Trains the set discriminator on labelled slots: the trunk reads every text once, the head learns from its states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from itemcenter.errors import InputError
from itemcenter.nn import SetDiscriminator, SetSizes, adaptive_threshold_loss, binary_margin_loss
from itemcenter.training.slot_batches import SlotBatches
from itemcenter.training.slot_shares import with_shares

Margins = npt.NDArray[np.float32]
_LOSSES = {"binary": binary_margin_loss, "threshold": adaptive_threshold_loss}


@dataclass(frozen=True, slots=True)
class SlotOptions:
    """passes: over the items; items: a step; rate: of AdamW, rising, then falling to zero

    loss: "binary" or "threshold" (`itemcenter.nn.set_losses`)
    hidden: share of evidence columns that a row of training does without, so that the head reads, too
    empty, negatives: see `slot_shares.with_shares`
    """

    passes: int = 6
    items: int = 32
    rate: float = 1e-3
    dim: int = 96
    layers: int = 2
    dropout: float = 0.1
    hidden: float = 0.0
    empty: float | None = None
    negatives: int | None = None
    loss: str = "binary"
    seed: int = 0


def train_slots(
    batches: SlotBatches, places: Sequence[int], options: SlotOptions, report: Callable[[str], None]
) -> SetDiscriminator:
    """A head fitted on the items at `places`. Equal items, options and seed give equal weights.

    Raises `InputError` where they have no slot.
    """
    usable = np.array(batches.usable(places), dtype=np.int64)
    if not len(usable):
        raise InputError("no labelled item has a candidate: there is nothing to train on")
    torch.manual_seed(options.seed)
    chooser, hiding = np.random.default_rng(options.seed), torch.Generator().manual_seed(options.seed)
    features, first = batches.features(usable.tolist()), batches.batch(usable[:1].tolist())
    width = first.item_states.shape[2]
    sizes = SetSizes(width, width, features.shape[1], options.dim, options.layers, dropout=options.dropout)
    head = SetDiscriminator(sizes).train()
    head.columns.fit_scaling(features)
    optimizer = torch.optim.AdamW(head.parameters(), lr=options.rate, weight_decay=0.01)
    steps = options.passes * -(-len(usable) // options.items)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps, pct_start=0.1)
    for number in range(options.passes):
        losses = []
        order = chooser.permutation(usable)
        for low in range(0, len(order), options.items):
            batch = batches.batch(order[low : low + options.items].tolist())
            if options.empty is not None or options.negatives is not None:
                batch = with_shares(batch, options.empty, options.negatives, chooser)
            if options.hidden:
                shape = len(batch.slot_feat), 1, batch.slot_feat.shape[2]
                gone = torch.rand(shape, generator=hiding) < options.hidden
                batch = batch._replace(slot_feat=batch.slot_feat.masked_fill(gone, torch.nan))
            loss = _LOSSES[options.loss](head(*batch[:-1]).margins, batch.target, batch.slot_mask)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        report(f"pass {number + 1} of {options.passes}: loss {np.mean(losses):.4f}")
    return head.eval()


def margins(head: SetDiscriminator, batches: SlotBatches, places: Sequence[int]) -> list[Margins]:
    """For each item the margin of each slot, (n,) float32; empty where it has none."""
    out = [np.zeros(0, np.float32)] * len(places)
    usable = [number for number, place in enumerate(places) if len(batches.items[place].asked)]
    with torch.inference_mode():
        for low in range(0, len(usable), 64):
            some = usable[low : low + 64]
            asked = [places[number] for number in some]
            batch = batches.batch(asked)
            for number, found in zip(some, batches.flat(asked, head(*batch[:-1]).margins), strict=True):
                out[number] = found
    return out


def margins_by_others(
    batches: SlotBatches, options: SlotOptions, report: Callable[[str], None], halves: int = 2
) -> list[Margins]:
    """Margins of every item by a head that was fitted on the other halves: what a model on top may learn from."""
    out = [np.zeros(0, np.float32)] * len(batches.items)
    for half in range(halves):
        mine = [place for place, item in enumerate(batches.items) if item.part % halves == half]
        rest = [place for place, item in enumerate(batches.items) if item.part % halves != half]
        if mine:
            head = train_slots(batches, rest, options, report)
            for place, found in zip(mine, margins(head, batches, mine), strict=True):
                out[place] = found
    return out
