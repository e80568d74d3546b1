"""Feast's feature server with the facts of a center, for `benchmarks.service`. Run by a Python that has Feast.

    PYTHON service_feast.py ROWS FOLDER PORT WORKERS

ROWS: JSON lines {"item": id, "facts": {key: text}}. Makes a feature repository in FOLDER with one view, `items`, whose
features are the keys, writes every row to its online store (SQLite), and becomes `feast serve`.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path


def main() -> None:
    # In the environment that runs this, not in ours.
    pd, feast, types = [import_module(name) for name in ("pandas", "feast", "feast.types")]
    rows_file, folder, port, workers = sys.argv[1:]
    home = Path(folder)
    rows = [json.loads(line) for line in Path(rows_file).read_text(encoding="utf-8").splitlines()]
    keys = sorted({key for row in rows for key in row["facts"]})
    (home / "feature_store.yaml").write_text(
        "project: items\nprovider: local\nregistry: registry.db\nonline_store:\n  type: sqlite\n  path: online.db\n"
        "entity_key_serialization_version: 3\n",
        encoding="utf-8",
    )
    table = pd.DataFrame([{"item": row["item"], **{key: row["facts"].get(key) for key in keys}} for row in rows])
    table["event_timestamp"] = datetime.now(UTC)
    table.to_parquet(home / "rows.parquet")
    os.chdir(home)
    item = feast.Entity(name="item", join_keys=["item"])
    source = feast.FileSource(path=str(home / "rows.parquet"), timestamp_field="event_timestamp")
    schema = [feast.Field(name=key, dtype=types.String) for key in keys]
    view = feast.FeatureView(name="items", entities=[item], schema=schema, source=source)
    store = feast.FeatureStore(repo_path=".")
    store.apply([item, view])
    store.write_to_online_store("items", table)
    program = Path(sys.executable).with_name("feast")
    words = ["serve", "--port", port, "--workers", workers, "--no-access-log", "--max-requests", "0"]
    os.execv(program, [str(program), *words])


if __name__ == "__main__":
    main()
