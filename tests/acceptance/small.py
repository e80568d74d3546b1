"""A catalog of a few mugs with its workbook, where everybody can see what is true; and pieces of the demo catalog."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from itemcenter.center import ItemCenter
from itemcenter.demo import catalog_path
from itemcenter.schema import ItemId, KeyId

#: When the catalogs of these tests were made: 2026-01-01, seconds since 1970.
MADE_S = 1_767_225_600

WORKBOOK = {
    "categories.csv": "id,parent,name,synonyms\nmugs,,Mugs,cups\nvases,,Vases,\n",
    "keys.csv": (
        "id,name,type,unit,multiple,open,synonyms\n"
        "colour,colour,colour,,yes,no,shade\n"
        "material,material,categorical,,no,no,made from\n"
        "height,height,quantity,cm,no,no,\n"
        "maker,maker,text,,no,yes,\n"
    ),
    "applies.csv": (
        "category,key,core\nmugs,colour,yes\nmugs,material,yes\nmugs,height,no\nmugs,maker,no\nvases,colour,yes\n"
    ),
    "values.csv": (
        "key,id,name,synonyms\n"
        "colour,colour/navy,navy,marine blue\ncolour,colour/red,red,crimson\ncolour,colour/white,white,\n"
        "material,material/stoneware,stoneware,\nmaterial,material/glass,glass,\nmaterial,material/steel,steel,\n"
    ),
}

HEADER = ("sku", "title", "category", "description", "specs")
ROWS = (
    ("M-1", "Mug in navy", "Mugs", "A mug of stoneware in navy.", "colour: navy | material: stoneware | height: 10 cm"),
    ("M-2", "Mug in red", "Mugs", "Made of glass, and red all over.", "material: steel"),
    ("M-3", "Mug in white", "Mugs", "White stoneware.", "maker: Ada"),
    ("V-1", "Vase in crimson", "Vases", "A vase for roses.", ""),
)


def write_workbook(folder: Path, **changes: str) -> Path:
    """The workbook; `changes` replaces files by name without ending, e.g. values="key,id,..."."""
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in WORKBOOK.items():
        (folder / file).write_text(changes.get(file.removesuffix(".csv"), text), encoding="utf-8")
    return folder


def write_catalog(
    path: Path, rows: Sequence[Sequence[str]] = ROWS, header: Sequence[str] = HEADER, *, made_s: int = MADE_S
) -> Path:
    """A CSV catalog with a date of its own."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return dated(path, made_s)


def dated(path: Path, made_s: int) -> Path:
    os.utime(path, (made_s, made_s))
    return path


def with_cell(sku: str, column: str, text: str) -> list[tuple[str, ...]]:
    """`ROWS` with one cell replaced."""
    place = HEADER.index(column)
    return [(*row[:place], text, *row[place + 1 :]) if row[0] == sku else row for row in ROWS]


def demo_rows() -> tuple[list[str], list[list[str]]]:
    """(header, rows) of the demo catalog."""
    with catalog_path(small=True).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def write_demo_part(path: Path) -> Path:
    """62 rows out of all four categories of the demo catalog."""
    header, rows = demo_rows()
    return write_catalog(path, rows[:6] + rows[6::10], header)


def write_many(path: Path, copies: int) -> Path:
    """The demo catalog several times over under different ids: enough work to be interrupted in."""
    header, rows = demo_rows()
    return write_catalog(path, [[f"{row[0]}x{copy}", *row[1:]] for copy in range(copies) for row in rows], header)


def shown(center: ItemCenter, item_id: str, key_id: str) -> list[str] | None:
    """The values that a cell shows: [] for "not stated", None where it shows nothing."""
    cell = center.store.cell(ItemId(item_id), KeyId(key_id))
    return None if cell is None else [fact.value.text for fact in cell.facts]
