"""The `embed` port without a network: a text's vector is the sum of the learned vectors of its word pieces.

The model is a bundle of `tokenizer.json` (word pieces) and `weights.npz`: `vectors` (V, d) int8 and `scales` (V,)
float32, whose product is a piece's vector times its weight; piece 0 is the unknown one, all zeros. The weights that
ship with the package were distilled by `itemcenter.training.distil_static`; their card says from what.

Words are summed first and texts second, because a catalog repeats its words: each distinct word is cut into pieces
once, and a text costs one row a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.artifacts import ModelBundle, load_bundle
from itemcenter.backends.embed_static_pieces import WordPieces
from itemcenter.backends.embed_static_sums import segment_sums
from itemcenter.errors import StoreError
from itemcenter.ports import Embedder

__all__ = ["ABILITIES", "SHIPPED", "Options", "StaticEmbedder", "open"]

#: instructions (absent here): follows an instruction put before a text. A sum of word vectors has no use for one.
ABILITIES: frozenset[str] = frozenset()

#: The bundle that comes with the package.
SHIPPED = Path(__file__).parents[1] / "models" / "static-minilm-v1"

#: Raised when this code gives other vectors from the same bundle; part of the fingerprint.
_RULES = 1
#: Texts are worked on in blocks of at most this many, and of about this many code points, which bounds memory.
_BLOCK_TEXTS, _BLOCK_CHARS = 4_096, 400_000


@dataclass(frozen=True, slots=True)
class Options:
    """bundle: folder of a static model; a relative path is taken from the center"""

    bundle: Path = SHIPPED


def open(options: Options) -> Embedder:
    """Open a model. Raises `NotFoundError` where there is none, `StoreError` where it is damaged or of another kind."""
    return StaticEmbedder(load_bundle(options.bundle))


class StaticEmbedder:
    def __init__(self, bundle: ModelBundle) -> None:
        place = str(bundle.folder)
        arrays = bundle.arrays("weights.npz")
        vectors, scales = arrays.get("vectors"), arrays.get("scales")
        if vectors is None or scales is None or vectors.ndim != 2 or scales.shape != vectors.shape[:1]:
            raise StoreError("weights.npz is not that of a static model", place=place)
        self._vectors = vectors.astype(np.float32) * scales.astype(np.float32)[:, None]
        self._pieces = WordPieces(bundle.content("tokenizer.json"), len(vectors), place)
        self.fingerprint = f"{bundle.name}:{bundle.fingerprint[:16]}:{_RULES}"
        self.dim: int = vectors.shape[1]
        self.instructed = False

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """As `ports.Embedder` says; unknown pieces count nothing. Memory beyond the result does not grow with n."""
        out = np.zeros((len(texts), self.dim), dtype=np.float32)
        for low, high in _blocks(texts):
            words = [text.split() for text in texts[low:high]]
            counts = np.fromiter(map(len, words), np.int64, len(words))
            codes = self._pieces.codes(list(chain.from_iterable(words)))
            distinct, places = np.unique(codes, return_inverse=True)
            pieces, piece_counts = self._pieces.of(distinct)
            word_vectors = segment_sums(self._vectors, pieces, piece_counts)
            out[low:high] = segment_sums(word_vectors, places, counts)
        lengths = np.sqrt(np.einsum("ij,ij->i", out, out))
        out /= np.where(lengths > 0, lengths, 1)[:, None]
        return out


def _blocks(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    low, size = 0, 0
    for place, text in enumerate(texts):
        size += len(text)
        if size >= _BLOCK_CHARS or place + 1 - low >= _BLOCK_TEXTS:
            yield low, place + 1
            low, size = place + 1, 0
    if low < len(texts):
        yield low, len(texts)
