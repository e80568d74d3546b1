"""Taking a snapshot in the wanted formats, what changed since an earlier one, and how many are kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.errors import ConfigError
from itemcenter.flow.whole_file import text_file
from itemcenter.ports import Lake, Store
from itemcenter.schema import KeyId
from itemcenter.tunnel.snapshots import TABLES, Snapshot, SnapshotShelf, take_snapshot, write_increment

SNAPSHOT_FORMATS = ("parquet", "delta")


@dataclass(slots=True)
class SnapshotReport:
    """number: of the change log that it is as of; folder: "" where no Parquet was wanted; versions: of Delta tables

    since: the older snapshot's number; changes: cells by op; removed: numbers of snapshots that are gone
    """

    number: int
    cells: int
    items: int
    digest: str
    folder: str = ""
    versions: dict[str, int] = field(default_factory=dict)
    since: int | None = None
    changes_folder: str = ""
    changes: dict[str, int] = field(default_factory=dict)
    removed: list[int] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def snapshot(
    store: Store,
    shelf: SnapshotShelf,
    lake: Lake | None,
    formats: Collection[str],
    names: Mapping[KeyId, str],
    now_us: int,
    *,
    since: int | None = None,
    keep: int | None = None,
) -> SnapshotReport:
    """Hold the shelf's lock. lake: where the format "delta" goes; since: number of a snapshot that is kept"""
    older = None if since is None else shelf.find(since)
    if older is not None and "parquet" not in formats:
        raise ConfigError("what changed since a snapshot is written as Parquet", remedy="add --format parquet")
    before = {entry.folder for entry in shelf.all()}
    taken = take_snapshot(store, shelf, names, now_us)
    manifest = taken.manifest
    report = SnapshotReport(manifest.number, manifest.cells, manifest.items, manifest.digest)
    if lake is not None and "delta" in formats:
        report.versions = _publish(lake, shelf, taken, keep)
    if "parquet" in formats:
        report.folder = str(taken.folder)
    elif taken.folder not in before:
        shelf.remove(taken)
    if older is not None:
        place, report.changes = write_increment(store, shelf, older, taken, names)
        report.since, report.changes_folder = since, str(place)
    if keep is not None:
        report.removed = shelf.keep(keep)
    return report


def _publish(lake: Lake, shelf: SnapshotShelf, taken: Snapshot, keep: int | None) -> dict[str, int]:
    """A commit a table; one that was made before a kill is not made again. The file beside them names what belongs
    together."""
    manifest, versions = taken.manifest, {}
    told = {
        "change_number": str(manifest.number),
        "item_change_number": str(manifest.item_number),
        "digest": manifest.digest,
    }
    for name in TABLES:
        newest = next(iter(lake.told(name)), None)
        if newest is not None and newest[1] == told:
            versions[name] = newest[0]
        else:
            files = [taken.folder / name / file.name for file in taken.table(name).files]
            versions[name] = lake.replace(name, files, told)
    path: Path = shelf.path / "delta" / "latest.json"
    with text_file(path) as handle:
        handle.write(json.dumps({**told, "versions": versions}, indent=1) + "\n")
    if keep is not None:
        for name in TABLES:
            lake.keep(name, keep)
    return versions
