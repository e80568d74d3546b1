"""`open_table`: which container a catalog is, by its first bytes, and its reader."""

from __future__ import annotations

from pathlib import Path

from itemcenter.items.options import CatalogOptions
from itemcenter.items.tables.parquet import ParquetTable
from itemcenter.items.tables.table import Table
from itemcenter.items.tables.xml_table import open_xml

_HEAD = 4096


def open_table(path: Path, options: CatalogOptions) -> Table | None:
    """The table in a container; None where the file is none and should be read as text.

    Raises `CatalogError` where it is one, and cannot be read at all.
    """
    head = _first_bytes(path)
    if head.startswith(b"PAR1") or options.format == "parquet":
        return ParquetTable(path)
    return open_xml(path, options)


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""  # the reader of text files tells what is wrong
