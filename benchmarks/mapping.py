"""Column mapping: how many columns of a catalog get the right role without editing, against labels by hand.

    python -m benchmarks.mapping --data DIR --labels benchmarks/data/mapping_labels.csv --out benchmarks/results

DIR holds bestbuy-phones, bestbuy-retrotech, flipkart and icecat-electronics (each products.jsonl.gz or .csv.gz).
Files weigh equally in the macro average. Apart stand the unusual tables, in view while the rules were written, and the
held-out ones (see the READMEs in benchmarks/data/mapping and mapping_heldout). calibration: columns by score, and the
share that is right; columns with a prefix of specs are left out.
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

HELD_OUT = Path(__file__).parent / "data" / "mapping_heldout"
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
        reader = open_catalog(path, CatalogOptions(), SourceId("merchant"), untitled=True)
    except CatalogError as error:
        return {"columns": len(labels), "right": 0, "share": 0.0, "error": error.message}
    opened = time.monotonic() - begin
    for _ in reader:
        pass
    seen, wrong, how = 0, [], Counter[str]()
    scored: list[tuple[float, bool]] = []
    for column in reader.mapping.columns:
        roles = wanted(column.source, labels)
        seen += 1
        how[column.how] += 1
        proposal = reader.mapping.proposals.get(column.source)
        if proposal is not None and column.how != "prefix":
            scored.append((proposal.score, column.role in roles))
        if column.role not in roles:
            wrong.append({"column": column.source, "role": column.role, "how": column.how, "right": sorted(roles)})
    out = {"columns": seen, "right": seen - len(wrong), "share": round(1 - len(wrong) / seen, 4)}
    return out | {"how": dict(sorted(how.items())), "open_s": round(opened, 3), "wrong": wrong, "scored": scored}


def calibration(scored: list[tuple[float, bool]]) -> list[dict[str, Any]]:
    """Columns by score: how many, their mean score, the share that is right."""
    out = []
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.97), (0.97, 1.01)):
        found = [pair for pair in scored if low <= pair[0] < high]
        if found:
            mean, right = sum(score for score, _ in found) / len(found), sum(right for _, right in found) / len(found)
            out.append({"from": low, "columns": len(found), "mean_score": round(mean, 3), "right": round(right, 3)})
    return out


def catalog_file(data: Path, name: str) -> Path:
    return next(iter(sorted((data / name).glob("products.*"))))


def figures(data: Path, labels: Labels) -> dict[str, Any]:
    measured = {name: measure(catalog_file(data, name), labels[name]) for name in PUBLIC_DATA}
    measured |= {name: measure(TABLES / name, labels[name]) for name in PUBLIC_FORMATS}
    names = sorted(path.name for path in TABLES.iterdir() if path.name in labels and path.name not in PUBLIC_FORMATS)
    held = read_labels(HELD_OUT.parent / "mapping_heldout_labels.csv")
    held_out = {name: measure(HELD_OUT / name, held[name]) for name in sorted(held)}
    unusual = {name: measure(TABLES / name, labels[name]) for name in names}
    scored = [pair for group in (measured, unusual, held_out) for entry in group.values()
              for pair in entry.pop("scored", [])]  # fmt: skip
    return {
        "macro_share": round(sum(entry["share"] for entry in measured.values()) / len(measured), 4),
        "columns": sum(entry["columns"] for entry in measured.values()),
        "right": sum(entry["right"] for entry in measured.values()),
        "files": measured,
        "unusual_macro_share": round(sum(entry["share"] for entry in unusual.values()) / len(unusual), 4),
        "unusual_files": unusual,
        "held_out_macro_share": round(sum(entry["share"] for entry in held_out.values()) / len(held_out), 4),
        "held_out_files": held_out,
        "calibration": calibration(scored),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the four catalogs")
    parser.add_argument("--labels", type=Path, default=TABLES.parent / "mapping_labels.csv")
    parser.add_argument("--name", default="mapping", help="of the result file")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    given = parser.parse_args()
    found = figures(given.data, read_labels(given.labels))
    data = [catalog_file(given.data, name) for name in PUBLIC_DATA]
    result_file.write(given.out, given.name, found, [*data, TABLES, HELD_OUT, given.labels])


if __name__ == "__main__":
    main()
