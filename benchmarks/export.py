"""Export a built catalog as its own file and for every other system: seconds, memory, what was filled, what parses.

    python -m benchmarks.export --catalog products.jsonl.gz --backbone auto --limit 2000 --name flipkart

The file back is compared with the catalog by code that shares nothing with the export: every member or cell that held
something must be the same, or (a container of pairs) the same with something put into one place of it. The exports
for other systems run one after the other in one process.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import multiprocessing
import re
import resource
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import itemcenter
from benchmarks import result_file
from itemcenter.items.write.target import TargetOptions

_TARGETS = (("google", "tsv"), ("google", "xml"), ("shopify", "csv"), ("akeneo", "csv"), ("openai", "jsonl"),
            ("openai", "csv"), ("jsonld", "jsonl"), ("jsonld", "html"), ("parquet", "parquet"),
            ("csv", "csv"))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--backbone", required=True)
    parser.add_argument("--limit", type=int, help="only the first lines of the catalog")
    parser.add_argument("--name", required=True)
    parser.add_argument("--keep", type=Path, help="folder for the center and what is written, for looking at")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        figures: dict[str, Any] = {}
        catalog = _head(arguments.catalog, arguments.limit, folder) if arguments.limit else arguments.catalog
        if not (folder / "center" / "itemcenter.toml").exists():
            figures["build"] = _apart(_build, catalog, arguments.backbone, folder)
        figures["source"] = _apart(_source, catalog, folder)
        figures["targets"] = _apart(_targets, folder)
    result_file.write(arguments.out, f"export_{arguments.name}", figures, [arguments.catalog])


def _head(catalog: Path, lines: int, folder: Path) -> Path:
    """The first lines of a catalog as a file of its own."""
    path = folder / catalog.name
    text = _text(catalog).split("\n")[:lines]
    data = ("\n".join(text) + "\n").encode()
    path.write_bytes(gzip.compress(data, mtime=0) if catalog.suffix == ".gz" else data)
    return path


def _build(catalog: Path, backbone: str, folder: Path) -> dict[str, Any]:
    with itemcenter.create(folder / "center") as center:
        if backbone == "auto":
            center.bootstrap(catalog)
        else:
            center.import_ontology(backbone)
        report = center.build(catalog)
    return {"items": report.items, "facts": report.merchant_facts + report.machine_facts, "added": report.added}


def _source(catalog: Path, folder: Path) -> dict[str, Any]:
    out = folder / f"source{''.join(catalog.suffixes[-2:])}"
    with itemcenter.open_center(folder / "center") as center:
        begin = time.process_time()
        report = center.export_source(out)
        seconds = time.process_time() - begin
    told = report.to_json()
    shares = {name: told[name] for name in ("rows", "items", "cells", "kept", "unwritable", "rows_left")}
    shares |= {name: sum(told[name].values()) for name in ("filled", "pairs", "added")}
    shares["columns"] = {name: len(told[name]) for name in ("filled", "pairs", "added")}
    return shares | {"cpu_s": round(seconds, 2)} | _compared(catalog, out)


def _compared(catalog: Path, out: Path) -> dict[str, Any]:
    """How many records and cells of the catalog stand in the file back as they were."""
    old, new = (_text(path) for path in (catalog, out))
    records = changed = grown = untouched = cells = 0
    if ".json" in catalog.name:
        for before, after in zip(old.split("\n"), new.split("\n"), strict=True):
            records += 1
            untouched += before == after
            a, b = (json.loads(text) if text.strip() else {} for text in (before, after))
            for name, value in a.items():
                if value not in (None, "", [], {}):
                    cells += 1
                    grew = _is_grown(json.dumps(value), json.dumps(b[name]))
                    grown += grew
                    changed += repr(b[name]) != repr(value) and not grew
    else:
        for a, b in zip(csv.reader(io.StringIO(old)), csv.reader(io.StringIO(new)), strict=True):
            records += 1
            untouched += a == b[: len(a)]
            filled = [place for place, cell in enumerate(a) if cell.strip()]
            cells += len(filled)
            grew_here = sum(_is_grown(a[place], b[place]) for place in filled)
            grown += grew_here
            changed += sum(a[place] != b[place] for place in filled) - grew_here
    figures = {"records_compared": records, "records_untouched": untouched, "cells_compared": cells}
    return figures | {"grown": grown, "changed": changed}


def _is_grown(old: str, new: str) -> bool:
    """Whether a text is the old one with something put into one place of it."""
    if old == new or len(new) <= len(old):
        return False
    before = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return new.endswith(old[before:])


def _targets(folder: Path) -> dict[str, Any]:
    out: dict[str, Any] = {}
    with itemcenter.open_center(folder / "center") as center:
        for target, kind in _TARGETS:
            path = folder / f"{target}.{kind}"
            begin = time.process_time()
            report = center.export_items(path, target, kind=kind, options=TargetOptions(currency="EUR")).to_json()
            out[f"{target} {kind}"] = {
                "cpu_s": round(time.process_time() - begin, 2),
                "mb": round(path.stat().st_size / 1e6, 2),
                "parsed": _parsed(path, kind),
            } | {name: report[name] for name in ("items", "keys", "incomplete", "missing")}
    return out


def _parsed(path: Path, kind: str) -> int:
    """Records that a parser finds."""
    if kind == "xml":
        return len(ET.parse(path).getroot().findall("channel/item"))
    if kind == "parquet":
        import pyarrow.parquet as pq

        return int(pq.read_metadata(path).num_rows)
    text = path.read_text(encoding="utf-8")
    if kind in ("csv", "tsv"):
        delimiter = "\t" if kind == "tsv" else ";" if path.stem == "akeneo" else ","
        return sum(1 for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) - 1
    if kind == "html":
        found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
        return sum(len(json.loads(entry).get("hasVariant", [0])) for entry in found)
    return sum(len(json.loads(line).get("hasVariant", [0])) for line in text.split("\n") if line)


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode()


def _apart(job: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """The job's figures, with the peak memory of a process of its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:  # not a Pool: a build starts processes of its own
        return pool.submit(_peaked, job, arguments).result()


def _peaked(job: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> dict[str, Any]:
    found = job(*arguments)
    return found | {"peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


if __name__ == "__main__":
    main()
