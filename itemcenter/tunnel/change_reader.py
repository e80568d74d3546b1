"""Reading a center's logs as a subscriber wants them: from a number on, in full at first, filtered, compacted.

Promises to whoever begins behind number N (docs/streams.md):

- *incremental*: every change with a number above N, ascending, each once, none left out;
- *full*: what every cell shows as of a number M, a mark "through M", then incremental behind M;
- *compacted up to M*: of each cell that shows something else at M than at N one change, from what it showed at N to
  what it shows at M, with the number of its last change; a mark "through M"; then incremental behind M.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Cell, Change, ItemId
from itemcenter.tunnel.change_event import CellNow, ItemNow, Log, ReleaseUsed, Through, Told


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes are told; () and "" mean any. Conditions are joined by "and".

    categories: of the item as it is when the change is read
    sources:    of what the cell shows, before or after
    """

    keys: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    item_prefix: str = ""


class Sieve:
    """A filter at work over a store."""

    def __init__(self, store: Store, wanted: ChangeFilter) -> None:
        self._wanted = wanted
        self.item_prefix = wanted.item_prefix
        self._category = lru_cache(maxsize=4096)(lambda item_id: _category(store, item_id))

    def lets(self, change: Change) -> bool:
        return self._item(change.item_id) and self._cells(change.key_id, change.before, change.after)

    def lets_cell(self, cell: Cell) -> bool:
        return self._item(cell.item_id) and self._cells(cell.key_id, cell)

    def lets_item(self, item_id: ItemId) -> bool:
        return self._item(item_id)

    def forget(self) -> None:
        """Categories may have changed since."""
        self._category.cache_clear()

    def _item(self, item_id: ItemId) -> bool:
        wanted = self._wanted
        if not item_id.startswith(wanted.item_prefix):
            return False
        return not wanted.categories or self._category(item_id) in wanted.categories

    def _cells(self, key_id: str, *cells: Cell | None) -> bool:
        wanted = self._wanted
        if wanted.keys and key_id not in wanted.keys:
            return False
        return not wanted.sources or any(cell is not None and cell.source in wanted.sources for cell in cells)


def _category(store: Store, item_id: ItemId) -> str | None:
    record = store.item(item_id)
    return record.category.category_id if record and record.category else None


def incremental(store: Store, sieve: Sieve, log: Log, after: int, until: int | None = None) -> Iterator[Told]:
    """Entries of a log with numbers in (after, until], chained by `previous`."""
    previous = after
    limit = None if until is None else max(until - after, 0)
    if log == "cells":
        for change in store.changes(after, limit):
            if sieve.lets(change):
                yield Told(log, change.number, change, previous)
                previous = change.number
        return
    for event in store.item_changes(after, limit):
        if sieve.lets_item(event.item_id):
            yield Told(log, event.number, event, previous)
            previous = event.number


def full(state: Store, sieve: Sieve, log: Log) -> Iterator[Told]:
    """What a log comes to, and the mark. state: as of one moment (`Store.reading`). Retired items are in it."""
    counts = state.counts()
    number = counts.changes if log == "cells" else counts.item_changes
    if log == "cells":
        for cell in state.cells(CellQuery(item_prefix=sieve.item_prefix or None, include_retired=True)):
            if sieve.lets_cell(cell):
                yield Told(log, number, CellNow(cell))
    else:
        for record in state.items(include_retired=True):
            if sieve.lets_item(record.item.id):
                yield Told(log, number, ItemNow(record.item.id, record.presence))
    yield Told(log, number, Through(0, True))


def compacted(store: Store, sieve: Sieve, after: int, until: int) -> Iterator[Told]:
    """Net changes of (after, until], by item and key, and the mark."""
    for change in store.net_changes(after, until):
        if sieve.lets(change):
            yield Told("cells", change.number, change, net=(after, until))
    yield Told("cells", until, Through(after, False))


def releases_used(store: Store, behind: int = 0) -> list[ReleaseUsed]:
    """When runs with a number above `behind` began to decide with another release than the run before."""
    out, held = [], ""
    for mark in store.runs():
        if mark.release_id != held and mark.number > behind:
            out.append(ReleaseUsed(mark.release_id, mark.number, mark.begin[0], mark.time_us))
        held = mark.release_id
    return out
