"""The `Desk` of the SQLite store: reads with lists as JSON, writes in bulk by `executemany`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from operator import itemgetter

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_cells import Totals
from itemcenter.backends.store_desk import Row
from itemcenter.backends.store_merge import Merge
from itemcenter.backends.store_rows import Names, WordRow
from itemcenter.backends.store_sqlite_bulk import BulkMerge
from itemcenter.schema import ItemRecord, WriteBatch
from itemcenter.schema.cell_content import plain_of, told
from itemcenter.schema.write_block import WriteBlock


class SqliteNames:
    """The table `names`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def num_of(self, kind: str, name: str) -> int | None:
        row = self._connection.execute(sql.NAME_NUM, (kind, name)).fetchone()
        return None if row is None else int(row[0])

    def add(self, kind: str, name: str) -> int:
        num = self._connection.execute(sql.NAME_ADD, (kind, name)).lastrowid
        assert num is not None
        return num

    def name_of(self, num: int) -> str:
        return str(self._connection.execute(sql.NAME_OF, (num,)).fetchone()[0])


class SqliteDesk:
    def __init__(self, connection: sqlite3.Connection, clock: Callable[[], int]) -> None:
        self._connection, self._clock = connection, clock
        self._execute, self._many = connection.execute, connection.executemany

    def totals(self) -> Totals:
        return Totals(*self._execute(sql.TOTALS).fetchone())

    def item_states(self, item_ids: Collection[str]) -> Iterable[Row]:
        return self._execute(sql.ITEM_STATES, (json.dumps(list(item_ids)),)).fetchall()

    def absent_states(self, item_ids: Collection[str]) -> Iterable[Row]:
        return self._execute(sql.ABSENT, (json.dumps(list(item_ids)),)).fetchall()

    def states_until(self, item_ids: Collection[str], time_us: int) -> Iterable[Row]:
        return self._execute(sql.PRESENT_BEFORE, (json.dumps(list(item_ids)), time_us)).fetchall()

    def next_item(self) -> int:
        return int(self._execute(sql.ITEM_NEXT).fetchone()[0])

    def shown_of_item(self, num: int) -> tuple[int, int, int]:
        cells, stated, facts = self._execute(sql.SHOWN_OF_ITEM, (num,)).fetchone()
        return cells, stated, facts

    def expect_documents(self, nums: Sequence[int]) -> None:
        """Each is a few microseconds away."""

    def document(self, num: int) -> bytes:
        return bytes(self._execute(sql.DOCUMENT, (num,)).fetchone()[0])

    def item_words(self, num: int) -> Iterable[Row]:
        return self._execute(sql.ITEM_WORDS, (num,))

    def words(self, places: Collection[tuple[int, int]]) -> Iterable[Row]:
        self._execute(sql.WANTED_CLEAR)
        self._many(sql.WANTED_ADD, [(item, key, None) for item, key in places])
        return self._execute(sql.WANTED_WORDS)

    def contested(self, sources: Collection[int], size: int) -> Iterator[list[Row]]:
        self._execute(sql.RESTAMPED_CLEAR)
        self._many(sql.RESTAMPED_ADD, [(num,) for num in sources])
        self._execute(sql.CONTESTED_CLEAR)
        self._execute(sql.CONTESTED_ADD)
        position = 0
        while page := self._execute(sql.CONTESTED_PAGE, (position, size)).fetchall():
            yield [row[1:] for row in page]
            position = page[-1][0]
        self._execute(sql.CONTESTED_CLEAR)

    def merge_block(self, names: Names, block: WriteBlock, items: Sequence[ItemRecord]) -> None:
        if items:
            Merge(self, names).apply(WriteBatch(items=tuple(items)))
        if len(block):
            BulkMerge(self._connection, self, names, block).merge()

    def save_items(self, fresh: Sequence[Row], stamps: Sequence[Row], documents: Sequence[Row]) -> None:
        self._many(sql.ITEM_ADD, fresh)
        self._many(sql.ITEM_STAMP, stamps)
        self._many(sql.DOCUMENT_SET, documents)

    def save_forgotten(self, times: Sequence[Row], tombstones: Sequence[Row]) -> None:
        self._many(sql.ITEM_FORGET, times)
        self._many(sql.TOMBSTONE_ADD, tombstones)

    def save_words(
        self, rows: Sequence[Row], marks: Sequence[Row], stored: Sequence[WordRow], passed: Sequence[WordRow]
    ) -> None:
        # content, author and body stand in the log alone
        self._many(sql.WORD_SET, [(*row[:12], told(row[5], row[14]), row[15], plain_of(row[14])) for row in rows])
        self._many(sql.WORD_MARK, marks)
        self._many(sql.LOG_MARK, [place for _, *place in marks])
        self._many(sql.LOG_RAISE, [(row.priority, row.arrival, row.priority) for row in stored])
        latest = {row[:3]: row.arrival for row in stored}
        fresh = [*passed, *[WordRow._make(row[:-1]) for row in rows]]
        logged = []
        for row in sorted(fresh, key=itemgetter(3)):  # each later one of a source is a later word
            logged.append((*row, latest.get(row[:3])))
            latest[row[:3]] = row.arrival
        self._many(sql.LOG_ADD, logged)

    def save_late(self, rows: Sequence[WordRow]) -> int:
        return sum([self._link(row) for row in rows])

    def _link(self, row: WordRow) -> bool:
        """Put a write in its place in time among those of its source on the cell; False where it is known."""
        mark = (row.time_us, row.revision, row.tier, row.producer, row.content, row.locked, row.author)
        at: int | None = self._execute(sql.LOG_HEAD, row[:3]).fetchone()[0]
        later = at
        while at is not None:
            former, *held = self._execute(sql.LOG_STEP, (at,)).fetchone()
            if held[0] < row.time_us:
                break
            if tuple(held) == mark:
                self._execute(sql.LOG_RAISE, (row.priority, at, row.priority))
                return False
            later, at = at, former
        self._execute(sql.LOG_ADD, (*row, at))
        self._execute(sql.LOG_LINK, (row.arrival, later))
        return True

    def save_changes(self, rows: Sequence[Row]) -> None:
        self._many(sql.CHANGE_ADD, rows)

    def save_item_log(self, presences: Sequence[Row], events: Sequence[Row]) -> None:
        self._many(sql.PRESENCE_SET, presences)
        self._many(sql.ITEM_CHANGE_ADD, events)

    def save_seen(self, marks: Sequence[Row]) -> None:
        self._many(sql.ITEM_SEEN, marks)

    def save_run(self, number: int, body: str) -> None:
        self._execute(sql.RUN_SET, (number, body))

    def save_totals(self, totals: Totals) -> None:
        self._execute(sql.TOTALS_SET, astuple(totals))

    def count_totals(self) -> None:
        self._execute(sql.TOTALS_COUNT)

    def restamp(self, priorities: Mapping[int, int]) -> None:
        stamps = [(priority, source, priority) for source, priority in priorities.items()]
        self._many(sql.RESTAMP_WORDS, stamps)
        self._many(sql.RESTAMP_LOG, stamps)

    def now_us(self) -> int:
        return self._clock()

    def lease(self, name: str) -> tuple[str | None, int, int] | None:
        row: tuple[str | None, int, int] | None = self._execute(sql.LEASE, (name,)).fetchone()
        return row

    def save_lease(self, name: str, holder: str | None, token: int, expires_us: int) -> None:
        self._execute(sql.LEASE_SET, (name, holder, token, expires_us))

    def save_cursor(self, name: str, number: int) -> None:
        self._execute(sql.CURSOR_SET, (name, number))

    def save_moment(self) -> None:
        self._execute(sql.MOMENT_ADD, (self._clock(),))
