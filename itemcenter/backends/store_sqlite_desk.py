"""The `Desk` of the SQLite store: what a merge of single words reads and writes, and the way into the bulk path."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

import numpy as np

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_cells import Totals
from itemcenter.backends.store_desk import Row
from itemcenter.backends.store_merge import Merge
from itemcenter.backends.store_rows import Names, WordRow
from itemcenter.backends.store_sqlite_bulk import BulkMerge, parts_of
from itemcenter.backends.store_sqlite_changes import save_changes
from itemcenter.backends.store_sqlite_heads import Heads, OpenHead, contested_in
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import Word, showing, word_of, words_of
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
        self._heads, self._log = Heads(connection), Log(connection)

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
        facts = [word.facts for word in self._heads.words(num) if word.shown]
        return len(facts), sum([count > 0 for count in facts]), sum(facts)

    def expect_documents(self, nums: Sequence[int]) -> None:
        """Each is a few microseconds away."""

    def document(self, num: int) -> bytes:
        return bytes(self._execute(sql.DOCUMENT, (num,)).fetchone()[0])

    def item_words(self, num: int) -> Iterable[Row]:
        return self._word_rows(self._heads.words(num))

    def words(self, places: Collection[tuple[int, int]]) -> Iterable[Row]:
        keys: dict[int, set[int]] = {}
        for item, key in places:
            keys.setdefault(item, set()).add(key)
        heads = self._heads.read(keys)
        return self._word_rows(
            [word for item, (words, _) in heads.items() for word in words_of(words) if word.key in keys[item]]
        )

    def _word_rows(self, words: Sequence[Word]) -> list[Row]:
        logged = self._log.rows([word.arrival for word in words])
        return [(*logged[word.arrival], word.shown) for word in words]

    def contested(self, sources: Collection[int], size: int) -> Iterator[list[Row]]:
        self._execute(sql.WANTED_CLEAR)
        self._execute(sql.CONTESTED_CLEAR)
        for words, items in self._heads.pages():
            self._many(sql.WANTED_ADD, contested_in(words, items, sources))
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
            for part in parts_of(block):
                BulkMerge(self._connection, self, names, part).merge()

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
        items = list(dict.fromkeys([row[0] for row in rows] + [mark[2] for mark in marks]))
        held = self._heads.read(items)
        heads = {item: OpenHead(item, held.get(item)) for item in items}
        fresh = [WordRow._make(row[:-1]) for row in rows]
        bodies = {row.arrival: row.body for row in fresh}
        for row, shown in zip(fresh, [row[-1] for row in rows], strict=True):
            heads[row.item].put(word_of(row, told(row.facts, row.body), shown, 0), plain_of(row.body))
        raised = {row.arrival: row.priority for row in stored}
        for shown, priority, item, key, source in marks:
            raised[heads[item].mark(key, source, shown, priority)] = priority
        for arrival, priority in raised.items():
            self._log.alter(arrival, priority=priority)
        latest = {row[:3]: row.arrival for row in stored}
        logged = []
        for row in sorted([*passed, *fresh], key=itemgetter(3)):  # each later one of a source is a later word
            logged.append((row, latest.get(row[:3], 0)))
            latest[row[:3]] = row.arrival
        self._log.add(logged)

        def plain_at(arrival: int) -> bytes:
            return plain_of(bodies.get(arrival) or self._log.rows([arrival])[arrival].body)

        self._heads.save([head.row(plain_at) for head in heads.values()])

    def save_late(self, rows: Sequence[WordRow]) -> int:
        return sum([self._log.link(self._latest(row), row) for row in rows])

    def _latest(self, row: WordRow) -> int:
        """Arrival of the word that the row's source has on its cell."""
        return next(
            word.arrival for word in self._heads.words(row.item) if (word.key, word.source) == (row.key, row.source)
        )

    def save_changes(self, rows: Sequence[Row]) -> None:
        save_changes(self._connection, rows)

    def save_item_log(self, presences: Sequence[Row], events: Sequence[Row]) -> None:
        self._many(sql.PRESENCE_SET, presences)
        self._many(sql.ITEM_CHANGE_ADD, events)

    def save_seen(self, marks: Sequence[Row]) -> None:
        self._many(sql.ITEM_SEEN, marks)

    def save_run(self, number: int, body: str) -> None:
        self._execute(sql.RUN_SET, (number, body))

    def save_totals(self, totals: Totals) -> None:
        self._execute(sql.TOTALS_SET, totals.row())

    def count_totals(self) -> None:
        self._execute(sql.TOTALS_COUNT)
        totals = self.totals()
        totals.cells = totals.stated = totals.facts = 0
        retired = [num for (num,) in self._execute(sql.RETIRED_NUMS)]
        for words, items in self._heads.pages():
            facts = words["facts"][showing(words) & ~np.isin(items, retired)]
            totals.cells += len(facts)
            totals.stated += int((facts > 0).sum())
            totals.facts += int(facts.sum())
        totals.writes = self._log.count()
        self.save_totals(totals)

    def restamp(self, priorities: Mapping[int, int]) -> None:
        self._heads.restamp(priorities)
        self._log.restamp(priorities)

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
