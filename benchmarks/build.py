"""Build a catalog against an ontology, again unchanged, and after a kill half-way: seconds, memory, digests.

    python -m benchmarks.build --catalog products.jsonl.gz --backbone shopify:DIR#el [--limit 2000] --name icecat

Each build is a process of its own, so the peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from benchmarks.process_memory import PeakMemory
from itemcenter.errors import ItemCenterError

_MAIN = "from itemcenter.serve.cli.main import main; main()"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--backbone", required=True)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--name", required=True)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        first = _build(arguments, Path(folder) / "whole")
        second = _build(arguments, Path(folder) / "whole")
        killed = _killed(arguments, Path(folder) / "killed", first["items"])
        resumed = _build(arguments, Path(folder) / "killed")
    figures = {"first": first, "again": second, "killed_after_items": killed, "resumed": resumed}
    figures["digests_equal"] = first["digest"] == second["digest"] == resumed["digest"]
    data = [arguments.catalog]
    result_file.write(arguments.out, f"build_{arguments.name}", figures, data)


def _command(arguments: argparse.Namespace, center: Path) -> list[str]:
    limit = [] if arguments.limit is None else ["--limit", str(arguments.limit)]
    build = ["build", str(arguments.catalog), "--backbone", arguments.backbone, "--out", str(center), "--json"]
    return [sys.executable, "-c", _MAIN, *build, *limit]


def _build(arguments: argparse.Namespace, center: Path) -> dict[str, Any]:
    begin = time.perf_counter()
    process = subprocess.Popen(_command(arguments, center), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with PeakMemory(process) as memory:
        report = json.loads(process.stdout.read())
    _, status, usage = _wait(process)
    assert status == 0, status
    names = ("rows", "items", "new", "unchanged", "repaired", "decided", "stated", "cells_read", "merchant_facts",
             "machine_facts", "added", "changes", "rejected", "categories", "digest")  # fmt: skip
    cells = report["cells_read"] + report["added"]
    richness = {
        "cells_with_facts_per_item_before": round(report["cells_read"] / max(1, report["new"]), 2),
        "cells_with_facts_per_item_after": round(cells / max(1, report["new"]), 2),
        "share_machine": round(report["added"] / max(1, cells), 4),
    }
    return (
        (richness if report["new"] else {})
        | {name: report[name] for name in names}
        | {
            "seconds": round(time.perf_counter() - begin, 2),
            "stages_s": report["seconds"],
            "items_per_s": round(report["items"] / report["total_seconds"]),
            "peak_rss_mb": usage.ru_maxrss // 1024,
            "peak_pss_all_processes_mb": memory.mb,
        }
    )


def _killed(arguments: argparse.Namespace, center: Path, items: int) -> int:
    """SIGKILL a build once it has stored half of the items; returns how many it had stored."""
    process = subprocess.Popen(_command(arguments, center), stdout=subprocess.DEVNULL)
    while process.poll() is None and _stored(center) < items // 2:
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return _stored(center)


def _stored(center: Path) -> int:
    if not (center / "store.db").is_file():
        return 0
    with itemcenter.open_center(center) as opened:
        try:
            return opened.store.counts().items
        except ItemCenterError:  # the file is being made
            return 0


def _wait(process: subprocess.Popen[str]) -> tuple[int, int, resource.struct_rusage]:
    pid, status, usage = os.wait4(process.pid, 0)
    return pid, os.waitstatus_to_exitcode(status), usage


if __name__ == "__main__":
    main()
