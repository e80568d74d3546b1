"""`NearDuplicates`: texts that nearly repeat an earlier one, found in one pass with memory for a few numbers a text.

MinHash over runs of three words (Broder 1997), one permutation a multiply-shift hash, in bands: texts that share all
numbers of one band are taken for the same. With 16 bands of 4, a pair of Jaccard likeness 0.8 is found with a chance of
0.9998, one of 0.3 with 0.12; the full signatures of a band's first text are then compared, which leaves 0.3 no chance.
Own code: a library's objects a text cost more memory than the texts, and numpy hashes a batch of texts in one go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from itemcenter.schema import Document
from itemcenter.values.folding import name_key

_BANDS, _ROWS = 16, 4
_RUN = 3


class NearDuplicates:
    """The first text of a kind stays. `dropped` counts the others; a document's weight goes down with it."""

    def __init__(self, likeness: float = 0.8, seed: int = 1) -> None:
        chance = np.random.default_rng(seed)
        self._a = chance.integers(1, 2**63, _BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)
        self._b = chance.integers(0, 2**63, _BANDS * _ROWS, dtype=np.uint64)
        self._bands: list[dict[bytes, int]] = [{} for _ in range(_BANDS)]
        self._kept: list[npt.NDArray[np.uint32]] = []
        self._likeness = likeness
        self.dropped = 0

    def first_ones(self, documents: Iterable[Document]) -> Iterator[Document]:
        """The documents without those whose text nearly repeats an earlier one's."""
        for document in documents:
            if self.is_new(document.text):
                yield document
            else:
                self.dropped += 1

    def is_new(self, text: str) -> bool:
        """Whether no earlier text is nearly this one; remembers it if so."""
        signature = self._signature(text)
        keys = [signature[band * _ROWS : (band + 1) * _ROWS].tobytes() for band in range(_BANDS)]
        for band, key in enumerate(keys):
            place = self._bands[band].get(key)
            if place is not None and float((self._kept[place] == signature).mean()) >= self._likeness:
                return False
        for band, key in enumerate(keys):
            self._bands[band].setdefault(key, len(self._kept))
        self._kept.append(signature)
        return True

    def _signature(self, text: str) -> npt.NDArray[np.uint32]:
        """(64,) the least hash of each permutation, its upper half."""
        words = name_key(text).split() or [text]
        runs = {" ".join(words[place : place + _RUN]) for place in range(max(len(words) - _RUN + 1, 1))}
        hashed = np.array(
            [
                int.from_bytes(hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest())
                for run in runs
            ],
            dtype=np.uint64,
        )
        least = (hashed[:, None] * self._a + self._b).min(axis=0)
        upper: npt.NDArray[np.uint32] = (least >> np.uint64(32)).astype(np.uint32)
        return upper
