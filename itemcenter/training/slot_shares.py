"""Which rows and candidates of a batch take part in a step: how many answers are empty, how many candidates wrong."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from itemcenter.training.slot_batches import SlotBatch


def with_shares(
    batch: SlotBatch, empty: float | None, negatives: int | None, chooser: np.random.Generator
) -> SlotBatch:
    """A batch of fewer rows and slots, drawn by `chooser`.

    empty: share of (item, key) rows none of whose candidates is right, in (0, 1); None leaves it as it is. Rows of the
           side that is too many are left out; where one side is missing, all rows stay
    negatives: most wrong candidates of a row; None keeps all. A candidate that is believed below one half counts wrong
    """
    if negatives is not None:
        batch = batch._replace(slot_mask=_with_few(batch, negatives, chooser))
    rows = batch.slot_mask.any(1)
    if empty is not None:
        stated = (batch.slot_mask & (batch.target > 0.5)).any(1)
        rows = _balanced(rows & stated, rows & ~stated, empty, chooser)
    kept = rows.nonzero().squeeze(1)
    fields = ("slot_emb", "key_emb", "slot_feat", "slot_mask", "row_item", "target")
    return batch._replace(**{name: getattr(batch, name)[kept] for name in fields})


def _balanced(stated: Tensor, none: Tensor, empty: float, chooser: np.random.Generator) -> Tensor:
    many, few = int(stated.sum()), int(none.sum())
    if not many or not few:
        return stated | none
    wanted_none = min(few, round(many * empty / (1.0 - empty)))
    wanted_stated = min(many, round(few * (1.0 - empty) / empty))
    return _drawn(stated, wanted_stated, chooser) | _drawn(none, wanted_none, chooser)


def _drawn(rows: Tensor, count: int, chooser: np.random.Generator) -> Tensor:
    places = chooser.permutation(rows.nonzero().squeeze(1).numpy())[:count]
    out = torch.zeros_like(rows)
    out[torch.from_numpy(places)] = True
    return out


def _with_few(batch: SlotBatch, most: int, chooser: np.random.Generator) -> Tensor:
    wrong = batch.slot_mask & (batch.target <= 0.5)
    dice = torch.from_numpy(chooser.random(wrong.shape)).masked_fill(~wrong, 2.0)
    rank = dice.argsort(1).argsort(1)
    return batch.slot_mask & ~(wrong & (rank >= most))
