"""The standard name of a cluster: what is written most, and written well.

    score = 0.6 * log(1 + count) / log(1 + most) + 0.4 * quality
    quality: near to the other writings, spelled out, no shouting, neither too long nor a code for something longer

The name of an entry that the ontology has stays the name. Ties: more often, then shorter, then first in code points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from itemcenter.values.folding import name_key

_COUNT_SHARE = 0.6
_PRAISE = re.compile(
    r"\b(?:best|new|hot|sale|free|premium|top|quality|super|great|perfect|amazing|official|genuine|original)\b|[!*★]",
    re.IGNORECASE,
)
_LONG = 40


def quality(text: str, likeness: float) -> float:
    """In [0, 1]. likeness: mean similarity to the other writings of its cluster, in [0, 1]"""
    letters = [character for character in text if character.isalpha()]
    shouted = len(letters) > 4 and all(letter.isupper() for letter in letters)
    small = bool(letters) and all(letter.islower() for letter in letters)
    untidy = text != " ".join(text.split()) or (bool(text) and not text[0].isalnum())
    vowels = not letters or any(letter in "aeiouyäöü" for letter in name_key(text))
    parts = (
        likeness,
        0.3 if shouted else 0.7 if small else 1.0,
        0.0 if _PRAISE.search(text) else 1.0,
        1.0 if len(text) <= _LONG else _LONG / len(text),
        1.0 if vowels else 0.3,
        0.5 if untidy else 1.0,
    )
    return sum(parts) / len(parts)


def standard_of(texts: Sequence[str], counts: Sequence[int], likeness: Sequence[float], fixed: Sequence[bool]) -> int:
    """Which of the writings is the standard name. fixed: those that are names of the ontology."""
    usable = [place for place, held in enumerate(fixed) if held] or list(range(len(texts)))
    most = max(math.log1p(counts[place]) for place in usable) or 1.0

    def rank(place: int) -> tuple[float, int, int, str]:
        text = texts[place]
        score = _COUNT_SHARE * math.log1p(counts[place]) / most + (1 - _COUNT_SHARE) * quality(text, likeness[place])
        return -round(score, 9), -counts[place], len(text), text

    return min(usable, key=rank)
