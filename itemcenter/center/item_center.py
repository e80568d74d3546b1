"""`ItemCenter`: everything that a center can do. Here: looking at items, and what people write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from itemcenter.center.exports import ExportVerbs
from itemcenter.center.sources import HUMAN
from itemcenter.jobs import edit, inspect
from itemcenter.ports import CellQuery
from itemcenter.schema import Cell, Change, ItemId


class ItemCenter(ExportVerbs):
    """One center on disk with everything it needs opened on first use. Close it, or use it in a `with` statement."""

    def show(self, item_id: str) -> inspect.ItemSheet:
        return inspect.item_sheet(self.store, self.release, ItemId(item_id))

    def why(self, item_id: str, key: str) -> inspect.CellAccount:
        return inspect.cell_account(self.store, self.release, ItemId(item_id), key)

    def facts(self, **conditions: Any) -> Iterator[Cell]:
        """Current cells; conditions are the fields of `CellQuery`."""
        return self.store.cells(CellQuery(**conditions))

    def set(self, item_id: str, key: str, value: str, *, lock: bool = False, author: str = "") -> list[Change]:
        """Write a person's value; `lock` puts it above everything. "" means "not stated"."""
        place = (self.store, self.release, self.config.sources, HUMAN, ItemId(item_id), key)
        return edit.set_value(*place, value, locked=lock, author=author, now_us=_now_us())

    def unlock(self, item_id: str, key: str, *, author: str = "") -> list[Change]:
        """Take the person's word back: the other sources count again."""
        place = (self.store, self.release, self.config.sources, HUMAN, ItemId(item_id), key)
        return edit.unlock(*place, author=author, now_us=_now_us())

    def forget(self, item_id: str, *, author: str = "") -> list[Change]:
        """Hide an item and everything said about it so far."""
        return edit.forget(self.store, HUMAN, ItemId(item_id), author=author, now_us=_now_us())


def _now_us() -> int:
    return time.time_ns() // 1000
