"""The `store` port on SQLite: one file, write-ahead logging, no server.

The parts: `_sql` all statements, `_file` opening and errors, `_desk` what a merge reads and writes; all else is common
to stores: `store_tables`.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from typing import Any, TypeVar

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_desk import Desk, Row
from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_sqlite_desk import SqliteDesk, SqliteNames
from itemcenter.backends.store_sqlite_file import Guard, Options, connect, connect_reader, held_format, transaction
from itemcenter.backends.store_sqlite_raw import read_raw, read_shown
from itemcenter.backends.store_tables import PAGE, TableStore, resting_collector
from itemcenter.errors import InvariantError
from itemcenter.ports import Store
from itemcenter.ports.lookup import RawItem, ShownValue
from itemcenter.schema import ItemId, KeyId

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
        self._streams: set[sqlite3.Connection] = set()
        super().__init__(sql, Guard(options.path), Names(SqliteNames(self._connection)))

    def _rows(self, statement: str, parameters: Any = ()) -> list[Row]:
        return self._connection.execute(statement, parameters).fetchall()

    def _stream(self, statement: str, parameters: Any) -> Iterator[Row]:
        """On a connection of its own: a stream keeps to one state, and a write meanwhile is not held up."""
        with self._guard, closing(connect_reader(self._options)) as reader:
            self._streams.add(reader)
            try:
                cursor = reader.execute(statement, parameters)
                while rows := cursor.fetchmany(PAGE):
                    yield from rows
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
        self._connection.execute(sql.WANTED_CLEAR)
        self._connection.executemany(sql.WANTED_ADD, wanted)
        return self._connection.execute(sql.WANTED_LOGGED).fetchall()

    def _shown(self) -> Iterator[tuple[str, list[Row]]]:
        with self._reading():
            execute = self._connection.execute
            for num, item_id in execute(sql.DIGEST_ITEMS):
                yield item_id, execute(sql.DIGEST_CELLS, (num,)).fetchall()

    def close(self) -> None:
        """Streams that are still open end with an error. Closing twice does no harm."""
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

    def _stream(self, statement: str, parameters: Any) -> Iterator[Row]:
        with self._guard:
            cursor = self._connection.execute(statement, parameters)
            while rows := cursor.fetchmany(PAGE):
                yield from rows
