"""Items of the gold set are never learned from: by their id, and by what they say, should it return under another id.

Whoever learns from a catalog asks `HeldOut` for every item that it reads; what was held out stands in the learned
model's description, and a model that was taught before the set has grown is learned anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from itemcenter.evaluate.gold import GoldSet
from itemcenter.jobs.gold.shelf import GoldShelf
from itemcenter.schema import Item, ItemId, content_hash


def content_of(item: Item) -> str:
    """Hash of all that people and recognition read of an item; id, product group, prices and pictures left aside."""
    return content_hash([list(item.fields()), [[spec.name, spec.value] for spec in item.specs]])


@dataclass(frozen=True, slots=True)
class HeldOut:
    """digest: of the ids and contents, "" where nothing is held out."""

    items: frozenset[ItemId] = frozenset()
    contents: frozenset[str] = frozenset()
    digest: str = field(default="")

    @classmethod
    def of(cls, gold: GoldSet) -> HeldOut:
        items = frozenset(gold.items)
        contents = {cell.content for cell in gold.cells.values()}
        contents |= {label.content for given in gold.labels.values() for label in given.values() if label.content}
        digest = content_hash([sorted(items), sorted(contents)]) if items else ""
        return cls(items, frozenset(contents), digest)

    @classmethod
    def on(cls, shelf: GoldShelf) -> HeldOut:
        """That of a center's gold set; of none, nothing. Raises `StoreError` for a damaged one."""
        return cls.of(shelf.open()) if shelf.exists() else cls()

    def __contains__(self, item: Item) -> bool:
        return bool(self.items) and (item.id in self.items or content_of(item) in self.contents)

    def without(self, items: Iterable[Item]) -> list[Item]:
        """The items that may be learned from, in order."""
        return [item for item in items if item not in self]
