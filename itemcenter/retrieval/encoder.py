"""`CachedEncoder`: an embedder that is asked for each distinct text once, and vectors that remember who made them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.errors import EncoderMismatchError, InvariantError
from itemcenter.ports import Embedder

#: The unit vectors of 256 dimensions of this many texts take 64 MiB.
DEFAULT_CACHE = 65_536


@dataclass(frozen=True, slots=True)
class TextVectors:
    """(n, dim) float32 unit rows, zeros where the encoder knew nothing, and the fingerprint of the encoder."""

    fingerprint: str
    rows: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, places: npt.NDArray[np.int64] | Sequence[int]) -> TextVectors:
        return TextVectors(self.fingerprint, self.rows[np.asarray(places, dtype=np.int64)])


class CachedEncoder:
    """Not for several threads at once. `encoded` counts the texts that the embedder was asked for."""

    def __init__(self, embedder: Embedder, cache_size: int = DEFAULT_CACHE) -> None:
        """cache_size: texts whose vectors are kept between calls, the oldest dropped first; 0 keeps none."""
        if cache_size < 0:
            raise InvariantError(f"a cache of {cache_size} texts cannot be")
        self._embedder = embedder
        self._size = cache_size
        self._place: dict[str, int] = {}
        self._texts: list[str] = []
        self._next = 0
        self._kept: npt.NDArray[np.float32] = np.zeros((0, embedder.dim), dtype=np.float32)
        self.encoded = 0

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    @property
    def dim(self) -> int:
        return self._embedder.dim

    @property
    def instructed(self) -> bool:
        return self._embedder.instructed

    def encode(self, texts: Sequence[str]) -> TextVectors:
        """One row a text, in order. Raises `InvariantError` where the embedder breaks the port's promises."""
        code: dict[str, int] = {}
        codes = np.fromiter((code.setdefault(text, len(code)) for text in texts), np.int64, len(texts))
        distinct = list(code)
        places = np.fromiter((self._place.get(text, -1) for text in distinct), np.int64, len(distinct))
        rows = np.empty((len(distinct), self.dim), dtype=np.float32)
        known = places >= 0
        rows[known] = self._kept[places[known]]
        fresh = np.flatnonzero(~known)
        if len(fresh):
            asked = [distinct[place] for place in fresh]
            rows[fresh] = self._asked(asked)
            self._keep(asked, rows[fresh])
        return TextVectors(self.fingerprint, rows[codes])

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The rows of `encode`: this is an `Embedder` itself."""
        return self.encode(texts).rows

    def _asked(self, texts: list[str]) -> npt.NDArray[np.float32]:
        vectors = self._embedder.embed(texts)
        if vectors.shape != (len(texts), self.dim) or not np.isfinite(vectors).all():
            raise InvariantError(f"the encoder {self.fingerprint} gave {vectors.shape} vectors for {len(texts)} texts")
        self.encoded += len(texts)
        return vectors

    def _keep(self, texts: list[str], rows: npt.NDArray[np.float32]) -> None:
        """A ring: the newest text takes the place of the oldest."""
        texts, rows = texts[-self._size :] if self._size else [], rows[-self._size :] if self._size else rows[:0]
        room = min(self._size, len(self._texts) + len(texts))
        if room > len(self._kept):
            grown = np.zeros((min(self._size, max(room, 2 * len(self._kept))), self.dim), dtype=np.float32)
            grown[: len(self._kept)] = self._kept
            self._kept = grown
        for text, row in zip(texts, rows, strict=True):
            if len(self._texts) < self._size:
                self._texts.append(text)
            else:
                del self._place[self._texts[self._next]]
                self._texts[self._next] = text
            self._place[text] = self._next
            self._kept[self._next] = row
            self._next = (self._next + 1) % self._size


def check_encoder(index: str, expected: str, given: str) -> None:
    """Raise `EncoderMismatchError` unless an index meets the encoder it was built with."""
    if expected != given:
        raise EncoderMismatchError(
            f"the index was built with the encoder {expected}, and {given} asks",
            place=index,
            remedy=f"build the index again, or configure the encoder {expected}",
        )
