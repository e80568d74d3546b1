"""A newer version of a catalog: how long its build takes beside the first one's, and whether it comes out the same.

    python -m benchmarks.second_version --catalog products.jsonl.gz --backbone auto --share 0.05 --name icecat

Of the first version's rows (JSON lines) `share` are changed - half in their title, half in a spec, which takes the
value of another item -, a hundredth is left out, and as many are added. Missing items are retired. Then the newer
version is built into a fresh center with the same ontology and the same learned model: the digests of all facts must
be equal.

Each build is a process of its own. `cpu_s` counts all its processes and does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import result_file
from itemcenter.center import MERCHANT
from itemcenter.evaluate import draw
from itemcenter.items import CatalogOptions, open_catalog

_MAIN = "from itemcenter.serve.cli.main import main; main()"
_MADE_S, _DAY_S = 1_767_225_600, 86_400
_GONE = 0.01
_NAMES = (
    "rows",
    "items",
    "new",
    "changed",
    "unchanged",
    "returned",
    "missing",
    "retired",
    "decided",
    "changes",
    "digest",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--backbone", default="auto")
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--name", default="catalog")
    parser.add_argument("--keep", type=Path, help="Keep both catalogs and the center in this folder.")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        figures = _measure(arguments, folder)
    result_file.write(arguments.out, f"second_version_{arguments.name}", figures, [arguments.catalog])


def _measure(arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    older, newer = folder / "older.jsonl", folder / "newer.jsonl"
    made = make_versions(arguments.catalog, older, newer, arguments.share, arguments.limit)
    center, fresh = folder / "center", folder / "fresh"
    first = _build(older, center, "--backbone", arguments.backbone)
    (center / "itemcenter.toml").write_text('[catalog]\nmissing = "retire"\n', encoding="utf-8")
    second = _build(newer, center, "--backbone", arguments.backbone)
    again = _build(newer, center, "--backbone", arguments.backbone)
    difference, seconds = _run("diff", "1", "2", "--center", center, "--json", "--out", folder / "diff.jsonl")
    left = shutil.ignore_patterns("store.db*", "runs", "quarantine", "state.json")
    shutil.copytree(center, fresh, ignore=left)
    alone = _build(newer, fresh, "--ontology", second["release_id"])
    return {
        "made": made,
        "first": first,
        "second": second,
        "second_to_first_wall": round(second["wall_s"] / first["wall_s"], 4),
        "second_to_first_cpu": round(second["cpu_s"] / first["cpu_s"], 4),
        "again_unchanged": again,
        "diff": {name: difference[name] for name in ("items", "facts", "why")} | seconds,
        "fresh_center_same_model": alone,
        "digests_equal": second["digest"] == again["digest"] == alone["digest"],
    }


def make_versions(catalog: Path, older: Path, newer: Path, share: float, limit: int | None) -> dict[str, int]:
    """Write both versions; returns how many rows were changed in title and spec, left out and added."""
    mapping = open_catalog(catalog, CatalogOptions(), MERCHANT).mapping
    id_column, title = mapping.source_of("id"), mapping.source_of("title")
    specs = {column.source for column in mapping.columns if column.role == "spec"}
    made = {"titles": 0, "specs": 0, "left_out": 0, "added": 0}
    seen: dict[str, Any] = {}  # the latest value of each spec: what another item says there
    with older.open("w", encoding="utf-8") as old, newer.open("w", encoding="utf-8") as new:
        for row in _rows(catalog, limit):
            name = str(row.get(id_column, ""))
            old.write(json.dumps(row, ensure_ascii=False) + "\n")
            chance = draw(0, "version", name)
            if chance < _GONE:
                made["left_out"] += 1
                twin = row | {id_column: f"new-{name}", title: f"{row.get(title, '')} II"}
                new.write(json.dumps(twin, ensure_ascii=False) + "\n")
                made["added"] += 1
                continue
            given = [name for name in row if name in specs and row[name] and seen.get(name, row[name]) != row[name]]
            if chance < _GONE + share / 2 or (chance < _GONE + share and not given):
                row = row | {title: f"{row.get(title, '')} renewed"}
                made["titles"] += 1
            elif chance < _GONE + share:
                column = given[int(draw(1, "spec", name) * len(given))]
                row = row | {column: seen[column]}
                made["specs"] += 1
            seen.update({column: row[column] for column in row if column in specs and row[column]})
            new.write(json.dumps(row, ensure_ascii=False) + "\n")
    for place, path in enumerate((older, newer)):
        os.utime(path, (_MADE_S + place * _DAY_S, _MADE_S + place * _DAY_S))
    return made


def _rows(catalog: Path, limit: int | None) -> Iterator[dict[str, Any]]:
    with gzip.open(catalog) if catalog.suffix == ".gz" else catalog.open("rb") as lines:
        yield from (json.loads(line) for line in islice(lines, limit))


def _build(catalog: Path, center: Path, *options: str) -> dict[str, Any]:
    report, seconds = _run("build", catalog, "--out", center, "--json", *options)
    found = {name: report[name] for name in (*_NAMES, "release_id")}
    return found | {"stages_s": report["seconds"]} | seconds


def _run(*arguments: str | Path) -> tuple[Any, dict[str, float]]:
    """The JSON that a command prints, and its seconds."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", _MAIN, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, (arguments, status)
    cpu_s = round(usage.ru_utime + usage.ru_stime, 2)
    wall_s = round(time.perf_counter() - begin, 2)
    return json.loads(printed), {"wall_s": wall_s, "cpu_s": cpu_s, "peak_rss_mb": usage.ru_maxrss // 1024}


if __name__ == "__main__":
    main()
