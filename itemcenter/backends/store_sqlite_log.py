"""The log of the SQLite store: every write, in runs of those on one item that came one after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_rows import WordRow
from itemcenter.backends.store_sqlite_pack import (
    LOGGED,
    Logged,
    damaged,
    logged_at,
    logged_in,
    logged_of,
    packed_log,
    records,
)

#: Rows of the log whose priorities are set at once.
_PAGE = 2_000


class Log:
    """Bound to a connection; holds nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection, self._execute = connection, connection.execute

    def rows(self, arrivals: Iterable[int]) -> dict[int, WordRow]:
        """Writes by arrival. Raises `StoreError` where one is not there."""
        found: dict[int, WordRow] = {}
        first, size, item, words, bodies = 0, 0, 0, b"", b""
        for arrival in sorted(set(arrivals)):
            if arrival >= first + size:
                first, item, words, bodies = self._run(arrival)
                size = len(words) // LOGGED.itemsize
            write, begin = logged_at(words, arrival - first)
            found[arrival] = write.row(item, arrival, bodies[begin : write.end])
        return found

    def records(self, arrivals: np.ndarray) -> np.ndarray:
        """Writes by arrival, as `LOGGED`; an arrival may come again."""
        wanted, inverse = np.unique(arrivals, return_inverse=True)
        found, at = np.empty(len(wanted), LOGGED), 0
        while at < len(wanted):
            first, _, words = self._words(int(wanted[at]))
            stop = int(np.searchsorted(wanted, first + len(words) // LOGGED.itemsize))
            if stop == at:
                raise damaged("the log")
            found[at:stop] = records(LOGGED, [words])[wanted[at:stop] - first]
            at = stop
        return found[inverse]

    def write(self, arrival: int) -> tuple[int, Logged]:
        """The item and a write on it, without its facts."""
        first, item, words = self._words(arrival)
        return item, logged_at(words, arrival - first)[0]

    def _words(self, arrival: int) -> tuple[int, int, bytes]:
        row: tuple[int, int, bytes] | None = self._execute(sql.LOG_WORDS, (arrival,)).fetchone()
        if row is None:
            raise damaged("the log")
        return row

    def _run(self, arrival: int) -> tuple[int, int, bytes, bytes]:
        row: tuple[int, int, bytes, bytes] | None = self._execute(sql.LOG_RUN, (arrival,)).fetchone()
        if row is None:
            raise damaged("the log")
        return row

    def chain(self, arrival: int) -> Iterator[WordRow]:
        """A source's writes on a cell, from this one back."""
        while arrival:
            first, item, words, bodies = self._run(arrival)
            write, begin = logged_at(words, arrival - first)
            yield write.row(item, arrival, bodies[begin : write.end])
            arrival = write.former

    def add(self, rows: Sequence[tuple[WordRow, int]]) -> None:
        """Writes in order of arrival, each with the arrival of its former one (0: none)."""
        runs: list[list[tuple[WordRow, int]]] = []
        for entry in rows:
            row = entry[0]
            if runs and runs[-1][-1][0].item == row.item and runs[-1][-1][0].arrival + 1 == row.arrival:
                runs[-1].append(entry)
            else:
                runs.append([entry])
        self._connection.executemany(sql.LOG_ADD, map(_run_row, runs))

    def link(self, head: int, row: WordRow) -> bool:
        """Put a write in its place in time among those of its source on the cell; False where it is known."""
        mark = _mark(logged_of(row, 0, 0))
        at, later = head, head
        while at:
            held = self.write(at)[1]
            if held.time_us < row.time_us:
                break
            if mark == _mark(held):
                if row.priority > held.priority:
                    self.alter(at, priority=row.priority)
                return False
            later, at = at, held.former
        self.add([(row, at)])
        self.alter(later, former=row.arrival)
        return True

    def alter(self, arrival: int, priority: int | None = None, former: int | None = None) -> None:
        first, _, words = self._words(arrival)
        writes, place = logged_in(words), arrival - first
        old = writes[place]
        new = old._replace(
            priority=old.priority if priority is None else priority, former=old.former if former is None else former
        )
        if new != old:
            writes[place] = new
            self._execute(sql.LOG_SET, (packed_log(writes), first))

    def restamp(self, priorities: Mapping[int, int]) -> None:
        """Give all writes of these sources these priorities."""
        first = 0
        while page := self._execute(sql.LOG_PAGE, (first, _PAGE)).fetchall():
            writes, changed = records(LOGGED, [words for _, words in page]), False
            for source, priority in priorities.items():
                chosen = (writes["source"] == source) & (writes["priority"] != priority)
                if chosen.any():
                    writes["priority"][chosen], changed = priority, True
            if changed:
                data, ends = writes.tobytes(), list(accumulate([len(words) for _, words in page], initial=0))
                parts = [data[begin:end] for begin, end in pairwise(ends)]
                self._connection.executemany(
                    sql.LOG_SET,
                    [(new, number) for (number, old), new in zip(page, parts, strict=True) if new != old],
                )
            first = page[-1][0]

    def count(self) -> int:
        return int(self._execute(sql.LOG_COUNT, (LOGGED.itemsize,)).fetchone()[0])


def _mark(write: Logged) -> tuple[Any, ...]:
    """What tells the writes of a source on a cell apart."""
    return write.time_us, write.revision, write.marks, write.producer, write.content, write.author


def _run_row(run: Sequence[tuple[WordRow, int]]) -> tuple[int, int, bytes, bytes]:
    bodies = [row.body for row, _ in run]
    ends = accumulate(map(len, bodies))
    writes = [logged_of(row, former, end) for (row, former), end in zip(run, ends, strict=True)]
    head = run[0][0]
    return head.arrival, head.item, packed_log(writes), b"".join(bodies)


def run_rows(
    writes: np.ndarray, first: np.ndarray, items: np.ndarray, starts: np.ndarray, stops: np.ndarray, bodies: bytes
) -> Iterator[tuple[int, int, memoryview, memoryview]]:
    """Rows of the log out of many writes in order of arrival, cut at `starts` and `stops`. first, items: of each run

    `end` of the writes counts from the beginning of `bodies`, and is made to count from that of their run.
    """
    ends = writes["end"].astype("<i8")
    begins = np.where(starts > 0, ends[starts - 1], 0)
    last = ends[stops - 1]
    writes["end"] = ends - np.repeat(begins, stops - starts)
    size, data, told = LOGGED.itemsize, memoryview(writes.tobytes()), memoryview(bodies)
    columns = [column.tolist() for column in (first, items, starts * size, stops * size, begins, last)]
    for number, item, start, stop, begin, end in zip(*columns, strict=True):
        yield number, item, data[start:stop], told[begin:end]
