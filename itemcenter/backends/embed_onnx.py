"""The `embed` port by a trained encoder in ONNX form: reads instructions and word order, needs no torch. Extra `onnx`.

The model is a bundle of `tokenizer.json` and `encoder.onnx`, whose inputs are `pieces` (n, t) int64 and `counted`
(n, t) bool, the pieces that the vector is the mean of, and whose output `vector` is (n, dim) float32 unit rows. It is
made by `itemcenter.training.train_encoder`.

Texts go through one by one. A step of the 8-bit network takes its scale from the greatest number of its whole batch,
so that among others a text would have another vector than alone; and short texts in batches gain little on a CPU.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.artifacts import ModelBundle, load_bundle
from itemcenter.backends.onnx_session import Session, open_session
from itemcenter.errors import StoreError
from itemcenter.ports import Embedder
from itemcenter.retrieval.instructed_text import InstructedText

__all__ = ["ABILITIES", "OnnxEmbedder", "Options", "open"]

#: instructions: follows an instruction put before a text.
ABILITIES: frozenset[str] = frozenset({"instructions"})
#: Raised when this code gives other vectors from the same bundle; part of the fingerprint.
_RULES = 1


@dataclass(frozen=True, slots=True)
class Options:
    """bundle: folder of an encoder in ONNX form; a relative path is taken from the center"""

    bundle: Path
    threads: int = 1


def open(options: Options) -> Embedder:
    """Open a model. Raises `NotFoundError` where there is none, `StoreError` where it is damaged or of another kind."""
    bundle = load_bundle(options.bundle)
    return OnnxEmbedder(bundle, open_session(bundle, "encoder.onnx", options.threads))


class OnnxEmbedder:
    def __init__(self, bundle: ModelBundle, session: Session) -> None:
        settings, place = bundle.settings, str(bundle.folder)
        try:
            self.dim, self._most = int(settings["dim"]), int(settings["pieces"])
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(
                f"is not an encoder in ONNX form: {error} is missing in its settings", place=place
            ) from error
        self._texts = InstructedText(bundle.content("tokenizer.json"), self._most, place)
        self._session = session
        self.fingerprint = f"{bundle.name}:{bundle.fingerprint[:16]}:{_RULES}"
        self.instructed = bool(settings.get("instructed", True))

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As `ports.Embedder` says; a text without a word behind its instruction has no vector."""
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for place, cut in enumerate(self._texts.cut(texts)):
            if cut.words:
                out[place] = self._session(["vector"], {"pieces": cut.pieces[None], "counted": cut.counted[None]})[0][0]
        return out
