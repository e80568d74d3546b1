"""What the files of a center and of an evaluation add to a report: runs, unknown values, sizes, recovered cells."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import NotFoundError
from itemcenter.evaluate.counting import same
from itemcenter.jobs.evaluate import HIDDEN, PREDICTIONS, REPORT
from itemcenter.jobs.report import Reliability

#: Unknown values that are read of each run (the most frequent stand first), and that are shown.
_VALUES_READ, _VALUES_SHOWN = 1_000, 40


@dataclass(slots=True)
class CenterFiles:
    """runs: number -> its report.json; unknown: (key, text, items that show it); sizes: part of the center -> bytes"""

    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    unknown: list[tuple[str, str, int]] = field(default_factory=list)
    unknown_count: int = 0
    sizes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Evaluation:
    """The figures of an evaluation (`report.json`), and what its confidences were worth on the hidden cells."""

    figures: dict[str, Any]
    reliability: Reliability


def center_files(center: Path, runs: Path) -> CenterFiles:
    """Damaged or missing files are passed over: they are reports, not facts."""
    found, values = CenterFiles(), Counter[tuple[str, str]]()
    for folder in sorted(runs.iterdir()) if runs.is_dir() else ():
        with contextlib.suppress(OSError, ValueError):
            report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
            if isinstance(report, dict):
                found.runs[folder.name] = report
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            for row in islice(_json_lines(folder / "unknown_values.jsonl"), _VALUES_READ):
                values[str(row["key_id"]), str(row["text"])] += int(row["support"])
    found.unknown = [
        (*place, count) for place, count in sorted(values.items(), key=lambda entry: (-entry[1], entry[0]))
    ]
    found.unknown_count, found.unknown = len(found.unknown), found.unknown[:_VALUES_SHOWN]
    with contextlib.suppress(OSError):
        for entry in sorted(center.iterdir()):
            files = [entry] if entry.is_file() else [path for path in entry.rglob("*") if path.is_file()]
            found.sizes[entry.name] = sum(path.stat().st_size for path in files)
    return found


def read_evaluation(folder: Path) -> Evaluation:
    """Raises `NotFoundError` where the folder holds no evaluation."""
    try:
        figures = json.loads((folder / REPORT).read_text(encoding="utf-8"))
        return Evaluation(figures, _recovered(folder))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotFoundError(
            f"{folder} holds no whole evaluation ({error})", remedy="make one: `itemcenter evaluate CATALOG --out DIR`"
        ) from error


def _recovered(folder: Path) -> Reliability:
    """Predictions come in the order of the hidden cells, so both are read side by side."""
    found, predictions = Reliability(), _json_lines(folder / PREDICTIONS)
    wanted = next(predictions, None)
    for hidden in _json_lines(folder / HIDDEN):
        if wanted is not None and (wanted["item"], wanted["key"]) == (hidden["item"], hidden["key"]):
            if wanted["values"] and wanted["span"] is not None:
                found.add(float(wanted["confidence"]), same(hidden["value"], wanted["values"][0]))
            wanted = next(predictions, None)
    return found


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="surrogatepass") as lines:
        yield from map(json.loads, lines)
