"""Leases and cursors of the SQLite store.

Every writing call is made inside a transaction of the store's. Writers take turns: what is checked there stays true.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.ports.coordination import check_cursor, check_span, lease_lost
from itemcenter.schema import Lease


class Leases:
    """clock: microseconds since 1970; all processes of one machine share it"""

    def __init__(self, connection: sqlite3.Connection, clock: Callable[[], int]) -> None:
        self._connection, self._clock = connection, clock

    def take(self, name: str, holder: str, seconds: float) -> Lease | None:
        span_us, now_us = check_span(seconds), self._clock()
        found = self._held(name)
        token = 0
        if found is not None:
            former, token, expires_us = found
            if former is not None and expires_us > now_us:
                if former != holder:
                    return None
                token -= 1  # its own, still: no change of holder
        return self._set(Lease(name, holder, token + 1, now_us + span_us))

    def renew(self, lease: Lease, seconds: float) -> Lease:
        """One that has run out can be renewed until somebody has taken it."""
        span_us = check_span(seconds)
        found = self._held(lease.name)
        if found is None or found[:2] != (lease.holder, lease.token):
            raise lease_lost(lease)
        return self._set(Lease(lease.name, lease.holder, lease.token, self._clock() + span_us))

    def release(self, lease: Lease) -> None:
        found = self._held(lease.name)
        if found is not None and found[:2] == (lease.holder, lease.token):
            self._connection.execute(sql.LEASE_SET, (lease.name, None, lease.token, 0))

    def check(self, lease: Lease | None) -> None:
        """Raises `LeaseLostError` unless it is held now."""
        if lease is not None:
            found = self._held(lease.name)
            if found is None or found[:2] != (lease.holder, lease.token) or found[2] <= self._clock():
                raise lease_lost(lease)

    def all(self) -> list[Lease]:
        return [Lease(*row) for row in self._connection.execute(sql.LEASES, (self._clock(),))]

    def cursor(self, name: str) -> int:
        row = self._connection.execute(sql.CURSOR, (name,)).fetchone()
        return 0 if row is None else int(row[0])

    def move_cursor(self, name: str, number: int) -> None:
        check_cursor(name, number)
        self._connection.execute(sql.CURSOR_SET, (name, number))

    def cursors(self) -> dict[str, int]:
        return dict(self._connection.execute(sql.CURSORS).fetchall())

    def _held(self, name: str) -> tuple[str | None, int, int] | None:
        row: tuple[str | None, int, int] | None = self._connection.execute(sql.LEASE, (name,)).fetchone()
        return row

    def _set(self, lease: Lease) -> Lease:
        self._connection.execute(sql.LEASE_SET, (lease.name, lease.holder, lease.token, lease.expires_us))
        return lease
