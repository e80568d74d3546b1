"""What a `Merge` holds in memory of the items and cells it works on."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace

from itemcenter.backends.store_rows import Names, WordRow, row_cell, row_version
from itemcenter.schema import AttributeWrite, Cell, ItemId, ItemRecord, KeyId, Version

#: The presence, as numbered in the store, of an item that counts nowhere.
RETIRED = 2


class Word:
    """One source's word on a cell: its row, and the write itself where it came with this batch.

    stored: (shown, priority) as they stand in the store; None where it has another word here, or none
    """

    __slots__ = ("_item_id", "_names", "_write", "row", "source", "stored", "version")

    def __init__(self, row: WordRow, item_id: ItemId, names: Names, held: int | AttributeWrite) -> None:
        """held: the column `shown` of a stored word, or the write that the row was made of"""
        self.row, self._item_id, self._names = row, item_id, names
        self._write: AttributeWrite | None
        self.stored: tuple[int, int] | None
        if isinstance(held, int):
            self._write, self.stored = None, (held, row.priority)
            self.version, self.source = row_version(row, names), names.name(row.source)
        else:
            self._write, self.stored = held, None
            self.version, self.source = held.version, held.source

    @property
    def order(self) -> tuple[object, ...]:
        """As `AttributeWrite.order`."""
        return *self.version.recency, self.version.locked, self._names.name(self.row.author)

    @property
    def rank(self) -> tuple[Version, str]:
        """What `schema.change.winner` compares."""
        return self.version, self.source

    def stamped(self, priority: int) -> Word:
        """The same word under another priority. A new object: the change log tells the priority that a cell had."""
        word = copy.copy(self)
        word.version = replace(self.version, priority=priority)
        word.row = self.row._replace(priority=priority)
        word._write = None
        return word

    def cell(self) -> Cell:
        return Cell.of(self._write) if self._write is not None else row_cell(self.row, self._item_id, self._names)

    def reads_as(self, other: Word) -> bool:
        """Whether a reader sees no difference (`Cell.content`): contents with one hash are equal, others may differ in
        the release or model only."""
        mine, theirs = self.row, other.row
        if mine.source != theirs.source or mine.locked != theirs.locked:
            return False
        if mine.content == theirs.content:
            return True
        return mine.facts == theirs.facts > 0 and self.cell().content == other.cell().content


class Place:
    """A cell at work: its words by source number, and the one that shows."""

    __slots__ = ("shown", "words")

    def __init__(self) -> None:
        self.words: dict[int, Word] = {}
        self.shown: Word | None = None

    def winner(self, forgotten_us: int | None) -> Word | None:
        best = None
        for word in self.words.values():
            row = word.row
            counts = row.facts >= 0 and (forgotten_us is None or row.time_us > forgotten_us)
            if counts and (best is None or word.rank > best.rank):
                best = word
        return best


@dataclass(slots=True)
class ItemState:
    """stamp: (time, revision, fingerprint) of the held record; record: a new one, to be written

    presence, absent_us: as stored; was_retired: before its absence ended in this transaction
    """

    num: int
    forgotten_us: int | None = None
    stamp: tuple[int, int, str] | None = None
    record: ItemRecord | None = None
    fresh: bool = False
    presence: int = 0
    absent_us: int | None = None
    was_retired: bool = False
    places: dict[KeyId, Place] = field(default_factory=dict)

    @property
    def visible(self) -> bool:
        return self.stamp is not None and (self.forgotten_us is None or self.stamp[0] > self.forgotten_us)

    @property
    def revision(self) -> int:
        return self.stamp[1] if self.stamp is not None else 0

    def place(self, key_id: KeyId) -> Place:
        place = self.places.get(key_id)
        if place is None:
            place = self.places[key_id] = Place()
        return place


@dataclass(slots=True)
class Totals:
    """The row of `totals`, fields in column order."""

    items: int
    cells: int
    stated: int
    facts: int
    writes: int
    changes: int
    arrivals: int
    retired: int
    item_changes: int

    def row(self) -> tuple[int, ...]:
        counted = (self.items, self.cells, self.stated, self.facts, self.writes, self.changes, self.arrivals)
        return *counted, self.retired, self.item_changes

    def count(self, word: Word, sign: int) -> None:
        """A word begins (1) or ceases (-1) to show."""
        self.cells += sign
        self.stated += sign * (word.row.facts > 0)
        self.facts += sign * word.row.facts
