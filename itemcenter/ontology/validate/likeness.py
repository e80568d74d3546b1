"""How alike two names are written: what a duplicate shares with its original, and what forbids that they are one.

Numbers, units and denials are guards, not degrees: "64 GB" and "128 GB", "slip" and "non-slip" are never one value.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from itemcenter.errors import ValueParseError
from itemcenter.values import known_unit, to_unit
from itemcenter.values.folding import name_key

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_DENIAL = frozenset({"no", "non", "not", "without", "free", "un", "anti", "less", "ohne", "nicht", "kein", "never"})
_VOWELS = str.maketrans("", "", "aeiouy")
#: Words that a list may say or leave out.
_LINKS = frozenset({"and", "or", "of", "the", "a", "with", "for", "in", "und", "oder", "mit", "w"})

#: Figures of a pair, in order.
FIGURES = (
    "same_words", "same_joined", "edit", "trigrams", "short_for", "word_edit", "only_here", "only_there",
    "length_ratio", "first_letter", "cosine",
)  # fmt: skip


def stem(word: str) -> str:
    """A word without its plural ending; words of three letters and fewer stay."""
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=65_536)
def stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in name_key(text).split() if word not in _LINKS)


@lru_cache(maxsize=65_536)
def measures(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(numbers with their units as one amount each, denials) of a name: names that differ in either are not one."""
    amounts = []
    for found in _NUMBER.finditer(text):
        number = float(found[0].replace(",", "."))
        after = re.match(r"\s?-?([^\W\d_]+|[\"'°][A-Za-z]?)", text[found.end() :])
        unit = known_unit(after[1]) if after is not None else None
        amounts.append(_amount(number, unit))
    words = name_key(text).split()
    denials = tuple(sorted({word for word in words if word in _DENIAL}))
    return tuple(sorted(amounts)), denials


def _amount(number: float, unit: str | None) -> str:
    for wanted in ("mm", "g", "ml", "s") if unit else ():
        try:
            return f"{to_unit(number, str(unit), wanted):.6g} {wanted}"
        except ValueParseError:
            continue
    return f"{number:.6g} {unit or ''}".strip()


def guarded(one: str, other: str) -> bool:
    """Whether numbers, units or a denial forbid that the two are one value."""
    (mine, denied), (yours, also_denied) = measures(one), measures(other)
    if denied != also_denied:
        return True
    if mine == yours:
        return False
    bare = [sorted(entry.split()[0] for entry in entries) for entries in (mine, yours)]
    unitless = any(" " not in entry for entry in (*mine, *yours))
    return not (unitless and bare[0] == bare[1])


def likeness(one: str, other: str, cosine: float) -> tuple[float, ...]:
    """The `FIGURES` of a pair, each in [0, 1], `only_*` counted in words."""
    mine, yours = stems(one), stems(other)
    joined, other_joined = "".join(mine), "".join(yours)
    left, right = Counter(mine), Counter(yours)
    only_here, only_there = list((left - right).elements()), list((right - left).elements())
    spare = [(a, b) for a in only_here for b in only_there]
    return (
        float(left == right),
        float(joined == other_joined),
        edit_likeness(joined, other_joined),
        _dice(joined, other_joined),
        float(_short_for(only_here, only_there) or _short_for(only_there, only_here)),
        max((edit_likeness(a, b) for a, b in spare), default=float(not only_here and not only_there)),
        float(len(only_here)),
        float(len(only_there)),
        min(len(joined), len(other_joined)) / max(len(joined), len(other_joined), 1),
        float(joined[:1] == other_joined[:1]),
        cosine,
    )


def trigrams(text: str) -> frozenset[str]:
    padded = f"  {''.join(stems(text))} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def _dice(one: str, other: str) -> float:
    mine, yours = (Counter(zip(f" {text}", f"{text} ", strict=False)) for text in (one, other))
    total = sum(mine.values()) + sum(yours.values())
    return 2 * sum((mine & yours).values()) / total if total else 1.0


def _short_for(short: list[str], long: list[str]) -> bool:
    """Whether each word is a beginning of, or has the consonants of, another of the same place's words."""
    if not short or len(short) != len(long):
        return False
    return all(
        2 <= len(a) < len(b) and a[0] == b[0] and (b.startswith(a) or _skeleton(b).startswith(_skeleton(a)))
        for a, b in zip(short, long, strict=True)
    )


def _skeleton(word: str) -> str:
    return word[:1] + word[1:].translate(_VOWELS)


@lru_cache(maxsize=65_536)
def edit_likeness(one: str, other: str) -> float:
    """1 less the share of letters to change, drop, add or swap with the next (optimal string alignment)."""
    longest = max(len(one), len(other))
    if one == other:
        return 1.0
    if not longest or abs(len(one) - len(other)) > longest // 2:
        return 0.0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return 1.0 - row[-1] / longest
