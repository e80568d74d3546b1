"""Applying batches: what the store holds of a batch's cells is read once, merged in memory, and written back in bulk.

A `Merge` lives for one transaction. The rule of `schema.change.winner` is kept here on rows, so that facts of words
that merely stand by need not be decoded; the conformance suite holds the two against each other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import Any

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_cells import RETIRED, ItemState, Place, Totals, Word
from itemcenter.backends.store_sqlite_items import ItemLog, item_state
from itemcenter.backends.store_sqlite_rows import Names, WordRow, encode_document, word_row
from itemcenter.schema import AttributeWrite, Change, ItemId, KeyId, SourceId, Tombstone, WriteBatch

#: Cells merged at once when priorities change: some 50 MB.
_REMERGE_PAGE = 20_000


class Merge:
    """`apply` or `remerge`, then `save`; `changes` are what took effect."""

    def __init__(self, connection: sqlite3.Connection, names: Names) -> None:
        self.changes: list[Change] = []
        self._connection, self._names = connection, names
        self._totals = Totals(*connection.execute(sql.TOTALS).fetchone())
        self._item_log = ItemLog(connection, self._totals)
        self._items: dict[ItemId, ItemState] = {}
        self._log: list[tuple[int | None, ...]] = []
        self._superseded: list[WordRow] = []
        self._late: list[WordRow] = []
        self._tombstones: list[tuple[int, int, int, int]] = []
        self._forgotten: list[tuple[int, int]] = []

    def apply(self, batch: WriteBatch) -> None:
        self._load_items(batch)
        items, retired = self._visible()
        self._load_words(batch)
        for record in batch.items:
            self._item_log.take(self._items[record.item.id], record)
        for tombstone in batch.tombstones:
            self._forget(tombstone)
        for write in batch.writes:
            self._take(write)
        items_after, retired_after = self._visible()
        self._totals.items += items_after - items
        self._totals.retired += retired_after - retired
        self._save()

    def remerge(self, priorities: Mapping[SourceId, int]) -> None:
        execute, many = self._connection.execute, self._connection.executemany
        named = [(self._names.num("source", source), priority) for source, priority in priorities.items()]
        ranks = {num: priority for num, priority in named if num is not None}
        execute(sql.RESTAMPED_CLEAR)
        many(sql.RESTAMPED_ADD, [(num,) for num in ranks])
        execute(sql.CONTESTED_CLEAR)
        execute(sql.CONTESTED_ADD)
        position = 0
        while page := execute(sql.CONTESTED_PAGE, (position, _REMERGE_PAGE)).fetchall():
            cells = [(ItemId(item_id), KeyId(key_id)) for _, item_id, *_, key_id in page]
            self._items = {
                ItemId(item_id): ItemState(num, forgotten, presence=presence)
                for _, item_id, num, forgotten, presence, _ in page
            }
            self._load_cells(cells)
            for item_id, key_id in cells:
                place = self._items[item_id].places[key_id]
                for source in ranks.keys() & place.words.keys():
                    place.words[source] = place.words[source].stamped(ranks[source])
                self._show(item_id, key_id, place)
            self._save()
            position = page[-1][0]
        execute(sql.CONTESTED_CLEAR)
        stamps = [(priority, source, priority) for source, priority in ranks.items()]
        many(sql.RESTAMP_WORDS, stamps)
        many(sql.RESTAMP_SUPERSEDED, stamps)

    def mend(self, cells: Iterable[tuple[ItemId, KeyId]]) -> None:
        wanted = list(cells)
        ids = json.dumps(list(dict.fromkeys([item_id for item_id, _ in wanted])))
        self._items = {row[0]: item_state(row) for row in self._connection.execute(sql.ITEM_STATES, (ids,))}
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
        known = self._connection.execute(sql.ITEM_STATES, (json.dumps(list(ids)),)).fetchall()
        for row in known:
            self._items[row[0]] = item_state(row)
        (first,) = self._connection.execute(sql.ITEM_NEXT).fetchone()
        for num, item_id in enumerate([entry for entry in ids if entry not in self._items], first):
            self._items[item_id] = ItemState(num, fresh=True)

    def _visible(self) -> tuple[int, int]:
        """How many of the batch's items are visible: present or missing, and retired."""
        retired = [state.presence == RETIRED for state in self._items.values() if state.visible]
        return len(retired) - sum(retired), sum(retired)

    def _load_words(self, batch: WriteBatch) -> None:
        whole = {entry.item_id for entry in batch.tombstones if not self._items[entry.item_id].fresh}
        for item_id in whole:
            for row in self._connection.execute(sql.ITEM_WORDS, (self._items[item_id].num,)):
                self._hold(item_id, row)
        part = [write for write in batch.writes if not self._items[write.item_id].fresh and write.item_id not in whole]
        self._load_cells([(write.item_id, write.key_id) for write in part])

    def _load_cells(self, cells: Iterable[tuple[ItemId, KeyId]]) -> None:
        wanted: dict[tuple[int, int], ItemId] = {}
        for item_id, key_id in cells:
            key = self._names.num("key", key_id)
            if key is not None:
                wanted[self._items[item_id].num, key] = item_id
        if not wanted:
            return
        self._connection.execute(sql.WANTED_CLEAR)
        self._connection.executemany(sql.WANTED_ADD, [(item, key, None) for item, key in wanted])
        for row in self._connection.execute(sql.WANTED_WORDS):
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
                self._superseded.append(held.row)
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
        self._log.append((number, shown.row.item, shown.row.key, *old_row, *new_row))

    def _save(self) -> None:
        many = self._connection.executemany
        many(sql.ITEM_ADD, [(item_id, state.num) for item_id, state in self._items.items() if state.fresh])
        self._save_records()
        many(sql.ITEM_FORGET, self._forgotten)
        many(sql.TOMBSTONE_ADD, self._tombstones)
        self._save_words()
        many(sql.SUPERSEDED_ADD, sorted(self._superseded))
        others = self._connection.total_changes
        many(sql.SUPERSEDED_ADD, self._late)
        self._totals.writes += self._connection.total_changes - others
        many(sql.SUPERSEDED_RAISE, [_raised(row) for row in self._late])
        many(sql.CHANGE_ADD, self._log)
        self._item_log.save()
        self._connection.execute(sql.TOTALS_SET, astuple(self._totals))
        self._log.clear()  # the rest is empty where a merge is saved page by page

    def _save_records(self) -> None:
        stamps, documents = [], []
        for state in self._items.values():
            if state.record is not None:
                record, give = state.record, self._names.give
                source = give("origin", record.source)
                category = record.category and give("category", record.category.category_id)
                stamp = (record.fingerprint, source, record.time_us, record.revision, record.row, record.run)
                stamps.append((*stamp, category, record.item.group_id, state.num))
                documents.append((state.num, encode_document(record)))
        self._connection.executemany(sql.ITEM_STAMP, stamps)
        self._connection.executemany(sql.DOCUMENT_SET, documents)

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
        self._connection.executemany(sql.WORD_SET, rows)
        self._connection.executemany(sql.WORD_MARK, marks)


def _raised(row: WordRow) -> tuple[Any, ...]:
    place = (row.item, row.key, row.source, row.time_us, row.revision, row.tier, row.producer, row.content)
    return (row.priority, *place, row.locked, row.author, row.priority)
