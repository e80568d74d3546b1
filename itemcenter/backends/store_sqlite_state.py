"""The words of a block's items in memory, while rounds of writes change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_sqlite_block import BlockRows, Proofs
from itemcenter.backends.store_sqlite_heads import items_of, plains_of
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import LOCKED, WORD, records
from itemcenter.errors import InvariantError

_Array = np.ndarray[Any, Any]

#: What a reader sees of a word, and what the change log tells of it.
LOOK = ("source", "marks", "facts", "told")
WHICH = ("arrival", "priority")


class State:
    """The words of the block's items, ascending by item, key and source.

    item:    index in `BlockRows.items`; code: a number that ascends with item, key and source
    origin:  place of the block's row that a word came with, -1 for one that the store held
    plains:  what the items showed, one behind the other; plain_at: where a word's values begin in it, -1 for nowhere
    touched: items (by index) of which something changed; raised: (arrival, priority) of writes that came again, higher
    """

    def __init__(self, rows: BlockRows, held: Mapping[int, tuple[bytes, bytes]], names: Names, log: Log) -> None:
        """held: rows of `heads` by item"""
        self.rows, self.names, self._log = rows, names, log
        nums = sorted(held)
        parts = [held[num][0] for num in nums]
        words = records(WORD, parts)
        every = len(nums) == len(rows.items)
        item = items_of(range(len(nums)) if every else np.searchsorted(rows.items, nums), parts)
        self.words, self.item = words, item
        spans = [max(_most(words[name]), _most(rows.words[name])) + 1 for name in ("key", "source")]
        self._keys, self.sources = spans
        if len(rows.items) * self._keys * self.sources >= 2**62:
            raise InvariantError("a block has too many items at once", remedy="merge it in parts (WriteBlock.part)")
        self.code = self.code_of(item, words)
        self.origin = np.full(len(words), -1, np.int64)
        self.plains, self.plain_at = plains_of(words, parts, [held[num][1] for num in nums])
        self.touched = np.zeros(len(rows.items), bool)
        self.raised: list[tuple[int, int]] = []

    def code_of(self, item: _Array, words: _Array) -> _Array:
        code: _Array = (item * self._keys + words["key"]) * self.sources + words["source"]
        return code

    def insert(self, at: _Array, words: _Array, item: _Array, code: _Array, origin: _Array) -> None:
        """Words in their order, each before the one that stands at its place of `at`."""
        if not len(self.words):
            self.words, self.item, self.code, self.origin = words.copy(), item, code, origin
            self.plain_at = np.full(len(words), -1)
            return
        self.words = np.insert(self.words, at, words)
        self.item = np.insert(self.item, at, item)
        self.code = np.insert(self.code, at, code)
        self.origin = np.insert(self.origin, at, origin)
        self.plain_at = np.insert(self.plain_at, at, -1)

    def heard(self, places: _Array) -> _Array:
        """Whether these words count: neither withdrawn nor forgotten."""
        heard: _Array = self.words["facts"][places] >= 0
        if self.rows.forgotten:
            heard &= self.words["time_us"][places] > self.rows.forgotten_us[self.item[places]]
        return heard

    def looks(self, places: _Array) -> dict[str, _Array]:
        """What a reader sees of words, and which they are; -1 for no word."""
        if not len(self.words):
            return {name: np.zeros(len(places), np.int64) for name in (*LOOK, *WHICH)}
        found = {name: self.words[name][places] for name in (*LOOK, *WHICH)}
        found["marks"] = found["marks"] & LOCKED
        return found

    def proofs(self, places: _Array) -> Proofs:
        """Contents and authors of words, those that the store held from the log."""
        origin = self.origin[places]
        held = np.flatnonzero(origin < 0)
        if not len(held):
            return self.rows.proofs.at(origin)
        found = self.rows.proofs.at(np.maximum(origin, 0))  # a copy
        writes = self._log.records(self.words["arrival"][places[held]])
        found.content_a[held], found.content_b[held] = writes["content_a"], writes["content_b"]
        found.author[held] = writes["author"]
        return found

    def latest(self, places: _Array) -> _Array:
        """Arrivals of the words that the sources of the block's rows at these places have on their cells."""
        code = self.code_of(self.rows.item[places], self.rows.words[places])
        arrivals: _Array = self.words["arrival"][np.searchsorted(self.code, code)]
        return arrivals

    def ranks(self, nums: _Array) -> _Array:
        """The order of the names behind these numbers."""
        known = {num: self.names.name(num) for num in np.unique(nums).tolist()}
        order = {num: rank for rank, num in enumerate(sorted(known, key=known.__getitem__))}
        return np.fromiter(map(order.__getitem__, nums.tolist()), np.int64, len(nums))


def _most(column: _Array) -> int:
    return int(column.max()) if len(column) else 0
