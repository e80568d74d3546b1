"""Applying batches: what the store holds of a batch's cells is read once, merged in memory, and written back in bulk.

A `Merge` lives for one transaction; what differs between technologies is its `Desk`. The rule of `schema.change.winner`
is kept here on rows, so that facts of words that merely stand by need not be decoded; the conformance suite holds the
two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from itemcenter.backends.store_cells import RETIRED, ItemState, Place, Word
from itemcenter.backends.store_desk import Desk
from itemcenter.backends.store_items import ItemLog, item_state
from itemcenter.backends.store_rows import Names, WordRow, encode_document, word_row
from itemcenter.schema import AttributeWrite, Change, ItemId, KeyId, SourceId, Tombstone, WriteBatch

#: Cells merged at once when priorities change: some 50 MB.
_REMERGE_PAGE = 20_000


class Merge:
    """`apply` or `remerge`, then `save`; `changes` are what took effect."""

    def __init__(self, desk: Desk, names: Names) -> None:
        self.changes: list[Change] = []
        self._desk, self._names = desk, names
        self._totals = desk.totals()
        self._item_log = ItemLog(desk, self._totals)
        self._items: dict[ItemId, ItemState] = {}
        self.log: list[tuple[int | None, ...]] = []
        self._superseded: tuple[list[WordRow], list[WordRow]] = [], []
        self._late: list[WordRow] = []
        self._tombstones: list[tuple[int, int, int, int]] = []
        self._forgotten: list[tuple[int, int]] = []

    def apply(self, batch: WriteBatch, logged: bool = True) -> None:
        """logged: False leaves the rows of the change log to the caller, in `log`; the total counts them."""
        self._load_items(batch)
        items, retired = self._visible()
        self._load_words(batch)
        self._item_log.expect(batch.items, self._items)
        for record in batch.items:
            self._item_log.take(self._items[record.item.id], record)
        for tombstone in batch.tombstones:
            self._forget(tombstone)
        for write in batch.writes:
            self._take(write)
        items_after, retired_after = self._visible()
        self._totals.items += items_after - items
        self._totals.retired += retired_after - retired
        self._save(logged)

    def remerge(self, priorities: Mapping[SourceId, int]) -> None:
        named = [(self._names.num("source", source), priority) for source, priority in priorities.items()]
        ranks = {num: priority for num, priority in named if num is not None}
        for page in self._desk.contested(ranks, _REMERGE_PAGE):
            cells = [(ItemId(item_id), KeyId(key_id)) for item_id, *_, key_id in page]
            self._items = {
                ItemId(item_id): ItemState(num, forgotten, presence=presence)
                for item_id, num, forgotten, presence, _ in page
            }
            self._load_cells(cells)
            for item_id, key_id in cells:
                place = self._items[item_id].places[key_id]
                for source in ranks.keys() & place.words.keys():
                    place.words[source] = place.words[source].stamped(ranks[source])
                self._show(item_id, key_id, place)
            self._save()
        self._desk.restamp(ranks)

    def mend(self, cells: Iterable[tuple[ItemId, KeyId]]) -> None:
        wanted = list(cells)
        states = self._desk.item_states(list(dict.fromkeys([item_id for item_id, _ in wanted])))
        self._items = {row[0]: item_state(row) for row in states}
        self._load_cells([entry for entry in wanted if entry[0] in self._items])
        for item_id, state in self._items.items():
            for key_id in sorted(state.places):
                self._show(item_id, key_id, state.places[key_id])
        self._save()

    def _load_items(self, batch: WriteBatch) -> None:
        # in order of arrival, which is the order of the catalog: neighbours there stay neighbours in the file
        ids = dict.fromkeys([record.item.id for record in batch.items])
        ids.update(dict.fromkeys([entry.item_id for entry in batch.tombstones]))
        ids.update(dict.fromkeys([write.item_id for write in batch.writes]))
        for row in self._desk.item_states(ids):
            self._items[row[0]] = item_state(row)
        if fresh := [entry for entry in ids if entry not in self._items]:
            for num, item_id in enumerate(fresh, self._desk.next_item()):
                self._items[item_id] = ItemState(num, fresh=True)

    def _visible(self) -> tuple[int, int]:
        """How many of the batch's items are visible: present or missing, and retired."""
        retired = [state.presence == RETIRED for state in self._items.values() if state.visible]
        return len(retired) - sum(retired), sum(retired)

    def _load_words(self, batch: WriteBatch) -> None:
        whole = {entry.item_id for entry in batch.tombstones if not self._items[entry.item_id].fresh}
        for item_id in whole:
            for row in self._desk.item_words(self._items[item_id].num):
                self._hold(item_id, row)
        part = [write for write in batch.writes if not self._items[write.item_id].fresh and write.item_id not in whole]
        self._load_cells([(write.item_id, write.key_id) for write in part])

    def _load_cells(self, cells: Iterable[tuple[ItemId, KeyId]]) -> None:
        wanted: dict[tuple[int, int], ItemId] = {}
        for item_id, key_id in cells:
            key = self._names.num("key", key_id)
            if key is not None:
                wanted[self._items[item_id].num, key] = item_id
        if wanted:
            for row in self._desk.words(wanted):
                self._hold(wanted[row[0], row[1]], row)

    def _hold(self, item_id: ItemId, columns: tuple[Any, ...]) -> None:
        word = Word(WordRow._make(columns[:-1]), item_id, self._names, columns[-1])
        place = self._items[item_id].place(KeyId(self._names.name(word.row.key)))
        place.words[word.row.source] = word
        if columns[-1]:
            place.shown = word

    def _forget(self, tombstone: Tombstone) -> None:
        state, names = self._items[tombstone.item_id], self._names
        source, author = names.give("origin", tombstone.source), names.give("author", tombstone.author)
        self._tombstones.append((state.num, tombstone.time_us, source, author))
        if state.forgotten_us is None or tombstone.time_us > state.forgotten_us:
            seen, state.forgotten_us = state.visible, tombstone.time_us
            self._item_log.forget(state, seen)
            self._forgotten.append((tombstone.time_us, state.num))
            for key_id in sorted(state.places):
                self._show(tombstone.item_id, key_id, state.places[key_id])

    def _take(self, write: AttributeWrite) -> None:
        state = self._items[write.item_id]
        self._totals.arrivals += 1
        row = word_row(write, state.num, self._totals.arrivals, self._names)
        word = Word(row, write.item_id, self._names, write)
        place = state.place(write.key_id)
        held = place.words.get(row.source)
        if held is not None:
            order, held_order = word.order, held.order
            if order < held_order:
                self._late.append(row)
                return
            if order == held_order:  # the same write again; perhaps stamped under another policy
                if row.priority <= held.row.priority:
                    return
                word = held.stamped(row.priority)
            else:
                self._superseded[held.stored is None].append(held.row)
                self._totals.writes += 1
        else:
            self._totals.writes += 1
        place.words[row.source] = word
        self._show(write.item_id, write.key_id, place)

    def _show(self, item_id: ItemId, key_id: KeyId, place: Place) -> None:
        state = self._items[item_id]
        before, after, counts = place.shown, place.winner(state.forgotten_us), state.presence != RETIRED
        if after is before:
            return
        place.shown = after
        if before is not None and counts:
            self._totals.count(before, -1)
        if after is not None and counts:
            self._totals.count(after, 1)
        if after is not None and before is not None and after.reads_as(before):
            return
        shown = after or before
        assert shown is not None
        self._totals.changes += 1
        number = self._totals.changes
        old = None if before is None else before.cell()
        new = None if after is None else after.cell()
        self.changes.append(Change(number, item_id, key_id, old, new))
        old_row = (before.row.arrival, before.row.priority) if before else (None, None)
        new_row = (after.row.arrival, after.row.priority) if after else (None, None)
        self.log.append((number, shown.row.item, shown.row.key, *old_row, *new_row))

    def _save(self, logged: bool = True) -> None:
        desk = self._desk
        self._save_records()
        desk.save_forgotten(self._forgotten, self._tombstones)
        self._save_words()
        self._totals.writes += desk.save_late(self._late)
        if logged:
            desk.save_changes(self.log)
        self._item_log.save()
        desk.save_totals(self._totals)
        if logged:
            self.log.clear()  # the rest is empty where a merge is saved page by page

    def _save_records(self) -> None:
        fresh = [(item_id, state.num) for item_id, state in self._items.items() if state.fresh]
        stamps, documents = [], []
        for state in self._items.values():
            if state.record is not None:
                record, give = state.record, self._names.give
                source = give("origin", record.source)
                category = record.category and give("category", record.category.category_id)
                stamp = (record.fingerprint, source, record.time_us, record.revision, record.row, record.run)
                stamps.append((*stamp, category, record.item.group_id, state.num))
                documents.append((state.num, encode_document(record)))
        self._desk.save_items(fresh, stamps, documents)

    def _save_words(self) -> None:
        rows, marks = [], []
        for state in self._items.values():
            for place in state.places.values():
                for word in place.words.values():
                    row, shown = word.row, int(word is place.shown)
                    if word.stored is None:
                        rows.append((*row, shown))
                    elif word.stored != (shown, row.priority):
                        marks.append((shown, row.priority, row.item, row.key, row.source))
        rows.sort()
        stored, passed = self._superseded
        self._desk.save_words(rows, marks, sorted(stored), sorted(passed))
