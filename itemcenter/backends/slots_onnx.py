"""The `read_slots` port by a trained set discriminator in ONNX form. Extra `onnx`; made by `itemcenter.training`.

The item's text goes through the encoder once; keys and candidates are looked up among the vectors of texts met before,
and one pass of a small head answers them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.artifacts import ModelBundle, load_bundle
from itemcenter.backends.embed_onnx import OnnxEmbedder
from itemcenter.backends.onnx_session import Session, open_session
from itemcenter.errors import InvariantError, StoreError
from itemcenter.ports import SlotReader
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.instructed_text import InstructedText

__all__ = ["ABILITIES", "OnnxSlotReader", "Options", "open"]

ABILITIES: frozenset[str] = frozenset()
#: Raised when this code gives other margins from the same bundle; part of the fingerprint.
_RULES = 1


@dataclass(frozen=True, slots=True)
class Options:
    """bundle: folder of a set discriminator in ONNX form; a relative path is taken from the center"""

    bundle: Path
    threads: int = 1


def open(options: Options) -> SlotReader:
    """Open a model. Raises `NotFoundError` where there is none, `StoreError` where it is damaged or of another kind."""
    bundle = load_bundle(options.bundle)
    return OnnxSlotReader(
        bundle, *(open_session(bundle, file, options.threads) for file in ("encoder.onnx", "head.onnx"))
    )


class OnnxSlotReader:
    """`read` counts the texts of items that were read."""

    def __init__(self, bundle: ModelBundle, encoder: Session, head: Session) -> None:
        place = str(bundle.folder)
        try:
            self.features = tuple(str(name) for name in bundle.settings["features"])
            most = int(bundle.settings["pieces"])
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"is not a set discriminator: {error} is missing in its settings", place=place) from error
        self._texts = InstructedText(bundle.content("tokenizer.json"), most, place)
        self._vectors = CachedEncoder(OnnxEmbedder(bundle, encoder))
        self._encoder, self._head = encoder, head
        self.fingerprint = f"{bundle.name}:{bundle.fingerprint[:16]}:{_RULES}"
        self.read = 0

    def margins(
        self,
        text: str,
        keys: Sequence[str],
        asked: npt.NDArray[np.int32],
        values: Sequence[str],
        features: npt.NDArray[np.float32],
    ) -> npt.NDArray[np.float32]:
        if features.shape != (len(values), len(self.features)) or len(asked) != len(values):
            raise InvariantError(f"features {features.shape} for {len(values)} values and {len(self.features)} names")
        if not len(values):
            return np.zeros(0, dtype=np.float32)
        cut = next(self._texts.cut([text]))
        states = self._encoder(
            ["states"], {"pieces": cut.pieces[None], "counted": np.ones((1, len(cut.pieces)), bool)}
        )[0]
        self.read += 1
        rows = np.arange(len(asked))
        begins = np.append(True, np.diff(asked) != 0)
        slot = rows - np.maximum.accumulate(np.where(begins, rows, 0))
        shape = len(keys), int(slot.max()) + 1
        vectors = self._vectors.encode([*keys, *values]).rows
        placed = np.zeros((*shape, vectors.shape[1]), dtype=np.float32)
        evidence = np.full((*shape, features.shape[1]), np.nan, dtype=np.float32)
        there = np.zeros(shape, dtype=np.bool_)
        placed[asked, slot], evidence[asked, slot], there[asked, slot] = vectors[len(keys) :], features, True
        inputs = {
            "states": states,
            "values": placed,
            "keys": vectors[: len(keys)],
            "features": evidence,
            "there": there,
        }
        found: npt.NDArray[np.float32] = self._head(["margins"], inputs)[0][asked, slot]
        return found
