"""The items with what is known of them, written for another system. Streams: memory does not grow with the items."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from itemcenter.flow.sorted_spill import SortedSpill
from itemcenter.items.write.product import Attribute, Product
from itemcenter.items.write.target import TargetOptions, TargetTally
from itemcenter.items.write.targets import WRITERS
from itemcenter.jobs.cell_choice import CellChoice
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import AttributeKey, CategoryId, Cell, CellState, ItemId, ItemRecord, KeyId, OntologyRelease
from itemcenter.schema.tags import TAG_KEYS

#: Targets that take item tags as columns; to the others they would be attributes.
_WITH_TAGS = frozenset(("csv", "parquet"))
#: Category -> ids such as "google:5181".
Foreign = Callable[[CategoryId], tuple[str, ...]]


@dataclass(slots=True)
class TargetReport:
    """What was written where, and what the items lack for the system that is to take them."""

    target: str
    kind: str
    out: str
    keys: int
    tally: TargetTally = field(default_factory=TargetTally)

    def to_json(self) -> dict[str, Any]:
        tally = self.tally
        return {
            "file": self.out,
            "as": self.target,
            "format": self.kind,
            "items": tally.items,
            "keys": self.keys,
            "incomplete": tally.incomplete,
            "missing": dict(tally.missing.most_common()),
            "left_out": dict(tally.left_out.most_common()),
        }


def export_items(
    store: Store,
    release: OntologyRelease,
    path: Path,
    target: str,
    kind: str,
    choice: CellChoice,
    options: TargetOptions,
    limit: int | None = None,
    foreign: Foreign = lambda category_id: (),
) -> TargetReport:
    """Write the chosen items with their chosen facts to `path`.

    limit: at most this many items, by id; foreign: what other systems call a category, beside what the release says
    """
    writer, making = WRITERS[target], Products(release, choice, foreign, target in _WITH_TAGS)
    keys = [key for key in _keys(_chosen(store, choice, limit), release) if making.tells(key.id)]
    report = TargetReport(target, kind, str(path), len(keys))
    if not writer.grouped:
        single = ([making.of(record, cells)] for record, cells in _chosen(store, choice, limit))
        report.tally = writer.write(single, keys, path, kind, options)
        return report
    with SortedSpill() as order:
        for record, _ in _chosen(store, choice, limit):
            group = record.item.group_id
            # items without a group come under their own id, apart from groups of the same name
            order.add(group or record.item.id, "" if group else record.item.id, record.item.id)
        report.tally = writer.write(_groups(store, order, making), keys, path, kind, options)
    return report


class Products:
    """Makes products of records and cells."""

    def __init__(self, release: OntologyRelease, choice: CellChoice, foreign: Foreign, tags: bool) -> None:
        """tags: whether item tags are told, too"""
        self._release, self.choice, self._foreign, self._tags = release, choice, foreign, tags
        self._orders: dict[str, dict[KeyId, int]] = {}

    def of(self, record: ItemRecord, cells: Iterable[Cell]) -> Product:
        release, match = self._release, record.category
        known = match is not None and match.category_id in release.category_by_id
        if match is None or not known:
            return Product(record.item, attributes=self._attributes(cells, {}))
        category_id = match.category_id
        if category_id not in self._orders:
            scopes = release.scopes_for(category_id)
            self._orders[category_id] = {scope.key_id: place for place, scope in enumerate(scopes)}
        path = tuple(category.name for category in release.path(category_id))
        foreign = (*release.category_by_id[category_id].foreign_ids, *self._foreign(category_id))
        return Product(record.item, path, category_id, foreign, self._attributes(cells, self._orders[category_id]))

    def tells(self, key_id: KeyId) -> bool:
        return self._tags or key_id not in TAG_KEYS

    def _attributes(self, cells: Iterable[Cell], order: dict[KeyId, int]) -> tuple[Attribute, ...]:
        keys = self._release.key_by_id
        known = (cell for cell in cells if cell.key_id in keys and self.tells(cell.key_id))
        found = [Attribute(keys[cell.key_id], cell.facts) for cell in known]
        return tuple(sorted(found, key=lambda entry: (order.get(entry.key.id, len(order)), entry.key.id)))


def _chosen(store: Store, choice: CellChoice, limit: int | None) -> Iterator[tuple[ItemRecord, list[Cell]]]:
    """The chosen items by id with their chosen cells."""

    def found() -> Iterator[tuple[ItemRecord, list[Cell]]]:
        for record, cells in _with_cells(store):
            if choice.wants(record):
                allowed = (choice.allows(record, cell) for cell in cells)
                yield record, [cell for cell in allowed if cell is not None]

    return islice(found(), limit)


def _with_cells(store: Store) -> Iterator[tuple[ItemRecord, Sequence[Cell]]]:
    """Every item by id with its cells that hold facts: two streams in one order, read side by side."""
    cells = groupby(store.cells(CellQuery(state=CellState.FACTS)), key=lambda cell: cell.item_id)
    item_id, held = next(cells, (None, iter(())))
    for record in store.items():
        while item_id is not None and item_id < record.item.id:
            item_id, held = next(cells, (None, iter(())))
        if item_id == record.item.id:
            yield record, list(held)
            item_id, held = next(cells, (None, iter(())))
        else:
            yield record, ()


def _keys(products: Iterable[tuple[ItemRecord, list[Cell]]], release: OntologyRelease) -> list[AttributeKey]:
    """The keys that some item has, the most frequent first."""
    counts: dict[KeyId, int] = {}
    for _, cells in products:
        for cell in cells:
            counts[cell.key_id] = counts.get(cell.key_id, 0) + 1
    found = [release.key_by_id[key_id] for key_id in counts if key_id in release.key_by_id]
    return sorted(found, key=lambda key: (-counts[key.id], key.id))


def _groups(store: Store, order: SortedSpill, making: Products) -> Iterator[list[Product]]:
    """The products of one group together."""
    for _, entries in groupby(order, key=lambda entry: entry[:2]):
        group = []
        for *_, item_id in entries:
            view = store.view(ItemId(item_id))
            if view is not None:
                allowed = (making.choice.allows(view.record, cell) for cell in view.cells)
                group.append(making.of(view.record, [cell for cell in allowed if cell is not None]))
        if group:
            yield group
