"""Signs of the words of a name: what each is, stands beside, and is known as. Signs are strings; models number them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise

from itemcenter.extract.known_values import KnownValues, Match
from itemcenter.extract.written_words import Word

_NUMBER = re.compile(r"\d+")
#: A longer step of a path is a name, not a category.
_STEP_WORDS = 4


#: For whom things are, without the endings of number.
AUDIENCE = frozenset(
    """men man women woman gent lady ladie boy girl kid child children baby infant toddler teen adult unisex male female
    herren damen kinder jungen madchen""".split()  # noqa: SIM905
)


class Steps:
    """The words of a category path, without the endings of number: they tell what an item is."""

    def __init__(self, path: Iterable[str]) -> None:
        self._path = tuple(path)

    @cached_property
    def _words(self) -> tuple[frozenset[str], frozenset[str]]:
        steps = [[root_of(word) for word in step.split()] for step in self._path if len(step.split()) <= _STEP_WORDS]
        return frozenset(word for step in steps for word in step), frozenset(step[-1] for step in steps if step)

    def named(self, words: Sequence[str]) -> frozenset[int]:
        """Places of words that together are a step of two words and more: "Body Fat Analyzer"."""
        roots = [root_of(word) for word in words]
        return frozenset(
            place
            for step in self._phrases
            for at in range(len(roots) - len(step) + 1)
            if tuple(roots[at : at + len(step)]) == step
            for place in range(at, at + len(step))
        )

    @cached_property
    def _phrases(self) -> frozenset[tuple[str, ...]]:
        steps = (tuple(root_of(word) for word in step.split()) for step in self._path)
        return frozenset(step for step in steps if 1 < len(step) <= _STEP_WORDS)

    def has(self, word: str) -> bool:
        return root_of(word) in self._words[0]

    def ends_with(self, word: str) -> bool:
        """Whether a step ends with it: "Coffee Mugs" are mugs."""
        return root_of(word) in self._words[1]


def root_of(word: str) -> str:
    """A word without the endings of number: "boots" and "boot" are one."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if len(word) > 4 and word.endswith(("lve", "lves", "rve", "rves")):  # "shelves" and "shelf", "valves" and "valve"
        return word.rstrip("s")[:-2] + "f"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def for_whom(word: str) -> bool:
    return root_of(word) in AUDIENCE


def plain(words: Sequence[Word]) -> list[Word]:
    """The words whatever their numbers are."""
    return [word._replace(folded=_NUMBER.sub("#", word.folded)) for word in words]


def signs_of(
    text: str,
    words: Sequence[Word],
    group: str,
    steps: Steps,
    others: Sequence[frozenset[str]],
    known: Sequence[tuple[str, KnownValues, Sequence[Match], Sequence[tuple[str, str]]]],
) -> list[list[str]]:
    """others: the words of the text's other names; known: (prefix, values, their matches, cells that are left out)"""
    folded = [word.folded or "." for word in plain(words)]
    gaps = [text[before.end : behind.start].strip() for before, behind in pairwise(words)]
    out: list[list[str]] = []
    named = steps.named([word.folded for word in words])
    for at, word in enumerate(words):
        left = folded[at - 1] if at else "^"
        right = folded[at + 1] if at + 1 < len(words) else "$"
        two_left = folded[at - 2] if at > 1 else "^"
        two_right = folded[at + 2] if at + 2 < len(words) else "$"
        before, behind = gaps[at - 1] if at else "^", gaps[at] if at < len(gaps) else "$"
        here, shape = folded[at], word.shape[:12]
        row = [
            "=", f"w{here}", f"l{left}", f"r{right}", f"L{left} {here}", f"R{here} {right}",
            f"ll{two_left} {left}", f"rr{right} {two_right}", f"s{shape}", f"e{here[-3:]}",
            f"b{before}", f"h{behind}", f"a{min(at, 4)}", f"z{min(len(words) - at, 4)}",
            f"g{group} {here}", f"i{min(at, 4)} {before} {shape[:1]}",
            f"sl{words[at - 1].shape[:6] if at else '^'} {shape}",
            f"sr{words[at + 1].shape[:6] if at + 1 < len(words) else '$'} {shape}",
        ]  # fmt: skip
        if for_whom(word.folded):
            row.append("whom")
        if others:
            row.append(f"o{sum(word.folded in other for other in others) * 2 // len(others)} {min(at, 2)}")
        if at in named:
            row += ["step", f"step {at - 1 in named}"]
        if steps.has(word.folded):
            row += ["path", f"path {behind}{right if not behind else ''}"]
            if steps.ends_with(word.folded):
                row.append("path end")
        out.append(row)
    for prefix, values, matches, own in known:
        for match in matches:
            hits, trials = values.rate(match.key, match.value, own)
            sure = "?" if trials < 2 else str(int(4 * (hits + 0.5) / (trials + 1)))
            many = min(4, match.items.bit_length())
            width = min(3, match.last - match.first)
            for at in range(match.first, match.last):
                out[at] += [
                    f"{prefix}{match.key} {sure}", f"{prefix}m{match.key} {many} {width}",
                    f"{prefix}g{match.key} {group}", f"{prefix}{'B' if at == match.first else 'I'}{match.key} {sure}",
                ]  # fmt: skip
    return out
