"""A text field split into words, with the place of each."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class FieldWords:
    """One text field: its folded tokens and where each begins and ends (code points)."""

    field: str
    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]

    def before(self, start: int) -> str:
        """The last word that ends at or before `start`, "" at the beginning."""
        place = bisect_left(self.starts, start)
        return self.words[place - 1] if place else ""

    def after(self, end: int) -> str:
        """The first word that begins at or after `end`, "" at the end of the text."""
        place = bisect_left(self.starts, end)
        return self.words[place] if place < len(self.words) else ""

    def index(self, start: int) -> int:
        """Number of words before `start`."""
        return bisect_left(self.starts, start)


class Gram(NamedTuple):
    """One to three words in a row at `text[start:end]` of a field."""

    words: str
    field: str
    start: int
    end: int
