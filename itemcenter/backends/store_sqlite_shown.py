"""Rows of `heads` out of the words of a merged block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np

from itemcenter.backends.store_sqlite_block import BlockRows
from itemcenter.backends.store_sqlite_heads import shown_of, shown_plains
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import WORD, words_of
from itemcenter.backends.store_sqlite_round import State
from itemcenter.schema.cell_content import plain_of


def head_rows(
    rows: BlockRows, state: State, held: Mapping[int, tuple[bytes, bytes]], log: Log
) -> Iterator[tuple[int, memoryview, bytes]]:
    """Of the items that changed. held: their rows before"""
    words, stated = state.words, (state.words["shown"] > 0) & (state.words["facts"] > 0)
    places = np.flatnonzero(stated)
    plains = _plains(rows, state, places, held, log)
    words["size"] = 0
    words["size"][places] = np.fromiter(map(len, plains), np.int64, len(plains))
    indexes = np.arange(len(rows.items) + 1)
    cuts = np.searchsorted(state.item, indexes)
    inner = np.searchsorted(places, cuts).tolist()
    size, data = WORD.itemsize, memoryview(words.tobytes())
    keys, spelled = np.ascontiguousarray(words["key"][places]), dict[bytes, bytes]()
    key_data, width = keys.tobytes(), keys.itemsize
    ends = pairwise((cuts * size).tolist())
    for touched, item, (start, stop), (first, last) in zip(
        state.touched.tolist(), rows.items.tolist(), ends, pairwise(inner), strict=True
    ):
        if not touched:
            continue
        named = key_data[first * width : last * width]
        text = spelled.get(named)
        if text is None:
            text = spelled[named] = b",".join([b"%d" % key for key in keys[first:last].tolist()])
        yield item, data[start:stop], shown_of(text, plains[first:last])


def _plains(
    rows: BlockRows, state: State, places: np.ndarray, held: Mapping[int, tuple[bytes, bytes]], log: Log
) -> list[bytes]:
    """The values of words that show facts: of the block's rows, those that were shown, or from the log."""
    origin = state.origin[places]
    given, kept = rows.plains, np.flatnonzero(origin < 0)
    if not len(kept):
        return given if len(places) == len(given) and _in_order(origin) else [given[row] for row in origin.tolist()]
    plains = [given[row] if row >= 0 else b"" for row in origin.tolist()]
    words = state.words[places[kept]]
    items = state.item[places[kept]]
    stated, touched = state.stated[places[kept]], state.touched[items]
    wanted = words["arrival"][~stated]
    logged = log.rows(wanted.tolist()) if len(wanted) else {}
    item, shown = -1, dict[tuple[int, int], bytes]()
    for at, num, its, entry, was in zip(
        kept.tolist(), items.tolist(), touched.tolist(), words.tolist(), stated.tolist(), strict=True
    ):
        if not its:
            continue
        if not was:
            plains[at] = plain_of(logged[entry[_ARRIVAL]].body)
            continue
        if num != item:
            head = held[int(rows.items[num])]
            item, shown = num, shown_plains(words_of(head[0]), head[1])
        plains[at] = shown[entry[0], entry[1]]
    return plains


_ARRIVAL = (WORD.names or ()).index("arrival")


def _in_order(origin: np.ndarray) -> bool:
    return bool((origin == np.arange(len(origin))).all())
