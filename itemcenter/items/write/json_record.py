"""One JSON object with empty members filled and members added at its end; all else stays, character for character."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from itemcenter.items.filled import FILLED
from itemcenter.items.jsonrows import decode
from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.reasons import RowFault
from itemcenter.items.write.containers import appended_all, fresh
from itemcenter.items.write.edits import CellValue, Edited, RecordEdit, Samples

_BLANKS = re.compile(r"[ \t\r\n]*")
_VALUE = json.JSONDecoder(strict=False, parse_int=str)


class Member(NamedTuple):
    """Places in the text: of the name's opening quote, of the value, and after it."""

    name: str
    begin: int
    start: int
    end: int


def members(text: str) -> list[Member]:
    """The members of the object that `text` holds, in order. Raises `ValueError` where it holds none."""
    place = _after_blanks(text, 0)
    if text[place : place + 1] != "{":
        raise ValueError("no object")
    place, out = place + 1, list[Member]()
    while True:
        begin = _after_blanks(text, place)
        if text[begin : begin + 1] == "}" and not out:
            return out
        if text[begin : begin + 1] != '"':
            raise ValueError("no member")
        name, after = _VALUE.raw_decode(text, begin)
        colon = _after_blanks(text, after)
        start = _after_blanks(text, colon + 1)
        _, end = _VALUE.raw_decode(text, start)
        out.append(Member(name, begin, start, end))
        place = _after_blanks(text, end)
        if text[place : place + 1] != ",":
            return out
        place += 1


def is_empty(value: Any) -> bool:
    """Whether a member says nothing: null, "", [], {}."""
    return value in ([], {}) or (not isinstance(value, list | dict) and not (scalar_text(value) or "").strip())


def edited_object(text: str, edit: RecordEdit, samples: Samples, plain_ascii: bool) -> Edited:
    """The object after the edit, checked by reading it again. plain_ascii: write other letters as escapes."""
    if not edit:
        return Edited(text)
    try:
        old, found = decode(text), members(text)
    except (RowFault, ValueError, RecursionError):
        return Edited(None)
    ascii_only = plain_ascii or text.isascii()
    last = {member.name: member for member in found}  # of members with one name the last one counts
    pieces: list[tuple[int, int, str]] = []
    wanted, refused, ends = dict(old), list[str](), list[tuple[str, CellValue]]()
    for name, value in (*edit.cells.items(), *edit.added.items()):
        member = last.get(name)
        if member is None:
            ends.append((name, value))
        elif is_empty(old[name]) or name == FILLED:
            pieces.append((member.start, member.end, written(value, ascii_only)))
        else:
            continue
        wanted[name] = value
    for name, pairs in edit.pairs.items():
        member = last.get(name)
        piece, left = _pairs(text, member, old.get(name), pairs, samples.get(name), ascii_only)
        refused += left
        if piece is None:
            continue
        if member is None:
            ends.append((name, json.loads(piece[2])))
        else:
            pieces.append(piece)
        wanted[name] = ...
    pieces += at_end(text, found, [(name, written(value, ascii_only)) for name, value in ends], ascii_only)
    for start, end, new in sorted(pieces, reverse=True):
        text = text[:start] + new + text[end:]
    return Edited(text, tuple(refused)) if _reads_as(text, wanted) else Edited(None)


def written(value: Any, ascii_only: bool) -> str:
    return json.dumps(value, ensure_ascii=ascii_only)


def at_end(text: str, found: list[Member], ends: list[tuple[str, str]], ascii_only: bool) -> list[tuple[int, int, str]]:
    """New members, their values as JSON, behind the last one: commas, blanks and line breaks as between the others."""
    if not ends or not found:
        return []
    first, last = found[0], found[-1]
    gap = text[found[-2].end : last.begin] if len(found) > 1 else "," + text[text.index("{") + 1 : first.begin]
    name_end = _VALUE.raw_decode(text, last.begin)[1]
    colon = text[name_end : last.start]
    new = "".join(f"{gap}{written(name, ascii_only)}{colon}{value}" for name, value in ends)
    return [(last.end, last.end, new)]


def _pairs(
    text: str, member: Member | None, value: Any, pairs: list[tuple[str, str]], sample: Any, ascii_only: bool
) -> tuple[tuple[int, int, str] | None, list[str]]:
    """(start, end, new text) that puts pairs into a container, and the names of those that it cannot take."""
    names = [name for name, _ in pairs]
    column = member.name if member is not None else ""
    if member is None or is_empty(value):
        shown = sample if isinstance(sample, str) else json.dumps(sample, ensure_ascii=ascii_only)
        made = fresh(pairs, column, shown, ascii_only) if sample is not None else None
        if made is None:
            return None, names
        made = written(made, ascii_only) if isinstance(sample, str) else made
        return ((member.start, member.end, made) if member is not None else (0, 0, made)), []
    raw = text[member.start : member.end]
    if not isinstance(value, str):
        found, left = appended_all(raw, pairs, column, "", ascii_only)
        place = member.end - found.keep if found is not None else 0
        return ((place, place, found.text) if found is not None else None), left
    shown = sample if isinstance(sample, str) else ""
    found, left = appended_all(value, pairs, column, shown, ascii_only)
    if found is None:
        return None, names
    tail = value[len(value) - found.keep :]
    if not raw[:-1].endswith(tail):  # the tail is written with escapes
        return None, names
    place = member.end - 1 - len(tail)
    return (place, place, written(found.text, ascii_only)[1:-1]), left


def _reads_as(text: str, wanted: dict[str, Any]) -> bool:
    """Whether the text is an object with these members in this order; `...` stands for any value."""
    try:
        found = decode(text)
    except RowFault:
        return False
    return list(found) == list(wanted) and all(
        value is ... or repr(found[name]) == repr(value) for name, value in wanted.items()
    )


def _after_blanks(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place
