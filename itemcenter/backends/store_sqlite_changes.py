"""The change log of the SQLite store: in runs of the changes of one item that came one after the other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_desk import Row
from itemcenter.backends.store_sqlite_pack import CHANGE, CellChange, changes_in, packed_changes, runs
from itemcenter.errors import StoreError


def save_changes(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """rows: number, item, key, arrival and priority before, arrival and priority after; by number"""
    packed = []
    for (item, _), group in groupby(enumerate(rows), key=lambda entry: (entry[1][1], entry[1][0] - entry[0])):
        own = [row for _, row in group]
        cells = [CellChange(row[2], row[3] or 0, row[4] or 0, row[5] or 0, row[6] or 0) for row in own]
        packed.append((own[0][0], item, packed_changes(cells)))
    connection.executemany(sql.CHANGES_ADD, packed)


def add_changes(connection: sqlite3.Connection, last: int, parts: Sequence[tuple[np.ndarray, ...]]) -> int:
    """Number the changes of a block (`BlockRows.changes`) by position, after `last`; how many they are.

    Raises `StoreError` where the log does not end there.
    """
    position, item, key, *sides = parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
    if (position[1:] < position[:-1]).any():
        order = np.argsort(position)
        item, key, sides = item[order], key[order], [side[order] for side in sides]
    (held,) = connection.execute(sql.CHANGES_LAST, (CHANGE.itemsize,)).fetchone()
    if held != last:
        raise StoreError(
            f"the change log ends at {held}, but {last} changes have been made",
            remedy="restore the file from a copy, or build anew",
        )
    if not len(item):
        return 0
    cells = np.empty(len(item), CHANGE)
    for name, column in zip(CHANGE.names or (), (key, *sides), strict=True):
        cells[name] = column
    starts, stops = runs(item[1:] != item[:-1])
    data, size = memoryview(cells.tobytes()), CHANGE.itemsize
    columns = (starts + last + 1, item[starts], starts * size, stops * size)
    connection.executemany(
        sql.CHANGES_ADD,
        [
            (first, num, data[start:stop])
            for first, num, start, stop in zip(*[column.tolist() for column in columns], strict=True)
        ],
    )
    return len(item)


def changes_after(execute: Callable[..., sqlite3.Cursor], after: int, limit: int) -> list[Row]:
    """number, item, key, arrival and priority before and after (None for nothing), item id"""
    found: list[Row] = []
    for first, item, cells, item_id in execute(sql.CHANGES_FROM, (after + 1,)):
        for number, row in _numbered(first, item, cells, item_id):
            if number > after:
                found.append(row)
                if len(found) == limit:
                    return found
    return found


def net_changes(
    runs: Iterable[tuple[int, int, bytes, str]], after: int, until: int, name: Callable[[int], str]
) -> Iterator[Row]:
    """One row a cell, from before its first change to after its last; cells with the same write at both ends are none.

    runs: first number, item, cells, item id; by item id, then number. name: of a key
    """
    for _, its in groupby(runs, key=itemgetter(1)):
        first: dict[int, Row] = {}
        last: dict[int, Row] = {}
        for run in its:
            for number, row in _numbered(*run):
                if after < number <= until:
                    first.setdefault(row[2], row)
                    last[row[2]] = row
        for key in sorted(last, key=name):
            begin, end = first[key], last[key]
            if begin[3] != end[5]:
                yield (*end[:3], *begin[3:5], *end[5:])


def _numbered(first: int, item: int, cells: bytes, item_id: str) -> Iterator[tuple[int, Row]]:
    for number, cell in enumerate(changes_in(cells), first):
        before: tuple[Any, Any] = (cell.before, cell.before_priority) if cell.before else (None, None)
        after: tuple[Any, Any] = (cell.after, cell.after_priority) if cell.after else (None, None)
        yield number, (number, item, cell.key, *before, *after, item_id)
