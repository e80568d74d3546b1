"""Texts to numbers of word pieces for encoders that follow instructions, and which of the pieces the vector is of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from itemcenter.errors import StoreError
from itemcenter.retrieval.instructions import MARK

_AT_ONCE = 1_024


class Cut(NamedTuple):
    """pieces: (t,) int64; counted: (t,) bool; words: how many pieces the text itself has"""

    pieces: npt.NDArray[np.int64]
    counted: npt.NDArray[np.bool_]
    words: int


class InstructedText:
    """The instruction is read but not counted: a vector is the mean over the text behind it.

    A text without an instruction counts as a whole, its markers included, as sentence encoders are trained to.
    """

    def __init__(self, tokenizer: bytes, most: int, place: str) -> None:
        """most: pieces that are read; the rest of a text is cut off. Raises `StoreError`."""
        try:
            content = json.loads(tokenizer)
            content["added_tokens"] = []  # a text that spells "[SEP]" is cut like any other
            self._tokenizer = Tokenizer.from_str(json.dumps(content))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(most)
        except Exception as error:  # the library raises bare Exception
            raise StoreError(f"tokenizer.json cannot be read: {error}", place=place) from error

    def cut(self, texts: Sequence[str]) -> Iterator[Cut]:
        for low in range(0, len(texts), _AT_ONCE):
            some = [text.encode("utf-8", "replace").decode() for text in texts[low : low + _AT_ONCE]]
            for text, found in zip(some, self._tokenizer.encode_batch(some), strict=True):
                mark = text.find(MARK)
                begin = mark + len(MARK) if mark >= 0 else 0
                inside = np.array([end > start >= begin for start, end in found.offsets], dtype=np.bool_)
                counted = inside if mark >= 0 else np.ones(len(inside), dtype=np.bool_)
                yield Cut(np.array(found.ids, dtype=np.int64), counted, int(inside.sum()))
