"""Words and pairs of neighbouring words of texts, as hashed features: what word statistics are counted over.

A feature is a 32-bit number: the upper half of the 64-bit hash of a folded token, or of two tokens in a row. Each
feature counts once a text. Two of 10^6 different words share a feature with a chance of about 10^-4 a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.retrieval.token_stream import TokenStream, chain

Features = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]

_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class TextFeatures:
    """Distinct features of a batch of texts, ordered by text, then feature.

    text:    (n,) int64 index of the text
    feature: (n,) uint64 below 2^32
    """

    text: Places
    feature: Features

    @classmethod
    def of(cls, texts: Sequence[str], pairs: bool = True) -> TextFeatures:
        """Features of the texts; `pairs`: with pairs of neighbouring words. Time and memory linear in the length."""
        stream = TokenStream.of(texts)
        if not len(stream):
            return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64))
        text, feature = stream.text, stream.hash >> _HALF
        if pairs:
            inside = np.flatnonzero(text[1:] == text[:-1])
            joined = chain(stream.hash[inside], stream.hash[inside + 1]) >> _HALF
            text, feature = np.concatenate([text, text[inside]]), np.concatenate([feature, joined])
        both: Features = np.sort(text.astype(np.uint64) << _HALF | feature)
        fresh = np.ones(len(both), dtype=np.bool_)
        fresh[1:] = both[1:] != both[:-1]
        both = both[fresh]
        return cls((both >> _HALF).astype(np.int64), both & np.uint64(0xFFFFFFFF))
