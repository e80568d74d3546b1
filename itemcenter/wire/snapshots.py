"""Snapshots on the wire: what is asked of one, its manifest, the items in it. Its cells come as `KeyWords`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from itemcenter.wire.answers import Asked
from itemcenter.wire.items import Category, Listing

TableName = Literal["cells", "items", "retired_cells", "retired_items"]


class TakeSnapshot(Asked):
    """The state of now, kept as Parquet tables."""

    delta: bool = Field(
        default=False, strict=True, description="Also as Delta Lake tables in the center's folder (extra `lake`)."
    )
    keep: int | None = Field(
        default=None, strict=True, ge=1, le=1_000_000, description="Remove all but the newest so many."
    )


class TakenSnapshot(BaseModel):
    """What came of it. Where nothing has changed since the newest snapshot, that one is told."""

    id: str
    change: int = Field(description="Number of the change log that it is as of.")
    cells: int
    items: int
    digest: str = Field(description="Of the state that is shown, as `itemcenter` computes it of any store.")
    delta: dict[str, int] = Field(default={}, description="Version of each Delta table.")
    removed: list[int] = Field(default=[], description="Change numbers of the snapshots that are gone (`keep`).")


class SnapshotFile(BaseModel):
    name: str
    rows: int
    size: int = Field(description="Bytes.")
    digest: str = Field(description="BLAKE2b-256 of its bytes.")


class SnapshotTable(BaseModel):
    name: TableName
    rows: int
    files: list[SnapshotFile]


class Snapshot(BaseModel):
    """A snapshot's manifest."""

    id: str = Field(description="The two numbers that it is as of: of the change log, and of the log of items.")
    change: int
    time: str = Field(description="When it was taken: ISO 8601, UTC.")
    digest: str
    cells: int = Field(description="Those shown; a cell has a row for each of its facts.")
    items: int
    tables: list[SnapshotTable]


class SnapshotItem(BaseModel):
    """An item as it stood then; its facts are in the snapshot's cells."""

    id: str
    listing: Listing
    category: Category | None = None
    source: str
    time: str
    presence: Literal["present", "missing", "retired"]
