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
    begin:  in a JSON list, characters of the file before the record
    opened: columns whose cells the reader takes apart by the rules of a known format
    """

    row: SourceRow
    item: Item | None
    begin: int = 0
    opened: frozenset[str] = frozenset()

    @property
    def cells(self) -> Mapping[str, Any]:
        return self.row.cells
