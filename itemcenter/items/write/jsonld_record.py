"""Products in a text of schema.org JSON-LD, with empty properties filled and properties added; the rest is untouched.

Attributes that schema.org has a property for get it, all others become `PropertyValue`s of `additionalProperty`. The
text is read again by the reader itself: unless it gives the same products with nothing but the edits, it is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from itemcenter.items.filled import FILLED
from itemcenter.items.reasons import RowFault
from itemcenter.items.tables.placed_json import Placed, decode_placed
from itemcenter.items.tables.schema_products import SPECS, SchemaData
from itemcenter.items.tables.schema_values import local
from itemcenter.items.write.edits import RecordEdit
from itemcenter.items.write.json_record import Member, at_end, is_empty, members, written
from itemcenter.items.write.jsonld import SCRIPT_ESCAPES

_MORE = "additionalProperty"
#: The column into which the reader puts all that a product states of itself.
CONTAINER = "specs"

#: Properties whose value is a quantity, not a text.
_QUANTITIES = ("weight", "height", "width", "depth")
_QUANTITY = re.compile(r"(-?\d+(?:\.\d+)?)\s*([^\d\s].*)")

Span = tuple[int, int]
Piece = tuple[int, int, str]


class _Left(Exception):
    """The product cannot be edited so that the reader would understand it."""


def edited_text(text: str, edits: Sequence[tuple[Span, RecordEdit]], in_page: bool, ascii_only: bool) -> str | None:
    """The text after all edits of its products; None where it cannot be edited so that the reader understands it.

    edits: place of each product's object, and what it gets; in_page: nothing may end the script that it stands in
    """
    if len({span for span, _ in edits}) < len(edits) or any(span == (0, 0) for span, _ in edits):
        return None
    pieces: list[Piece] = []
    try:
        for (begin, end), edit in edits:
            made = _pieces(text[begin:end], edit, ascii_only or text.isascii())
            pieces += [(begin + first, begin + last, new) for first, last, new in made]
    except (ValueError, _Left):
        return None
    new, place = "", 0
    for first, last, piece in sorted(pieces, key=lambda entry: entry[0]):
        new += text[place:first] + (piece.translate(SCRIPT_ESCAPES) if in_page else piece)
        place = last
    new += text[place:]
    return new if _same_but(text, new, dict(edits)) else None


def _pieces(text: str, edit: RecordEdit, ascii_only: bool) -> Iterator[Piece]:
    """The text of one object, piece by piece. Raises `ValueError` where it is none, `_Left`."""
    found = members(text)
    last = {local(member.name): member for member in found}
    name = next((member.name for member in found if local(member.name) == "name"), "name")
    prefix = name[: len(name) - len("name")]
    ends: list[tuple[str, str]] = []
    more: list[tuple[str, str]] = []
    for column, value in (*edit.cells.items(), *edit.added.items()):
        if column in edit.added and column != FILLED:
            more.append((column, str(value)))
            continue
        given: Any = {"@type": f"{prefix}Brand", f"{prefix}name": value} if column == "brand" else value
        yield from _put(text, last, ends, column, prefix, written(given, ascii_only))
    for column, pairs in edit.pairs.items():
        if column != CONTAINER:
            raise _Left
        more += pairs
    entries = []
    for attribute, stated in more:
        if attribute in SPECS:
            quantity = _quantity(stated, prefix) if attribute in _QUANTITIES else None
            if quantity is not None or attribute not in _QUANTITIES:
                shown = written(stated if quantity is None else quantity, ascii_only)
                yield from _put(text, last, ends, attribute, prefix, shown)
                continue
        entry = {"@type": f"{prefix}PropertyValue", f"{prefix}name": attribute, f"{prefix}value": stated}
        entries.append(written(entry, ascii_only))
    if entries:
        yield from _appended(text, last.get(_MORE), ends, prefix + _MORE, entries)
    yield from at_end(text, found, ends, ascii_only)


def _put(
    text: str, last: Mapping[str, Member], ends: list[tuple[str, str]], name: str, prefix: str, value: str
) -> Iterator[Piece]:
    """A property with a JSON value: in the place of an empty one, or at the end of the object."""
    member = last.get(name)
    if member is None:
        ends.append((name if name == FILLED else prefix + name, value))
    elif name == FILLED or _says_nothing(json.loads(text[member.start : member.end])):
        yield member.start, member.end, value
    else:
        raise _Left


def _appended(
    text: str, member: Member | None, ends: list[tuple[str, str]], name: str, entries: list[str]
) -> Iterator[Piece]:
    """Entries put into a list, after those that stand in it; a single value becomes the first of a list."""
    value = json.loads(text[member.start : member.end], strict=False) if member is not None else None
    if member is None:
        ends.append((name, f"[{', '.join(entries)}]"))
    elif is_empty(value):
        yield member.start, member.end, f"[{', '.join(entries)}]"
    elif isinstance(value, list):
        places = _listed(text, member.start)
        first, last = places[0], places[-1]
        gap = text[places[-2][1] : last[0]] if len(places) > 1 else "," + text[member.start + 1 : first[0]]
        yield last[1], last[1], "".join(gap + entry for entry in entries)
    else:
        yield member.start, member.start, "["
        yield member.end, member.end, "".join(f", {entry}" for entry in entries) + "]"


def _listed(text: str, start: int) -> list[Span]:
    """The places of the entries of the list that begins at `start`, which is not empty."""
    decoder, out, place = json.JSONDecoder(strict=False, parse_int=str), list[Span](), start
    while text[place] != "]":
        begin = place + 1 + len(text[place + 1 :]) - len(text[place + 1 :].lstrip(" \t\r\n"))
        _, end = decoder.raw_decode(text, begin)
        out.append((begin, end))
        place = end + len(text[end:]) - len(text[end:].lstrip(" \t\r\n"))
    return out


def _says_nothing(value: Any) -> bool:
    """Whether a value is empty, or a thing without any word of its own."""
    if isinstance(value, dict):
        return all(name in ("@type", "type") or is_empty(entry) for name, entry in value.items())
    return is_empty(value)


def _quantity(text: str, prefix: str) -> dict[str, Any] | None:
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    number = float(found[1])
    amount = int(number) if number.is_integer() and "." not in found[1] else number
    return {"@type": f"{prefix}QuantitativeValue", f"{prefix}value": amount, f"{prefix}unitText": found[2]}


def _same_but(old: str, new: str, edits: Mapping[Span, RecordEdit]) -> bool:
    """Whether the new text holds the products of the old one, each with its edit and no other change."""
    try:
        before = list(SchemaData(decode_placed(old)).products())
        after = list(SchemaData(decode_placed(new)).products())
    except RowFault:
        return False
    if len(before) != len(after):
        return False
    for (cells, node), (found, _) in zip(before, after, strict=True):
        edit = edits.get(node.span) if isinstance(node, Placed) else None
        edit = edit or RecordEdit()
        names = [name for pairs in edit.pairs.values() for name, _ in pairs]
        names += [name for name in edit.added if name != FILLED]
        changed = {*edit.cells, *(name for name in edit.added if name == FILLED)}
        if any(repr(cells.get(name)) != repr(found.get(name)) for name in {*cells, *found} - changed - {CONTAINER}):
            return False
        if any(is_empty(found.get(name)) for name in changed):
            return False
        more = [entry["name"] for entry in _new(cells.get(CONTAINER, []), found.get(CONTAINER, []))]
        if sorted(more) != sorted(name for name in names if CONTAINER not in changed):
            return False
    return True


def _new(old: list[Any], new: list[Any]) -> list[Any]:
    """The specs of `new` that are not among those of `old`; None stands for one that is gone."""
    left = [repr(entry) for entry in old]
    out = []
    for entry in new:
        if repr(entry) in left:
            left.remove(repr(entry))
        else:
            out.append(entry)
    return out + [{"name": ""} for _ in left]
