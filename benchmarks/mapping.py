"""Column mapping: how many columns of a catalog get the right role without editing, against labels by hand.

    python -m benchmarks.mapping --data DIR --labels benchmarks/data/mapping_labels.csv --out benchmarks/results

DIR holds bestbuy-phones, bestbuy-retrotech, flipkart and icecat-electronics (each products.jsonl.gz or .csv.gz).
Files weigh equally in the macro average. The unusual tables (benchmarks/data/mapping/README.md) stand apart.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import Counter, defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from benchmarks import result_file
from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.schema import SourceId

TABLES = Path(__file__).parent / "data" / "mapping"
PUBLIC_DATA = ("bestbuy-phones", "bestbuy-retrotech", "flipkart", "icecat-electronics")
PUBLIC_FORMATS = ("google.tsv", "shopify.csv", "pim_de.csv")

Labels = dict[str, list[tuple[str, set[str]]]]


def read_labels(path: Path) -> Labels:
    """file -> (column pattern, roles that are right) in order."""
    labels: Labels = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            labels[row["file"]].append((row["column"], set(row["role"].split("|"))))
    return labels


def wanted(column: str, labels: list[tuple[str, set[str]]]) -> set[str]:
    """The right roles of a column; an exact name goes before a pattern. Raises `KeyError` for one without label."""
    for name, roles in labels:
        if name == column:
            return roles
    for pattern, roles in labels:
        if fnmatchcase(column, pattern):
            return roles
    raise KeyError(column)


def measure(path: Path, labels: list[tuple[str, set[str]]]) -> dict[str, Any]:
    """Roles after the whole file was read: JSON may bring columns late."""
    begin = time.monotonic()
    try:
        reader = open_catalog(path, CatalogOptions(), SourceId("merchant"))
    except CatalogError as error:
        return {"columns": len(labels), "right": 0, "share": 0.0, "error": error.message}
    opened = time.monotonic() - begin
    for _ in reader:
        pass
    seen, wrong, how = 0, [], Counter[str]()
    for column in reader.mapping.columns:
        roles = wanted(column.source, labels)
        seen += 1
        how[column.how] += 1
        if column.role not in roles:
            wrong.append({"column": column.source, "role": column.role, "how": column.how, "right": sorted(roles)})
    out = {"columns": seen, "right": seen - len(wrong), "share": round(1 - len(wrong) / seen, 4)}
    return out | {"how": dict(sorted(how.items())), "open_s": round(opened, 3), "wrong": wrong}


def catalog_file(data: Path, name: str) -> Path:
    return next(iter(sorted((data / name).glob("products.*"))))


def figures(data: Path, labels: Labels) -> dict[str, Any]:
    measured = {name: measure(catalog_file(data, name), labels[name]) for name in PUBLIC_DATA}
    measured |= {name: measure(TABLES / name, labels[name]) for name in PUBLIC_FORMATS}
    names = sorted(path.name for path in TABLES.iterdir() if path.name in labels and path.name not in PUBLIC_FORMATS)
    unusual = {name: measure(TABLES / name, labels[name]) for name in names}
    return {
        "macro_share": round(sum(entry["share"] for entry in measured.values()) / len(measured), 4),
        "columns": sum(entry["columns"] for entry in measured.values()),
        "right": sum(entry["right"] for entry in measured.values()),
        "files": measured,
        "unusual_macro_share": round(sum(entry["share"] for entry in unusual.values()) / len(unusual), 4),
        "unusual_files": unusual,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the four catalogs")
    parser.add_argument("--labels", type=Path, default=TABLES.parent / "mapping_labels.csv")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    found = figures(given.data, read_labels(given.labels))
    data = [catalog_file(given.data, name) for name in PUBLIC_DATA]
    result_file.write(given.out, "mapping", found, [*data, TABLES, given.labels])


if __name__ == "__main__":
    main()
