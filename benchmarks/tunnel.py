"""Merging and reading cells at size, beside Feast's SQLite online store in the same run.

    python -m benchmarks.tunnel --items 100000 [--peer-python FEAST_PYTHON] --out benchmarks/results

A SQLite store of `--items` items with 20 cells each takes in new words of the same source, every one a change: of whole
items in the catalog's order ("clustered"), of cells drawn anywhere ("random"), then the first part once more, which
changes nothing. History, evidence and change log are on, and each batch is flushed to the disk (`synchronous=FULL`).
Items with their values are then read one by one and a hundred at a time. Rates are by the clock; processor time beside.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.tunnel_data import Cells, clustered, item_id, scattered
from itemcenter import registry
from itemcenter.ports import Store
from itemcenter.schema import Item, ItemRecord, SourceId
from itemcenter.schema.write_block import WriteBlock
from itemcenter.tunnel.lookup import shown_values

_RANDOM, _READS = 400_000, 20_000


def _rate(count: int, wall: float, processor: float) -> dict[str, float]:
    return {"cells_s": round(count / wall), "by_processor_time": round(count / processor)}


def _merged(store: Store, blocks: Iterable[WriteBlock]) -> dict[str, float]:
    """Blocks are made outside of the clock: facts come decided."""
    count, wall, processor = 0, 0.0, 0.0
    for block in blocks:
        began, spent = time.perf_counter(), time.process_time()
        store.merge(block)
        wall += time.perf_counter() - began
        processor += time.process_time() - spent
        count += len(block)
    return _rate(count, wall, processor)


def _records(items: Iterable[int]) -> list[ItemRecord]:
    return [
        ItemRecord(Item(item_id(number), f"Made item {number}"), None, SourceId("merchant"), 1, 1, f"f{number}")
        for number in items
    ]


def _read(store: Store, items: int, size: int) -> dict[str, float]:
    draw = random.Random(5)
    asked = [[item_id(draw.randrange(items)) for _ in range(size)] for _ in range(_READS // size)]
    began, spent = time.perf_counter(), time.process_time()
    cells = 0
    for part in asked:
        cells += sum(map(len, shown_values(store, part).values()))
    wall, processor = time.perf_counter() - began, time.process_time() - spent
    assert cells > 0
    return {"items_s": round(_READS / wall), "by_processor_time": round(_READS / processor)}


def measure(folder: Path, items: int, batch: int) -> dict[str, Any]:
    cells = Cells()

    def blocks(parts: Iterator[list[tuple[int, int]]], version: int) -> Iterator[WriteBlock]:
        return (cells.block(part, version) for part in parts)

    figures: dict[str, Any] = {"items": items, "cells": 20 * items, "cells_a_batch": batch}
    with closing(registry.open_store("sqlite", {"path": "store.db"}, folder)) as store:
        for start in range(0, items, 5_000):
            part = range(start, min(items, start + 5_000))
            store.merge(cells.block([], 0), _records(part))
        figures["new"] = _merged(store, blocks(clustered(items, batch), 0))
        figures["clustered"] = _merged(store, blocks(clustered(items, batch), 1))
        figures["random"] = _merged(store, blocks(scattered(items, _RANDOM, batch), 2))
        figures["repeated"] = _merged(store, blocks(clustered(items // 10, batch), 1))
        figures["item_by_item"] = _merged(store, blocks(clustered(200, 20), 3))
        figures["hundred_items"] = _merged(store, blocks(clustered(2_000, 2_000), 4))
        for size in (1, 100):
            figures[f"read_{size}"] = _read(store, items, size)
        counts = store.counts()
        figures["history"] = counts.writes
        figures["changes"] = counts.changes
    figures["bytes"] = (folder / "store.db").stat().st_size
    return figures


def peer(python: Path, folder: Path, items: int) -> dict[str, Any]:
    command = [str(python), str(Path(__file__).with_name("tunnel_feast.py")), "--items", str(items), "--folder"]
    environment = os.environ | {"FEAST_USAGE": "False"}
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=True, env=environment)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {"system": "Feast 0.67, SQLite online store", "items": items} | figures


def _ratios(ours: dict[str, Any], feast: dict[str, Any]) -> dict[str, float]:
    pairs: dict[str, tuple[Callable[[], float], str]] = {
        "merge_new": (lambda: ours["new"]["cells_s"], "write_new"),
        "merge_all": (lambda: ours["clustered"]["cells_s"], "write_all"),
        "merge_random_to_all": (lambda: ours["random"]["cells_s"], "write_all"),
        "merge_100_items": (lambda: ours["hundred_items"]["cells_s"], "write_100"),
        "merge_1_item": (lambda: ours["item_by_item"]["cells_s"], "write_1"),
        "read_1": (lambda: ours["read_1"]["items_s"], "read_1"),
        "read_100": (lambda: ours["read_100"]["items_s"], "read_100"),
    }
    return {name: round(own() / feast[theirs], 2) for name, (own, theirs) in pairs.items()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=100_000, help="cells merged at once")
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--peer-items", type=int, help="default: as many as --items")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="itemcenter-bench-") as name:
        figures = measure(Path(name), options.items, options.batch)
        if options.peer_python is not None:
            feast = peer(options.peer_python, Path(name) / "feast", options.peer_items or options.items)
            figures |= {"peer": feast, "times_the_peer": _ratios(figures, feast)}
    result_file.write(options.out, "tunnel", figures, [])


if __name__ == "__main__":
    main()
