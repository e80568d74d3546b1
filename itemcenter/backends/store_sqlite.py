"""The `store` port on SQLite: one file, write-ahead logging, no server.

The parts: `_sql` all statements, `_file` opening and errors, `_desk` what a merge reads and writes; all else is common
to stores: `store_tables`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from typing import Any, TypeVar

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_desk import Desk, Row
from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_sqlite_desk import SqliteDesk, SqliteNames
from itemcenter.backends.store_sqlite_file import Guard, Options, connect, connect_reader, transaction
from itemcenter.backends.store_tables import PAGE, TableStore
from itemcenter.ports import Store

__all__ = ["ABILITIES", "Options", "SqliteStore", "open"]

R = TypeVar("R")

#: several_processes: may share one store; persistent: what was applied outlives the process.
ABILITIES = frozenset({"persistent", "several_processes"})


def open(options: Options) -> Store:
    """Open the store, making it if absent. Raises `StoreError` for a file that is damaged, foreign or too new."""
    return SqliteStore(options)


class SqliteStore(TableStore):
    def __init__(self, options: Options) -> None:
        self._options = options
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
                    result = work(SqliteDesk(self._connection))
                saved = True
            finally:
                self._names.settle(saved)
        return result

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
