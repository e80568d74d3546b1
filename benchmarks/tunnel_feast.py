"""Feast as a peer of the tunnel: what its SQLite online store writes and reads. Runs with Feast's own Python.

    FEAST_PYTHON benchmarks/tunnel_feast.py --items 20000 --folder FOLDER

Prints one JSON object. An item is an entity with 20 text features. Writes count values (cells), reads count items. All
items are written at once into an empty store, then newer values of all of them at once, of a hundred and of one.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.types import String

KEYS = [f"key_{number:02d}" for number in range(20)]


def frame(first: int, count: int, version: int) -> Any:
    now = datetime(2026, 11, 26, tzinfo=UTC) + timedelta(seconds=version)
    columns: dict[str, Any] = {"item_id": [f"item-{number:07d}" for number in range(first, first + count)]}
    for place, key in enumerate(KEYS):
        columns[key] = [
            f"navy blue {(number * 20 + place + version * 7) % 500}" for number in range(first, first + count)
        ]
    columns["event_timestamp"] = now
    columns["created"] = now
    return pd.DataFrame(columns)


def opened(folder: Path) -> FeatureStore:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "feature_store.yaml").write_text(
        "project: items\nregistry: registry.db\nprovider: local\n"
        "online_store:\n    type: sqlite\n    path: online.db\nentity_key_serialization_version: 3\n"
    )
    source_path = folder / "source.parquet"
    frame(0, 10, 0).to_parquet(source_path)
    store = FeatureStore(repo_path=str(folder))
    item = Entity(name="item", join_keys=["item_id"], value_type=ValueType.STRING)
    source = FileSource(path=str(source_path), timestamp_field="event_timestamp", created_timestamp_column="created")
    view = FeatureView(
        name="facts",
        entities=[item],
        ttl=timedelta(days=3650),
        source=source,
        online=True,
        schema=[Field(name=key, dtype=String) for key in KEYS],
    )
    store.apply([item, view])
    return store


def timed_writes(store: FeatureStore, items: int, size: int, version: int) -> float:
    """Values a second."""
    frames = [frame(first, min(size, items - first), version) for first in range(0, items, size)]
    began = time.perf_counter()
    for entry in frames:
        store.write_to_online_store("facts", df=entry)
    return items * len(KEYS) / (time.perf_counter() - began)


def timed_reads(store: FeatureStore, items: int, size: int, rounds: int) -> float:
    """Items a second."""
    features = [f"facts:{key}" for key in KEYS]
    step = max(1, items // rounds)
    began = time.perf_counter()
    for number in range(rounds):
        rows = [{"item_id": f"item-{(number * step + place) % items:07d}"} for place in range(size)]
        answer = store.get_online_features(features=features, entity_rows=rows).to_dict()
        assert answer[KEYS[0]][0] is not None
    return rounds * size / (time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    store = opened(options.folder)
    figures = {
        "write_new": timed_writes(store, options.items, options.items, 1),
        "write_all": timed_writes(store, options.items, options.items, 2),
        "write_100": timed_writes(store, min(options.items, 2_000), 100, 3),
        "write_1": timed_writes(store, 100, 1, 4),
        "read_1": timed_reads(store, options.items, 1, 300),
        "read_100": timed_reads(store, options.items, 100, 60),
    }
    print(json.dumps({name: round(value, 1) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
