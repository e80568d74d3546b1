"""Folded tokens of many texts at once, as arrays: the vectorised twin of `values.folding.tokens`.

Texts are laid end to end in one array of code points; a token is known by its place there and by a 64-bit hash of its
folded letters. A plural "s" is left out of the hash, so that "Sneakers" and "sneaker" are one token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.values.folding import fold_character, is_unspaced

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_UNSEEN, _BLANK, _LETTER, _DIGIT, _UNSPACED = 255, 0, 1, 2, 3
_CODE_POINTS = 0x110000

#: Odd 64-bit constants (fractional digits of the golden ratio and of pi): the base of the polynomial hash, the mixer.
_BASE = 0x9E3779B97F4A7C15
_MIX = np.uint64(0x243F6A8885A308D3 | 1)
#: Letters of a token beyond this many do not enter its hash with a power of their own; no name is that long.
_LONGEST = 4096

_S, _U, _I = ord("s"), ord("u"), ord("i")


class _CharacterTable:
    """Folded letter and class of every code point, filled when a code point is first met."""

    def __init__(self) -> None:
        self.letter = np.zeros(_CODE_POINTS, dtype=np.uint32)
        self.kind = np.full(_CODE_POINTS, _UNSEEN, dtype=np.uint8)

    def look_up(self, codes: Codes) -> tuple[Codes, npt.NDArray[np.uint8]]:
        kinds = self.kind[codes]
        unseen = kinds == _UNSEEN
        if unseen.any():
            for code in np.unique(codes[unseen]).tolist():
                folded = fold_character(chr(code))
                self.letter[code] = ord(folded)
                self.kind[code] = _kind(folded)
            kinds = self.kind[codes]
        return self.letter[codes], kinds


def _kind(folded: str) -> int:
    if folded == " ":
        return _BLANK
    if is_unspaced(folded):
        return _UNSPACED
    return _LETTER if folded.isalpha() else _DIGIT


_TABLE = _CharacterTable()
_POWERS = np.empty(_LONGEST, dtype=np.uint64)
_POWERS[0] = 1
for _place in range(1, _LONGEST):
    _POWERS[_place] = (int(_POWERS[_place - 1]) * _BASE) % 2**64


@dataclass(frozen=True, slots=True)
class TokenStream:
    """Tokens of a batch of texts, in order.

    text:  (n,) index of the text; start, end: (n,) offsets in that text, in code points
    hash:  (n,) uint64 of the folded token
    hard_start, hard_end: (n,) whether a name may begin or end here (not inside "128GB")
    """

    text: Places
    start: Places
    end: Places
    hash: Hashes
    hard_start: Flags
    hard_end: Flags

    def __len__(self) -> int:
        return len(self.hash)

    @classmethod
    def of(cls, texts: Sequence[str]) -> TokenStream:
        """Tokenise; time and memory are linear in the total length."""
        lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
        joined = "\0".join(texts) + "\0"
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        letters, kinds = _TABLE.look_up(codes)
        blank = kinds == _BLANK
        previous = np.empty_like(kinds)
        previous[0] = _BLANK
        previous[1:] = kinds[:-1]
        border = (kinds != previous) | (kinds == _UNSPACED)
        starts = np.flatnonzero(border & ~blank)
        if not len(starts):
            return _empty()
        # A token ends where the next border is; the final separator guarantees one.
        borders = np.flatnonzero(border | (blank & (previous != _BLANK)))
        ends = borders[np.searchsorted(borders, starts, side="right")]
        hard_start = (previous[starts] == _BLANK) | (previous[starts] == _UNSPACED) | (kinds[starts] == _UNSPACED)
        following = kinds[ends]
        hard_end = (following == _BLANK) | (following == _UNSPACED) | (kinds[starts] == _UNSPACED)
        text_starts = np.zeros(len(texts), dtype=np.int64)
        np.cumsum(lengths[:-1] + 1, out=text_starts[1:])
        text = np.searchsorted(text_starts, starts, side="right") - 1
        offset = text_starts[text]
        hashes = _hash_tokens(letters, starts, ends)
        return cls(text, starts - offset, ends - offset, hashes, hard_start, hard_end)


def _hash_tokens(letters: Codes, starts: Places, ends: Places) -> Hashes:
    """(n,) polynomial hashes over the letters of each token, a plural "s" left out, mixed."""
    lengths = ends - starts
    last, before = letters[ends - 1], letters[np.maximum(ends - 2, 0)]
    plural = (lengths >= 4) & (last == _S) & (before != _S) & (before != _U) & (before != _I)
    inside = np.repeat(np.arange(len(starts)), lengths)
    first = np.cumsum(lengths) - lengths
    rank = np.arange(int(lengths.sum())) - first[inside]
    weight = _POWERS[np.minimum(rank, _LONGEST - 1)]
    products = letters[starts[inside] + rank].astype(np.uint64) * weight
    sums: Hashes = np.add.reduceat(products, first)
    sums[plural] -= last[plural].astype(np.uint64) * _POWERS[np.minimum(lengths[plural] - 1, _LONGEST - 1)]
    return mix(sums)


def mix(hashes: Hashes) -> Hashes:
    """Spread every bit over the whole word (multiply and fold), so that the top bits serve as a bucket number."""
    mixed = hashes ^ (hashes >> np.uint64(32))
    mixed = mixed * _MIX
    out: Hashes = mixed ^ (mixed >> np.uint64(29))
    return out


def chain(hashes: Hashes, following: Hashes) -> Hashes:
    """The hash of a token sequence from the hash of its front and that of its last token."""
    return mix(hashes * np.uint64(_BASE) + following)


def _empty() -> TokenStream:
    none = np.zeros(0, dtype=np.int64)
    no_flags = np.zeros(0, dtype=np.bool_)
    return TokenStream(none, none, none, np.zeros(0, dtype=np.uint64), no_flags, no_flags)
