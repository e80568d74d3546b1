"""`open_table`: which container a catalog is, by its first bytes, and its reader."""

from __future__ import annotations

from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.items.options import CatalogOptions
from itemcenter.items.tables.parquet import ParquetTable
from itemcenter.items.tables.table import Table
from itemcenter.items.tables.xlsx import XlsxTable

_HEAD = 4096

_ZIP = b"PK\x03\x04"

#: Old Excel workbooks, and new ones that are encrypted: a directory of streams, their names in UTF-16.
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def open_table(path: Path, options: CatalogOptions) -> Table | None:
    """The table in a container; None where the file is none and should be read as text.

    Raises `CatalogError` where it is one, and cannot be read at all.
    """
    head = _first_bytes(path)
    if head.startswith(b"PAR1") or options.format == "parquet":
        return ParquetTable(path)
    if head.startswith(_ZIP) or options.format == "xlsx":
        return XlsxTable(path, options)
    if head.startswith(_OLE):
        raise _refuse_ole(path)
    return None


def _refuse_ole(path: Path) -> CatalogError:
    """The directory stands anywhere in the file, in practice within its first or last kilobytes."""
    with path.open("rb") as file:
        content = file.read(64 * 1024)
        file.seek(-min(path.stat().st_size, 64 * 1024), 2)
        content += file.read()
    if _ENCRYPTED in content:
        return CatalogError("the workbook is encrypted", place=str(path), remedy="save it without a password")
    return CatalogError(
        "this is an old Excel workbook (.xls)",
        place=str(path),
        remedy="open it and save it as .xlsx, or as CSV (UTF-8)",
    )


def _first_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""  # the reader of text files tells what is wrong
