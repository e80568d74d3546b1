"""A row on its way: `SourceRow` as it was cut from the file, `ReadRow` as the reader gives it out."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from itemcenter.items.reasons import REMEDIES, RowFault
from itemcenter.schema import Item, RejectedRow, SourceId
from itemcenter.schema.item import MAX_RAW

#: An undecodable byte 0xNN is read as the lone surrogate U+DCNN (see `encoding`); no sound text holds one.
BAD_BYTE = re.compile("[\ud800-\udfff]")


class ReadRow(NamedTuple):
    """One record of the file: exactly one of `item` and `rejected` is set. `row` and `line` are counted from 1.

    raw:  the record's own text in pieces, for a later stage that has to refuse the item (a duplicate id)
    file: which file of a catalog of several; rows are counted through all of them, lines in each
    """

    row: int
    line: int
    item: Item | None
    rejected: RejectedRow | None
    raw: Sequence[str] = ()
    file: str = ""

    def refused(self, source: SourceId, fault: RowFault) -> RejectedRow:
        """The quarantine record of this row, for a fault found after reading."""
        raw = "".join(self.raw).rstrip("\r\n")
        return rejected_row(source, self.row, self.line, raw, 0, fault, self.file)


class TwiceRead:
    """Rows that are read twice in a row: the first reading keeps them where they are few, which saves the second one.

    Few: so many characters of text, some 150 MB in memory. Rows of containers (Parquet, Excel) are not kept.
    """

    MOST_CHARS = 40_000_000
    _FREEZE = 500

    def __init__(self, rows: Iterable[ReadRow]) -> None:
        self._rows = rows
        self._kept: list[ReadRow] | None = None

    def first(self) -> Iterator[ReadRow]:
        """The rows; kept when they have been read to their end."""
        kept: list[ReadRow] | None = []
        room = self.MOST_CHARS
        for row in self._rows:
            room -= sum(map(len, row.raw)) if type(row.raw) in (list, tuple) else room + 1
            if kept is not None and room >= 0:
                kept.append(row)
                if len(kept) % self._FREEZE == 0:
                    gc.freeze()  # else the cycle collector would look at all of them again and again
            else:
                kept = None
            yield row
        self._kept = kept

    def __iter__(self) -> Iterator[ReadRow]:
        return iter(self._rows if self._kept is None else self._kept)


class SourceRow(NamedTuple):
    """One record as cut from the file, or the fault that kept it from being cut.

    line:       where it begins, counted from 1
    cells:      column -> value, as written; empty where there is a fault
    raw:        its own text in pieces (physical lines, or one JSON text)
    raw_length: characters of the whole record where `raw` was cut, else 0
    """

    line: int
    cells: Mapping[str, Any]
    raw: Sequence[str]
    raw_length: int = 0
    repaired: bool = False
    fault: RowFault | None = None


def rejected_row(
    source: SourceId, row: int, line: int, raw: str, raw_length: int, fault: RowFault, file: str = ""
) -> RejectedRow:
    """The quarantine record of a fault, its raw text made printable and cut to `MAX_RAW`."""
    return RejectedRow(
        source=source,
        row=row,
        line=line,
        reason=fault.reason,
        message=fault.message,
        remedy=REMEDIES[fault.reason],
        raw=printable(raw[:MAX_RAW]),
        raw_length=max(raw_length, len(raw)),
        column=printable(fault.column),
        file=printable(file),
    )


def printable(text: str) -> str:
    r"""Undecodable bytes as "\xNN", so that the text can be stored as UTF-8."""
    if text.isascii() or not BAD_BYTE.search(text):
        return text
    return BAD_BYTE.sub(lambda found: f"\\x{ord(found.group()) & 0xFF:02x}", text)
