"""`SourceRecord`: a record of a catalog file beside the item that was read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from itemcenter.items.rows import SourceRow
from itemcenter.schema import Item


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record of the file.

    item:   None where the reader makes none of it (faulty, or only a further image)
    begin:  in a JSON list, XML file or page, characters of the file before the record, or before `text`
    opened: columns whose cells the reader takes apart by the rules of a known format
    text:   what stands in the file, where that is not `row.raw`: an XML element, the JSON text around a product
    span:   of the record in `text`, where it is only a part of it
    """

    row: SourceRow
    item: Item | None
    begin: int = 0
    opened: frozenset[str] = frozenset()
    text: str = ""
    span: tuple[int, int] = (0, 0)

    @property
    def cells(self) -> Mapping[str, Any]:
        return self.row.cells
