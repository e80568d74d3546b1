"""The `store` port on PostgreSQL: the tables in a schema of their own, writers by turns, readers never in the way.

The parts: `_sql` all statements, `_server` sessions and errors, `_format` the schema, `_desk` what a merge reads and
writes, `_bulk` blocks merged inside the server; all else is common to stores: `store_row_tables`, `store_tables`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from itemcenter.backends import store_postgresql_sql as sql
from itemcenter.backends.store_desk import Desk, Row
from itemcenter.backends.store_postgresql_desk import PostgresqlDesk, PostgresqlNames
from itemcenter.backends.store_postgresql_format import settle_format
from itemcenter.backends.store_postgresql_server import (
    SNAPSHOT,
    WRITING,
    Connection,
    Options,
    Server,
    pages,
    retried,
    run,
    transaction,
)
from itemcenter.backends.store_row_tables import RowTableStore
from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_tables import PAGE
from itemcenter.errors import InvariantError, StoreError
from itemcenter.ports import Store

__all__ = ["ABILITIES", "Options", "PostgresqlStore", "open"]

R = TypeVar("R")

#: several_processes: may share one store; persistent: what was applied outlives the process.
ABILITIES = frozenset({"persistent", "several_processes"})

#: A write that the database breaks off for the sake of another one is tried so often.
_TRIES = 5


def open(options: Options, clock: Callable[[], int] | None = None) -> Store:
    """Open the store, making its schema if absent. Raises `StoreError` where the server is out of reach, may lose what
    it reports, or has another program's tables or newer ones there.

    clock: microseconds since 1970, for leases and for when changes were made; None for the server's
    """
    return PostgresqlStore(options, clock)


class PostgresqlStore(RowTableStore):
    def __init__(self, options: Options, clock: Callable[[], int] | None = None) -> None:
        self._clock = clock
        self._server = Server(options)
        self._connection: Connection | None = None
        self._writer: Connection | None = None
        self._streams: set[Connection] = set()
        self._closed = False
        names = PostgresqlNames(lambda: self._writer or self._main(), self._server.guard)
        super().__init__(sql, self._server.guard, Names(names))
        with self._guard:
            self._main()

    def _main(self) -> Connection:
        """The session of writes and short reads; a new one if the last was lost."""
        if self._closed:
            raise StoreError("the store is closed", place=self._server.place)
        guard = self._server.guard
        if self._connection is None or self._connection.closed or guard.lost:
            self._leave()
            guard.lost = False
            self._names.clear()  # the server may have come back from a backup
            connection = self._server.connect_main()
            try:
                settle_format(connection, self._server.options.schema, self._server.place)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _rows(self, statement: str, parameters: Any = None) -> list[Row]:
        return run(self._main(), statement, parameters or None).fetchall()

    def _stream(self, statement: str, parameters: Any) -> Iterator[Row]:
        """Through a cursor on the server, on a session of its own."""
        with self._guard:
            self._main()
            with self._server.snapshot() as connection:
                self._streams.add(connection)
                try:
                    for page in pages(connection, statement, parameters, PAGE):
                        yield from page
                finally:
                    self._streams.discard(connection)

    def _reading(self) -> AbstractContextManager[None]:
        return transaction(self._main(), SNAPSHOT)

    def _write(self, work: Callable[[Desk], R]) -> R:
        def once() -> R:
            saved, self._writer = False, self._main()
            try:
                with transaction(self._writer, WRITING):
                    result = work(PostgresqlDesk(self._writer, self._clock))
                saved = True
            finally:
                self._writer = None
                self._names.settle(saved)
            return result

        with self._guard:
            done: R = retried(once, _TRIES)
        return done

    def _now_us(self) -> int:
        return int(self._rows(sql.NOW)[0][0]) if self._clock is None else self._clock()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Store]:
        with contextlib.closing(_StillStore(self._server.options, self._clock)) as still:
            yield still

    def _arrivals(self, wanted: list[tuple[int, int, int]]) -> list[Row]:
        return self._rows(sql.ARRIVALS, [list(column) for column in zip(*wanted, strict=True)]) if wanted else []

    def _shown(self) -> Iterator[tuple[str, list[Row]]]:
        for item_id, rows in groupby(self._stream(sql.SHOWN, None), key=itemgetter(0)):
            yield item_id, [row[1:] for row in rows]

    def close(self) -> None:
        """Streams that are still open end with an error. Closing twice does no harm."""
        self._closed = True
        with self._guard:
            for stream in list(self._streams):
                stream.close()
            self._leave()

    def _leave(self) -> None:
        self._server.close()
        if self._connection is not None:
            self._connection.close()


class _StillStore(PostgresqlStore):
    """Sessions of its own, one of them in a transaction that all reading is done in: what it shows is of one state."""

    def __init__(self, options: Options, clock: Callable[[], int] | None) -> None:
        super().__init__(options, clock)
        self._held = contextlib.ExitStack()
        with self._guard:
            self._still = self._held.enter_context(self._server.snapshot())
            run(self._still, sql.TOTALS)  # the state is that of the first read

    def _rows(self, statement: str, parameters: Any = None) -> list[Row]:
        return run(self._still, statement, parameters or None).fetchall()

    def _stream(self, statement: str, parameters: Any) -> Iterator[Row]:
        with self._guard:
            for page in pages(self._still, statement, parameters, PAGE):
                yield from page

    def _reading(self) -> AbstractContextManager[None]:
        return contextlib.nullcontext()

    def _write(self, work: Callable[[Desk], R]) -> R:
        raise InvariantError("a state that is being read takes no writes")

    def close(self) -> None:
        with self._guard:
            self._held.close()
        super().close()
