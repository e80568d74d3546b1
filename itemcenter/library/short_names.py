"""Names that people use for a value though the ontology does not list them: initials, short forms, parts of a name.

initials   "Hewlett-Packard" -> HP, "International Business Machines" -> IBM (two capitals at least)
short      "Generation 7" -> Gen 7, G7;  "Double Data Rate 4" -> DDR4
parts      "Gray and Metallic" -> gray, metallic;  "Rings/Bands" -> rings, bands
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from itemcenter.values.folding import name_key

_SPLIT = re.compile(r"\s*(?:/|,|;|&|\+|\band\b|\bor\b|\bund\b|\boder\b|\(|\))\s*", re.IGNORECASE)
_LINK_WORDS = frozenset(
    {"of", "the", "and", "or", "for", "with", "to", "in", "a", "an", "und", "oder", "mit", "der", "die"}
)
#: A plain name without any of these signs and words has one part.
_SIGNS, _SPLIT_WORDS = frozenset("/,;&+()"), frozenset({"and", "or", "und", "oder"})
_EMPTY = frozenset(
    {"other", "others", "misc", "miscellaneous", "accessories", "equipment", "general", "various", "related", "etc"}
)
_LONGEST = 60


def short_names(name: str) -> Iterator[tuple[str, str]]:
    """(kind, name) pairs; kind is "short" or "part". Nothing for names of one word."""
    if len(name) > _LONGEST * 3:
        return
    words = name_key(name).split()
    letters = [word for word in words if not word.isdigit() and word not in _LINK_WORDS]
    if len(name) <= _LONGEST:
        yield from _shortened(words, letters)
    if name.isascii() and _SIGNS.isdisjoint(name) and _SPLIT_WORDS.isdisjoint(words):
        return
    parts = [part for part in _SPLIT.split(name) if part]
    if len(parts) > 1:
        for part in parts:
            folded = name_key(part).split()
            if folded and len("".join(folded)) >= 3 and not set(folded) <= _EMPTY:
                yield "part", part.strip()


def _shortened(words: list[str], letters: list[str]) -> Iterator[tuple[str, str]]:
    if len(words) >= 2 and words[-1].isdigit() and len(letters) == len(words) - 1:
        number = words[-1]
        if len(letters) == 1 and len(letters[0]) > 3:
            yield "short", f"{letters[0][0]}{number}"
            yield "short", f"{letters[0][:3]}{number}"
            yield "short", f"{letters[0][:3]} {number}"
        elif len(letters) > 1:
            yield "short", "".join(word[0] for word in letters) + number
            yield "short", "".join(word[0] for word in letters) + " " + number
    elif len(letters) >= 2 and len(letters) == len(words):
        yield "short", "".join(word[0] for word in letters)
