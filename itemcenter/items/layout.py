"""`Layout`: how a catalog file is written, found from its first megabyte - encoding, format, dialect or JSON shape."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.items.bytesource import ByteSource
from itemcenter.items.dialect import Dialect, detect_dialect
from itemcenter.items.encoding import CONTROLS, HEAD, detect_encoding
from itemcenter.items.jsonshape import JsonShape, detect_shape
from itemcenter.items.options import CatalogOptions

#: What begins so is no text. (first bytes, what it is)
_FOREIGN = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"Obj\x01", "an Avro file"),
    (b"SQLite format 3", "an SQLite database"),
)

_MARKUP = ("<?xml", "<!doctype", "<html", "<rss", "<feed", "<products", "<catalog")

_SUFFIXES = {".csv": "csv", ".txt": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json",
             ".jsonl": "jsonl", ".ndjson": "jsonl", ".jsonlines": "jsonl"}  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """Exactly one of `dialect` (CSV, TSV) and `shape` (JSON, JSON lines) is set."""

    encoding: str
    dialect: Dialect | None = None
    shape: JsonShape | None = None
    notices: list[str] = field(default_factory=list)


def detect_layout(path: Path, options: CatalogOptions) -> Layout:
    """Look at the head of the file. Raises `CatalogError` where it is empty or no catalog at all."""
    head = _head(path)
    encoding, notice = (options.encoding, "") if options.encoding else detect_encoding(head)
    text = _decoded(head, encoding)
    if not text.strip(" \t\r\n\0"):
        raise CatalogError("the file is empty", place=str(path), remedy="check how it was exported")
    _refuse_foreign(path, text)
    notices = [notice] if notice else []
    kind = options.file_format or _kind(path, text)
    if kind in ("csv", "tsv"):
        dialect = detect_dialect(text, options.delimiter_character, prefer_tab=kind == "tsv")
        if dialect.backslash:
            notices.append('quotes inside cells are written \\" in this file')
        return Layout(encoding, dialect=dialect, notices=notices)
    shape = detect_shape(text, options.file_format or (kind if kind == "jsonl" else ""))
    if shape is None:
        raise CatalogError(
            "the object in this file holds no list of products",
            place=str(path),
            remedy='write a list of objects, {"products": [...]}, or one object a line',
        )
    if shape.name:
        notices.append(f"read the list {shape.name!r} of the object in this file")
    return Layout(encoding, shape=shape, notices=notices)


def _head(path: Path) -> bytes:
    source = ByteSource(path)
    head = b""
    for chunk in source.chunks():
        head += chunk
        if len(head) >= HEAD:
            break
    if not head and source.damage:
        raise CatalogError(source.damage, place=str(path), remedy="fetch or compress the file again")
    for magic, name in _FOREIGN:
        if head.startswith(magic):
            raise CatalogError(
                f"this is {name}, not a text file", place=str(path), remedy="save it as CSV (UTF-8) or JSON lines"
            )
    return head


def _decoded(head: bytes, encoding: str) -> str:
    try:
        return codecs.getincrementaldecoder(encoding)(errors="replace").decode(head).removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return head.decode("latin-1")  # only to look at; reading it will raise with the place


def _refuse_foreign(path: Path, text: str) -> None:
    begin = text[:200].lstrip().lower()
    if begin.startswith(_MARKUP):
        raise CatalogError(
            "this is an XML or HTML file", place=str(path), remedy="export the catalog as CSV, TSV, JSON or JSON lines"
        )
    sample = text[:65536]
    controls = sum(map(sample.count, CONTROLS))
    if 20 * controls > len(sample):
        raise CatalogError(
            "this looks like a binary file, not like text",
            place=str(path),
            remedy="export it as CSV or JSON lines; if it is text in a rare encoding, set encoding in [catalog]",
        )


def _kind(path: Path, text: str) -> str:
    """By the name; where the content is plainly another, or the name says nothing, by the content."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in (".gz", ".zst", ".gzip", ".zstd")]
    named = _SUFFIXES.get(suffixes[-1], "") if suffixes else ""
    begin = text.lstrip()[:1000].replace(" ", "").replace("\n", "")
    is_json = begin.startswith(("{", "["))
    if named in ("json", "jsonl") or (is_json and not named):
        return named or "json"
    return "json" if begin.startswith(('{"', "[{", "[]")) else named or "csv"
