"""Candidates for codes: part, stock and model numbers, whose marks merchants set as they like ("293472-B21").

A code is compared in its compact form: letters and digits only, in capitals. For lists of codes any run of parts of a
chunk may be the code ("08W570-10Pack" holds 08W570); for open identifier keys whole chunks are candidates.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from itemcenter.schema import AttributeKey, AttributeValue, TypedValue, ValueList, ValueType
from itemcenter.values.folding import fold

#: A list is one of codes if this share of its values are single chunks that hold a digit.
_CODE_SHARE = 0.7
_CHUNK = re.compile(r"[A-Za-z0-9]+(?:[-./_#+&][A-Za-z0-9]+)*")
_DIGIT = re.compile(r"[0-9]")
_PART = re.compile(r"[A-Za-z0-9]+")
_MOST_PARTS = 6
_SHORTEST, _LONGEST = 3, 40


class Code(NamedTuple):
    """A chunk, or a run of its parts, at `text[start:end]`. whole: nothing was left off."""

    compact: str
    start: int
    end: int
    whole: bool


def compact(text: str) -> str:
    return "".join(character for character in fold(text) if character != " ").upper()


def codes(text: str) -> list[Code]:
    """Every chunk with a digit, and every run of its parts, left to right."""
    out: list[Code] = []
    for chunk in _CHUNK.finditer(text):
        if not any(character.isdigit() for character in chunk[0]):
            continue
        parts = [part.span() for part in _PART.finditer(text, chunk.start(), chunk.end())]
        if len(parts) > _MOST_PARTS:
            parts = [chunk.span()]
        for first in range(len(parts)):
            for last in range(first, len(parts)):
                start, end = parts[first][0], parts[last][1]
                form = compact(text[start:end])
                if _SHORTEST <= len(form) <= _LONGEST and any(character.isdigit() for character in form):
                    out.append(Code(form, start, end, (start, end) == chunk.span()))
    return out


class CodeList:
    """A value list by compact form."""

    def __init__(self, by_form: dict[str, tuple[AttributeValue, ...]]) -> None:
        self._by_form = by_form

    @staticmethod
    def of(entry: ValueList) -> CodeList | None:
        """None for a list that is not one of codes."""
        may_be = len(entry.values)  # codes, if all that follow are: most lists are found out early
        for value in entry.values:
            name = value.name.strip()
            if not (_DIGIT.search(name) and _CHUNK.fullmatch(name)):
                may_be -= 1
                if may_be < _CODE_SHARE * len(entry.values):
                    return None
        if not entry.values:
            return None
        by_form: dict[str, list[AttributeValue]] = {}
        for value in entry.values:
            by_form.setdefault(compact(value.name), []).append(value)
        return CodeList({form: tuple(values) for form, values in by_form.items()})

    def read(self, key: AttributeKey, found: list[Code]) -> list[tuple[TypedValue, Code]]:
        return [
            (TypedValue(key.type, value.name.strip(), value.id), code)
            for code in found
            for value in self._by_form.get(code.compact, ())
        ]


def open_codes(key: AttributeKey, found: list[Code]) -> list[tuple[TypedValue, Code]]:
    """Whole chunks as values of an open identifier key."""
    return [
        (TypedValue(ValueType.IDENTIFIER, code.compact), code)
        for code in found
        if code.whole and len(code.compact) >= 4
    ]
