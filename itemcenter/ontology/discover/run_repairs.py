"""Runs set right by what else is known: the maker that the path names, and longer names of keys.

"Brand Acme Cleaning Type Wet" beside a path with the maker Acme says Brand Acme, Cleaning Type Wet; "Body Features Dial
Shape Round" is a heading and a Dial Shape where the catalog has such a key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from itemcenter.extract.known_values import name_words, value_words
from itemcenter.ontology.discover.key_book import KeyBook
from itemcenter.ontology.discover.key_runs import Run
from itemcenter.values.folding import name_key

#: Marks and blanks that may stand between a value and the next name.
_GAP = re.compile(r"\s*")


def repaired(text: str, runs: Sequence[Run], book: KeyBook, brands: Collection[str], maker: str) -> list[Run]:
    """brands: folded names of keys whose values are brands; maker: folded, "" where none is known"""
    out: list[Run] = []
    for run in runs:
        before = out[-1] if out else None
        if before is not None and _GAP.fullmatch(text, before.end, run.name_start):
            moved = _longer(text, before, run, book)
            if moved is not None:
                out.pop()
                kept, run = moved
                out += [kept] if kept is not None else []
        end = _maker_end(text, run, maker) if run.key in brands and maker else 0
        out.append(run._replace(end=end) if end else run)
        if end and out[-1].end < run.end:
            left = text[end : run.end].split()
            out[-1] = out[-1]._replace(end=end)
            if len(left) == 1 and left[0][:1].isupper():
                out.append(Run("", run.end - len(left[0]), run.end, run.end, run.end, run.score))
        if before is not None and before.key == "" and out[-2:-1] == [before]:
            first = before.name_start
            name = name_key(text[first : run.name_end])
            out[-2:] = [run._replace(key=name, name_start=first)]
    return [run for run in out if run.key]


def _longer(text: str, before: Run, run: Run, book: KeyBook) -> tuple[Run | None, Run] | None:
    """The end of a value belongs to the next name where both together are one that cells have."""
    value = text[before.start : before.end]
    last = value.split()[-1] if value.split() else ""
    name = name_key(f"{last} {text[run.name_start : run.name_end]}")
    if not last[:1].isupper() or not book.has(name) or run.key == name:
        return None
    first = before.end - len(last)
    end = before.start + len(value[: -len(last)].rstrip())
    return (before._replace(end=end) if end > before.start else None), run._replace(key=name, name_start=first)


def _maker_end(text: str, run: Run, maker: str) -> int:
    """Where a brand ends that says more than the maker; 0 where it does not."""
    words = name_words(text[run.start : run.end])
    count = len(maker.split(" "))
    if len(words) > count and value_words(text[run.start : run.end]).startswith(f"{maker} "):
        return run.start + words[count - 1].end
    return 0
