"""A trained trunk as a bundle in ONNX form, 8 bits a weight, for `backends.embed_onnx`."""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from itemcenter.artifacts import ModelBundle, save_bundle
from itemcenter.nn import SentenceTrunk

_CARD = """# {name}

A text encoder for search: items, values and names, each behind its instruction
(`itemcenter.retrieval.instructions`). {megabytes:.0f} MB, ONNX, weights of 8 bits. Read by the backend `onnx` of the
port `embed`; needs onnxruntime, no torch.

- Trained on: {source}
- Made by: `python -m itemcenter.training.train_encoder` from a sentence encoder (all-MiniLM-L6-v2, Apache-2.0), whose
  upper layers were trained by InfoNCE, each positive against hard negatives of its own key alone.
- Not meant for: deciding. A near value is a candidate; evidence in the text has to decide.
"""


class _Reading(nn.Module):
    """What is exported: the vector of each text, and the states of its pieces for the discriminator."""

    def __init__(self, trunk: SentenceTrunk) -> None:
        super().__init__()
        self.trunk = trunk

    def forward(self, pieces: Tensor, counted: Tensor) -> tuple[Tensor, Tensor]:
        states = self.trunk(pieces, torch.ones_like(counted))
        return self.trunk.pooled(states, counted), states


def save_encoder(folder: Path, trunk: SentenceTrunk, tokenizer: bytes, pieces: int, source: str) -> ModelBundle:
    """Export, quantise and store. pieces: of a text that are read"""
    network = encoder_onnx(trunk)
    files = {"encoder.onnx": network, "tokenizer.json": tokenizer}
    settings = {"kind": "onnx", "dim": trunk.dim, "pieces": pieces, "instructed": True}
    card = _CARD.format(name=folder.name, megabytes=len(network) / 1e6, source=source)
    return save_bundle(
        folder, name=folder.name, version="1", licence="Apache-2.0", card=card, files=files, settings=settings
    )


def encoder_onnx(trunk: SentenceTrunk) -> bytes:
    """Bytes of the network with inputs pieces (n, t), counted (n, t) and outputs vector (n, d), states (n, t, d)."""
    sample = torch.ones(1, 7, dtype=torch.long), torch.ones(1, 7, dtype=torch.bool)
    axes = {"pieces": {0: "n", 1: "t"}, "counted": {0: "n", 1: "t"}, "vector": {0: "n"}, "states": {0: "n", 1: "t"}}
    with tempfile.TemporaryDirectory() as made:
        plain, small = Path(made) / "plain.onnx", Path(made) / "small.onnx"
        export(_Reading(trunk).eval(), sample, plain, axes, outputs=("vector", "states"))
        # The second matrix of each feed-forward step is left at 32 bits: its inputs have a few huge numbers, and with
        # them at 8 bits the vectors move by 0.7 % in cosine instead of 0.3 %.
        exact = [
            node.name
            for node in onnx.load(str(plain)).graph.node
            if node.op_type == "MatMul" and "/output/dense" in node.name and "/attention/" not in node.name
        ]
        root = logging.getLogger()
        level = root.level
        root.setLevel(logging.ERROR)  # it advises, on the root logger, to prepare what needs no preparation
        try:
            quantize_dynamic(
                str(plain), str(small), weight_type=QuantType.QInt8, per_channel=True, nodes_to_exclude=exact
            )
        finally:
            root.setLevel(level)
        return small.read_bytes()


def export(
    module: nn.Module,
    sample: tuple[Tensor, ...],
    path: Path,
    axes: dict[str, dict[int, str]],
    outputs: Iterable[str],
) -> None:
    """Write a module as ONNX, opset 17. axes: by input and output, which of their dimensions vary"""
    names = tuple(outputs)
    with warnings.catch_warnings():
        # The older exporter: ten times as fast as the newer one, and it needs no further package.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            sample,
            str(path),
            dynamo=False,
            input_names=[name for name in axes if name not in names],
            output_names=list(names),
            dynamic_axes=axes,
            opset_version=17,
        )
