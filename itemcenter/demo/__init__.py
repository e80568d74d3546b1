"""An invented catalog, as messy as real life, with an expert workbook, the ground truth and what surrounds a shop.

Twelve unlike shelves (from shoes to paper goods) in one merchant feed: mixed units and languages, missing and wrong
cells, near-duplicates, and sentences that mention what is not true of the item; and a second merchant, pictures,
queries and reviews (docs/demo.md). All brands and products are invented. `small` is a third of it, four shelves, where
speed matters. `python -m itemcenter.demo.generate` writes the files under `data/` anew. The truth is for tests and
evaluation only; it records what every row says and where, not what the product is.
"""

from pathlib import Path

__all__ = ["DATA", "SMALL", "backbone_path", "catalog_path", "second_catalog_path", "truth_path"]

#: All files of the demo; the picture paths in its catalog begin here.
DATA = Path(__file__).parent / "data"
#: Catalog, workbook and truth of four shelves: shoes, laptops, coffee, lamps.
SMALL = DATA / "small"


def catalog_path(small: bool = False) -> Path:
    """The merchant feed: a UTF-8 CSV file with a header."""
    return (SMALL if small else DATA) / "catalog.csv"


def backbone_path(small: bool = False) -> Path:
    """The expert workbook: a folder of CSV files (categories, keys, applies, values, brands, ...)."""
    return (SMALL if small else DATA) / "backbone"


def truth_path(small: bool = False) -> Path:
    """Ground truth: JSON lines, one per item and key of its category, and one `@category` line per item."""
    return (SMALL if small else DATA) / "truth.jsonl"


def second_catalog_path() -> Path:
    """The second merchant's feed: CSV with semicolons and German columns; its truth is `truth_second.jsonl`."""
    return DATA / "catalog_second.csv"
