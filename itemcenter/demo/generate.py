"""Write the demo catalog, the expert workbook and the ground truth: `python -m itemcenter.demo.generate [FOLDER]`.

The same files come out byte for byte on every run: every group and every row draws from its own seeded generator.
"""

import csv
import sys
from pathlib import Path
from random import Random

from itemcenter.demo import (
    backbone_coffee,
    backbone_lamps,
    backbone_laptops,
    backbone_shared,
    backbone_shoes,
    coffee,
    lamps,
    laptops,
    shoes,
    truth,
)
from itemcenter.demo.assortment import SEED, products
from itemcenter.demo.listing import FIELDS, Renderer, Row
from itemcenter.demo.workbook import Workbook

SECTIONS = (
    backbone_shared.SECTION,
    backbone_shoes.SECTION,
    backbone_laptops.SECTION,
    backbone_coffee.SECTION,
    backbone_lamps.SECTION,
)
ASSORTMENTS = (shoes.ASSORTMENT, laptops.ASSORTMENT, coffee.ASSORTMENT, lamps.ASSORTMENT)


def rows(workbook: Workbook) -> list[Row]:
    """All catalog rows; groups are shuffled, as in a feed, but the rows of a group stay together."""
    groups: dict[str, list[Row]] = {}
    for assortment in ASSORTMENTS:
        renderer = Renderer(workbook, assortment)
        for product in products(assortment):
            groups.setdefault(product.group, []).append(renderer.row(product))
    order = list(groups)
    Random(f"{SEED}/order").shuffle(order)
    return [row for group in order for row in groups[group]]


def write(folder: Path) -> None:
    """Write `catalog.csv`, `truth.jsonl` and `backbone/` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    workbook = Workbook(SECTIONS)
    workbook.write(folder / "backbone")
    catalog = rows(workbook)
    with (folder / "catalog.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row.columns for row in catalog)
    with (folder / "truth.jsonl").open("w", encoding="utf-8", newline="\n") as stream:
        for row in catalog:
            stream.writelines(f"{line}\n" for line in truth.lines(row, workbook))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
