"""Export of the current facts: JSON lines, CSV or Parquet, one row a fact. Streams; memory does not grow."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import ConfigError
from itemcenter.flow.whole_file import whole_file
from itemcenter.items.write.formulas import harmless_cell
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Cell, Fact

FORMATS = ("jsonl", "csv", "parquet")
COLUMNS = ("item", "key", "value", "value_id", "number", "number_to", "unit", "confidence", "producer", "source",
           "locked", "evidence", "release", "model")  # fmt: skip
_ROWS_AT_ONCE = 10_000


def export_facts(store: Store, query: CellQuery, path: Path, kind: str) -> int:
    """Write the facts of the matching cells to `path` (taking its place only when whole). Returns the row count."""
    return export_cells(store.cells(query), path, kind)


def export_cells(cells: Iterable[Cell], path: Path, kind: str) -> int:
    """Write the facts of these cells, as `export_facts` does."""
    if kind not in FORMATS:
        raise ConfigError(f"cannot export as {kind!r}", remedy=f"allowed: {', '.join(FORMATS)}")
    rows = (fact_row(cell, fact) for cell in cells for fact in cell.facts)
    write = {"jsonl": _write_jsonl, "csv": _write_csv, "parquet": _write_parquet}[kind]
    with whole_file(path) as aside:
        return write(rows, aside)


def fact_row(cell: Cell, fact: Fact) -> dict[str, Any]:
    """One fact as plain columns; `evidence` is its JSON form."""
    value = fact.value
    return {
        "item": fact.item_id,
        "key": fact.key_id,
        "value": value.text,
        "value_id": value.value_id,
        "number": value.number,
        "number_to": value.number_to,
        "unit": value.unit or None,
        "confidence": fact.confidence,
        "producer": fact.producer.value,
        "source": cell.source,
        "locked": cell.version.locked,
        "evidence": [entry.to_json() for entry in fact.evidence],
        "release": fact.release_id,
        "model": fact.model_id or None,
    }


def _write_jsonl(rows: Iterable[dict[str, Any]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", errors="surrogatepass") as handle:
        for row in rows:
            handle.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def _write_csv(rows: Iterable[dict[str, Any]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        for row in rows:
            row["evidence"] = json.dumps(row["evidence"], ensure_ascii=False)
            writer.writerow({name: harmless_cell(value) for name, value in row.items()})
            count += 1
    return count


def _write_parquet(rows: Iterator[dict[str, Any]], path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    text, number = pa.string(), pa.float64()
    numbers = ("number", "number_to", "confidence")
    schema = pa.schema([(name, pa.bool_() if name == "locked" else number if name in numbers else text)
                        for name in COLUMNS])  # fmt: skip
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while chunk := list(islice(rows, _ROWS_AT_ONCE)):
            for row in chunk:
                row["evidence"] = json.dumps(row["evidence"], ensure_ascii=False)
            writer.write_table(pa.Table.from_pylist(chunk, schema=schema))
            count += len(chunk)
    return count
