"""Rows of a PostgreSQL query: a read-only transaction, a cursor on the server, a time limit for each step.

The password of the URL is in no message; the better place for it is PGPASSWORD or ~/.pgpass, which the driver reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from itemcenter.backends.postgresql_url import Address
from itemcenter.errors import CatalogError

ABILITIES: frozenset[str] = frozenset()

_CONNECT_S = 15
_ROWS_A_STEP = 500
_CURSOR = "itemcenter_rows"


@dataclass(frozen=True, slots=True)
class Options:
    """place: the URL as it may be shown. timeout_s: for the first rows, and for each further step"""

    url: str
    query: str
    place: str
    timeout_s: int = 600


def open(options: Options) -> PostgresqlQuery:
    """Check URL and statement against the server. Raises `CatalogError`."""
    return PostgresqlQuery(options)


class PostgresqlQuery:
    def __init__(self, options: Options) -> None:
        self._options = options
        self.damage = ""
        try:
            self._address = Address(options.url)
        except ValueError as error:
            remedy = "write postgresql://user@host:5432/database, special characters as %XX"
            raise CatalogError(str(error), place=options.place, remedy=remedy) from None
        self.names: Sequence[str] = self._described()

    def __iter__(self) -> Iterator[Sequence[Any]]:
        self.damage, given = "", False
        try:
            with self._connection() as connection, connection.cursor(_CURSOR) as cursor:
                cursor.itersize = _ROWS_A_STEP
                cursor.execute(self._statement())
                for row in cursor:
                    given = True
                    yield row
        except psycopg.Error as error:
            self.damage = self._harmless(error)
            if not given:
                raise self._refused(f"the query failed: {self.damage}", "mend it, or give it more time") from None

    def _described(self) -> list[str]:
        """Run the statement for its columns; its rows stay where they are."""
        try:
            connection = self._connection()
        except psycopg.Error as error:
            raise self._refused(
                f"cannot connect: {self._harmless(error)}",
                "check host, port, database and user; the password stands in PGPASSWORD or ~/.pgpass",
            ) from None
        with connection:
            try:
                with connection.cursor(_CURSOR) as cursor:
                    cursor.execute(self._statement())
                    return [column.name for column in cursor.description or ()]
            except psycopg.Error as error:
                message = f"the server refused the query: {self._harmless(error)}"
                raise self._refused(message, "mend it: query in [catalog]; one statement that gives rows") from None

    def _statement(self) -> sql.SQL:
        return sql.SQL(self._options.query.strip().rstrip(";"))

    def _connection(self) -> psycopg.Connection[tuple[Any, ...]]:
        milliseconds = self._options.timeout_s * 1000
        connection = psycopg.connect(self._options.url, connect_timeout=_CONNECT_S, application_name="itemcenter")
        # Once for the session too: a statement that ends the transaction does not end this.
        connection.execute(f"SET statement_timeout = {milliseconds:d}")
        connection.execute("SET default_transaction_read_only = on")
        connection.commit()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return connection

    def _refused(self, message: str, remedy: str) -> CatalogError:
        return CatalogError(message, place=self._options.place, remedy=remedy)

    def _harmless(self, error: psycopg.Error) -> str:
        text = self._address.harmless(error)
        if isinstance(error, psycopg.errors.QueryCanceled):
            text = f"a step took longer than {self._options.timeout_s} s (query_timeout_s in [catalog]): {text}"
        return text
