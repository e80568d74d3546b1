"""Which group an item is in: a person's word first, then the catalog's own column, then what was inferred."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from itemcenter.items.groups.gather import hashed
from itemcenter.items.groups.overrides import Overrides
from itemcenter.items.rows import ReadRow
from itemcenter.schema import Item, ItemId, SpuGroup, SpuId


class Inferred:
    """item id -> inferred group, in about 12 bytes an item and one text a group."""

    def __init__(self, groups: Iterable[SpuGroup] = ()) -> None:
        self._groups: list[SpuId] = []
        keys: list[int] = []
        numbers: list[int] = []
        for group in groups:
            keys += [hashed([item_id]) for item_id in group.item_ids]
            numbers += [len(self._groups)] * len(group.item_ids)
            self._groups.append(group.id)
        found = np.array(keys, dtype=np.uint64)
        order = np.argsort(found, kind="stable")
        self._keys, self._numbers = found[order], np.array(numbers, dtype=np.int32)[order]

    def __len__(self) -> int:
        """Items in groups."""
        return len(self._keys)

    @property
    def groups(self) -> int:
        return len(self._groups)

    def of(self, item_id: ItemId) -> SpuId | None:
        if not len(self._keys):
            return None
        key = np.uint64(hashed([item_id]))
        place = int(np.searchsorted(self._keys, key))
        return self._groups[self._numbers[place]] if place < len(self._keys) and self._keys[place] == key else None


class Assignment:
    """Puts groups on items."""

    def __init__(self, inferred: Inferred, overrides: Overrides) -> None:
        self.inferred, self.overrides = inferred, overrides

    def group_of(self, item: Item) -> SpuId | None:
        override = self.overrides.get(item.id)
        if override is not None:
            return override.group
        return item.group_id if item.group_id is not None else self.inferred.of(item.id)

    def on(self, item: Item) -> Item:
        """The item with its group."""
        group = self.group_of(item)
        return item if group == item.group_id else replace(item, group_id=group)

    def rows(self, rows: Iterable[ReadRow]) -> Iterable[ReadRow]:
        """The rows with their groups; they can be iterated as often as what is given."""
        return _GroupedRows(rows, self) if self.overrides or len(self.inferred) else rows


class _GroupedRows:
    def __init__(self, rows: Iterable[ReadRow], assignment: Assignment) -> None:
        self._rows, self._assignment = rows, assignment

    def __iter__(self) -> Iterator[ReadRow]:
        for row in self._rows:
            if row.item is not None and (item := self._assignment.on(row.item)) is not row.item:
                row = row._replace(item=item)
            yield row
