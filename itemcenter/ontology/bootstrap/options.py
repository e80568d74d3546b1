"""`BootstrapOptions`: how much support an entry of a first ontology needs."""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.errors import ConfigError


@dataclass(frozen=True, slots=True)
class BootstrapOptions:
    """Thresholds; counts are items.

    columns:       further columns of the catalog (extras of items) that are keys like spec names
    key_items:     items that must show a key (of small catalogs fewer); value_items: items that must show a value
    category_items: items of the smallest category, at least; of large catalogs `category_share` of all items
    most_groups:   groups that a catalog without category paths is divided into, at most
    core_share:    share of a category's items with specs from which a key is core
    scope_share:   share from which a key applies to a category, `scope_items` items at least (fewer in small catalogs)
    most_items:    items that are looked at; of larger catalogs a sample by the hash of the item's id
    """

    columns: frozenset[str] = frozenset()
    key_items: int = 5
    value_items: int = 2
    category_items: int = 3
    category_share: float = 0.0005
    most_groups: int = 150
    core_share: float = 0.5
    scope_share: float = 0.005
    scope_items: int = 3
    most_items: int = 200_000

    def __post_init__(self) -> None:
        for name in ("key_items", "value_items", "category_items", "most_groups", "scope_items", "most_items"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} must be at least 1, not {getattr(self, name)}", place="bootstrap")
        for name in ("category_share", "core_share", "scope_share"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ConfigError(f"{name} is a share between 0 and 1, not {getattr(self, name)}", place="bootstrap")

    def smallest_category(self, items: int) -> int:
        """Items that a category needs in a catalog of `items`."""
        return max(self.category_items, int(items * self.category_share))

    def smallest_key(self, items: int) -> int:
        """Items that must show a key in a catalog of `items`: 2 up to 400, `key_items` from 1,000 on at the default."""
        return max(1, min(self.key_items, max(2, items // 200)))

    def smallest_scope(self, items: int) -> int:
        """Items of a category that must show a key: 1 up to 999, `scope_items` from 1,500 on at the default."""
        return max(1, min(self.scope_items, items // 500))
