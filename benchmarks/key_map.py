"""Merchant keys mapped to an ontology: share of cells, time, and mappings drawn at random for a person to judge.

    python -m benchmarks.key_map --catalog FILE... --backbone SOURCE... [--draw 60] [--seed 0] --out drawn.tsv
    python -m benchmarks.key_map --out drawn.tsv [--name NAME]

The first maps every catalog to every backbone as `itemcenter ontology keys` does and writes two lines of figures a pair
to `drawn.figures.json`; the mappings that builds would use without asking are drawn, as many of each pair, into the
table with an empty first column. A person fills it: r right, d doubtful, w wrong. The second counts the verdicts.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.center import ItemCenter
from itemcenter.jobs.key_map import KeyMapReport
from itemcenter.schema import KeyDecision, KeyMapping, OntologyRelease

_VERDICTS = {"r": "right", "d": "doubtful", "w": "wrong"}
_COLUMNS = ("verdict", "pair", "merchant_key", "category", "key", "score", "cells", "examples", "values", "reasons")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, nargs="*", default=[])
    parser.add_argument("--backbone", nargs="*", default=[])
    parser.add_argument("--draw", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="key_map")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    if not arguments.catalog:
        count(arguments)
        return
    chance = random.Random(arguments.seed)
    pairs = [(catalog, backbone) for catalog in arguments.catalog for backbone in arguments.backbone]
    figures, rows = {}, []
    for catalog, backbone in pairs:
        pair = f"{catalog.parent.name or catalog.stem} to {Path(backbone).name}"
        figures[pair], found = mapped(catalog, backbone)
        chance.shuffle(found)
        rows.append([_verdictless(pair, entry) for entry in found])
        print(json.dumps({pair: figures[pair]}, ensure_ascii=False), flush=True)
    with arguments.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, delimiter="\t")
        writer.writeheader()
        for group, wanted in zip(rows, shares([len(group) for group in rows], arguments.draw), strict=True):
            writer.writerows(group[:wanted])
    data = {f"{catalog.parent.name}/{catalog.name}": result_file.digest(catalog) for catalog in arguments.catalog}
    told = {"figures": figures, "seed": arguments.seed, "data": data, "commit": result_file.commit()}
    _figures_file(arguments.out).write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")


def shares(sizes: list[int], wanted: int) -> list[int]:
    """How many to draw of each group: as many of each, and what a small one lacks from the others."""
    out = [0] * len(sizes)
    while sum(out) < min(wanted, sum(sizes)):
        place = min((p for p in range(len(sizes)) if out[p] < sizes[p]), key=lambda p: (out[p], p))
        out[place] += 1
    return out


def mapped(catalog: Path, backbone: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The figures of one pair, and all mappings that builds would use."""
    with tempfile.TemporaryDirectory() as folder, itemcenter.create(Path(folder) / "center") as center:
        begin = time.monotonic()
        center.import_ontology(backbone)
        imported = time.monotonic()
        report = center.map_keys(catalog)
        seconds = time.monotonic() - imported
        used = [entry for entry in report.mappings if entry.decision is KeyDecision.AUTO and entry.key_id is not None]
        figures = _figures(report, used) | {"seconds": round(seconds, 1), "import_seconds": round(imported - begin, 1)}
        return figures, [_told(entry, center) for entry in used]


def _figures(report: KeyMapReport, used: list[KeyMapping]) -> dict[str, Any]:
    return {
        "items": report.looked_at,
        "merchant_keys": report.keys,
        "cells": report.cells,
        "lines": report.decisions,
        "mappings": len(used),
        "cells_of_mapped_keys": sum({entry.merchant_key: entry.cells for entry in used[::-1]}.values()),
        "cells_mapped": report.mapped_cells,
        "share_mapped": round(report.mapped_cells / max(1, report.cells), 4),
        "share_by_name_alone": round(report.named_cells / max(1, report.cells), 4),
    }


def _told(entry: KeyMapping, center: ItemCenter) -> dict[str, Any]:
    release: OntologyRelease = center.release
    key = release.key_by_id[entry.key_id] if entry.key_id is not None else None
    values: tuple[str, ...] = ()
    if key is not None and key.value_list_id is not None:
        values = tuple(value.name for value in release.list_by_id[key.value_list_id].values[:8])
    return {
        "merchant_key": entry.merchant_key,
        "category": release.path_name(entry.category_id) if entry.category_id is not None else "*",
        "key": "" if key is None else key.name,
        "score": f"{entry.score:.2f}",
        "cells": entry.cells,
        "examples": " | ".join(entry.examples),
        "values": ", ".join(values),
        "reasons": "; ".join(entry.reasons),
    }


def _verdictless(pair: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"verdict": "", "pair": pair, **row}


def _figures_file(out: Path) -> Path:
    return out.with_suffix(".figures.json")


def count(arguments: argparse.Namespace) -> None:
    """Count the verdicts; the results file holds no text of a catalog."""
    with arguments.out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    verdicts = Counter(_VERDICTS[row["verdict"].strip().lower()] for row in rows)
    by_pair = {
        pair: dict(Counter(_VERDICTS[row["verdict"].strip().lower()] for row in rows if row["pair"] == pair))
        for pair in dict.fromkeys(row["pair"] for row in rows)
    }
    told = json.loads(_figures_file(arguments.out).read_text(encoding="utf-8"))
    figures = {
        "judged": {"mappings": verdicts.total(), **{name: verdicts[name] for name in _VERDICTS.values()}},
        "judged_by_pair": by_pair,
        "judged_cells": {name: sum(int(row["cells"]) for row in rows if _VERDICTS[row["verdict"]] == name)
                         for name in _VERDICTS.values()},
        "seed": told["seed"],
        "mapped_by": told["commit"],
        "catalogs": told["data"],
        "pairs": told["figures"],
    }  # fmt: skip
    result_file.write(arguments.results, arguments.name, figures, [arguments.out])


if __name__ == "__main__":
    main()
