"""Categories by a mapping from another system: the Google category that a merchant gives, as id or path."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.library.category_paths import Choice
from itemcenter.schema import CategoryMapping, Item, MerchantCell, OntologyRelease, TextSpan, content_hash
from itemcenter.schema.item import CATEGORY, PATH_SEPARATOR
from itemcenter.values.folding import name_key

_LONGEST, _REMEMBERED = 750, 50_000


class LinkedCategories:
    """Looks a merchant's foreign category up: its category id, its path, or a cell "google_product_category"."""

    def __init__(self, release: OntologyRelease, mappings: Sequence[CategoryMapping]) -> None:
        self._release = release
        self._mappings = tuple(mappings)
        self._cells = {name_key(f"{mapping.system} product category"): mapping for mapping in mappings}
        self._found: dict[tuple[str, str], list[Choice]] = {}

    def __bool__(self) -> bool:
        return bool(self._mappings)

    @property
    def fingerprint(self) -> str:
        return content_hash([mapping.fingerprint for mapping in self._mappings])

    def choices(self, item: Item) -> tuple[list[Choice], TextSpan | MerchantCell | None]:
        """The categories that the item's foreign category may mean, likeliest first, and where it stands."""
        for mapping in self._mappings:
            if item.category_id is not None and (found := self._look_up(mapping, item.category_id)):
                return found, None
        path = PATH_SEPARATOR.join(item.category_path)
        if path:
            for mapping in self._mappings:
                if found := self._look_up(mapping, path):
                    return found, TextSpan(CATEGORY, 0, len(path), path)
        for name, text in item.cells() if self._mappings else ():
            cell = self._cells.get(name_key(name))
            if cell is not None and len(text) <= _LONGEST and (found := self._look_up(cell, text)):
                return found, MerchantCell(name, 0, len(text), text)
        return [], None

    def _look_up(self, mapping: CategoryMapping, text: str) -> list[Choice]:
        place = mapping.system, text
        if place not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[place] = [Choice(*entry) for entry in mapping.own(text, self._release, name_key)]
        return self._found[place]
