"""Rows of an XML feed (RSS 2.0, Atom 1.0, plain lists of products), streamed; a document type is refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from itemcenter.errors import CatalogError
from itemcenter.items import reasons
from itemcenter.items.bytesource import ByteSource
from itemcenter.items.encoding import HEAD, TextSource, detect_encoding
from itemcenter.items.options import CatalogOptions
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.table import RawCells
from itemcenter.items.tables.xml_cells import declared_namespaces, xml_row
from itemcenter.items.tables.xml_elements import Element, Elements

#: Elements that hold one product each, by the root that they stand under; any other root is tried with all of them.
_ROWS = ("item", "entry", "product", "offer")

_ENCODING = re.compile(rb"\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_SKIPPED = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_NAME = re.compile(r"<([A-Za-z_][\w.:-]*)")
_DECLARATION = re.compile(r"\s*<\?xml\b")
#: Without a declaration, what else begins with "<" may be a piece of a web page.
_FEED = re.compile(
    r"<!DOCTYPE|<(?:\w+:)?(?:rss|feed|rdf|channel|items?|products?|offers?|catalog\w*|export)\b", re.IGNORECASE
)
_WEB_PAGE = re.compile(r"<!doctype\s+html|<html", re.IGNORECASE)


class _Head(NamedTuple):
    """The beginning of an XML file: encoding, what to tell about it, text, and where the root element begins."""

    encoding: str
    notice: str
    text: str
    root: int


class XmlTable:
    """See `Table`. `line` is where the element begins."""

    remedy = 'name it in itemcenter.toml: [catalog] columns = { id = "...", title = "..." }'
    names: tuple[str, ...] = ()
    raw_form = "xml"

    #: The feed whose vocabulary the document declares or uses.
    vocabulary = ""

    #: The prefix of Google's elements in it, None where it has none of them.
    prefix: str | None = None

    def __init__(self, path: Path, head: _Head, max_cell_chars: int) -> None:
        """Raises `CatalogError` where it declares a document type, or holds no products."""
        self._path, self.encoding, self._limit = path, head.encoding, 2 * max_cell_chars
        self.notices = [head.notice] if head.notice else []
        self.findings: list[str] = []
        self.passed_over, self.damage = 0, ""
        root = _NAME.match(head.text, head.root)
        if root is None:
            raise _refused(path, head.text[head.root :])
        self._root = root[1]
        first = {tag: found.start() for tag in _ROWS if (found := re.search(rf"<{tag}[\s/>]", head.text[head.root :]))}
        if not first:
            raise CatalogError(
                f"this XML file <{self._root}> holds no products",
                place=str(path),
                remedy="products stand in <item>, <entry>, <product> or <offer>; else export the catalog as CSV",
            )
        self._tag = min(first, key=lambda tag: first[tag])
        begin = head.text[head.root : head.root + first[self._tag]]
        self.namespaces = declared_namespaces(begin)
        if "base.google.com" in begin or "<g:" in head.text:
            self.vocabulary = "google"
        googles = {prefix for prefix, address in self.namespaces.items() if "base.google.com" in address}
        googles -= set() if re.search(r"\bxmlns:g\s*=", begin) or "<g:" in head.text else {"g"}
        self.prefix = min(googles, default=None)

    def __iter__(self) -> Iterator[SourceRow]:
        return (row for row, _ in self.with_elements())

    def with_elements(self) -> Iterator[tuple[SourceRow, Element]]:
        """Every row, and the element that it was read from."""
        source = TextSource(self._path, self.encoding)
        self.passed_over, self.damage = 0, ""
        elements = Elements(source, self._tag, self._root, self._limit)
        for element in elements:
            if element.length:
                fault = RowFault(reasons.OVERSIZE, f"the element has {element.length} characters")
                yield SourceRow(element.line, {}, [element.text], element.length, fault=fault), element
                continue
            row = xml_row(element.text, element.line, element.suspect, self.namespaces)
            if element.cut:
                row = SourceRow(
                    element.line, {}, [element.text], fault=RowFault(reasons.TRUNCATED, "the file ends inside of it")
                )
            elif not element.closed and row.fault is not None:
                row = row._replace(fault=RowFault(reasons.XML, f"<{self._tag}> is opened and never closed"))
            if row.fault is None and not any(row.cells.values()):
                self.passed_over += 1
            else:
                yield (row if row.fault is not None else row._replace(raw=RawCells(row.cells))), element
        self.damage = source.damage or ("" if elements.complete else f"the file ends before </{self._root}>")


def open_xml(path: Path, options: CatalogOptions) -> XmlTable | None:
    """The table of an XML file; None for any other file, web pages among them. Raises `CatalogError`."""
    head = _head(path, options.encoding)
    if head is None or not (_DECLARATION.match(head.text) or _FEED.match(head.text, head.root)):
        return None
    return XmlTable(path, head, options.max_cell_chars)


def _head(path: Path, encoding: str) -> _Head | None:
    data = b""
    try:
        for chunk in ByteSource(path).chunks():
            data += chunk
            if len(data) >= HEAD or data.lstrip()[:1] not in (b"<", b"\xef", b"\xff", b"\xfe", b"\x00", b""):
                break
    except CatalogError:
        return None  # the reader of text files tells what is wrong
    notice = ""
    if not encoding:
        encoding, notice = detect_encoding(data)
        declared = _ENCODING.match(data)
        if declared is not None and _is_encoding(declared[1].decode("ascii")):
            encoding, notice = declared[1].decode("ascii"), ""
    try:
        text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(data).removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return None
    if not text.lstrip().startswith("<"):
        return None
    place = 0
    while found := _SKIPPED.match(text, place):
        place = found.end()
    if _WEB_PAGE.match(text, place):
        return None
    return _Head(encoding, notice, text, place)


def _is_encoding(name: str) -> bool:
    try:
        return not codecs.lookup(name).name.startswith("utf-16")  # these have shown by their bytes
    except LookupError:
        return False


def _refused(path: Path, begin: str) -> CatalogError:
    if begin.upper().startswith("<!DOCTYPE"):
        return CatalogError(
            "this XML file declares a document type (DTD); these are refused, since they can make entities that grow "
            "without end or read other files",
            place=str(path),
            remedy="remove <!DOCTYPE ...> and write characters in place of the entities that it declares",
        )
    return CatalogError("this XML file has no root element", place=str(path), remedy="check how it was exported")
