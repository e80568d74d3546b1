"""A gold set of the demo catalog, through Label Studio's form and back, scored, and a planted regression.

    python -m benchmarks.gold_demo [--items 200] [--small]

Draws items, builds anew without learning from them, writes Label Studio tasks and answers them in Label Studio's form:
two *simulated* labellers (the demo's truth with seeded mistakes) for the agreement figures, then the truth itself as
final answers. The estimate from the gold set stands beside the same count over the whole catalog, which only an
invented catalog can have. The planted regression: the names of all colours are moved on by one in the ontology.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.center import ItemCenter
from itemcenter.center.gold import LABEL_STUDIO
from itemcenter.demo import backbone_path, catalog_path, truth_path
from itemcenter.evaluate.gold import GoldCell, GoldLabel, GoldSet, GoldStratum, SamplePlan
from itemcenter.jobs.gold.spelled import NOT_STATED, OTHER
from itemcenter.library import value_from_input
from itemcenter.schema import ItemId

Truth = dict[tuple[str, str], list[str]]
#: How often a simulated labeller overlooks a stated value, and takes another one of those offered.
_OVERLOOKS, _CONFUSES = 0.04, 0.02
_KEY = "color"
_MAIN = "from itemcenter.serve.cli.main import main; main()"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--items", type=int, default=200)
    parser.add_argument("--small", action="store_true", help="the four shelves of the small demo")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--keep", type=Path, help="work in this folder and leave it there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(options.keep or Path(folder), options.items, options.small)
    data = [catalog_path(options.small), backbone_path(options.small)]
    result_file.write(options.out, "gold_demo_small" if options.small else "gold_demo", figures, data)


def measure(home: Path, items: int, small: bool) -> dict[str, Any]:
    truth = read_truth(truth_path(small))
    with itemcenter.create(home / "center") as center:
        center.import_ontology(str(backbone_path(small)))
        untaught = center.build(catalog_path(small))
        drawn = center.gold_sample(SamplePlan(items))
        taught = center.build(catalog_path(small))
        center.gold_prelabel()
        center.gold_export(home / "tasks.json", LABEL_STUDIO)
        begin = time.perf_counter()
        imported, agreement = _answered(center, home, truth)
        seconds = time.perf_counter() - begin
        scores = {voice: center.gold_score(voice).to_json()["all"] for voice in ("shown", "machine", "merchant")}
        whole = _whole(center, truth)
    plan = {"sampled": drawn.to_json() | {"notices": []}, "held_out_of_learning": taught.held_out}
    digests = {"digest_before": untaught.digest[:16], "digest_after": taught.digest[:16]}
    return {
        **plan,
        **digests,
        "facts_for_drawn_items": _facts_of_drawn(home / "center"),
        "imported": imported,
        "import_seconds": round(seconds, 2),
        "simulated_labellers": {"overlook": _OVERLOOKS, "confuse": _CONFUSES} | agreement,
        "scores": scores,
        "whole_catalog": whole,
        "planted_regression": _regression(home, small),
    }


def read_truth(path: Path) -> Truth:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {(row["item"], row["key"]): row["values"] for row in rows if not row["key"].startswith("@")}


def answer(task: dict[str, Any], values: list[str], labeller: str) -> dict[str, Any]:
    """The task as Label Studio exports it after `labeller` has chosen these values."""
    offered = {entry["value"].casefold(): entry["value"] for entry in task["data"]["offered"]}
    chosen = [offered[value.casefold()] for value in values if value.casefold() in offered]
    others = [value for value in values if value.casefold() not in offered]
    choices = [*chosen, *([OTHER] if others else [])] or [NOT_STATED]
    result: list[dict[str, Any]] = [_control("value", "choices", {"choices": choices})]
    if others:
        result.append(_control("other", "textarea", {"text": others}))
    annotation = {"completed_by": {"id": 1, "email": labeller}, "was_cancelled": False, "result": result}
    return {"id": 1, "data": task["data"], "annotations": [annotation]}


def _control(name: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"from_name": name, "to_name": "text", "type": kind, "value": value, "origin": "manual"}


def _answered(center: ItemCenter, home: Path, truth: Truth) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was taken in of each labeller, and how far the simulated ones agree before the truth settles it."""
    tasks = json.loads((home / "tasks.json").read_text(encoding="utf-8"))
    out: dict[str, Any] = {"tasks": len(tasks)}
    agreement: dict[str, Any] = {}
    for labeller in ("simulated-1", "simulated-2", "truth"):
        chance = random.Random(labeller)
        told = [answer(task, _says(task, truth, labeller, chance), labeller) for task in tasks]
        if labeller == "truth":
            found = center.gold_agreement().to_json()
            agreement = {"agreement": found["all"], "keys": len(found["keys"]), "disputed": len(found["disputed"])}
        path = home / f"{labeller}.json"
        path.write_text(json.dumps(told), encoding="utf-8")
        report = center.gold_import(path, LABEL_STUDIO, final=labeller == "truth")
        out[labeller] = {name: report.to_json()[name] for name in ("answers", "labels", "skipped", "rejected")}
    return out, agreement


def _says(task: dict[str, Any], truth: Truth, labeller: str, chance: random.Random) -> list[str]:
    values = truth.get((task["data"]["item"], task["data"]["key"]), [])
    if labeller == "truth":
        return values
    draw = chance.random()
    others = [entry["value"] for entry in task["data"]["offered"][:-2] if entry["value"] not in values]
    if values and draw < _OVERLOOKS:
        return []
    return [chance.choice(others)] if others and draw > 1.0 - _CONFUSES else values


def _whole(center: ItemCenter, truth: Truth) -> dict[str, Any]:
    """The same count, of every cell of every item with a category: what the gold set estimates."""
    gold, release = GoldSet(version=1), center.release
    for record in center.store.items():
        if record.category is None:
            continue
        category = record.category.category_id
        for scope in release.scopes_for(category):
            key, place = release.key_by_id[scope.key_id], (record.item.id, scope.key_id)
            values = tuple(value_from_input(text, key, release) for text in truth.get(place, []))
            gold.add([GoldCell(*place, category, ""), GoldLabel(*place, "truth", values)])
            gold.add([GoldStratum(category, key.id, gold.strata.get((category, key.id), 0) + 1)])
    return {voice: center.gold_score(voice, gold=gold).to_json()["all"] for voice in ("shown", "machine", "merchant")}


def _facts_of_drawn(path: Path) -> int:
    with itemcenter.open_center(path) as center:
        items = sorted(center.gold.open().items)
        return sum(len(cell.facts) for item in items for cell in center.facts(item_id=ItemId(item)))


def _regression(home: Path, small: bool) -> dict[str, Any]:
    """A copy of the center with the names of the colours moved on by one, built; the gate against the good center."""
    worse, book = home / "worse", home / "book"
    shutil.copytree(home / "center", worse)
    shutil.copytree(backbone_path(small), book)
    with (book / "values.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    place = {name: column for column, name in enumerate(header)}
    colours = [row for row in rows if row[place["key"]] == _KEY]
    ids = [row[place["id"]] for row in colours]
    for row, moved in zip(colours, ids[1:] + ids[:1], strict=True):
        row[place["id"]] = moved
    with (book / "values.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    with itemcenter.open_center(worse) as center:
        center.import_ontology(str(book))
        center.build(catalog_path(small))
    found = _gate(worse, "--with", str(home / "center"))
    same = _gate(home / "center", "--with", str(home / "center"))
    earlier = _gate(worse)  # against its own last but one run
    lost = {key["key"]: key["precision"]["change"] for key in found["report"]["keys"]}
    return {
        "exit_code": found["code"],
        "failures": found["report"]["failures"],
        "lost_keys": found["report"]["lost_keys"],
        "change_of_color": lost.get(_KEY),
        "worse_cells_named": sum(len(key["worse"]) for key in found["report"]["keys"]),
        "exit_code_against_own_earlier_run": earlier["code"],
        "exit_code_good_against_itself": same["code"],
    }


def _gate(center: Path, *more: str) -> dict[str, Any]:
    """`itemcenter gold gate --json`, a process of its own."""
    command = [sys.executable, "-c", _MAIN, "gold", "gate", "--center", str(center), "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return {"code": done.returncode, "report": json.loads(done.stdout)}


if __name__ == "__main__":
    main()
