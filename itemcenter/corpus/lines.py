"""Records of a log file: delimited text with a header, JSON lines, or JSON arrays, plain or gzipped; one at a time.

A record that cannot be read is handed to `reject` and the reading goes on. Only a file of which nothing can be read is
an error.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from itemcenter.errors import CatalogError
from itemcenter.schema import RejectedRow, SourceId
from itemcenter.schema.item import MAX_RAW

Reject = Callable[[RejectedRow], None]

#: Longest line or JSON record that is read; longer ones are no log lines.
MAX_LINE = 1_000_000
_BLOCK = 65_536
_MALFORMED, _NOT_TEXT, _TOO_LONG = "malformed", "encoding", "too_long"


@dataclass(frozen=True, slots=True)
class LogRecord:
    """number: 1-based among the records; line: where it begins (the record's number in a JSON array)"""

    number: int
    line: int
    cells: Mapping[str, Any]
    raw: str


class Rejecter:
    """Makes quarantine rows of what a reader could not use."""

    def __init__(self, source: SourceId, path: Path, reject: Reject) -> None:
        self._source, self._file, self._reject = source, path.name, reject
        self.count = 0

    def __call__(self, number: int, line: int, reason: str, message: str, remedy: str, raw: str) -> None:
        self.count += 1
        cut = raw[:MAX_RAW]
        self._reject(RejectedRow(self._source, number, line, reason, message, remedy, cut, len(raw), file=self._file))


def read_records(path: Path, rejecter: Rejecter) -> Iterator[LogRecord]:
    """Records with named cells. Raises `CatalogError` for a file that cannot be opened or is empty."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
            plain.seek(0)
            handle = cast(BinaryIO, gzip.GzipFile(fileobj=plain)) if packed else plain
            first = handle.peek(_BLOCK)[:_BLOCK]  # type: ignore[attr-defined]
            begin = first.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
            if begin == b"[" or (begin == b"{" and not _is_lines(first)):
                yield from _array(handle, rejecter)
            elif begin == b"{":
                yield from _json_lines(handle, rejecter)
            else:
                yield from _delimited(handle, first, rejecter, path)
    except (OSError, EOFError, zlib.error) as error:
        raise CatalogError(f"cannot be read: {error}", place=str(path), remedy="name a readable file") from error


def _is_lines(first: bytes) -> bool:
    """Whether the first line is an object by itself."""
    line, end, _ = first.partition(b"\n")
    try:
        return (
            isinstance(json.loads(line), dict) and bool(end or len(first) < _BLOCK) and b'"querySetQueries"' not in line
        )
    except (ValueError, RecursionError):
        return False


def _lines(handle: BinaryIO, rejecter: Rejecter) -> Iterator[tuple[int, str]]:
    number = 0
    while line := handle.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            raw = line[:200].decode("utf-8", "replace")
            while line and not line.endswith(b"\n"):
                line = handle.readline(MAX_LINE)
            rejecter(number, number, _TOO_LONG, f"the line is longer than {MAX_LINE:,} bytes", "split it", raw)
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            remedy = "save the file as UTF-8"
            rejecter(number, number, _NOT_TEXT, f"the line is no UTF-8: {error.reason}", remedy, line.decode("latin-1"))
            continue
        yield number, text.rstrip("\r\n")


def _json_lines(handle: BinaryIO, rejecter: Rejecter) -> Iterator[LogRecord]:
    for number, text in _lines(handle, rejecter):
        if not text.strip():
            continue
        try:
            cells = json.loads(text)
        except (ValueError, RecursionError) as error:
            rejecter(number, number, _MALFORMED, f"the line is no JSON: {error}", "mend the line", text)
            continue
        if not isinstance(cells, dict):
            rejecter(number, number, _MALFORMED, "the line is no JSON object", "one object a line", text)
            continue
        yield LogRecord(number, number, cells, text)


def _delimited(handle: BinaryIO, first: bytes, rejecter: Rejecter, path: Path) -> Iterator[LogRecord]:
    """A quoted line break is part of a cell only within `csv`'s reading of one line: logs hold one record a line."""
    head = first.decode("utf-8-sig", "replace").splitlines()[:1]
    if not head:
        raise CatalogError("holds no line", place=str(path), remedy="give a header line and a record a line")
    mark = max("\t;,|", key=head[0].count)
    names: list[str] = []
    count = 0
    for number, text in _lines(handle, rejecter):
        if not text.strip():
            continue
        try:
            cells = next(csv.reader([text], delimiter=mark, strict=True))
        except (csv.Error, StopIteration) as error:
            rejecter(max(count, 1), number, _MALFORMED, f"the line cannot be split: {error}", "mend its quotes", text)
            continue
        if not names:
            names = [name.strip() for name in cells]
            continue
        count += 1
        if len(cells) != len(names):
            told = f"the line has {len(cells)} cells, the header {len(names)}"
            rejecter(count, number, _MALFORMED, told, "quote cells that hold the separator", text)
            continue
        yield LogRecord(count, number, dict(zip(names, cells, strict=True)), text)


def _array(handle: BinaryIO, rejecter: Rejecter) -> Iterator[LogRecord]:
    """Objects of the first array of the text, each decoded when the text has come that far."""
    decoder, number = json.JSONDecoder(), 0
    reader = codecs.getreader("utf-8-sig")(handle, "replace")
    buffer = reader.read(_BLOCK)
    start = buffer.find("[")
    buffer = buffer[start + 1 :] if start >= 0 else ""
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        try:
            entry, end = decoder.raw_decode(buffer)
            if end == len(buffer) and not buffer.endswith("}"):
                raise ValueError("a number may go on")
        except (ValueError, RecursionError) as error:
            more = reader.read(_BLOCK) if len(buffer) <= MAX_LINE else ""
            if more:
                buffer += more
                continue
            if buffer.strip():
                told = f"the array breaks off or is damaged here: {error}"
                rejecter(
                    number + 1,
                    number + 1,
                    _MALFORMED,
                    told,
                    "mend the file: nothing behind this is read",
                    buffer[:2000],
                )
            return
        number += 1
        raw, buffer = buffer[:end], buffer[end:]
        if isinstance(entry, dict):
            yield LogRecord(number, number, entry, raw)
        else:
            rejecter(number, number, _MALFORMED, "the entry is no object", "an object with a query each", raw)
