"""A snapshot held against the change log: its files are as they were written, and say what the log says."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from operator import attrgetter

from itemcenter.ports import Store
from itemcenter.schema import Cell
from itemcenter.tunnel.reconcile.drift import Drift, shown
from itemcenter.tunnel.snapshots import Moment, Snapshot, cells_as_of


def check_snapshot(state: Store, snapshot: Snapshot) -> Iterator[Drift]:
    """A repair removes one that drifted: a new one can be taken at any time, and the log still knows its number."""
    name = snapshot.folder.name
    damage = snapshot.damage()
    yield from (Drift("snapshot", f"{name}: {told}") for told in damage)
    if damage:
        return
    if snapshot.number > state.counts().changes:
        last = state.counts().changes
        yield Drift("snapshot", f"{name} is of change {snapshot.number:,}, the log ends at {last:,}: of another store?")
        return
    tables = [snapshot.cells(table) for table in ("cells", "retired_cells")]
    held = heapq.merge(*tables, key=attrgetter("item_id", "key_id"))
    moment = Moment(snapshot.number, snapshot.manifest.item_number)
    expected = cells_as_of(state, None, moment, include_retired=True)
    mine, theirs = next(held, None), next(expected, None)
    while mine is not None or theirs is not None:
        place = min(_place(cell) for cell in (mine, theirs) if cell is not None)
        one = mine if mine is not None and _place(mine) == place else None
        other = theirs if theirs is not None and _place(theirs) == place else None
        if (one and one.content) != (other and other.content):
            cell = one or other
            assert cell is not None
            told = f"{name} shows {shown(one)}, the log says {shown(other)}"
            yield Drift("snapshot", told, True, cell.item_id, cell.key_id)
        mine = next(held, None) if one is not None else mine
        theirs = next(expected, None) if other is not None else theirs


def _place(cell: Cell) -> tuple[str, str]:
    return cell.item_id, cell.key_id
