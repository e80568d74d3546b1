"""Merging in columns: the words of a block's items in memory, and rounds of writes, each of another cell.

The rules are those of `Merge` (`schema.change.winner`), over all rows at once. Only writes that tie in time, revision
and tier are held against each other one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_sqlite_block import BlockRows, Proofs
from itemcenter.backends.store_sqlite_heads import items_of, plains_of
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import LOCKED, SHOWN, TIER, WORD, records
from itemcenter.errors import InvariantError

_Array = np.ndarray[Any, Any]


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
            return {name: np.zeros(len(places), np.int64) for name in (*_LOOK, *_WHICH)}
        found = {name: self.words[name][places] for name in (*_LOOK, *_WHICH)}
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


#: What a reader sees of a word, and what the change log tells of it.
_LOOK = ("source", "marks", "facts", "told")
_WHICH = ("arrival", "priority")


class Round:
    """`run` merges the rows; then the other attributes hold.

    taken:  places of the writes that are their source's latest; former: arrivals of those before them, 0 for none
    late:   places of those that came after a later one
    writes, cells, stated, facts: by how much the totals grow
    changes: place, item (index), key, arrival and priority before and after (0: none) of each change that a reader sees
    """

    def __init__(self, state: State, places: _Array) -> None:
        self._state, self._places = state, places
        self.taken = self.former = self.late = np.zeros(0, np.int64)
        self.writes = self.cells = self.stated = self.facts = 0
        self.changes: tuple[_Array, ...] = (self.taken,) * 7

    def run(self) -> None:
        state, rows = self._state, self._state.rows
        whole = len(self._places) == len(rows.words) and bool((np.diff(self._places) > 0).all())
        words = rows.words if whole else rows.words[self._places]
        item = rows.item[self._places]
        code = state.code_of(item, words)
        if len(code) == len(state.code) and (code == state.code).all():  # as where a source says anew what it said
            at, hit = np.arange(len(code)), np.ones(len(code), bool)
        else:
            at = np.searchsorted(state.code, code)
            hit = _padded(state.code, at) == code
        taken, late, again = self._compare(words, self._places, at, hit)
        self.late, self.taken = self._places[late], self._places[taken]
        self.writes = len(self.taken)
        self.former = np.where(hit, _padded(state.words["arrival"], at), 0)[taken]
        touched = taken | again
        if not touched.any():
            return
        chosen = slice(None) if touched.all() else touched
        self._merge(
            self._places[chosen], words[chosen], item[chosen], code[chosen], at[chosen], hit[chosen], again[chosen]
        )

    def _compare(self, words: _Array, rows: _Array, at: _Array, hit: _Array) -> tuple[_Array, _Array, _Array]:
        """Which rows are new or newer, which come late, and which come again with a higher priority."""
        state = self._state.words
        places, met, rows = (at, words, rows) if hit.all() else (at[hit], words[hit], rows[hit])
        equal, newer = np.ones(len(met), bool), np.zeros(len(met), bool)
        for name in ("time_us", "revision", "marks"):
            mine, held = met[name], state[name][places]
            if name == "marks":
                mine, held = mine >> TIER, held >> TIER
            newer |= equal & (mine > held)
            equal &= mine == held
            if not equal.any():
                break
        same = equal.copy()
        if equal.any():
            ties = np.flatnonzero(equal)
            own, its = self._state.rows.proofs.at(rows[ties]), self._state.proofs(places[ties])
            alike = (own.content_a == its.content_a) & (own.content_b == its.content_b) & (own.author == its.author)
            alike &= met["producer"][ties] == state["producer"][places[ties]]
            alike &= met["marks"][ties] & LOCKED == state["marks"][places[ties]] & LOCKED
            same[ties] = alike
            for tie in np.flatnonzero(~alike).tolist():
                row = ties[tie]
                newer[row] = self._order(met[row], own, tie) > self._order(state[places[row]], its, tie)
        taken, late, again = ~hit, np.zeros(len(words), bool), np.zeros(len(words), bool)
        taken[hit], late[hit] = newer, ~newer & ~same
        if same.any():
            again[hit] = same & (met["priority"] > state["priority"][places])
        return taken, late, again

    def _order(self, word: Any, proofs: Proofs, place: int) -> tuple[Any, ...]:
        """What decides between writes of one source and one time, revision and tier (`AttributeWrite.order`)."""
        name = self._state.names.name
        locked, author = int(word["marks"]) & LOCKED, int(proofs.author[place])
        return name(int(word["producer"])), proofs.content_bytes(place), locked, name(author)

    def _merge(
        self, places: _Array, words: _Array, item: _Array, code: _Array, at: _Array, hit: _Array, again: _Array
    ) -> None:
        state = self._state
        cell = code // state.sources
        cells = state.code // state.sources
        # another source has a word on the cell: it stands beside the place of the row's own
        contested = (_padded(cells, at - 1) == cell) | (_padded(cells, at + hit) == cell)
        before = np.where(hit & (_padded(state.words["marks"] & SHOWN, at) > 0), at, -1)
        if contested.any():
            group, place = self._words_on(cell[contested])
            shown = (state.words["marks"][place] & SHOWN) > 0
            found = np.full(int(contested.sum()), -1)
            found[group[shown]] = place[shown]
            before[contested] = found
        was, old = before >= 0, state.looks(before)
        new = ~hit
        self._put(places, words, item, code, at, new, again)
        at = at + np.cumsum(new) - new
        after = np.where(state.heard(at), at, -1)
        if contested.any():
            after[contested] = self._winners(cell[contested])
        state.words["marks"][at[~contested]] |= (SHOWN * (after[~contested] >= 0)).astype(np.uint8)
        state.touched[item] = True
        self._count(places, item, words["key"], was, old, after >= 0, state.looks(after))

    def _put(
        self, places: _Array, words: _Array, item: _Array, code: _Array, at: _Array, new: _Array, again: _Array
    ) -> None:
        """Rows become words of the state; `new` ones have no word of their source to replace."""
        state = self._state
        if again.any():
            held = at[again]
            state.words["priority"][held] = words["priority"][again]
            state.raised += zip(state.words["arrival"][held].tolist(), words["priority"][again].tolist(), strict=True)
        replaced = ~new & ~again
        if replaced.any():
            held = at[replaced]
            these = words if replaced.all() else words[replaced]
            if len(these) == len(state.words):  # all there are, and both in one order
                state.words = these.copy()
            else:
                state.words[held] = these
            state.origin[held], state.plain_at[held] = places[replaced], -1
        if new.any():
            state.insert(at[new], words[new], item[new], code[new], places[new])

    def _words_on(self, cell: _Array) -> tuple[_Array, _Array]:
        """All words on these cells, by cell: which of the cells, and their places in the state."""
        code, sources = self._state.code, self._state.sources
        starts, stops = np.searchsorted(code, cell * sources), np.searchsorted(code, (cell + 1) * sources)
        sizes = stops - starts
        group = np.repeat(np.arange(len(cell)), sizes)
        inner = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return group, starts[group] + inner

    def _winners(self, cell: _Array) -> _Array:
        """The place of the word that each of these cells shows, -1 for none; marks them as shown."""
        state = self._state
        group, place = self._words_on(cell)
        state.words["marks"][place] &= ~SHOWN & 255
        heard = state.heard(place)
        group, place = group[heard], place[heard]
        words = state.words[place]
        marks = words["marks"]
        keys = [state.ranks(words["producer"]), marks >> TIER]
        keys += [words[name] for name in ("revision", "time_us", "priority")]
        keys += [marks & LOCKED, group]
        order = np.lexsort(keys)
        if _tied(keys, order):  # two sources say the same of one time: the content decides, then the source's name
            proofs = state.proofs(place)
            order = np.lexsort([state.ranks(words["source"]), proofs.content_b, proofs.content_a, *keys])
        group, place = group[order], place[order]
        last = np.ones(len(group), bool)
        last[:-1] = group[1:] != group[:-1]
        winners = np.full(len(cell), -1)
        winners[group[last]] = place[last]
        state.words["marks"][place[last]] |= SHOWN
        return winners

    def _count(
        self,
        places: _Array,
        item: _Array,
        key: _Array,
        was: _Array,
        old: dict[str, _Array],
        now: _Array,
        new: dict[str, _Array],
    ) -> None:
        """was, now: whether the cell showed and shows something; old, new: what"""
        look = np.zeros(len(was), bool)
        for name in _LOOK:
            look |= old[name] != new[name]
        changed = (was != now) | (was & now & look)
        counted = self._state.rows.counted[item]
        for words, shows, sign in ((old, was & counted, -1), (new, now & counted, 1)):
            facts = words["facts"] * shows
            self.cells += sign * int(shows.sum())
            self.stated += sign * int((facts > 0).sum())
            self.facts += sign * int(facts.sum())
        sides = []
        for words, shows in ((old, was), (new, now)):
            sides += [(words[name] * shows)[changed] for name in _WHICH]
        self.changes = (places[changed], item[changed], key[changed], *sides)


def _tied(keys: list[_Array], order: _Array) -> bool:
    """Whether two of these are alike in all keys."""
    alike = np.ones(max(0, len(order) - 1), bool)
    for key in keys:
        ordered = key[order]
        alike &= ordered[1:] == ordered[:-1]
    return bool(alike.any())


def _padded(column: _Array, at: _Array) -> _Array:
    """The column at these places, with -1 before its begin and after its end."""
    padded = np.full(len(column) + 2, -1, np.int64)
    padded[1:-1] = column
    found: _Array = padded[at + 1]
    return found


def _most(column: _Array) -> int:
    return int(column.max()) if len(column) else 0
