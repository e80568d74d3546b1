"""Point look-ups of the SQLite store: rows to what a door writes out, without building nouns."""

from __future__ import annotations

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
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import damaged, words_of
from itemcenter.ports.lookup import RawCell, RawItem, ShownValue
from itemcenter.schema import CellState, ItemId, KeyId
from itemcenter.schema.cell_content import content_of

_FACTS, _NOT_STATED = CellState.FACTS.value, CellState.NOT_STATED.value
_decode_values = Decoder(list[list[ShownValue]]).decode


def read_raw(connection: sqlite3.Connection, names: Names, item_ids: Sequence[ItemId]) -> tuple[list[RawItem], int]:
    """`QuickReads.raw_items`. Raises `StoreError` for a content that is not what its hash says."""
    found: list[RawItem] = []
    number: int | None = None
    log = Log(connection)
    with transaction(connection, "BEGIN"):
        for item_id in item_ids:
            row = connection.execute(sql.RAW_ITEM, (item_id,)).fetchone()
            if row is not None:
                item, number = _item(item_id, row, names, log)
                found.append(item)
        if number is None:
            number = int(connection.execute("SELECT changes FROM totals").fetchone()[0])
    return found, number


def read_shown(
    connection: sqlite3.Connection, names: Names, item_ids: Sequence[ItemId]
) -> dict[ItemId, dict[KeyId, list[ShownValue]]]:
    """`QuickReads.shown`. Raises `StoreError` for values that cannot be read."""
    if len(item_ids) == 1:
        row = connection.execute(sql.SHOWN_OF_ONE, item_ids).fetchone()
        rows = [] if row is None else [(item_ids[0], *row)]
    else:
        rows = connection.execute(sql.SHOWN_OF_MANY, (json.dumps(item_ids),)).fetchall()
    found: dict[ItemId, dict[KeyId, list[ShownValue]]] = {}
    for item_id, told in rows:
        if told:
            values, _, keys = told.rpartition(b" ")
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
        raise damaged(f"what {item_id} shows") from error


def _item(item_id: ItemId, row: tuple[Any, ...], names: Names, log: Log) -> tuple[RawItem, int]:
    _, number, source, time_us, fingerprint, presence, body, data = row
    name, cells = names.name, []
    logged = log.rows([word.arrival for word in words_of(data or b"") if word.shown])
    for word in logged.values():
        told, facts = word.content.hex(), word.body
        if content_of(_FACTS if word.facts else _NOT_STATED, facts) != told:
            raise damaged(f"cell {item_id} / {name(word.key)}")
        place = (name(word.key), name(word.source), bool(word.locked), word.time_us, word.revision, word.tier)
        cells.append(RawCell(*place, name(word.author), told, facts))
    cells.sort()
    document = body if body.startswith(b"[") else _plain(body, item_id)
    head = (name(source), time_us, fingerprint, PRESENCES[presence].value)
    return RawItem(item_id, *head, document, tuple(cells)), number


def _plain(body: bytes, item_id: ItemId) -> bytes:
    try:
        return zlib.decompress(body)
    except zlib.error as error:
        raise damaged(f"the document of {item_id}") from error
