"""Baseline of literal match: a value that visible cells of the key hold, found word for word in the text."""

from __future__ import annotations

import re
from functools import lru_cache

from itemcenter.evaluate.masking import cell_key

_WORDS = re.compile(r"[0-9a-z\u0080-\uffff]+")
_NUMBERS = re.compile(r"(?<![0-9.,])\d+(?:\.\d+)?(?![0-9]|[.,][0-9])")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")
#: Longer values are prose, which no other item repeats.
_LONGEST = 200


class LiteralMatch:
    """Known values by key. A plain number matches only a number that stands by itself; the longest match wins."""

    def __init__(self) -> None:
        self._phrases: dict[str, dict[tuple[str, ...], str]] = {}  # key -> words -> value
        self._lengths: dict[tuple[str, str], set[int]] = {}  # (key, first word) -> how many words there may be
        self._numbers: dict[str, dict[float, str]] = {}

    def add(self, name: str, value: str) -> None:
        """Learn a value of a visible cell."""
        if len(value) > _LONGEST:
            return
        key, bare = cell_key(name), value.strip()
        if _PLAIN_NUMBER.fullmatch(bare):
            numbers = self._numbers.setdefault(key, {})
            numbers[float(bare)] = min(bare, numbers.get(float(bare), bare))  # whatever the order of rows
        elif found := tuple(_WORDS.findall(bare.lower())):
            values = self._phrases.setdefault(key, {})
            values[found] = min(bare, values.get(found, bare))
            self._lengths.setdefault((key, found[0]), set()).add(len(found))

    def predict(self, text: str, name: str) -> str | None:
        """The longest known value of the key that the text says, the first of equally long ones; None for none."""
        key = cell_key(name)
        best: tuple[int, int, str] | None = None
        phrases = self._phrases.get(key, {})
        found = _words_of(text) if phrases else ()
        for place, word in enumerate(found):
            for length in self._lengths.get((key, word), ()):
                wanted = found[place : place + length]
                if wanted in phrases:
                    rank = (-sum(map(len, wanted)), place, phrases[wanted])
                    best = rank if best is None else min(best, rank)
        numbers = self._numbers.get(key, {})
        for place, (written, entry) in enumerate(_numbers_of(text) if numbers else ()):
            if entry in numbers:
                rank = (-len(written), place, numbers[entry])
                best = rank if best is None else min(best, rank)
        return best[2] if best is not None else None


@lru_cache(maxsize=8)  # the cells of one item come one after another
def _words_of(text: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(text.lower()))


@lru_cache(maxsize=8)
def _numbers_of(text: str) -> tuple[tuple[str, float], ...]:
    return tuple((found, float(found)) for found in _NUMBERS.findall(text))
