"""What snapshots, earlier states, reconciling and backups cost on a store of many cells, made for this.

    python -m benchmarks.snapshots [--cells 1000000] [--out benchmarks/results]

Items of 20 cells with one fact each; then a tenth of the items is written once more. Each step runs in a process of its
own, so that its peak memory is its own. `cpu_seconds` are what it computed, also where others use the machine;
`sqlite_bytes` is the store's file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.process_memory import PeakMemory
from itemcenter import registry
from itemcenter.ports import Store
from itemcenter.schema import (
    AttributeWrite,
    CategoryId,
    CategoryMatch,
    CellState,
    Fact,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    Producer,
    ReleaseId,
    SourceId,
    TextSpan,
    TypedValue,
    ValueType,
    WriteBatch,
)

_KEYS, _ITEMS_A_BATCH = 20, 1_000
_WORDS = ("navy", "oak", "brushed steel", "cotton", "matt", "round", "vintage", "foldable", "wireless", "organic")

_STEP = """
import json, sys, time
from pathlib import Path
from contextlib import closing
from itemcenter import registry
from itemcenter.jobs.backup import back_up, restore
from itemcenter.jobs.reconcile import reconcile
from itemcenter.jobs.snapshot import snapshot
from itemcenter.tunnel.reconcile import compare_stores
from itemcenter.tunnel.snapshots import SnapshotShelf, cells_as_of, moment_of_number
home, step = Path(sys.argv[1]), sys.argv[2]
shelf, lake = SnapshotShelf(home / "snapshots"), registry.open_lake("delta", home / "snapshots" / "delta")
with closing(registry.open_store("sqlite", {}, home)) as store:
    half = store.counts().changes // 2
    begin, cpu = time.perf_counter(), time.process_time()
    if step == "parquet":
        snapshot(store, shelf, None, ["parquet"], {}, 0)
    elif step == "delta":
        snapshot(store, shelf, lake, ["parquet", "delta"], {}, 0)
    elif step == "since":
        snapshot(store, shelf, None, ["parquet"], {}, 0, since=shelf.all()[0].number)
    elif step.startswith("as_of"):
        at = moment_of_number(store, half if "half" in step else shelf.all()[0].number)
        with store.reading() as state:
            item = next(state.items()).item.id if "item" in step else None
            sum(1 for _ in cells_as_of(state, None if "log" in step else shelf, at, item))
    elif step == "reconcile":
        assert reconcile(store, SnapshotShelf(home / "none")).converged
    elif step == "compare_equal":
        assert compare_stores(store, store) == []
    elif step == "backup":
        back_up(home, home.parent / "copy", home / "store.db")
    else:
        restore(home.parent / "copy", home.parent / "new")
    print(json.dumps([time.perf_counter() - begin, time.process_time() - cpu]))
"""


def batch(first: int, count: int, time_us: int) -> WriteBatch:
    """`count` items with all their cells as of a time."""
    records, writes = [], []
    for number in range(first, first + count):
        item_id = ItemId(f"item-{number:09d}")
        title = " ".join([_WORDS[(number + step) % 10] for step in range(6)])
        category = CategoryMatch(CategoryId(f"c{number % 50}"), 0.9, "text", (TextSpan("title", 0, 4, title[:4]),))
        records.append(ItemRecord(Item(item_id, title), category, SourceId("m"), time_us, 1, f"{number} {time_us}"))
        for key in range(_KEYS):
            text = f"{_WORDS[(number * 7 + key + time_us) % 10]} {number % 100}"
            key_id, proof = KeyId(f"key-{key:02d}"), (TextSpan("title", 0, len(text), text),)
            value = TypedValue(ValueType.TEXT, text)
            fact = Fact(item_id, key_id, value, 0.9, proof, Producer.LOCAL_MODEL, ReleaseId("r"))
            place = (item_id, key_id, SourceId("machine"), CellState.FACTS, (fact,))
            writes.append(AttributeWrite.of(*place, priority=100, time_us=time_us))
    return WriteBatch(tuple(records), (), tuple(writes))


def fill(store: Store, items: int, time_us: int) -> None:
    for first in range(0, items, _ITEMS_A_BATCH):
        store.apply(batch(first, min(_ITEMS_A_BATCH, items - first), time_us))


def run(home: Path, step: str) -> dict[str, Any]:
    command = [sys.executable, "-c", _STEP, str(home), step]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with PeakMemory(process) as peak:
        out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{step} failed")
    seconds, cpu = json.loads(out)
    return {"seconds": round(seconds, 2), "cpu_seconds": round(cpu, 2), "peak_mb": peak.mb}


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--name", default="snapshots")
    options = parser.parse_args()
    items = options.cells // _KEYS
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        home = Path(name) / "center"
        home.mkdir()
        (home / "itemcenter.toml").write_text("", encoding="utf-8")
        with closing(registry.open_store("sqlite", {}, home)) as store:
            begin = time.perf_counter()
            fill(store, items, 1)
            figures["fill"] = {"seconds": round(time.perf_counter() - begin, 2), "cells": items * _KEYS}
        for step in ("parquet", "delta"):
            figures[step] = run(home, step)
        figures["parquet"]["bytes"] = size(home / "snapshots" / "parquet")
        figures["delta"]["bytes"] = size(home / "snapshots" / "delta")
        for step in ("as_of_half_log", "as_of_item_snapshot"):
            figures[step] = run(home, step)
        with closing(registry.open_store("sqlite", {}, home)) as store:
            fill(store, items // 10, 2)
            figures["changes"] = store.counts().changes
        for step in ("since", "as_of_first_snapshot", "reconcile", "compare_equal", "backup", "restore"):
            figures[step] = run(home, step)
        figures["sqlite_bytes"] = (home / "store.db").stat().st_size
    result_file.write(options.out, options.name, figures, [])


if __name__ == "__main__":
    main()
