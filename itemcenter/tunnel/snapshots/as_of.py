"""The state at any number of the change log, or any time: from the nearest snapshot and the changes in between.

Cells come out as the log tells them (`Cell.content`). Which items were retired is read from the item log.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import NamedTuple

from itemcenter.errors import NotFoundError
from itemcenter.ports import Store
from itemcenter.schema import Cell, Change, ItemEvent, ItemId
from itemcenter.tunnel.snapshots.shelf import Snapshot, SnapshotShelf


class Moment(NamedTuple):
    """Last numbers of the change log and the item log."""

    number: int
    item_number: int


def moment_of_time(state: Store, time_us: int) -> Moment:
    """What stood in the logs at this time. Raises `NotFoundError` where the store does not know."""
    return Moment(*state.numbers_at(time_us))


def moment_of_number(state: Store, number: int) -> Moment:
    """Change `number`, and the item log before the next one. Raises `NotFoundError` for a number beyond the log."""
    counts = state.counts()
    if not 0 <= number <= counts.changes:
        raise NotFoundError(
            f"the change log has no number {number}: it goes from 1 to {counts.changes}",
            remedy="0 is the state before the first change",
        )
    if number == counts.changes:
        return Moment(number, counts.item_changes)
    least, most = 0, 1 << 53  # the last time at which no later change had been made
    while most - least > 1:
        middle = (least + most) // 2
        try:
            later = state.numbers_at(middle)[0] > number
        except NotFoundError:
            later = False
        least, most = (least, middle) if later else (middle, most)
    try:
        return Moment(number, state.numbers_at(least)[1])
    except NotFoundError:  # it is older than what the store knows of times
        return Moment(number, 0)


def cells_as_of(
    state: Store,
    shelf: SnapshotShelf | None,
    moment: Moment,
    item_id: ItemId | None = None,
    include_retired: bool = False,
) -> Iterator[Cell]:
    """The cells that showed then, by item and key, streamed. state: of one moment (`Store.reading`)"""
    base = None if shelf is None else shelf.nearest(*moment)
    if base is not None and abs(base.number - moment.number) > moment.number:
        base = None  # the log from its beginning is shorter
    cells = _cells(state, base, moment, item_id)
    if include_retired:
        return cells
    hidden = _retired(state, base, moment)
    return (cell for cell in cells if cell.item_id not in hidden)


def _cells(state: Store, base: Snapshot | None, moment: Moment, item_id: ItemId | None) -> Iterator[Cell]:
    start = 0 if base is None else base.number
    forward = start <= moment.number
    changes = state.net_changes(min(start, moment.number), max(start, moment.number), item_id)
    held: Iterator[Cell] = iter(())
    if base is not None:
        tables = [base.cells(name, item_id) for name in ("cells", "retired_cells")]
        held = heapq.merge(*tables, key=_place)
    return _changed(held, changes, forward)


def _changed(cells: Iterator[Cell], changes: Iterator[Change], forward: bool) -> Iterator[Cell]:
    """Both in order of item and key."""
    cell = next(cells, None)
    for change in changes:
        place = _place(change)
        while cell is not None and _place(cell) < place:
            yield cell
            cell = next(cells, None)
        if cell is not None and _place(cell) == place:
            cell = next(cells, None)
        new = change.after if forward else change.before
        if new is not None:
            yield new
    if cell is not None:
        yield cell
        yield from cells


def _retired(state: Store, base: Snapshot | None, moment: Moment) -> set[ItemId]:
    start, hidden = 0, set()
    if base is not None and base.manifest.item_number <= moment.item_number:
        start, hidden = base.manifest.item_number, hidden_items(base)
    for event in state.item_events(start, moment.item_number):
        if event.event is ItemEvent.RETIRED:
            hidden.add(event.item_id)
        else:
            hidden.discard(event.item_id)
    return hidden


def hidden_items(snapshot: Snapshot) -> set[ItemId]:
    """Items whose cells the store did not show."""
    return {
        ItemId(item_id)
        for name in ("retired_cells", "retired_items")
        for batch in snapshot.batches(name, columns=["item_id"])
        for item_id in batch.column(0).to_pylist()
    }


def _place(entry: Cell | Change) -> tuple[str, str]:
    return entry.item_id, entry.key_id
