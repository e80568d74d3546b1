"""Rows of `heads` out of the words of a merged block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from itemcenter.backends.store_sqlite_block import BlockRows
from itemcenter.backends.store_sqlite_heads import BETWEEN, shown_of
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import WORD, showing
from itemcenter.backends.store_sqlite_state import State
from itemcenter.schema.cell_content import plain_of


def head_rows(rows: BlockRows, state: State, log: Log) -> Iterator[tuple[int, memoryview, bytes]]:
    """Of the items that changed."""
    words, stated = state.words, showing(state.words) & (state.words["facts"] > 0)
    if not state.touched.all():
        stated &= state.touched[state.item]
    places = np.flatnonzero(stated)
    pieces, begins = _pieces(rows, state, places, log)
    words["size"][~stated] = 0
    cuts = np.searchsorted(state.item, np.arange(len(rows.items) + 1))
    inner = np.searchsorted(places, cuts)
    size, data = WORD.itemsize, memoryview(words.tobytes())
    keys, spelled = np.ascontiguousarray(words["key"][places]), dict[bytes, bytes]()
    key_data, width = keys.tobytes(), keys.itemsize
    its_words, its_keys, its_pieces = [
        pairwise(column.tolist()) for column in (cuts * size, inner * width, np.searchsorted(begins, inner))
    ]
    for touched, item, (start, stop), (first, last), (left, right) in zip(
        state.touched.tolist(), rows.items.tolist(), its_words, its_keys, its_pieces, strict=True
    ):
        if not touched:
            continue
        named = key_data[first:last]
        text = spelled.get(named)
        if text is None:
            numbers = keys[first // width : last // width].tolist()
            text = spelled[named] = b",".join([b"%d" % key for key in numbers])
        yield item, data[start:stop], shown_of(text, pieces[left:right])


def _pieces(rows: BlockRows, state: State, places: np.ndarray, log: Log) -> tuple[list[bytes], np.ndarray]:
    """The values of the words at these places, and for which of them each piece begins: a piece for each of the block's
    rows and each word that comes to be shown, one for all neighbours that go on as they stood together."""
    origin, given = state.origin[places], rows.plains
    if (origin >= 0).all():
        whole = len(places) == len(given) and bool((origin == np.arange(len(origin))).all())
        return given if whole else [given[row] for row in origin.tolist()], np.arange(len(places))
    begin = state.plain_at[places]
    end = begin + state.words["size"][places]
    on = np.zeros(len(places), bool)  # more than `BETWEEN` lies between the values of two items
    on[1:] = (begin[1:] >= 0) & (begin[:-1] >= 0) & (begin[1:] == end[:-1] + len(BETWEEN))
    begins = np.flatnonzero(~on)
    lasts = np.append(begins[1:], len(places)) - 1
    shown = state.plains
    pieces = [
        given[row] if row >= 0 else shown[start:stop]
        for row, start, stop in zip(origin[begins].tolist(), begin[begins].tolist(), end[lasts].tolist(), strict=True)
    ]
    woken = np.flatnonzero((origin[begins] < 0) & (begin[begins] < 0))
    if len(woken):
        held = places[begins[woken]]
        arrivals = state.words["arrival"][held].tolist()
        logged = log.rows(arrivals)
        plains = [plain_of(logged[arrival].body) for arrival in arrivals]
        state.words["size"][held] = list(map(len, plains))
        for piece, plain in zip(woken.tolist(), plains, strict=True):
            pieces[piece] = plain
    return pieces, begins
