"""The lines of a diff as a file: JSON lines, or CSV that a spreadsheet opens without running anything. Streams."""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from itemcenter.errors import ConfigError, StoreError
from itemcenter.items.write.formulas import harmless_cell
from itemcenter.jobs.diff import DiffLine

_COLUMNS = ("item", "kind", "key", "before", "after", "source_before", "source_after", "why")
_JOINT = " | "


def write_diff(lines: Iterable[DiffLine], path: Path) -> Iterator[DiffLine]:
    """Hand the lines on and write them to `path`, which takes its place when all have gone through."""
    kind = path.suffix.lower()
    if kind not in (".jsonl", ".csv"):
        raise ConfigError(f"cannot write a diff as {path.name!r}", remedy="name a file that ends in .jsonl or .csv")
    aside = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8", errors="surrogatepass", newline="") as handle:
            table = csv.DictWriter(handle, _COLUMNS, restval="") if kind == ".csv" else None
            if table is not None:
                table.writeheader()
            for line in lines:
                row = line.to_json()
                if table is None:
                    handle.write(json.dumps(row, ensure_ascii=False) + "\n")
                else:
                    table.writerow({name: _cell(value) for name, value in row.items()})
                yield line
        aside.replace(path)
    except OSError as error:
        remedy = "free disk space, or name another file"
        raise StoreError(f"cannot write {path}: {error.strerror or error}", remedy=remedy) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def _cell(value: str | list[str]) -> str:
    return harmless_cell(_JOINT.join(value) if isinstance(value, list) else value)
