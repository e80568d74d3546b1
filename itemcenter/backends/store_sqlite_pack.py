"""Words, writes and changes of the SQLite store as bytes: records of one size, one behind the other.

A row of the file holds what belongs together: all words on an item, the writes on an item that came one after the
other, the changes of an item that did. A row for each costs more than what is in it, and so does reading them one by
one. NumPy reads and writes the records of many rows at once (`WORD` ...), `struct` those of one (`Word` ...).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from itemcenter.backends.store_rows import WordRow
from itemcenter.errors import StoreError

#: Bits of `marks`: a human lock, and that the cell shows the word; what is above them is the tier.
LOCKED, SHOWN, TIER = 1, 2, 2
_WRITE = [
    ("key", "<u4"),
    ("source", "<u4"),
    ("producer", "<u4"),
    ("priority", "<i4"),
    ("facts", "<i2"),
    ("confidence", "<f8"),  # NaN for none
    ("marks", "u1"),
    ("time_us", "<i8"),
    ("revision", "<i4"),
]
#: A source's latest write on a cell: what is asked of many; the rest stands in the log. told: hash of what the facts
#: say (`schema.cell_content`); size: bytes of its values in `heads.shown`, 0 where it has none there.
WORD = np.dtype([*_WRITE, ("arrival", "<i8"), ("told", "<i8"), ("size", "<u4")])
#: A write in the log. content: its 16 bytes as two numbers that are ordered as the bytes are; former: arrival of the
#: source's write on the cell before this one in time, 0 for none; end: where its facts end in `log.bodies`.
LOGGED = np.dtype(
    [*_WRITE, ("content_a", ">u8"), ("content_b", ">u8"), ("author", "<u4"), ("former", "<i8"), ("end", "<u4")]
)
#: Both in two pieces, of which the first is the same: copied as one.
_COMMON = np.dtype(_WRITE).itemsize
WORD_HEAD, LOGGED_HEAD = [
    np.dtype([("common", f"V{_COMMON}"), ("rest", f"V{kind.itemsize - _COMMON}")]) for kind in (WORD, LOGGED)
]
#: What a cell showed and shows, by arrival (0: nothing), with the priority as it was then.
CHANGE = np.dtype(
    [("key", "<u4"), ("before", "<i8"), ("before_priority", "<i4"), ("after", "<i8"), ("after_priority", "<i4")]
)

_WRITE_FORM = "<IIIihdBqi"
_WORD_FORM = struct.Struct(_WRITE_FORM + "qqI")
_LOGGED_FORM = struct.Struct(_WRITE_FORM + "16sIqI")
_CHANGE_FORM = struct.Struct("<Iqiqi")


class Word(NamedTuple):
    """`WORD`; confidence: NaN for none."""

    key: int
    source: int
    producer: int
    priority: int
    facts: int
    confidence: float
    marks: int
    time_us: int
    revision: int
    arrival: int
    told: int
    size: int

    @property
    def shown(self) -> int:
        return int(self.marks & SHOWN > 0)

    def showing(self, shown: int, priority: int) -> Word:
        return self._replace(marks=self.marks & ~SHOWN | SHOWN * shown, priority=priority)


class Logged(NamedTuple):
    """`LOGGED`"""

    key: int
    source: int
    producer: int
    priority: int
    facts: int
    confidence: float
    marks: int
    time_us: int
    revision: int
    content: bytes
    author: int
    former: int
    end: int

    def row(self, item: int, arrival: int, body: bytes) -> WordRow:
        return WordRow(
            item,
            self.key,
            self.source,
            arrival,
            self.priority,
            self.facts,
            None if math.isnan(self.confidence) else self.confidence,
            self.marks & LOCKED,
            self.time_us,
            self.revision,
            self.marks >> TIER,
            self.producer,
            self.content,
            self.author,
            body,
        )


class CellChange(NamedTuple):
    """`CHANGE`"""

    key: int
    before: int
    before_priority: int
    after: int
    after_priority: int


def word_of(row: WordRow, told: int, shown: int, size: int) -> Word:
    fields = _written(row)
    return Word._make((*fields[:6], fields[6] | SHOWN * shown, *fields[7:], row.arrival, told, size))


def logged_of(row: WordRow, former: int, end: int) -> Logged:
    return Logged._make((*_written(row), row.content, row.author, former, end))


def _written(row: WordRow) -> tuple[Any, ...]:
    confidence = math.nan if row.confidence is None else row.confidence
    marks = LOCKED * row.locked | row.tier << TIER
    return row.key, row.source, row.producer, row.priority, row.facts, confidence, marks, row.time_us, row.revision


def showing(words: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    shown: np.ndarray[Any, Any] = (words["marks"] & SHOWN) > 0
    return shown


def words_of(data: bytes) -> list[Word]:
    return [Word._make(entry) for entry in _unpacked(_WORD_FORM, data)]


def logged_in(data: bytes) -> list[Logged]:
    return [Logged._make(entry) for entry in _unpacked(_LOGGED_FORM, data)]


def logged_at(data: bytes, place: int) -> tuple[Logged, int]:
    """One of the writes of a row, and where its facts begin."""
    size = _LOGGED_FORM.size
    try:
        begin = _LOGGED_FORM.unpack_from(data, (place - 1) * size)[-1] if place else 0
        return Logged._make(_LOGGED_FORM.unpack_from(data, place * size)), begin
    except struct.error as error:
        raise damaged("the log") from error


def changes_in(data: bytes) -> list[CellChange]:
    return [CellChange._make(entry) for entry in _unpacked(_CHANGE_FORM, data)]


def packed_words(words: Iterable[Word]) -> bytes:
    return _packed(_WORD_FORM, words)


def packed_log(writes: Iterable[Logged]) -> bytes:
    return _packed(_LOGGED_FORM, writes)


def packed_changes(changes: Iterable[CellChange]) -> bytes:
    return _packed(_CHANGE_FORM, changes)


def records(kind: np.dtype[Any], parts: Sequence[bytes]) -> np.ndarray[Any, Any]:
    """The records of several rows, one behind the other, as a copy."""
    data = bytearray().join(parts)
    if len(data) % kind.itemsize:
        raise damaged("a row of the store")
    return np.frombuffer(data, kind)


def runs(ends: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Where runs of records start and stop. ends: of each record but the last, whether its run ends with it"""
    inner = np.flatnonzero(ends) + 1
    return np.concatenate(([0], inner)), np.append(inner, len(ends) + 1)


def _packed(form: struct.Struct, entries: Iterable[tuple[Any, ...]]) -> bytes:
    try:
        return b"".join([form.pack(*entry) for entry in entries])
    except struct.error as error:
        raise OverflowError(str(error)) from error


def _unpacked(form: struct.Struct, data: bytes) -> Iterable[tuple[Any, ...]]:
    try:
        return form.iter_unpack(data)
    except struct.error as error:
        raise damaged("a row of the store") from error


def damaged(what: str) -> StoreError:
    return StoreError(f"{what} is damaged in the store", remedy="restore the file from a copy, or build anew")
