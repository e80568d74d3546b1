"""Texts of one key that are worth a comparison because of how they are written: they share a block.

A block is a number made of something of the text: its letters in order or sorted, its first letters, its consonants,
what is left when a letter is dropped, its number. Built from the folded text alone, since a key may have a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.ontology.fuse.deletions import deletion_codes
from itemcenter.ontology.fuse.forms import form_of, singular
from itemcenter.values import normal_colour
from itemcenter.values.folding import name_key
from itemcenter.values.number import NUMBER_WORDS

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint64]

#: Of a block with more members only this many, the first, are met: what so many share tells little.
MOST_MEMBERS = 48
#: Width of the buckets of amounts, of their logarithm; each amount lies in two.
_BUCKET = 0.02
#: Words of the longest name of a colour.
_COLOUR_WORDS = 3
_VOWELS = str.maketrans("", "", "aeiouy")


class Blocks(NamedTuple):
    """Sorted by code, then place: text number `place[i]` is a member of block `code[i]`."""

    code: Codes
    place: Ints

    @classmethod
    def of(cls, texts: Sequence[str], unit: str) -> Blocks:
        """unit: canonical unit of the key, "" where it has none"""
        joined: list[str] = []
        codes: list[int] = []
        places: list[int] = []
        for place, text in enumerate(texts):
            entries = _written(text, unit)
            joined.append(entries[0])
            codes.extend(hash(entry) & 0xFFFFFFFFFFFFFFFF for entry in entries)
            places.extend([place] * len(entries))
        dropped_place, dropped_code = deletion_codes(joined)
        code = np.concatenate([np.array(codes, dtype=np.uint64), dropped_code])
        return cls._sorted(code, np.concatenate([np.array(places, dtype=np.int64), dropped_place]))

    @classmethod
    def _sorted(cls, code: Codes, place: Ints) -> Blocks:
        order = np.lexsort((place, code))
        code, place = code[order], place[order]
        first = np.ones(len(code), dtype=np.bool_)
        first[1:] = (code[1:] != code[:-1]) | (place[1:] != place[:-1])
        return cls(code[first], place[first])

    def joined_with(self, other: Blocks, shift: int) -> Blocks:
        """Both together; the places of `other` rise by `shift`, beyond all of these."""
        code = np.concatenate([self.code, other.code])
        order = np.argsort(code, kind="stable")  # two sorted runs: one pass
        return Blocks(code[order], np.concatenate([self.place, other.place + shift])[order])

    def pairs(self, first_new: int = 0) -> Ints:
        """(m, 2) pairs of places that share a block, the smaller first, each once; one of both is `first_new` or later.

        Of a block the first `MOST_MEMBERS` meet all others.
        """
        if not len(self.code):
            return np.zeros((0, 2), np.int64)
        starts = np.flatnonzero(np.append(True, self.code[1:] != self.code[:-1]))
        size = np.diff(np.append(starts, len(self.code)))
        rank = np.arange(len(self.code)) - np.repeat(starts, size)
        start = np.repeat(starts, size)
        size = np.repeat(size, size)
        found = []
        fresh = np.flatnonzero((self.place >= first_new) & (size > 1))
        for step in range(min(MOST_MEMBERS, int(size.max(initial=0)))):
            now = fresh[rank[fresh] > step]  # the members at the head of the block
            found.append(np.stack([self.place[start[now] + step], self.place[now]], axis=1))
        pairs = np.concatenate(found) if found else np.zeros((0, 2), np.int64)
        return unique_pairs(pairs)


def unique_pairs(pairs: Ints) -> Ints:
    """(m, 2) each once, the smaller place first, sorted; no pair of a place with itself."""
    if not len(pairs):
        return pairs.reshape(0, 2)
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    keep = low != high
    code = np.unique((low[keep].astype(np.uint64) << np.uint64(32)) | high[keep].astype(np.uint64))
    return np.stack([code >> np.uint64(32), code & np.uint64(0xFFFFFFFF)], axis=1).astype(np.int64)


def _written(text: str, unit: str) -> list[str]:
    """The joined letters first; each entry names a block."""
    tokens = [singular(token) for token in name_key(text).split()]
    joined = "".join(tokens)
    found = [joined]
    if len(tokens) > 1:
        found.append(" ".join(sorted(tokens)))
        initials = "".join(token if token[0].isdigit() else token[0] for token in tokens)
        found += [initials, f"#{len(tokens)} {initials}"]
    bones = joined[:1] + joined[1:].translate(_VOWELS)
    if len(bones) > 2:
        found.append(f"~{bones}")
    if len(tokens) <= _COLOUR_WORDS:
        colour = name_key(normal_colour(text))
        if colour != " ".join(tokens):
            found.append(colour)
    if any(token in NUMBER_WORDS or token[0].isdigit() for token in tokens):
        form = form_of(text, unit)
        if len(form.amounts) == 1:
            amount = form.amounts[0]
            found.append(f"={amount.number:.9g}")
            if amount.base > 0 and amount.dimension:
                bucket = int(np.floor(np.log(amount.base) / _BUCKET))
                found += [f"{amount.dimension}{bucket}", f"{amount.dimension}{bucket + 1}"]
    return found
