"""The `store` port on SQLite: one file, write-ahead logging, no server.

The parts: `_sql` all statements, `_file` opening and errors, `_pack` the bytes of words, writes and changes, `_heads`,
`_log`, `_changes` the tables of those, `_desk` what a merge of single words reads and writes, `_bulk` (with `_block`,
`_state`, `_round`, `_shown`) blocks merged as columns, `_query` queries, `_raw` look-ups; all else is common to stores:
`store_tables`.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from typing import Any, TypeVar

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_desk import Desk, Row
from itemcenter.backends.store_rows import Names, WordRow
from itemcenter.backends.store_sqlite_bulk import LARGE
from itemcenter.backends.store_sqlite_changes import changes_after, net_changes
from itemcenter.backends.store_sqlite_checkpoint import Checkpoints
from itemcenter.backends.store_sqlite_desk import SqliteDesk, SqliteNames
from itemcenter.backends.store_sqlite_file import Guard, Options, connect, connect_reader, held_format, transaction
from itemcenter.backends.store_sqlite_heads import Heads
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import Word, words_of
from itemcenter.backends.store_sqlite_query import Choice, cell_rows, tallies
from itemcenter.backends.store_sqlite_raw import read_raw, read_shown
from itemcenter.backends.store_tables import PAGE, TableStore, resting_collector
from itemcenter.errors import InvariantError
from itemcenter.ports import CellDimension, CellQuery, CellTally, Store
from itemcenter.ports.lookup import RawItem, ShownValue
from itemcenter.ports.store import check_tally
from itemcenter.schema import ItemId, ItemRecord, KeyId, Lease
from itemcenter.schema.write_block import WriteBlock

__all__ = ["ABILITIES", "Options", "SqliteStore", "held_format", "open"]

R = TypeVar("R")

#: several_processes: may share one store (several_machines: also from other machines: jobs hold it by a lease);
#: persistent: what was applied outlives the process.
ABILITIES = frozenset({"persistent", "several_processes"})


def _clock_us() -> int:
    return time.time_ns() // 1000


def open(options: Options, clock: Callable[[], int] = _clock_us) -> Store:
    """Open the store, making it if absent. Raises `StoreError` for a file that is damaged, foreign or too new.

    clock: microseconds since 1970, for leases and for when changes were made
    """
    return SqliteStore(options, clock)


class SqliteStore(TableStore):
    def __init__(self, options: Options, clock: Callable[[], int] = _clock_us) -> None:
        self._options, self._clock = options, clock
        self._connection = connect(options)
        self._heads, self._log = Heads(self._connection), Log(self._connection)
        self._checkpoints = Checkpoints(self._connection, options.path)
        self._streams: set[sqlite3.Connection] = set()
        super().__init__(sql, Guard(options.path), Names(SqliteNames(self._connection)))

    def _rows(self, statement: str, parameters: Any = ()) -> list[Row]:
        return self._connection.execute(statement, parameters).fetchall()

    def _stream(self, statement: str, parameters: Any) -> Iterator[Row]:
        with self._still() as connection:
            cursor = connection.execute(statement, parameters)
            while rows := cursor.fetchmany(PAGE):
                yield from rows

    @contextlib.contextmanager
    def _still(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own that keeps to one state, whatever is written, and holds up no write."""
        with self._guard, closing(connect_reader(self._options)) as reader:
            self._streams.add(reader)
            try:
                reader.execute("BEGIN")
                yield reader
            finally:
                self._streams.discard(reader)

    def _reading(self) -> AbstractContextManager[None]:
        return transaction(self._connection, "BEGIN")

    def _write(self, work: Callable[[Desk], R]) -> R:
        saved = False
        with self._guard:
            try:
                with transaction(self._connection):
                    result = work(SqliteDesk(self._connection, self._clock))
                saved = True
            finally:
                self._names.settle(saved)
        return result

    def merge(self, block: WriteBlock, items: Sequence[ItemRecord] = (), lease: Lease | None = None) -> tuple[int, int]:
        large = len(block) >= LARGE
        with self._guard:
            self._checkpoints.expect(large)
        done = super().merge(block, items, lease)
        if large:
            self._checkpoints.begin()
        return done

    def _now_us(self) -> int:
        return self._clock()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Store]:
        with closing(_StillStore(self._options, self._clock)) as still:
            yield still

    def raw_items(self, item_ids: Sequence[ItemId]) -> tuple[list[RawItem], int]:
        with self._guard:
            return read_raw(self._connection, self._names, item_ids)

    def shown(self, item_ids: Sequence[ItemId]) -> dict[ItemId, dict[KeyId, list[ShownValue]]]:
        with self._guard:
            if len(item_ids) == 1:
                return read_shown(self._connection, self._names, item_ids)
            with resting_collector():
                return read_shown(self._connection, self._names, item_ids)

    def _arrivals(self, wanted: list[tuple[int, int, int]]) -> list[Row]:
        return list(self._log.rows([arrival for _, _, arrival in wanted]).values())

    def _listed(self, entries: Collection[Any]) -> object:
        return json.dumps(list(entries))

    def _shown_cell(self, item_id: ItemId, key: int | None) -> list[Row]:
        with self._reading():
            rows = self._rows(sql.HEAD_OF, (item_id,))
            return [*self._shown_rows([word for _, data in rows for word in words_of(data) if word.key == key])]

    def _shown_cells(self, num: int) -> list[Row]:
        return [*self._shown_rows(self._heads.words(num))]

    def _shown_rows(self, words: list[Word]) -> list[WordRow]:
        return list(self._log.rows([word.arrival for word in words if word.shown]).values())

    def _live_words(self, item_ids: Collection[ItemId]) -> list[Row]:
        found = []
        with self._reading():
            for item_id, forgotten_us, data in self._rows(sql.LIVE_WORDS, (self._listed(item_ids),)):
                words = [word for word in words_of(data) if word.facts >= 0]
                if forgotten_us is not None:
                    words = [word for word in words if word.time_us > forgotten_us]
                found += [(item_id, *row) for row in self._log.rows([word.arrival for word in words]).values()]
        return found

    def _history(self, item_id: ItemId, key: int | None) -> list[Row]:
        with self._reading():
            heads = [
                word.arrival
                for _, data in self._rows(sql.HEAD_OF, (item_id,))
                for word in words_of(data)
                if word.key == key
            ]
            rows: list[WordRow] = [row for arrival in heads for row in self._log.chain(arrival)]
        return [*sorted(rows, key=lambda row: row.arrival)]

    def _changes_after(self, after: int, limit: int) -> list[Row]:
        return changes_after(self._connection.execute, after, limit)

    def _net_changes(self, after: int, until: int, num: int | None) -> Iterator[Row]:
        runs = self._stream(sql.CHANGES_WITHIN, (after + 1, until, num, num))
        return net_changes(runs, after, until, self._names.name)

    def _cells(self, query: CellQuery) -> Iterator[Row]:
        with self._guard:
            choice = Choice.of(query, self._names)
        if choice is not None:
            with self._still() as connection:
                yield from cell_rows(connection, self._names, query, choice)

    def tally(self, query: CellQuery, by: Sequence[CellDimension]) -> Iterator[CellTally]:
        check_tally(query, by)
        return self._tallies(query, by)

    def _tallies(self, query: CellQuery, by: Sequence[CellDimension]) -> Iterator[CellTally]:
        with self._guard:
            choice = Choice.of(query, self._names)
        if choice is not None:
            with self._still() as connection:
                yield from tallies(connection, self._names, choice, by)

    def _shown(self) -> Iterator[tuple[str, list[Row]]]:
        with self._reading():
            for item_id, data in self._connection.execute(sql.DIGEST_ITEMS):
                rows = self._shown_rows(words_of(data or b""))
                yield (
                    item_id,
                    [
                        (row.key, row.content, row.source, row.locked, row.body if row.facts > 0 else None)
                        for row in rows
                    ],
                )

    def close(self) -> None:
        """Streams that are still open end with an error. Closing twice does no harm."""
        self._checkpoints.close()
        with self._guard:
            for stream in list(self._streams):
                stream.close()
            self._connection.close()


class _StillStore(SqliteStore):
    """Another connection in one reading transaction, streams included: all that it shows is of one state."""

    def __init__(self, options: Options, clock: Callable[[], int]) -> None:
        super().__init__(options, clock)
        with self._guard:
            self._connection.execute("BEGIN")
            self._connection.execute(sql.TOTALS).fetchone()  # a transaction begins when it first reads

    def _write(self, work: Callable[[Desk], R]) -> R:
        raise InvariantError("a state that is being read takes no writes")

    @contextlib.contextmanager
    def _still(self) -> Iterator[sqlite3.Connection]:
        with self._guard:
            yield self._connection
