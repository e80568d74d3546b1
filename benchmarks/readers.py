"""Rows a second and peak memory of reading one catalog as JSON lines, Parquet and Excel, and of Excel libraries.

    python -m benchmarks.readers --catalog products.jsonl.gz --out benchmarks/results
    python -m benchmarks.readers --made --out benchmarks/results

The catalog (JSON lines) is written as Parquet and Excel into a temporary folder. Each reading is a process of its own,
so that the memory is that of this reading alone. `libraries` reads the cells of the same workbook with openpyxl
(read-only) and python-calamine, where they are installed: no items are made there. `--made` takes a catalog of 20,000
rows and 500 columns of which each row fills 15.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import result_file
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.items.bytesource import ByteSource
from itemcenter.items.tables import open_table
from itemcenter.schema import SourceId

_LIBRARIES = ("openpyxl", "calamine")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path)
    parser.add_argument("--made", action="store_true", help="measure a catalog made for this")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    parser.add_argument("--read", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read:
        print(json.dumps(_read(arguments.read, arguments.catalog)))
        return
    if (arguments.catalog is None) != arguments.made:
        parser.error("give --catalog, or --made")
    with tempfile.TemporaryDirectory() as folder:
        catalog = _made(Path(folder, "c.jsonl")) if arguments.made else arguments.catalog
        rows = [json.loads(line) for line in b"".join(ByteSource(catalog).chunks()).splitlines()]
        names = list(dict.fromkeys(name for row in rows for name in row))
        figures: dict[str, Any] = {"rows": len(rows), "columns": len(names), "cells": sum(map(len, rows))}
        files = {"jsonl": catalog, "parquet": Path(folder, "c.parquet"), "xlsx": Path(folder, "c.xlsx")}
        _write_parquet(files["parquet"], names, rows)
        _write_xlsx(files["xlsx"], names, rows)
        del rows
        figures["megabytes"] = {name: round(path.stat().st_size / 1e6, 1) for name, path in files.items()}
        figures["items"] = {name: _measured("items", path) for name, path in files.items()}
        figures["rows_only"] = {name: _measured("rows", files[name]) for name in ("parquet", "xlsx")}
        figures["libraries"] = {name: _measured(name, files["xlsx"]) for name in _LIBRARIES}
    print(json.dumps(figures, indent=1), file=sys.stderr)
    name = "readers_made" if arguments.made else "readers"
    result_file.write(arguments.out, name, figures, [] if arguments.made else [catalog])


def _made(path: Path) -> Path:
    """Write a catalog of few filled cells in many columns, the same one every time."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(20_000):
            row = {
                "sku": f"P-{number}",
                "title": f"Product {number} of group {number % 97}",
                "brand": f"B{number % 41}",
            }
            row |= {
                f"attribute {(number * 37 + step * 53) % 497}": f"value {number * step % 211}" for step in range(12)
            }
            file.write(json.dumps(row) + "\n")
    return path


def _measured(what: str, path: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.readers", "--read", what, "--catalog", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    out: dict[str, Any] = json.loads(done.stdout)
    return out


def _read(what: str, path: Path) -> dict[str, Any]:
    begin, cpu = time.perf_counter(), time.process_time()
    try:
        count = sum(1 for _ in _rows(what, path))
    except ImportError as error:
        return {"missing": str(error)}
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    return {
        "rows": count,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "rows_per_cpu_s": round(count / cpu),
        "peak_rss_mb": _peak_kib() // 1024,
    }


def _peak_kib() -> int:
    """Of this process since its program began (Linux); getrusage would tell the peak of its parent, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def _rows(what: str, path: Path) -> Iterable[Any]:
    if what == "items":
        return open_catalog(path, CatalogOptions(), SourceId("catalog"))
    if what == "rows":
        return open_table(path, CatalogOptions()) or ()
    return _openpyxl(path) if what == "openpyxl" else _calamine(path)


def _openpyxl(path: Path) -> Iterator[Any]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield [cell for cell in row if cell is not None]
    book.close()


def _calamine(path: Path) -> Iterator[Any]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    for row in book.get_sheet_by_index(0).iter_rows():
        yield [cell for cell in row if cell != ""]


def _write_parquet(path: Path, names: list[str], rows: list[dict[str, Any]]) -> None:
    pq.write_table(pa.table({name: pa.array([row.get(name) for row in rows]) for name in names}), path)


def _write_xlsx(path: Path, names: list[str], rows: list[dict[str, Any]]) -> None:
    """Lists are joined: a cell holds one value."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Products")
    sheet.append(names)
    for row in rows:
        cells = (row.get(name) for name in names)
        sheet.append([", ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in cells])
    book.save(path)


if __name__ == "__main__":
    main()
