"""Write the demo's files: `python -m itemcenter.demo.generate [FOLDER]`.

The same files come out byte for byte on every run: every group and every row draws from its own seeded generator.
The small demo (four shelves) is made as if the others did not exist, and the whole one repeats its rows.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from itemcenter.demo import (
    backbone_coffee,
    backbone_lamps,
    backbone_laptops,
    backbone_shared,
    backbone_shoes,
    coffee,
    defect_list,
    lamps,
    laptops,
    planted,
    queries,
    shoes,
    truth,
)
from itemcenter.demo.assortment import SEED, Assortment, products
from itemcenter.demo.listing import FIELDS, Renderer, Row
from itemcenter.demo.pictures import Album
from itemcenter.demo.reviews import Reviewers
from itemcenter.demo.second import SecondMerchant
from itemcenter.demo.shelves import (
    cookware,
    cookware_book,
    curtains,
    curtains_book,
    dogfood,
    dogfood_book,
    paint,
    paint_book,
    paperware,
    paperware_book,
    skincare,
    skincare_book,
    tools,
    tools_book,
    toys,
    toys_book,
)
from itemcenter.demo.workbook import Workbook

SMALL_SECTIONS = (
    backbone_shared.SECTION,
    backbone_shoes.SECTION,
    backbone_laptops.SECTION,
    backbone_coffee.SECTION,
    backbone_lamps.SECTION,
)
SECTIONS = (
    *SMALL_SECTIONS,
    paint_book.SECTION,
    dogfood_book.SECTION,
    toys_book.SECTION,
    cookware_book.SECTION,
    tools_book.SECTION,
    curtains_book.SECTION,
    skincare_book.SECTION,
    paperware_book.SECTION,
)
SMALL_ASSORTMENTS = (shoes.ASSORTMENT, laptops.ASSORTMENT, coffee.ASSORTMENT, lamps.ASSORTMENT)
FURTHER_ASSORTMENTS = (
    paint.ASSORTMENT,
    dogfood.ASSORTMENT,
    toys.ASSORTMENT,
    cookware.ASSORTMENT,
    tools.ASSORTMENT,
    curtains.ASSORTMENT,
    skincare.ASSORTMENT,
    paperware.ASSORTMENT,
)
ASSORTMENTS = (*SMALL_ASSORTMENTS, *FURTHER_ASSORTMENTS)


def rendered(workbook: Workbook, assortments: Sequence[Assortment]) -> list[Row]:
    """The rows of `assortments`, shelf by shelf."""
    return [
        renderer.row(product)
        for assortment in assortments
        for renderer in (Renderer(workbook, assortment),)
        for product in products(assortment)
    ]


def shuffled(rows: Iterable[Row]) -> list[Row]:
    """Groups are shuffled, as in a feed, but the rows of a group stay together."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.product.group, []).append(row)
    order = list(groups)
    Random(f"{SEED}/order").shuffle(order)
    return [row for group in order for row in groups[group]]


def write(folder: Path) -> None:
    """Write the small demo into `folder/small` and the whole one into `folder`."""
    small_book, book = Workbook(SMALL_SECTIONS), Workbook(SECTIONS)
    small = rendered(small_book, SMALL_ASSORTMENTS)
    small_book.write(folder / "small" / "backbone")
    _write_catalog(folder / "small", shuffled(small), small_book)
    book.write(folder / "backbone")
    further = rendered(book, FURTHER_ASSORTMENTS)
    for row in further:
        planted.plant(row)
    whole = shuffled([*small, *further])
    album = Album(whole)
    album.fill()
    album.write(folder)
    _write_catalog(folder, whole, book)
    _write_lines(folder / "defects.jsonl", (line for row in whole for line in defect_list.lines(row)))
    SecondMerchant(book, ASSORTMENTS, whole).write(folder)
    Reviewers(book, whole).write(folder)
    queries.write(folder)


def _write_catalog(folder: Path, rows: Sequence[Row], workbook: Workbook) -> None:
    with (folder / "catalog.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row.columns for row in rows)
    _write_lines(folder / "truth.jsonl", (line for row in rows for line in truth.lines(row, workbook)))


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
