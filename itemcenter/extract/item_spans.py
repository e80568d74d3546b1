"""The spans of an item's texts that may be a value: runs of whole words, and known values inside words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.extract.written_words import Word, shape_of, words_of
from itemcenter.schema import Item
from itemcenter.values.folding import fold

Ints = npt.NDArray[np.int64]

#: Longest value, in words. Of 3,730 values that people gave for titles, 40 are longer.
MOST_WORDS = 5
#: Words of a field that are read: enough for any title, and for the part of a description that says what the item is.
READ_WORDS = 200
#: A known value may stop this many letters before the end of a word ("Jersey" in "Jerseys", "Print" in "Printed").
_ENDING = 5
_PIECE = re.compile(r"[^\W\d_]+|[0-9]+")


class Span(NamedTuple):
    """`form == text[start:end]` of a field. `first`, `last`: places in `ItemSpans.words` of the words that it touches.

    folded: the form without case and signs; shape: see `written_words.shape_of`
    """

    field: int
    first: int
    last: int
    start: int
    end: int
    form: str
    folded: str
    shape: str


class ItemSpans:
    """Words and spans of one item; immutable. Fields come in the order of `Item.fields`."""

    def __init__(self, item: Item) -> None:
        self.item_id = item.id
        #: (name, text) of every field.
        self.fields = tuple(item.fields())
        self.words: list[Word] = []
        #: (first, one past the last) word of every field.
        self.bounds: list[tuple[int, int]] = []
        for _, text in self.fields:
            begin = len(self.words)
            self.words += words_of(text)[:READ_WORDS]
            self.bounds.append((begin, len(self.words)))

    @cached_property
    def whole(self) -> list[Span]:
        """All runs of 1 to `MOST_WORDS` whole words, in order."""
        out = []
        for field, (begin, end) in enumerate(self.bounds):
            for first in range(begin, end):
                for last in range(first, min(end, first + MOST_WORDS)):
                    out.append(self._span(field, first, last, self.words[first].start, self.words[last].end))
        return out

    def inside(self, known: Container[str]) -> list[Span]:
        """Known forms that begin or end inside a word: at a piece of it, or before an ending."""
        out = []
        for field, (begin, end) in enumerate(self.bounds):
            text = self.fields[field][1]
            for first in range(begin, end):
                for start in self._starts[first]:
                    for last in range(first, min(end, first + MOST_WORDS)):
                        word = self.words[last]
                        for stop in range(word.end, max(word.start, start, word.end - _ENDING - 1), -1):
                            whole = start == self.words[first].start and stop == word.end
                            if not whole and text[start:stop] in known:
                                out.append(self._span(field, first, last, start, stop))
        return out

    @cached_property
    def _starts(self) -> list[list[int]]:
        """Where a form may begin in every word."""
        out = []
        for field, (begin, end) in enumerate(self.bounds):
            text = self.fields[field][1]
            for word in self.words[begin:end]:
                pieces = [word.start + found.start() for found in _PIECE.finditer(text[word.start : word.end])]
                out.append(sorted({word.start, *pieces}))
        return out

    def _span(self, field: int, first: int, last: int, start: int, end: int) -> Span:
        text = self.fields[field][1]
        form = text[start:end]
        return Span(field, first, last, start, end, form, " ".join(fold(form).split()), shape_of(form))

    @cached_property
    def bag(self) -> Counter[str]:
        """Folded words of the first field, the title."""
        begin, end = self.bounds[0] if self.bounds else (0, 0)
        return Counter(word.folded for word in self.words[begin:end] if word.folded)
