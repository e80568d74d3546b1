"""What the tests of this folder share: a whole catalog read at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itemcenter.items import CatalogOptions, CatalogReader, ReadRow, open_catalog
from itemcenter.schema import Item, RejectedRow, SourceId


@dataclass
class Read:
    reader: CatalogReader
    rows: list[ReadRow]

    @property
    def items(self) -> list[Item]:
        return [row.item for row in self.rows if row.item is not None]

    @property
    def rejected(self) -> list[RejectedRow]:
        return [row.rejected for row in self.rows if row.rejected is not None]

    @property
    def reasons(self) -> list[str]:
        return [row.reason for row in self.rejected]

    @property
    def item(self) -> Item:
        assert len(self.rows) == 1 and self.rows[0].item is not None, self.rows
        return self.rows[0].item

    def role(self, column: str) -> str:
        return next(entry.role for entry in self.reader.mapping.columns if entry.source == column)


def read_file(path: Path, **options: Any) -> Read:
    reader = open_catalog(path, CatalogOptions(**options), SourceId("shop"))
    rows = list(reader)
    assert reader.rows_read == len(rows)
    return Read(reader, rows)


ReadText = Callable[..., Read]
