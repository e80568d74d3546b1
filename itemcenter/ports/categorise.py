"""Port `categorise`: who knows the categories of a catalog's items beforehand, such as the bootstrap that drew them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from itemcenter.schema import CategoryId, Item


class AssignedCategory(Protocol):
    """confidence: in [0, 1], the probability of the category."""

    @property
    def category_id(self) -> CategoryId: ...

    @property
    def confidence(self) -> float: ...


class Categoriser(Protocol):
    @property
    def fingerprint(self) -> str:
        """Equal fingerprints, equal answers."""
        ...

    def assign(self, items: Sequence[Item]) -> Sequence[AssignedCategory | None]:
        """One category an item, None where nothing speaks for one. An answer depends on nothing but its item."""
        ...
