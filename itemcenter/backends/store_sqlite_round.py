"""Merging in columns: a round of writes, each of another cell, on the words in memory.

The rules are those of `Merge` (`schema.change.winner`), over all rows at once. Only writes that tie in time, revision
and tier are held against each other one by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from itemcenter.backends.store_sqlite_block import Proofs
from itemcenter.backends.store_sqlite_pack import LOCKED, SHOWN, TIER
from itemcenter.backends.store_sqlite_state import LOOK, WHICH, State

_Array = np.ndarray[Any, Any]


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
        for name in LOOK:
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
            sides += [(words[name] * shows)[changed] for name in WHICH]
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
