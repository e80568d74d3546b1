"""Port `embed`: texts to unit vectors whose dot product says how near they are in meaning.

numpy is named in the signature only: importing this module loads nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Embedder(Protocol):
    """Safe to use from one thread. A text's vector depends on nothing but the text and the fingerprint."""

    @property
    def fingerprint(self) -> str:
        """Equal fingerprints, equal vectors: whatever changes a vector changes this. Indexes are locked to it."""
        ...

    @property
    def dim(self) -> int: ...

    @property
    def instructed(self) -> bool:
        """Whether the encoder follows an instruction put before the text (`itemcenter.retrieval.instructions`)."""
        ...

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(n, dim) float32, one row of length 1 a text, in order; a row of zeros where nothing of the text is known."""
        ...
