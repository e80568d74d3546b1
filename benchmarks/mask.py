"""Mask and recover: hide cells of a catalog before anything is learned, build, and see which of them come back.

    python -m benchmarks.mask --catalog products.jsonl.gz --backbone SOURCE --out DIR [--mask 0.2]
                              [--mask-unit item|cell] [--seed 0] [--only-with-specs] [--limit N] [--name NAME]

Runs `itemcenter evaluate` as users do, in a process of its own, so the peak memory is its own. DIR gets hidden.jsonl,
pred.jsonl, report.json and the center; an earlier evaluation there is replaced. The figures go to a results file.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import result_file

_MAIN = "from itemcenter.serve.cli.main import main; main()"
#: Keys in the results file, those with the most hidden cells first; report.json has them all.
_KEYS_KEPT = 25
_PLAIN = ("items", "masked_items", "hidden_cells", "known_cells", "copies_removed", "leaks", "priors_threshold",
          "release_id", "model_id", "mask", "system", "literal", "priors")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--backbone", required=True, help="shopify:DIR, shopify:DIR#BRANCH or a workbook folder")
    parser.add_argument("--mask", type=float, default=0.2)
    parser.add_argument("--mask-unit", choices=("item", "cell"), default="item")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only-with-specs", action="store_true")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--out", type=Path, required=True, help="folder for hidden.jsonl and pred.jsonl")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--name", help="of the results file; default: the catalog's folder")
    arguments = parser.parse_args()
    name = arguments.name or arguments.catalog.resolve().parent.name
    result_file.write(arguments.results, f"mask_{name}", measure(arguments), [arguments.catalog])


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Evaluate in a process of its own. Raises `SystemExit` with its exit code where it fails."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", _MAIN, *_command(arguments)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code:
        raise SystemExit(code)
    report = json.loads((arguments.out / "report.json").read_text(encoding="utf-8"))
    build = json.loads(next((arguments.out / "center" / "runs").glob("*/report.json")).read_text(encoding="utf-8"))
    return {entry: report[entry] for entry in _PLAIN} | {
        "keys": report["keys"][:_KEYS_KEPT],
        "seconds": round(time.perf_counter() - begin, 1),
        "build_s": build["seconds"],
        "peak_rss_mb": usage.ru_maxrss // 1024,
    }


def _command(arguments: argparse.Namespace) -> list[str]:
    out = ["evaluate", str(arguments.catalog), "--backbone", arguments.backbone, "--out", str(arguments.out)]
    out += ["--mask", str(arguments.mask), "--mask-unit", arguments.mask_unit, "--seed", str(arguments.seed), "--json"]
    if arguments.only_with_specs:
        out.append("--only-with-specs")
    return out if arguments.limit is None else [*out, "--limit", str(arguments.limit)]


if __name__ == "__main__":
    main()
