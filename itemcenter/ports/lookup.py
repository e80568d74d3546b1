"""Port `lookup`: items as a store keeps them, for doors that write them out again and need no nouns in between.

A store may have it or not; where it has, a look-up of one item takes well under a millisecond and waits for nobody
(no network, no lock that writers hold), so that an event loop may call it. `raw_items_of` is the same for any store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from itemcenter.ports.store import Store
from itemcenter.schema import Cell, CellState, Fact, ItemId, ItemView, KeyId
from itemcenter.schema.cell_content import encode_facts

__all__ = ["QuickReads", "RawCell", "RawItem", "ShownValue", "raw_cell", "raw_items_of", "shown_of"]


class RawCell(NamedTuple):
    """A current cell. body: its facts in the form of `schema.cell_content`; content: `Version.content`"""

    key: str
    source: str
    locked: bool
    time_us: int
    revision: int
    tier: int
    author: str
    content: str
    body: bytes


class RawItem(NamedTuple):
    """document: JSON list of the item's and its category match's `to_json`; cells: by key id; presence: as text"""

    item_id: str
    source: str
    time_us: int
    fingerprint: str
    presence: str
    document: bytes
    cells: tuple[RawCell, ...]


class ShownValue(NamedTuple):
    """text: canonical; number, unit: of quantities and counts, else None and ""; value_id: of a value list"""

    text: str
    confidence: float
    value_id: str | None = None
    number: float | None = None
    unit: str = ""


@runtime_checkable
class QuickReads(Protocol):
    def raw_items(self, item_ids: Sequence[ItemId]) -> tuple[list[RawItem], int]:
        """The items that are held and not forgotten, in the given order, and the last number of the change log.

        All of one state of the store. Raises `StoreError`.
        """
        ...

    def shown(self, item_ids: Sequence[ItemId]) -> dict[ItemId, dict[KeyId, list[ShownValue]]]:
        """Values of cells with facts, best first, by item and key; items without any are left out. One state.

        They are not held against the hash of their facts. Raises `StoreError`.
        """
        ...


def shown_of(store: Store, item_ids: Sequence[ItemId]) -> dict[ItemId, dict[KeyId, list[ShownValue]]]:
    """`QuickReads.shown`, by way of the nouns where the store has none."""
    quick: Callable[[Sequence[ItemId]], dict[ItemId, dict[KeyId, list[ShownValue]]]] | None = getattr(
        store, "shown", None
    )
    if quick is not None:
        return quick(item_ids)
    found = {}
    for view in [store.view(item_id) for item_id in item_ids]:
        cells = [cell for cell in view.cells if cell.facts] if view is not None else []
        if view is not None and cells:
            found[view.record.item.id] = {cell.key_id: [_shown(fact) for fact in cell.facts] for cell in cells}
    return found


def _shown(fact: Fact) -> ShownValue:
    value = fact.value
    return ShownValue(value.text, fact.confidence, value.value_id, value.number, value.unit)


def raw_items_of(store: Store, item_ids: Sequence[ItemId]) -> tuple[list[RawItem], int]:
    """`QuickReads.raw_items`, by way of the nouns where the store has none. The number is then that before reading."""
    quick: Callable[[Sequence[ItemId]], tuple[list[RawItem], int]] | None = getattr(store, "raw_items", None)
    if quick is not None:  # to ask for the whole protocol costs more than the look-up
        return quick(item_ids)
    number = store.counts().changes
    views = [store.view(item_id) for item_id in item_ids]
    return [_raw_item(view) for view in views if view is not None], number


def _raw_item(view: ItemView) -> RawItem:
    record = view.record
    category = None if record.category is None else record.category.to_json()
    data = json.dumps([record.item.to_json(), category], ensure_ascii=False, separators=(",", ":"))
    document = data.encode("utf-8", "surrogatepass")
    place = (record.item.id, record.source, record.time_us, record.fingerprint, record.presence.value)
    return RawItem(*place, document, tuple([raw_cell(cell) for cell in view.cells]))


def raw_cell(cell: Cell) -> RawCell:
    body, version = encode_facts(cell.facts), cell.version
    assert (cell.state is CellState.FACTS) == bool(cell.facts)
    place = (cell.key_id, cell.source, version.locked, version.time_us, version.revision, int(version.tier))
    return RawCell(*place, cell.author, version.content, body)
