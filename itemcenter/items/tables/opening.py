"""`open_table`: which container a catalog is, by its first bytes, and its reader."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.items.bytesource import ByteSource
from itemcenter.items.encoding import detect_encoding
from itemcenter.items.jsonshape import JsonShape, detect_shape
from itemcenter.items.options import CatalogOptions
from itemcenter.items.tables.database import DatabaseTable
from itemcenter.items.tables.jsonld import HtmlTable, JsonLdTable
from itemcenter.items.tables.parquet import ParquetTable
from itemcenter.items.tables.table import Table
from itemcenter.items.tables.xlsx import XlsxTable
from itemcenter.items.tables.xml_table import open_xml

_HEAD = 4096

_ZIP = b"PK\x03\x04"

#: Old Excel workbooks, and new ones that are encrypted: a directory of streams, their names in UTF-16.
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_HTML = re.compile(r"<(?:!doctype html|html|head|body|script|meta|title)\b", re.IGNORECASE)
_SCHEMA_ORG = re.compile(r'"@context"\s*:\s*(?:\[\s*)?(?:\{[^{}]{0,200})?"https?://schema\.org')
_GRAPH = re.compile(r'"@graph"\s*:\s*\[')

#: A larger file of schema.org data is read node by node, though one may refer to another.
_ONE_VALUE = 8_000_000


def open_table(path: Path | str, options: CatalogOptions) -> Table | None:
    """The table in a container, or behind a URL (a text); None where the file is none and should be read as text.

    Raises `CatalogError` where it is one, and cannot be read at all.
    """
    if isinstance(path, str):
        return DatabaseTable(path, options)
    first = _first_bytes(path)
    if first.startswith(b"PAR1") or options.format == "parquet":
        return ParquetTable(path)
    if first.startswith(_ZIP) or options.format == "xlsx":
        return XlsxTable(path, options)
    if first.startswith(_OLE):
        raise _refuse_ole(path)
    if options.format in ("", "html", "jsonld"):
        table = _open_text(path, options)
        if table is not None or options.format:
            return table
    return open_xml(path, options) if not options.file_format else None


def _open_text(path: Path, options: CatalogOptions) -> Table | None:
    """A page or a file of schema.org data, packed or not."""
    try:
        content = next(ByteSource(path).chunks(), b"")
    except CatalogError:
        return None
    encoding = options.encoding or detect_encoding(content)[0]
    try:
        head = codecs.getincrementaldecoder(encoding)(errors="replace").decode(content).removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return None
    begin = head[:_HEAD].lstrip()
    if options.format == "html" or (not options.format and begin.startswith("<") and _HTML.search(begin)):
        return HtmlTable(path, options, encoding, head)
    named = ".jsonld" in (suffix.lower() for suffix in path.suffixes)
    is_json = begin.startswith(("{", "["))
    if options.format == "jsonld" or (not options.format and is_json and (named or _SCHEMA_ORG.search(begin))):
        return JsonLdTable(path, options, encoding, _shape(path, head))
    return None


def _shape(path: Path, head: str) -> JsonShape:
    """How the values stand in a file of schema.org data: one, a list, or one a line."""
    graph = _GRAPH.search(head)
    if graph is not None and path.stat().st_size > _ONE_VALUE:
        return JsonShape(graph.end(), "@graph", listed=True)
    begin = len(head) - len(head.lstrip())
    if head.startswith("[", begin):
        return JsonShape(begin + 1, listed=True)
    shape = detect_shape(head)
    return shape if shape is not None and shape.lines else JsonShape(begin)


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
