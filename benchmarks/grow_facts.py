"""Facts an item from texts alone, before and after the ontology has grown, and how many of the new ones are right.

    python -m benchmarks.grow_facts --catalog products.jsonl.gz --backbone shopify:DIR#el [--queries LOG ...]
        [--mask 0.2] [--seed 0] [--limit 2000] --name grow_facts_icecat

A share of the items loses all its cells before anything is read (`itemcenter evaluate`): what the machine then says of
them comes from their texts. Two centers on the same rows: one keeps the backbone, the other grows first (`ontology
grow`, which does not see the hidden cells either). Whether it is right is known of hidden cells.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.center import MACHINE, ItemCenter
from itemcenter.evaluate import MaskPlan
from itemcenter.jobs.grow_ontology import GrowOptions
from itemcenter.jobs.masked_rows import RowChoice, RowFilter
from itemcenter.ontology.discover import HarvestOptions
from itemcenter.schema import ItemId, TextSpan
from itemcenter.schema.tags import TAG_KEYS

_HELD_OUT = 0.5
_AT_ONCE = 500
_TOLD = ("hidden", "predicted", "right", "precision", "precision_95")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grow_facts", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--backbone", required=True)
    parser.add_argument("--queries", type=Path, nargs="*", default=[])
    parser.add_argument("--mask", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--least", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="leave the centers and predictions in this folder")
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.keep or Path(folder)
        sides = {side: _side(home / side, given, grows=side == "after") for side in ("before", "after")}
    before, after = (sides[side]["facts_per_item"] for side in ("before", "after"))
    figures = {**sides, "times": round(after / before, 2) if before else None}
    result_file.write(given.out, given.name, figures, [given.catalog, *given.queries])


def _side(home: Path, given: argparse.Namespace, *, grows: bool) -> dict[str, Any]:
    plan = MaskPlan(given.mask, seed=given.seed)
    grown: dict[str, Any] = {}
    with itemcenter.create(home / "center") as center:
        center.import_ontology(given.backbone)

        def prepare(rows: RowFilter) -> None:
            if grows:
                begin = time.perf_counter()
                options = GrowOptions(HarvestOptions(least=given.least), _HELD_OUT)
                report = center.grow_ontology(given.catalog, queries=given.queries, options=options, rows=rows)
                told = ("inserted", "ontology", "votes", "concepts", "queued")
                grown.update({name: report[name] for name in told}, seconds=round(time.perf_counter() - begin, 1))

        choice = RowChoice(limit=given.limit)
        report = center.evaluate(given.catalog, home / "told", plan, choice=choice, prepare=prepare)
        return {**_counted(center, home / "told" / "hidden.jsonl"), **_recovered(home / "told"), "grown": grown,
                "release": report.to_json()["release_id"]}  # fmt: skip


def _counted(center: ItemCenter, hidden: Path) -> dict[str, Any]:
    """Facts that the machine reads from texts of the items without cells; new: under keys that the release got."""
    with hidden.open(encoding="utf-8") as lines:
        ids = list(dict.fromkeys(ItemId(json.loads(line)["item"]) for line in lines))
    facts, cells = 0, 0
    keys: Counter[str] = Counter()
    for start in range(0, len(ids), _AT_ONCE):
        for words in center.store.words(ids[start : start + _AT_ONCE]).values():
            for word in words:
                if word.source != MACHINE or word.key_id in TAG_KEYS:
                    continue
                read = [fact for fact in word.facts if any(isinstance(entry, TextSpan) for entry in fact.evidence)]
                facts += len(read)
                cells += bool(read)
                keys[word.key_id] += len(read)
    names = {key.id: key.name for key in center.release.keys}
    top = {names[key]: count for key, count in keys.most_common(40) if count}  # type: ignore[index]
    return {"items": len(ids), "facts": facts, "cells": cells, "facts_per_item": round(facts / max(1, len(ids)), 4),
            "keys_with_facts": sum(count > 0 for count in keys.values()), "most": top}  # fmt: skip


def _recovered(told: Path) -> dict[str, Any]:
    """What is known to be right or wrong: facts on cells that were hidden."""
    system = json.loads((told / "report.json").read_text(encoding="utf-8"))["system"]
    return {"on_hidden_cells": {part: {name: system[part][name] for name in _TOLD} for part in ("all", "stated")}}


if __name__ == "__main__":
    main()
