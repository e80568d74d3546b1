"""`WordPieces`: words to the numbers of their pieces, each distinct word cut once while it is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from itemcenter.errors import StoreError

Numbers = npt.NDArray[np.int64]

#: Everything is forgotten when more words, or more code points of words, than this are remembered.
_MOST_WORDS, _MOST_CHARS = 200_000, 4_000_000
#: Words are cut in strings of about this many code points; longer ones gained nothing.
_STRING_CHARS = 4_000


class WordPieces:
    """`codes` numbers words, `of` gives the pieces of such numbers, which hold until the next call of `codes`."""

    def __init__(self, tokenizer: bytes, vocabulary: int, place: str) -> None:
        """vocabulary: how many pieces have a vector. Raises `StoreError` where the tokenizer does not fit."""
        try:
            self._tokenizer = Tokenizer.from_str(tokenizer.decode())
        except Exception as error:  # the library raises bare Exception
            raise StoreError(f"tokenizer.json cannot be read: {error}", place=place) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        if self._tokenizer.get_vocab_size() != vocabulary:
            raise StoreError(
                f"tokenizer.json has {self._tokenizer.get_vocab_size()} pieces and weights.npz {vocabulary}",
                place=place,
            )
        self._forget()

    def _forget(self) -> None:
        self._code: dict[str, int] = {}
        self._chars = 0
        self._pieces: Numbers = np.zeros(0, dtype=np.int64)
        self._bounds: Numbers = np.zeros(1, dtype=np.int64)

    def codes(self, words: Sequence[str]) -> Numbers:
        """(n,) a number for each word, equal for equal words."""
        if len(self._code) > _MOST_WORDS or self._chars > _MOST_CHARS:
            self._forget()
        known = self._code
        fresh = [word for word in dict.fromkeys(words) if word not in known]
        if fresh:
            self._learn(fresh)
        return np.fromiter(map(known.__getitem__, words), np.int64, len(words))

    def of(self, codes: Numbers) -> tuple[Numbers, Numbers]:
        """The pieces of all words one after another, and how many each has."""
        begin = self._bounds[codes]
        counts = self._bounds[codes + 1] - begin
        inside = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
        return self._pieces[np.repeat(begin, counts) + inside], counts

    def _learn(self, words: Sequence[str]) -> None:
        pieces, counts = [self._pieces], []
        for some in _strings(words):
            found, count = self._cut(some)
            pieces.append(found)
            counts.append(count)
        start = len(self._code)
        self._code.update(zip(words, range(start, start + len(words)), strict=True))
        self._chars += sum(map(len, words))
        self._pieces = np.concatenate(pieces)
        self._bounds = np.concatenate([self._bounds, self._bounds[-1] + np.cumsum(np.concatenate(counts))])

    def _cut(self, words: Sequence[str]) -> tuple[Numbers, Numbers]:
        """Pieces of the words and how many each has: one call for all, so the library starts no threads of its own."""
        text = " ".join(words)
        if not text.isascii():  # half a surrogate pair becomes "?", one for one, so places stay
            text = text.encode("utf-8", "replace").decode()
        cut = self._tokenizer.encode(text, add_special_tokens=False)
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        ends = np.cumsum(lengths + 1)
        place = np.fromiter((start for start, _ in cut.offsets), np.int64, len(cut.ids))
        word = np.searchsorted(ends, place, side="right")
        pieces = np.fromiter(cut.ids, np.int64, len(cut.ids))
        return pieces, np.bincount(word, minlength=len(words))


def _strings(words: Sequence[str]) -> Iterator[Sequence[str]]:
    low, size = 0, 0
    for place, word in enumerate(words):
        size += len(word) + 1
        if size >= _STRING_CHARS:
            yield words[low : place + 1]
            low, size = place + 1, 0
    if low < len(words):
        yield words[low:]
