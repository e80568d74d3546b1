"""The item log of a store, and the presence of items: what deliveries and their gaps do to documents."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from itemcenter.backends.store_cells import RETIRED, ItemState, Totals
from itemcenter.backends.store_desk import Desk
from itemcenter.backends.store_rows import decode_document
from itemcenter.schema import ItemChange, ItemEvent, ItemId, ItemRecord, Presence, changed_fields

#: The presences by their numbers in the store.
PRESENCES = (Presence.PRESENT, Presence.MISSING, Presence.RETIRED)


class ItemLog:
    """Lives for one transaction. `save` writes the noted events and presences; the totals are left to the caller."""

    def __init__(self, desk: Desk, totals: Totals) -> None:
        self._desk, self._totals = desk, totals
        self._events: list[tuple[Any, ...]] = []
        self._presences: list[tuple[int, int | None, int]] = []

    def expect(self, records: Sequence[ItemRecord], states: Mapping[ItemId, ItemState]) -> None:
        """These records will be taken: what they are compared with can be read at once."""
        pairs = [(states[record.item.id], record) for record in records]
        self._desk.expect_documents([state.num for state, record in pairs if _alters(state, record)])

    def take(self, state: ItemState, record: ItemRecord) -> None:
        """Put a record in place of the held one, if it is as new."""
        stamp = (record.time_us, record.revision, record.fingerprint)
        held, seen, older = state.stamp, state.visible, state.record
        if held is not None and stamp < held:
            return
        state.stamp, state.record = stamp, record
        returned = self.lift(state, record.time_us)
        if not state.visible:
            return
        if held is None:
            self._tell(state, ItemEvent.NEW, record.run, None)
        elif not seen or returned or held[2] != record.fingerprint:
            before = older.item if older is not None else decode_document(self._desk.document(state.num))[0]
            fields = changed_fields(before, record.item)
            event = ItemEvent.CHANGED if fields else ItemEvent.DECIDED
            self._tell(state, ItemEvent.RETURNED if not seen or returned else event, record.run, held[1], fields)

    def forget(self, state: ItemState, seen: bool) -> None:
        """A tombstone has come. seen: whether the item was visible before

        With the document its absence is forgotten: what comes of the item later shows, whichever came first.
        """
        if state.visible:
            return
        self.lift(state, None)
        if seen:
            self._tell(state, ItemEvent.FORGOTTEN, "", state.revision)

    def see(self, rows: Collection[ItemId], run: str, time_us: int | None) -> None:
        """A run met these items."""
        states = {row[0]: item_state(row) for row in self._desk.absent_states(rows)}
        for item_id in rows:
            state = states.get(item_id)
            if state is not None and self.lift(state, time_us):
                self._totals.items += state.was_retired
                self._totals.retired -= state.was_retired
                self._tell(state, ItemEvent.RETURNED, run, state.revision)

    def miss(self, item_ids: Collection[ItemId], run: str, time_us: int, retire: bool) -> int:
        """A run's catalog lacks these items. Returns of how many the presence changed."""
        wanted, before = RETIRED if retire else RETIRED - 1, len(self._events)
        states = {row[0]: item_state(row) for row in self._desk.states_until(item_ids, time_us)}
        for item_id in item_ids:
            state = states.get(item_id)
            if state is None:
                continue
            absent_us = time_us if state.absent_us is None else max(time_us, state.absent_us)
            if state.presence not in (wanted, RETIRED):
                if retire:
                    self._count(state.num, -1)
                    self._totals.items -= 1
                    self._totals.retired += 1
                state.presence = wanted
                self._tell(state, ItemEvent(PRESENCES[wanted].value), run, state.revision)
            state.absent_us = absent_us
            self._presences.append((state.presence, absent_us, state.num))
        return len(self._events) - before

    def lift(self, state: ItemState, time_us: int | None) -> bool:
        """End an absence, if a delivery of this time (None: of now) does; whether it did."""
        if state.absent_us is None or (time_us is not None and time_us < state.absent_us):
            return False
        state.was_retired = state.presence == RETIRED
        if state.was_retired:
            self._count(state.num, 1)
        state.presence, state.absent_us = 0, None
        self._presences.append((0, None, state.num))
        return True

    def save(self) -> None:
        self._desk.save_item_log(self._presences, self._events)
        self._presences.clear()
        self._events.clear()

    def _count(self, num: int, sign: int) -> None:
        """The cells that an item shows begin or cease to count."""
        cells, stated, facts = self._desk.shown_of_item(num)
        self._totals.cells += sign * cells
        self._totals.stated += sign * stated
        self._totals.facts += sign * facts

    def _tell(
        self, state: ItemState, event: ItemEvent, run: str, former: int | None, fields: tuple[str, ...] = ()
    ) -> None:
        self._totals.item_changes += 1
        written = json.dumps(fields) if fields else None  # escaped: names may hold half of a surrogate pair
        row = (self._totals.item_changes, state.num, event.value, run, state.revision, former, written)
        self._events.append(row)


def _alters(state: ItemState, record: ItemRecord) -> bool:
    return state.stamp is not None and state.stamp[2] != record.fingerprint


def item_state(row: tuple[Any, ...]) -> ItemState:
    """From a row of `Desk.item_states` and its kind."""
    _, num, forgotten_us, time_us, revision, fingerprint, presence, absent_us = row
    stamp = None if fingerprint is None else (time_us, revision, fingerprint)
    return ItemState(num, forgotten_us, stamp, presence=presence, absent_us=absent_us)


def logged(rows: Iterator[tuple[Any, ...]]) -> Iterator[ItemChange]:
    for number, item_id, event, run, revision, former, fields in rows:
        names = tuple(json.loads(fields)) if fields is not None else ()
        yield ItemChange(number, ItemId(item_id), ItemEvent(event), run, revision, former, names)
