"""Point look-ups of the SQLite store: rows to what a door writes out, without building nouns."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_file import transaction
from itemcenter.backends.store_sqlite_items import PRESENCES
from itemcenter.backends.store_sqlite_rows import Names
from itemcenter.errors import StoreError
from itemcenter.ports.lookup import RawCell, RawItem
from itemcenter.schema import CellState, ItemId
from itemcenter.schema.cell_content import content_of

_FACTS, _NOT_STATED = CellState.FACTS.value, CellState.NOT_STATED.value
#: Where the columns of a word stand: `store_sqlite_rows.WordRow`.
_KEY, _SOURCE, _FACT_COUNT, _LOCKED, _TIME, _REVISION, _TIER, _CONTENT, _AUTHOR, _BODY = (
    1,
    2,
    5,
    7,
    8,
    9,
    10,
    12,
    13,
    14,
)


def read_raw(connection: sqlite3.Connection, names: Names, item_ids: Sequence[ItemId]) -> tuple[list[RawItem], int]:
    """`QuickReads.raw_items`. Raises `StoreError` for a content that is not what its hash says."""
    found, name = [], names.name
    with transaction(connection, "BEGIN"):
        execute = connection.execute
        number = execute(sql.LAST_CHANGE).fetchone()[0]
        for item_id in item_ids:
            record = execute(sql.RECORD, (item_id,)).fetchone()
            if record is None:
                continue
            num, source, time_us, _, fingerprint, _, _, presence, body = record
            cells = []
            for row in execute(sql.ITEM_CELLS, (num,)):
                content, facts = row[_CONTENT].hex(), row[_BODY]
                if content_of(_FACTS if row[_FACT_COUNT] else _NOT_STATED, facts) != content:
                    raise _damaged(f"cell {item_id} / {name(row[_KEY])}")
                place = (
                    name(row[_KEY]),
                    name(row[_SOURCE]),
                    bool(row[_LOCKED]),
                    row[_TIME],
                    row[_REVISION],
                    row[_TIER],
                )
                cells.append(RawCell(*place, name(row[_AUTHOR]), content, facts))
            cells.sort()
            document = body if body.startswith(b"[") else _plain(body, item_id)
            told = PRESENCES[presence].value
            found.append(RawItem(item_id, name(source), time_us, fingerprint, told, document, tuple(cells)))
    return found, number


def _plain(body: bytes, item_id: ItemId) -> bytes:
    try:
        return zlib.decompress(body)
    except zlib.error as error:
        raise _damaged(f"the document of {item_id}") from error


def _damaged(what: str) -> StoreError:
    return StoreError(f"{what} is damaged in the store", remedy="restore the file from a copy, or build anew")
