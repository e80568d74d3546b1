"""Other ways to write a value, as experts note them on a key: "HP -> Hewlett-Packard; G# -> Generation #".

A note is prose or pseudo-code in which pairs stand; the rest is for people. A pair is

    written -> meant                     (also => and →; on a line or between semicolons)
    "written" with "meant"               (also to, into, by, as, means, ->, :; the meant side may be a bare number)
    .replace("written", "meant")

`#` and `{i}` stand for any number, the same on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

_MOST, _LONGEST_NOTE, _LONGEST_SIDE = 200, 20_000, 60
_QUOTED = r"""[frb]?(?P<{0}q>["'“‘„])(?P<{0}>[^"'“”‘’\n]{{1,60}}?)["'”’“]"""
_LINE, _ARROW, _LEAD = re.compile(r"[^;\n]+"), re.compile(r"->|=>|→"), " \t*•-"
_LINK = r"\s*(?:\b(?:with|to|into|by|as|means|becomes)\b|->|=>|→|:(?:\s*return)?)\s*"
_PAIR = re.compile(
    r"(?:(?P<call>\.replace\()\s*)?"
    + _QUOTED.format("w")
    + rf"(?(call)\s*,\s*|{_LINK})"
    + rf"(?:{_QUOTED.format('m')}|(?P<number>\d+(?:\.\d+)?)\b)"
)
_ANY_NUMBER = re.compile(r"#|\{\w+\}")
_NUMBER = r"(\d+(?:\.\d+)?)"
_WORD = re.compile(r"\w", re.UNICODE)


class Rewrite(NamedTuple):
    """Who writes `written` means `meant`; "#" in both is one number."""

    written: str
    meant: str


def rewrites_of(note: str) -> tuple[Rewrite, ...]:
    """The pairs of a note in order, each once; 200 at most. Sides without a letter or digit make no pair."""
    found: dict[Rewrite, None] = {}
    for written, meant in _pairs(note[:_LONGEST_NOTE]):
        pair = Rewrite(*(" ".join(_ANY_NUMBER.sub("#", side).split()) for side in (written, meant)))
        numbers = {side.count("#") for side in pair}
        if all(_WORD.search(side) for side in pair) and numbers in ({0}, {1}) and pair.written != pair.meant:
            found[pair] = None
        if len(found) == _MOST:
            break
    return tuple(found)


def _pairs(note: str) -> Iterator[tuple[str, str]]:
    quoted = ((match.start(), match["w"], match["m"] or match["number"]) for match in _PAIR.finditer(note))
    for _, written, meant in sorted([*_arrows(note), *quoted]):
        yield written, meant


def _arrows(note: str) -> Iterator[tuple[int, str, str]]:
    """(place, written, meant) of each line with an arrow; what is meant ends with the sentence."""
    for line in _LINE.finditer(note):
        arrow = _ARROW.search(line[0])
        if arrow is None:
            continue
        written, meant = line[0][: arrow.start()].strip(" \t").lstrip(_LEAD), line[0][arrow.end() :].strip(" \t")
        end = meant.find(".", 1)
        meant = meant if end < 0 else meant[:end].rstrip(" \t")
        if set("\"'“”‘’→") & {*written, *meant}:
            continue
        if 0 < len(written) <= _LONGEST_SIDE and 0 < len(meant) <= _LONGEST_SIDE:
            yield line.start(), written, meant


def writings_of(name: str, rewrites: Sequence[Rewrite]) -> list[str]:
    """How else the name may be written, without itself: each rewrite alone, wherever what it means stands as words."""
    out: dict[str, None] = {}
    for rewrite in rewrites:
        pattern = re.escape(rewrite.meant).replace(r"\#", _NUMBER).replace(r"\ ", r"\s+")
        bounded = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)
        other = bounded.sub(partial(_as_written, rewrite.written), name)
        if other != name:
            out[" ".join(other.split())] = None
    return list(out)


def _as_written(written: str, found: re.Match[str]) -> str:
    return written.replace("#", found[1]) if found.re.groups else written
