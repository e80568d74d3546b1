"""`ProductUnits`: what a mask hides together where groups were inferred: a group and all twins of its titles."""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.evaluate import group_of
from itemcenter.items import ReadRow
from itemcenter.items.groups import Assignment
from itemcenter.items.groups.gather import hashed
from itemcenter.schema import Item, SpuId


class ProductUnits:
    """item -> the product that it is a variant of. Groups that share a title (and brand) are one unit: an item left
    out of its twins' group must not show what is hidden in them.
    """

    def __init__(self, rows: Iterable[ReadRow], assignment: Assignment) -> None:
        self._assignment = assignment
        self._titles: dict[int, SpuId] = {}
        self._parents: dict[SpuId, SpuId] = {}
        for row in rows:
            group = None if row.item is None else assignment.group_of(row.item)
            if row.item is not None and group is not None:
                held = self._titles.setdefault(_title(row.item), group)
                self._unite(held, group)

    def __call__(self, item: Item) -> str:
        group = self._assignment.group_of(item)
        if group is None:
            group = self._titles.get(_title(item))
        return group_of(item) if group is None else f"group {self._root(group)}"

    def _root(self, group: SpuId) -> SpuId:
        while (above := self._parents.get(group, group)) != group:
            group = above
        return group

    def _unite(self, one: SpuId, other: SpuId) -> None:
        low, high = sorted((self._root(one), self._root(other)))
        if low != high:
            self._parents[high] = low


def _title(item: Item) -> int:
    return hashed([group_of(item if item.group_id is None else _alone(item))])


def _alone(item: Item) -> Item:
    return Item(item.id, item.title, brand=item.brand)
