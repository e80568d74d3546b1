"""Words that differ by one letter, found without comparing all: equal texts are left when each drops one letter.

A letter put in, left out, exchanged, or two neighbours swapped all meet so (Mor and Fraenkel 1982, "A hash code method
for detecting and correcting spelling errors"). Only letters are dropped: other numbers are other values.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint64]

#: An odd number has an inverse modulo 2^64. Hashes that fall together by chance cost a comparison and nothing else.
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
#: Shorter texts have too many neighbours, longer ones too many letters.
SHORTEST, LONGEST = 4, 32


def deletion_codes(texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], Codes]:
    """(place, code): for each text of ordinary length the codes of itself and of itself without each letter."""
    usable = [place for place, text in enumerate(texts) if SHORTEST <= len(text) <= LONGEST]
    if not usable:
        return np.zeros(0, np.int64), np.zeros(0, np.uint64)
    width = LONGEST
    buffer = np.zeros((len(usable), width), dtype=np.uint32)
    for row, place in enumerate(usable):
        text = texts[place]
        buffer[row, : len(text)] = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    length = (buffer != 0).sum(axis=1)
    with np.errstate(over="ignore"):
        power = np.ones(width, dtype=np.uint64)
        for column in range(1, width):
            power[column] = power[column - 1] * np.uint64(_BASE)
        terms = buffer.astype(np.uint64) * power
        upto = np.zeros((len(usable), width + 1), dtype=np.uint64)
        np.cumsum(terms, axis=1, out=upto[:, 1:])
        whole = upto[:, -1]
        dropped = upto[:, :-1] + (whole[:, None] - upto[:, 1:]) * np.uint64(_INVERSE)
    letters = (np.arange(width) < length[:, None]) & ~((buffer >= ord("0")) & (buffer <= ord("9")))
    rows, columns = np.nonzero(letters)
    places = np.array(usable, dtype=np.int64)
    return np.concatenate([places, places[rows]]), np.concatenate([whole, dropped[rows, columns]])
