"""itemcenter turns messy product catalogs into governed item knowledge, with the evidence for every value.

    import itemcenter

    with itemcenter.create("my-center") as center:
        center.import_ontology("backbone/")
        report = center.build("catalog.csv")
        for cell in center.facts(key_id="color", limit=5):
            print(cell.item_id, [fact.value.text for fact in cell.facts])

Importing this package loads nothing but the package itself; `create` and `open_center` load what they need.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itemcenter.center import ItemCenter

__version__ = "0.1.0"
__all__ = ["__version__", "create", "open_center"]


def create(path: str | Path) -> ItemCenter:
    """The center at `path`, made if there is none. Use it in a `with` statement, or close it."""
    from itemcenter.center import ItemCenter

    return ItemCenter.create(path)


def open_center(path: str | Path) -> ItemCenter:
    """An existing center. Raises `NotFoundError` where there is none."""
    from itemcenter.center import ItemCenter

    return ItemCenter.open(path)
