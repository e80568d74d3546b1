"""What a catalog's cells say of each merchant key: how many there are, in which categories, and their texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from itemcenter.schema import CategoryId, Item
from itemcenter.values.folding import name_key

#: Distinct texts that are kept of one key in one category; further ones are only counted.
_MOST_TEXTS = 60
#: Longer cells are texts, not values.
_LONGEST_TEXT = 200


@dataclass(slots=True)
class KeyCells:
    """The cells of one merchant key in one category. texts: the distinct ones, cut at a fixed number."""

    cells: int = 0
    texts: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        self.cells += 1
        bare = " ".join(text[: _LONGEST_TEXT + 1].split())
        if bare in self.texts or len(self.texts) < _MOST_TEXTS:
            self.texts[bare] += 1


@dataclass(slots=True)
class MerchantKey:
    """A merchant key: its spellings, and its cells by ontology category (None where an item has none)."""

    names: Counter[str] = field(default_factory=Counter)
    by_category: dict[CategoryId | None, KeyCells] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The most frequent spelling."""
        return min(self.names, key=lambda name: (-self.names[name], name))

    @property
    def cells(self) -> int:
        return sum(entry.cells for entry in self.by_category.values())

    def pooled(self) -> KeyCells:
        """The cells of all categories together."""
        out = KeyCells(self.cells)
        for entry in self.by_category.values():
            out.texts.update(entry.texts)
        return out


class MerchantKeys:
    """All merchant keys of a catalog, by folded name. Memory grows with keys and categories, not with items."""

    def __init__(self) -> None:
        self._keys: dict[str, MerchantKey] = {}

    def add(self, item: Item, category_id: CategoryId | None) -> None:
        """Count the cells of an item that is in this category."""
        for name, text in item.cells():
            folded = name_key(name)
            if not folded or not text.strip():
                continue
            key = self._keys.setdefault(folded, MerchantKey())
            key.names[name] += 1
            key.by_category.setdefault(category_id, KeyCells()).add(text)

    def __iter__(self) -> Iterator[MerchantKey]:
        """Most cells first, then by name."""
        yield from sorted(self._keys.values(), key=lambda key: (-key.cells, key.name))

    def __len__(self) -> int:
        return len(self._keys)
