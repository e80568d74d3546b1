"""A small invented catalog, as messy as real life, with an expert workbook and the ground truth.

Four unlike categories (shoes, laptops, coffee, lamps) in one merchant feed: mixed units and languages, missing and
wrong cells, near-duplicates, and sentences that mention what is not true of the item. All brands and products are
invented. `python -m itemcenter.demo.generate` writes the files under `data/` anew, byte for byte. The truth is for
tests and evaluation only; it records what every row says and where, not what the product is.
"""

from pathlib import Path

__all__ = ["backbone_path", "catalog_path", "truth_path"]

DATA = Path(__file__).parent / "data"


def catalog_path() -> Path:
    """The merchant feed: a UTF-8 CSV file with a header."""
    return DATA / "catalog.csv"


def backbone_path() -> Path:
    """The expert workbook: a folder of CSV files (categories, keys, applies, values, brands, ...)."""
    return DATA / "backbone"


def truth_path() -> Path:
    """Ground truth: JSON lines, one per item and key of its category, and one `@category` line per item."""
    return DATA / "truth.jsonl"
