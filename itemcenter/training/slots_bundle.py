"""A trained head with its trunk as one bundle in ONNX form, for `backends.slots_onnx`."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from itemcenter.artifacts import ModelBundle, save_bundle
from itemcenter.nn import SentenceTrunk, SetDiscriminator
from itemcenter.training.encoder_bundle import encoder_onnx, export

_CARD = """# {name}

A set discriminator: which candidates of a key does an item state? The text is read once (`encoder.onnx`, weights of 8
bits), all keys and candidates are answered from its states (`head.onnx`, {head:.1f} MB). Read by the backend `onnx` of
the port `read_slots`; needs onnxruntime, no torch. A value is judged by its text and its evidence: values that
training never had need no training.

- Trained on: {source}
- Made by: `itemcenter.training.train_slots` over a sentence encoder (all-MiniLM-L6-v2, Apache-2.0).
"""


class _Head(nn.Module):
    """What is exported: all keys of one item."""

    def __init__(self, head: SetDiscriminator) -> None:
        super().__init__()
        self.head = head

    def forward(self, states: Tensor, values: Tensor, keys: Tensor, features: Tensor, there: Tensor) -> Tensor:
        """(R, K) margins. states: (1, t, d)"""
        mask = torch.ones_like(states[:, :, 0], dtype=torch.bool)
        owner = torch.zeros_like(keys[:, 0], dtype=torch.long)
        return self.head(states, mask, values, keys, features, there, owner).margins


def save_slots(
    folder: Path,
    trunk: SentenceTrunk,
    head: SetDiscriminator,
    tokenizer: bytes,
    features: Sequence[str],
    pieces: int,
    source: str,
    encoder: bytes | None = None,
) -> ModelBundle:
    """Export and store. features: names of the evidence columns; encoder: the trunk's network if it is made already"""
    network = head_onnx(head)
    settings = {"kind": "slots", "dim": trunk.dim, "pieces": pieces, "instructed": False, "features": list(features)}
    card = _CARD.format(name=folder.name, head=len(network) / 1e6, source=source)
    files = {"encoder.onnx": encoder or encoder_onnx(trunk), "head.onnx": network, "tokenizer.json": tokenizer}
    return save_bundle(
        folder, name=folder.name, version="1", licence="Apache-2.0", card=card, files=files, settings=settings
    )


def head_onnx(head: SetDiscriminator) -> bytes:
    """states (1, t, d), values (R, K, d), keys (R, d), features (R, K, F), there (R, K) -> margins (R, K)."""
    sizes = head.sizes
    sample = (
        torch.zeros(1, 5, sizes.states),
        torch.zeros(3, 2, sizes.texts),
        torch.zeros(3, sizes.texts),
        torch.zeros(3, 2, sizes.features),
        torch.ones(3, 2, dtype=torch.bool),
    )
    rows = {0: "r", 1: "k"}
    axes = {"states": {1: "t"}, "values": rows, "keys": {0: "r"}, "features": rows, "there": rows, "margins": rows}
    with tempfile.TemporaryDirectory() as made:
        path = Path(made) / "head.onnx"
        export(_Head(head).eval(), sample, path, axes, outputs=("margins",))
        return path.read_bytes()
