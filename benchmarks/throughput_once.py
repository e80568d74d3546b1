"""One build for `benchmarks.throughput`, in a process of its own: prints its figures as one JSON line.

python -m benchmarks.throughput_once CENTER CATALOG ITEMS LEARN    (ITEMS 0: all; LEARN as in [learning] when)
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.jobs.build_report import BuildReport


def measure(center: ItemCenter, catalog: Path, items: int | None) -> dict[str, Any]:
    """Open the release, the recogniser, build. Rates leave out what is listed apart in seconds.

    build_cpu_s: of the processor, this process and its workers, learning included
    """
    begin = time.perf_counter()
    counts = center.release.counts
    opened = time.perf_counter()
    assert center.recognizer.release_id == center.release.id
    ready = time.perf_counter()
    marks = [(0, time.perf_counter())]

    def note(report: BuildReport) -> None:
        marks.append((report.items, time.perf_counter()))

    used = sum(os.times()[:4])
    report = center.build(catalog, limit=items, progress=note)
    used = sum(os.times()[:4]) - used
    learning = report.seconds.pop("learn", 0.0)
    seconds = report.total_seconds - learning
    half = next(mark for mark in marks if 2 * mark[0] >= report.items)
    late = marks[-1][1] - half[1]
    return {
        "entries": counts["values"],
        "categories": counts["categories"],
        "keys": counts["keys"],
        "scopes": counts["scopes"],
        "items": report.items,
        "items_per_s": round(report.items / seconds, 1),
        "pairs_per_s": round(report.decided / seconds),
        "items_per_s_second_half": round((marks[-1][0] - half[0]) / late, 1) if late else None,
        "build_cpu_s": round(used, 1),
        "pairs": report.decided,
        "stated": report.stated,
        "machine_facts": report.machine_facts,
        "merchant_facts": report.merchant_facts,
        "by_category_method": report.categories,
        "stages_s": {stage: round(value, 2) for stage, value in report.seconds.items()},
        "open_release_s": round(opened - begin, 2),
        "open_recogniser_s": round(ready - opened, 2),
        "learn_s": round(learning, 1),
        "vectors": center.config.vectors.backend,
        "model_id": report.model_id,
    }


def main() -> None:
    folder, catalog, items, learn = sys.argv[1:5]
    with ItemCenter.open(folder) as center:
        center.config = replace(center.config, learning=replace(center.config.learning, when=learn))
        figures = measure(center, Path(catalog), int(items) or None)
        figures["learned"] = center.folder.learned(MERCHANT).is_dir()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
