"""The front of `values`: a merchant's cell and a key in, a typed value with its place in the cell out."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from itemcenter.errors import ValueParseError
from itemcenter.schema.fact import TypedValue, ValueType
from itemcenter.schema.ontology import AttributeKey
from itemcenter.values.boolean import boolean_of
from itemcenter.values.colour import normal_colour
from itemcenter.values.compare import name_of, same
from itemcenter.values.identifier import canonical_identifier, label_end
from itemcenter.values.parse_number import parse_counts, parse_quantities
from itemcenter.values.parsed import ParsedValue

__all__ = ["ParsedValue", "parse", "parse_all"]

_ENDS = re.compile(r"[;|\n\r•；，、]|,(?![0-9])|(?<![0-9]),|(?<![0-9])(?<!\bw)(?<!\bn)/|/(?![0-9a-z])", re.IGNORECASE)
#: A slash is part of many identifiers.
_IDENTIFIER_ENDS = re.compile(r"[;|\n\r•；，、,]")


class _Piece(NamedTuple):
    """A trimmed stretch of the cell."""

    start: int
    end: int
    text: str


def parse(text: str, key: AttributeKey, *, bare_unit: str | None = None, total: bool = False) -> ParsedValue:
    """The value of a whole cell under `key`, with its span in `text`.

    bare_unit: unit of a number without unit (from a header such as "Width (in)"); None: the key's unit, and the
               result says `assumed_unit`; "": such numbers are refused
    total:     multiply a multi pack ("12 x 330 ml" is 3960 ml)
    Raises `ValueParseError` with a remedy if the cell holds no value of the key's type, or if it holds the sides of
    a thing and does not say which of them the key wants.
    """
    if key.type is ValueType.QUANTITY:
        return parse_quantities(text, key, bare_unit, total)[0]
    if key.type is ValueType.COUNT:
        return parse_counts(text, key)[0]
    return _PARSERS[key.type](_piece(text, key), key)


def parse_all(
    text: str, key: AttributeKey, *, bare_unit: str | None = None, total: bool = False
) -> tuple[ParsedValue, ...]:
    """All values of a cell, in order, each value once; exactly one unless the key is `multiple`.

    Texts end at , ; / | or a line end; a comma or slash between digits does not end them. Raises as `parse` does; an
    entry that is no value fails the whole cell, so that nothing is lost in silence.
    """
    if not key.multiple or key.type is ValueType.BOOLEAN:
        return (parse(text, key, bare_unit=bare_unit, total=total),)
    if key.type is ValueType.QUANTITY:
        found = parse_quantities(text, key, bare_unit, total)
    elif key.type is ValueType.COUNT:
        found = parse_counts(text, key)
    else:
        ends = _IDENTIFIER_ENDS if key.type is ValueType.IDENTIFIER else _ENDS
        found = [_PARSERS[key.type](piece, key) for piece in _pieces(text, ends)] or [parse(text, key)]
    return _once(found, key)


def _once(found: list[ParsedValue], key: AttributeKey) -> tuple[ParsedValue, ...]:
    """Each value once, in order. A number is also dropped if it restates the one before it: 39.6 cm (15.6 in)."""
    once: dict[str, ParsedValue] = {}
    last: ParsedValue | None = None
    for entry in found:
        if last is None or not same(last.value, entry.value, key):
            numeric = entry.value.number is not None
            once.setdefault(entry.value.identity if numeric else name_of(entry.value), entry)
        last = entry
    return tuple(once.values())


def _piece(text: str, key: AttributeKey) -> _Piece:
    bare = text.strip()
    if not bare:
        raise ValueParseError(
            "the cell is empty", place=f"key {key.id}", remedy="leave the key out, or give it a value"
        )
    start = text.index(bare)
    return _Piece(start, start + len(bare), bare)


def _pieces(text: str, ends: re.Pattern[str]) -> list[_Piece]:
    out = []
    start = 0
    for stop, following in [*((found.start(), found.end()) for found in ends.finditer(text)), (len(text), 0)]:
        bare = text[start:stop].strip()
        if bare:
            place = text.index(bare, start)
            out.append(_Piece(place, place + len(bare), bare))
        start = following
    return out


def _words(piece: _Piece, key: AttributeKey) -> ParsedValue:
    if key.type is not ValueType.TEXT and not key.open:
        raise ValueParseError(
            f"{piece.text!r} has to come from the value list of the key",
            place=f"key {key.id}",
            remedy="look it up among the names of the list, or open the key",
        )
    words = normal_colour(piece.text) if key.type is ValueType.COLOUR else " ".join(piece.text.split())
    return ParsedValue(TypedValue(key.type, words), piece.start, piece.end)


def _identifier(piece: _Piece, key: AttributeKey) -> ParsedValue:
    start = piece.start + label_end(piece.text)
    bare = piece.text[start - piece.start :]
    if not any(character.isalnum() for character in bare):
        raise ValueParseError(
            f"{piece.text!r} holds no letter and no digit",
            place=f"key {key.id}",
            remedy="give the number or code as printed on the product",
        )
    return ParsedValue(TypedValue(ValueType.IDENTIFIER, canonical_identifier(bare)), start, piece.end)


def _boolean(piece: _Piece, key: AttributeKey) -> ParsedValue:
    answer = boolean_of(piece.text, (key.name, *key.synonyms))
    if answer is None:
        raise ValueParseError(
            f"{piece.text!r} answers neither yes nor no",
            place=f"key {key.id}",
            remedy="write yes or no, or leave the cell empty if it is not known",
        )
    return ParsedValue(TypedValue(ValueType.BOOLEAN, answer), piece.start, piece.end)


_PARSERS: dict[ValueType, Callable[[_Piece, AttributeKey], ParsedValue]] = {
    ValueType.CATEGORICAL: _words,
    ValueType.COLOUR: _words,
    ValueType.TEXT: _words,
    ValueType.IDENTIFIER: _identifier,
    ValueType.BOOLEAN: _boolean,
}
