"""Arithmetic of static models: texts to pieces, pieces to vectors, vectors to whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CutTexts:
    """pieces: those of all texts one after another; counts: (n,) how many each has, at least one"""

    pieces: Numbers
    counts: Numbers

    def take(self, texts: Numbers) -> CutTexts:
        first = np.cumsum(self.counts) - self.counts
        counts = self.counts[texts]
        inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return CutTexts(self.pieces[np.repeat(first[texts], counts) + inside], counts)


def cut_texts(tokenizer: bytes, texts: Sequence[str]) -> CutTexts:
    """Pieces of texts; a text without any has the unknown piece."""
    cutter = Tokenizer.from_str(tokenizer.decode())
    cut = [some.ids or [0] for some in cutter.encode_batch(list(texts), add_special_tokens=False)]
    counts = np.fromiter(map(len, cut), np.int64, len(cut))
    return CutTexts(np.fromiter(chain.from_iterable(cut), np.int64, int(counts.sum())), counts)


def principal_directions(vectors: npt.NDArray[np.floating], dim: int) -> Vectors:
    """(D, dim): those in which the vectors are longest. The mean is left in, so that cosines stay what they are."""
    second = np.zeros((vectors.shape[1], vectors.shape[1]))
    for low in range(0, len(vectors), 65_536):
        some = vectors[low : low + 65_536].astype(np.float64)
        second += some.T @ some
    found = np.linalg.eigh(second)[1][:, ::-1][:, :dim].astype(np.float32)
    signs = np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])  # eigenvectors have no sign
    directions: Vectors = found * signs
    return directions


def quantised(vectors: Vectors) -> tuple[npt.NDArray[np.int8], Vectors]:
    """(V, d) int8 and (V,) float32 scales, whose product is nearest to the vectors."""
    scales = (np.abs(vectors).max(axis=1) / 127).astype(np.float32)
    rows = np.rint(vectors / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
    return rows, scales


def unit_sums(table: Vectors, texts: CutTexts) -> Vectors:
    """(n, d) unit rows, zeros where the sum is."""
    ends = np.cumsum(texts.counts)
    sums = np.stack([table[texts.pieces[end - n : end]].sum(axis=0) for end, n in zip(ends, texts.counts, strict=True)])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    unit: Vectors = np.divide(sums, lengths, out=np.zeros_like(sums), where=lengths > 0)
    return unit
