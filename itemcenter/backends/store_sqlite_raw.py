"""Point look-ups of the SQLite store: rows to what a door writes out, without building nouns."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any

from msgspec.json import Decoder

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_items import PRESENCES
from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_sqlite_file import transaction
from itemcenter.errors import StoreError
from itemcenter.ports.lookup import RawCell, RawItem, ShownValue
from itemcenter.schema import CellState, ItemId, KeyId
from itemcenter.schema.cell_content import content_of

_FACTS, _NOT_STATED = CellState.FACTS.value, CellState.NOT_STATED.value
_decode_values = Decoder(list[list[ShownValue]]).decode


def read_raw(connection: sqlite3.Connection, names: Names, item_ids: Sequence[ItemId]) -> tuple[list[RawItem], int]:
    """`QuickReads.raw_items`. Raises `StoreError` for a content that is not what its hash says."""
    found: list[RawItem] = []
    number: int | None = None
    # One statement sees one state by itself.
    together = contextlib.nullcontext() if len(item_ids) == 1 else transaction(connection, "BEGIN")
    with together:
        for item_id in item_ids:
            rows = connection.execute(sql.RAW_ITEM, {"item_id": item_id}).fetchall()
            if rows:
                item, number = _item(item_id, rows, names)
                found.append(item)
        if number is None:
            number = int(connection.execute("SELECT changes FROM totals").fetchone()[0])
    return found, number


def read_shown(
    connection: sqlite3.Connection, names: Names, item_ids: Sequence[ItemId]
) -> dict[ItemId, dict[KeyId, list[ShownValue]]]:
    """`QuickReads.shown`. Raises `StoreError` for values that cannot be read."""
    if len(item_ids) == 1:
        rows = [(item_ids[0], *connection.execute(sql.SHOWN_OF_ONE, item_ids).fetchone())]
    else:
        rows = connection.execute(sql.SHOWN_OF_MANY, (json.dumps(item_ids),)).fetchall()
    found: dict[ItemId, dict[KeyId, list[ShownValue]]] = {}
    for item_id, told in rows:
        if told is not None:
            keys, _, values = told.partition(b" ")
            found[item_id] = dict(zip(names.spelled(keys.split(b",")), _values(values, item_id), strict=True))
    return found


def _values(data: bytes, item_id: ItemId) -> list[list[ShownValue]]:
    try:
        return _decode_values(data)
    except ValueError:
        pass  # half of a surrogate pair, or damage
    try:
        return [[ShownValue(*row) for row in rows] for rows in json.loads(data.decode("utf-8", "surrogatepass"))]
    except (ValueError, TypeError) as error:
        raise _damaged(f"what {item_id} shows") from error


def _item(item_id: ItemId, rows: list[tuple[Any, ...]], names: Names) -> tuple[RawItem, int]:
    name, cells, head = names.name, [], None
    for row in rows:
        if not row[-1]:
            head = row
            continue
        key, source, facts, locked, time_us, revision, tier, content, author, body, _ = row
        told = content.hex()
        if content_of(_FACTS if facts else _NOT_STATED, body) != told:
            raise _damaged(f"cell {item_id} / {name(key)}")
        cells.append(RawCell(name(key), name(source), bool(locked), time_us, revision, tier, name(author), told, body))
    if head is None:
        raise _damaged(f"the record of {item_id}")
    _, number, source, time_us, fingerprint, presence, _, _, _, body, _ = head
    cells.sort()
    document = body if body.startswith(b"[") else _plain(body, item_id)
    place = (name(source), time_us, fingerprint, PRESENCES[presence].value)
    return RawItem(item_id, *place, document, tuple(cells)), number


def _plain(body: bytes, item_id: ItemId) -> bytes:
    try:
        return zlib.decompress(body)
    except zlib.error as error:
        raise _damaged(f"the document of {item_id}") from error


def _damaged(what: str) -> StoreError:
    return StoreError(f"{what} is damaged in the store", remedy="restore the file from a copy, or build anew")
