"""Physical lines of a text source, with bounded memory: of a line beyond the limit only its head is kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from itemcenter.schema.item import MAX_RAW


class Chunks(Protocol):
    """What lines are cut from: texts in order; `suspect` tells about the newest one (see `encoding.TextSource`)."""

    suspect: bool

    def chunks(self) -> Iterator[str]: ...


class CutLine(str):
    """The head of a line that is too long to keep; `full_length` counts its characters."""

    __slots__ = ("full_length",)

    full_length: int

    @classmethod
    def of(cls, head: str, full_length: int) -> CutLine:
        line = cls(head[:MAX_RAW])
        line.full_length = full_length
        return line


class Lines:
    """Lines with their line ends. `suspect`: the line just given may hold marked bytes or control characters."""

    def __init__(self, source: Chunks, newline: str, limit: int) -> None:
        self.suspect = False
        self.source = source
        self._newline = newline
        self._limit = limit

    def __iter__(self) -> Iterator[str]:
        newline = self._newline
        parts: list[str] = []  # the line that is not complete yet
        size, suspect = 0, False
        for chunk in self.source.chunks():
            suspect = suspect or self.source.suspect
            pieces = chunk.split(newline)
            rest = pieces.pop()
            if pieces:
                self.suspect = suspect
                yield self._joined(parts, size, pieces[0] + newline)
                for piece in pieces[1:]:
                    yield piece + newline if len(piece) < self._limit else CutLine.of(piece, len(piece))
                parts, size, suspect = [], 0, self.source.suspect
            if size <= self._limit:
                parts.append(rest)
            size += len(rest)
        if size:
            self.suspect = suspect
            yield self._joined(parts, size, "")

    def _joined(self, parts: list[str], size: int, last: str) -> str:
        size += len(last)
        text = "".join((*parts, last)) if parts else last
        return text if size <= self._limit else CutLine.of(text, size)
