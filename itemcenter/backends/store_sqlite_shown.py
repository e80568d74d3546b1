"""Rows of `heads` out of the words of a merged block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from itemcenter.backends.store_sqlite_block import BlockRows
from itemcenter.backends.store_sqlite_heads import shown_of
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import WORD
from itemcenter.backends.store_sqlite_round import State
from itemcenter.schema.cell_content import plain_of


def head_rows(rows: BlockRows, state: State, log: Log) -> Iterator[tuple[int, memoryview, bytes]]:
    """Of the items that changed."""
    words, stated = state.words, (state.words["shown"] > 0) & (state.words["facts"] > 0)
    if not state.touched.all():
        stated &= state.touched[state.item]
    places = np.flatnonzero(stated)
    plains = _plains(rows, state, places, log)
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


def _plains(rows: BlockRows, state: State, places: np.ndarray, log: Log) -> list[bytes]:
    """The values of words that show facts: of the block's rows, those that were shown, or from the log."""
    origin, given = state.origin[places], rows.plains
    if (origin >= 0).all():
        return given if len(places) == len(given) and _in_order(origin) else [given[row] for row in origin.tolist()]
    begin = state.plain_at[places]
    end = begin + state.words["size"][places]
    shown = state.plains
    plains = [
        given[row] if row >= 0 else shown[start:stop]
        for row, start, stop in zip(origin.tolist(), begin.tolist(), end.tolist(), strict=True)
    ]
    woken = np.flatnonzero((origin < 0) & (begin < 0))
    if len(woken):
        arrivals = state.words["arrival"][places[woken]].tolist()
        logged = log.rows(arrivals)
        for at, arrival in zip(woken.tolist(), arrivals, strict=True):
            plains[at] = plain_of(logged[arrival].body)
    return plains


def _in_order(origin: np.ndarray) -> bool:
    return bool((origin == np.arange(len(origin))).all())
