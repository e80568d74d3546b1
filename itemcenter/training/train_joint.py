"""Trains the joint reader: the reference that reads a key and its candidates together with the item."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import BertModel

from itemcenter.errors import InputError
from itemcenter.evidence.slots import ItemSlots
from itemcenter.nn import JointReader, binary_margin_loss
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.joint_pairs import JointPairs, item_pieces, suffix
from itemcenter.training.text_states import in_batches

Margins = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class JointOptions:
    """passes: over the pairs; rate: of the head, upper: of the trunk's upper layers; both rise, then fall to zero

    pieces: of an item that are read; trained: upper layers that learn
    """

    passes: int = 4
    rate: float = 1e-3
    upper: float = 1e-4
    trained: int = 2
    pieces: int = 128
    seed: int = 0


def train_joint(
    items: Sequence[ItemSlots],
    folder: Path,
    texts: InstructedText,
    options: JointOptions,
    report: Callable[[str], None],
) -> JointReader:
    """A reader over the encoder in `folder`, fitted on labelled items. Equal input and seed give equal weights.

    Raises `InputError` where no item has a candidate.
    """
    if not any(len(item.asked) for item in items):
        raise InputError("no labelled item has a candidate: there is nothing to train on")
    torch.manual_seed(options.seed)
    chooser = np.random.default_rng(options.seed)
    bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False, attn_implementation="eager").eval()
    reader = JointReader(bert, items[0].features.shape[1], options.trained)
    reader.evidence.fit_scaling(torch.from_numpy(np.concatenate([item.features for item in items])))
    pairs = JointPairs(items, reader, texts)
    groups = list(in_batches(pairs.lengths()))
    learning = list(reader.learning())
    optimizer = torch.optim.AdamW(
        [{"params": list(reader.head()), "lr": options.rate}, {"params": learning, "lr": options.upper}],
        weight_decay=0.01,
    )
    steps = options.passes * len(groups)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, [options.rate, options.upper], total_steps=steps, pct_start=0.1
    )
    reader.train()
    for number in range(options.passes):
        losses = []
        for group in chooser.permutation(len(groups)).tolist():
            batch = pairs.batch(groups[group])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found = reader(*batch[:5])
            loss = binary_margin_loss(found.float(), batch.target, batch.there)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_([*learning, *reader.head()], 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(loss.detach()))
        report(f"pass {number + 1} of {options.passes}: loss {np.mean(losses):.4f}")
    return reader.eval()


def joint_margins(reader: JointReader, texts: InstructedText, item: ItemSlots) -> Margins:
    """The margin of each slot, (n,) float32. The item's text is read once, each key behind it."""
    out = np.zeros(len(item.asked), dtype=np.float32)
    if not len(out):
        return out
    with torch.inference_mode():
        prefix = reader.encoder.read(item_pieces(texts, item.text)[None])
        for key in np.unique(item.asked).tolist():
            mine = np.flatnonzero(item.asked == key)
            told = suffix(texts, item.keys[key], [item.values[row] for row in mine])
            features = torch.from_numpy(item.features[mine])[None]
            out[mine] = reader.behind(prefix, told.pieces[None], told.owner[None], features)[0].numpy()
    return out
