"""An encoder for tests: equal words, equal directions; no model, no file, and it tells what it was asked."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


class FakeEmbedder:
    """The vector of a text is the sum of its words' vectors, which are drawn from the words' hashes.

    A word with a digit is unknown to it. `asked` lists the texts of every call.
    """

    def __init__(self, dim: int = 16, fingerprint: str = "fake:1", instructed: bool = False) -> None:
        self.dim, self.fingerprint, self.instructed = dim, fingerprint, instructed
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.asked.append(list(texts))
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for place, text in enumerate(texts):
            for word in text.lower().split():
                if word.isalpha():
                    out[place] += self._word(word)
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        rows: npt.NDArray[np.float32] = np.divide(out, lengths, out=np.zeros_like(out), where=lengths > 0)
        return rows

    def _word(self, word: str) -> npt.NDArray[np.float32]:
        seed = hashlib.blake2b(f"{self.fingerprint} {word}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        drawn = np.random.default_rng(int.from_bytes(seed, "little")).standard_normal(self.dim)
        return drawn.astype(np.float32)
