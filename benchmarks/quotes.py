"""What becomes of rows whose inner quotes are not escaped: repaired, quarantined, or read wrong.

    python -m benchmarks.quotes --catalog products.csv.gz

Takes a catalog that writes inner quotes as \\", takes the backslashes away, and reads both: the sound
file tells what the damaged one should have given.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
from pathlib import Path

from benchmarks import result_file
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.schema import Item, SourceId


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--catalog", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sound, damaged = Path(folder) / "sound.csv", Path(folder) / "damaged.csv"
        text = gzip.decompress(arguments.catalog.read_bytes())
        sound.write_bytes(text)
        damaged.write_bytes(text.replace(b'\\"', b'"'))
        right, _, _ = _read(sound)
        got, repaired, rejected = _read(damaged)
    wrong = sum(1 for row, item in got.items() if _texts(item) != _texts(right[row]))
    figures = {"rows": len(right), "rows_with_inner_quotes": _quoted(right), "repaired": repaired}
    figures |= {"quarantined": sum(rejected.values()), "read_otherwise_than_the_sound_row": wrong}
    result_file.write(arguments.out, "quotes", figures | {"reasons": rejected}, [arguments.catalog])


def _read(path: Path) -> tuple[dict[int, Item], int, dict[str, int]]:
    """Items by the line where they begin, rows repaired, rows rejected by reason."""
    reader = open_catalog(path, CatalogOptions(), SourceId("catalog"))
    items: dict[int, Item] = {}
    rejected: dict[str, int] = {}
    for row in reader:
        if row.item is not None:
            items[row.line] = row.item
        elif row.rejected is not None:
            rejected[row.rejected.reason] = rejected.get(row.rejected.reason, 0) + 1
    return items, reader.rows_repaired, rejected


def _quoted(items: dict[int, Item]) -> int:
    return sum(any('"' in text for _, text in item.fields()) for item in items.values())


def _texts(item: Item) -> list[tuple[str, str]]:
    return [("id", item.id), *item.fields()]


if __name__ == "__main__":
    main()
