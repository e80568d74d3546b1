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
from itemcenter.ontology.discover.told_features import ANSWERS
from itemcenter.values.folding import name_key
from itemcenter.values.units import spelling

#: Marks and blanks that may stand between a value and the next name.
_GAP = re.compile(r"\s*")
_ONE_WORD = re.compile(r"\s+[A-Z][\w-]*\s+")
_MEASURE = re.compile(r"(\d[\d.,]*\s?([^\W\d_]+))(?:\s+[A-Z][a-z]|\s*[,(]\s*(?=[^\W\d_])|\s+\2(?!\w))")
_WORDS = re.compile(r"\S+")
#: Characters in which a longer value is looked for.
_REACH = 80
#: "Design No : 12" is no answer.
_NUMBERED = re.compile(r"\s*(?:[:#]|\d)")
_ANSWER = re.compile(rf"\s*(?i:{'|'.join(sorted(ANSWERS))})\b")
#: Words of a name that is answered.
_NAME = 4


def repaired(text: str, runs: Sequence[Run], book: KeyBook, brands: Collection[str], maker: str) -> list[Run]:
    """brands: folded names of keys whose values are brands; maker: folded, "" where none is known"""
    out: list[Run] = []
    begins: int | None = None  # where the next name begins, before the word that is known
    for place, run in enumerate(runs):
        before = out[-1] if out else None
        if begins is not None:
            run = _named_from(text, run, begins)
        elif before is not None and _GAP.fullmatch(text, before.end, run.name_start):
            moved = _longer(text, before, run, book)
            if moved is None and _goes_on(text, before, run, book):
                out[-1] = before._replace(end=run.end)
                continue
            if moved is not None:
                kept, run = moved
                out[-1:] = [kept] if kept is not None else []
        elif _is_part(text, run, book):
            continue
        end = _maker_end(text, run, maker) if run.key in brands and maker else 0
        begins = _next_name(text, end or run.end, runs) if maker and run.key in brands else None
        run = run._replace(end=end or run.end)
        stop = runs[place + 1].name_start if place + 1 < len(runs) else len(text)
        out += _answered(text, _measured(text, _known_longer(text, run, stop, book), book), book)
        out += _answers(text, out[-1], stop, book)
    return out


def _goes_on(text: str, before: Run, run: Run, book: KeyBook) -> bool:
    """ "Model ID Charger for Vaio Series V-12": values that are known have "Vaio Series" within them."""
    last = text[before.start : before.end].split()[-1:]
    name = text[run.name_start : run.name_end]
    return (
        bool(last and name)
        and ":" not in text[run.name_start : run.start]
        and book.inside(before.key, name_key(f"{last[0]} {name}"))
    )


def _known_longer(text: str, run: Run, stop: int, book: KeyBook) -> Run:
    """ "Pattern Self Design" has no value "Self" where "self design" is known."""
    words = list(_WORDS.finditer(text, run.start, min(stop, run.start + _REACH)))
    count = book.prefix(run.key, [name_key(found.group()) for found in words])
    more = count > len(text[run.start : run.end].split())
    return run._replace(end=run.start + len(text[run.start : words[count - 1].end()].rstrip(",;|)"))) if more else run


def _named_from(text: str, run: Run, start: int) -> Run:
    return run._replace(key=name_key(text[start : run.name_end]), name_start=start)


def _next_name(text: str, end: int, runs: Sequence[Run]) -> int | None:
    """Where one word with a capital stands between a brand, which is known to end, and the next known name."""
    start = next((run.name_start for run in runs if run.name_start >= end), end)
    left = text[end:start]
    return start - len(left.lstrip()) if _ONE_WORD.fullmatch(left) else None


def _is_part(text: str, run: Run, book: KeyBook) -> bool:
    """A name that ends a value that cells have: "Round Neck T-Shirt" says nothing of a neck "T-Shirt"."""
    words = text[max(0, run.name_start - 60) : run.name_end].split()
    count = len(text[run.name_start : run.name_end].split()) + 1
    named = run.name_end > run.name_start and ":" not in text[run.name_end : run.start]
    return named and book.within(name_key(" ".join(words[-count:])))


def _measured(text: str, run: Run, book: KeyBook) -> Run:
    """A measure ends with its unit where a capital follows: another name begins there."""
    found = _MEASURE.match(text, run.start, run.end) if book.measures(run.key) else None
    return run._replace(end=found.end(1)) if found is not None and spelling(found[2]) is not None else run


def _answered(text: str, run: Run, book: KeyBook) -> list[Run]:
    """ "Additional Features Rust Proof Yes" is a heading and the answer to a name.

    "Material Plastic Lid Included No Washable Yes" is a value that is known, and the answers to names.
    """
    words = list(_WORDS.finditer(text, run.start, run.end))
    if len(words) < 2 or words[-1].group().lower() not in ANSWERS:
        return [run]
    heading = book.is_tail(run.key.split(" ")[-1])
    known = 0 if heading else book.prefix(run.key, [name_key(word.group()) for word in words[:-1]])
    out = [run._replace(end=run.start + len(text[run.start : words[known - 1].end()].rstrip(",;|")))] if known else []
    first = known
    for at in range(known, len(words)) if heading or known else ():
        if words[at].group().lower() in ANSWERS:
            name = words[first:at]
            if not name or not (heading or all(word.group()[0].isupper() for word in name)):
                return [run]
            start, end = name[0].start(), name[-1].end()
            out.append(Run(name_key(text[start:end]), start, end, words[at].start(), words[at].end(), run.score))
            first = at + 1
    return out or [run]


def _answers(text: str, before: Run, stop: int, book: KeyBook) -> list[Run]:
    """Names with yes or no that stand between a value and the next name, headings before them left out."""
    out: list[Run] = []
    name: list[re.Match[str]] = []
    for word in _WORDS.finditer(text, before.end, min(stop, before.end + _REACH)):
        said = word.group()
        if said.lower() in ANSWERS and name and not _NUMBERED.match(text, word.end()):
            start, end = name[0].start(), name[-1].end()
            out.append(Run(name_key(text[start:end]), start, end, word.start(), word.end(), before.score))
            name = []
        elif said[0].isupper() and said[-1].isalnum() and len(name) < _NAME:
            name.append(word)
            begun = name_key(text[name[0].start() : word.end()])
            if book.is_heading(begun):
                name = []
            elif book.is_key(begun) and not _ANSWER.match(text, word.end()):
                break  # its value is not known, and where that ends
        else:
            break
    return out


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
