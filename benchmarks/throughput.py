"""Items a second, from raw rows to stored facts, against the number of value entries in the ontology.

    python -m benchmarks.throughput --catalog FILE --out DIR --name NAME [--ontology-size 10000 100000 1000000]
        [--backbone auto] [--items N] [--seed 0] [--learn auto|never] [--learn-each] [--results benchmarks/results]

The core ontology is drawn from the catalog by bootstrap, or imported from --backbone. It is measured as it is, and
padded to every wanted number of entries (`throughput_padding` tells how). Every size decides the same rows, the first
N of the catalog in their order, with the same weights: those learned from the catalog under the core ontology, or with
--learn never those that ship. Each build is a process of its own.

items_per_s counts reading, comparing, recognising and storing, with all that is first made for an item (vectors of a
list's values are), over all items; items_per_s_second_half the same over the later half of the items. build_cpu_s are
the processor's seconds of all processes of a build, with whatever learning it did: where its ratio between two sizes is
not that of the rates, something else was at work on the machine. peak_mb is the memory of all processes of a build
together, shared pages once. Opening the
release, opening the recogniser (the alias index) and learning are apart, in seconds. --learn-each also learns under
every padded ontology, for its seconds only; what is learned so decides nothing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.process_memory import PeakMemory
from benchmarks.throughput_padding import padded
from itemcenter.center import MERCHANT, ItemCenter

SIZES = (10_000, 100_000, 1_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--backbone", default="auto", help="auto, shopify:DIR, shopify:DIR#BRANCH or a workbook folder")
    parser.add_argument("--ontology-size", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--items", type=int, default=0, help="of the catalog, from its beginning; 0: all")
    parser.add_argument("--seed", type=int, default=0, help="of the padding")
    parser.add_argument("--learn", choices=("auto", "never"), default="auto")
    parser.add_argument("--learn-each", action="store_true", help="the seconds of learning at every size, too")
    parser.add_argument("--out", type=Path, required=True, help="folder for the centers; those of an earlier run go")
    parser.add_argument("--name", help="of the results file; default: the catalog's folder")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    name = arguments.name or arguments.catalog.resolve().parent.name
    result_file.write(arguments.results, f"throughput_{name}", run(arguments), [arguments.catalog])


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    """Figures of the core and of every size. Raises `SystemExit` where a build fails or decides with other weights."""
    core = _fresh(arguments.out / "core")
    with ItemCenter.create(core) as center:
        if arguments.backbone == "auto":
            center.bootstrap(arguments.catalog)
        else:
            center.import_ontology(arguments.backbone)
        release = center.release
    figures: dict[str, Any] = {"core": _build(core, arguments, arguments.learn), "sizes": {}}
    when = "auto" if figures["core"]["learned"] else "never"
    for size in arguments.ontology_size:
        folder = _fresh(arguments.out / str(size))
        with ItemCenter.create(folder) as center:
            center.use_release(center.releases.save(padded(release, size, arguments.seed)))
        if (core / "models").is_dir():
            shutil.copytree(core / "models", folder / "models")
        found = figures["sizes"][size] = _build(folder, arguments, when)
        if found["model_id"] != figures["core"]["model_id"] or found["items"] != figures["core"]["items"]:
            raise SystemExit(f"{folder}: other weights or other items than the core: {found}")
        if arguments.learn_each:
            found["learn_s"] = _build(_unlearned(folder), arguments, "always")["learn_s"]
        print(size, found, file=sys.stderr, flush=True)
    least, most = (figures["sizes"][size] for size in (min(arguments.ontology_size), max(arguments.ontology_size)))
    figures["rate_largest_to_smallest"] = round(most["items_per_s"] / least["items_per_s"], 3)
    figures["build_cpu_largest_to_smallest"] = round(most["build_cpu_s"] / least["build_cpu_s"], 3)
    return figures


def _build(center: Path, arguments: argparse.Namespace, learn: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.throughput_once", center, arguments.catalog, arguments.items, learn]
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with PeakMemory(process) as memory:
        told = process.stdout.read()
    if process.wait():
        raise SystemExit(process.returncode)
    figures: dict[str, Any] = json.loads(told.splitlines()[-1])
    return figures | {"peak_mb": memory.mb, "processes": memory.processes}


def _unlearned(center: Path) -> Path:
    """The center without facts and without what was learned from the catalog."""
    with ItemCenter.open(center) as opened:
        shutil.rmtree(opened.folder.learned(MERCHANT), ignore_errors=True)
    for file in center.glob("store.db*"):
        file.unlink()
    return center


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


if __name__ == "__main__":
    main()
