"""Rows out of schema.org data: JSON-LD scripts in HTML pages, or a JSON file of it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from itemcenter.errors import CatalogError
from itemcenter.items import reasons
from itemcenter.items.encoding import TextSource, is_suspect
from itemcenter.items.jsonarray import JsonArrayRows
from itemcenter.items.jsonrows import NESTED, JsonLineRows, decode, object_row
from itemcenter.items.jsonshape import JsonShape
from itemcenter.items.lines import Lines
from itemcenter.items.options import CatalogOptions
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import BAD_BYTE, SourceRow
from itemcenter.items.tables.html_scripts import Script, scripts
from itemcenter.items.tables.placed_json import Placed
from itemcenter.items.tables.schema_products import SchemaData
from itemcenter.items.tables.table import table_row

#: Characters of the scripts of one page that are held until its breadcrumbs are known.
_PAGE = 8_000_000

#: A script may hold a product with all its variants.
_VARIANTS = 8

_CHARSET = re.compile(r"""<meta[^>]+charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)


class NoProductsError(CatalogError):
    """A page without products: of a whole site, most have none."""


class Product(NamedTuple):
    """A row, the JSON text that it was read from, characters of the file before that (of a line: 0), and the place of
    the product's own object in the text; (0, 0) where it has none, or where nobody has asked for it."""

    row: SourceRow
    text: str
    begin: int = 0
    span: tuple[int, int] = (0, 0)


#: How a JSON text is decoded; `decode_placed` where places are asked for.
Decode = Callable[[str], Any]


class HtmlTable:
    """See `Table`. `line` of a row is that where its script begins. Products have no common columns."""

    raw_form = "jsonld"
    names: tuple[str, ...] = ()
    remedy = "products on these pages have no name; is it written in another property than name?"

    def __init__(self, path: Path, options: CatalogOptions, encoding: str, head: str) -> None:
        declared = _CHARSET.search(head)
        if not options.encoding and encoding != "utf-8" and declared is not None:
            encoding = _known_encoding(declared.group(1)) or encoding
        self._path, self.encoding, self._most = path, encoding, _VARIANTS * options.max_cell_chars
        self.notices: list[str] = []
        self.findings: list[str] = []
        self.passed_over, self.damage = 0, ""
        if next(iter(self), None) is None:
            raise NoProductsError(
                "this HTML page holds no schema.org product in a script of the type application/ld+json",
                place=str(path),
                remedy="microdata and plain HTML are not read; export the catalog as CSV, TSV, JSON or JSON lines",
            )

    def __iter__(self) -> Iterator[SourceRow]:
        return (product.row for product in self.products(decode))

    def products(self, reading: Decode) -> Iterator[Product]:
        """Every row with its place."""
        source = TextSource(self._path, self.encoding)
        self.damage = ""
        held: list[Script] = []
        size = 0
        for script in scripts(source, self._most):
            if held and (script.page != held[0].page or size > _PAGE):
                yield from _page_products(held, reading)
                held, size = [], 0
            held.append(script)
            size += len(script.text)
        yield from _page_products(held, reading)
        self.damage = source.damage


class JsonLdTable:
    """See `Table`. A JSON file of schema.org data: one value, a list, a @graph, or one value a line."""

    raw_form = "jsonld"
    names: tuple[str, ...] = ()
    remedy = HtmlTable.remedy

    def __init__(self, path: Path, options: CatalogOptions, encoding: str, shape: JsonShape) -> None:
        self._path, self.encoding, self.shape = path, encoding, shape
        self._most = 2 * _VARIANTS * options.max_cell_chars
        self.notices: list[str] = ["read as schema.org data (JSON-LD)"]
        self.findings: list[str] = []
        self.passed_over, self.damage = 0, ""

    def __iter__(self) -> Iterator[SourceRow]:
        return (product.row for product in self.products(None))

    def products(self, reading: Decode | None) -> Iterator[Product]:
        """Every row with its place. reading: None takes the value as it was decoded already"""
        source = TextSource(self._path, self.encoding)
        self.passed_over, self.damage = 0, ""
        rows: JsonLineRows | JsonArrayRows
        if self.shape.lines:
            rows = JsonLineRows(Lines(source, "\n", self._most))
        else:
            rows = JsonArrayRows(source, self.shape, self._most)
        for row in rows:
            begin = rows.begin if isinstance(rows, JsonArrayRows) else 0
            if row.fault is not None:
                yield Product(row, row.raw[0], begin)
                continue
            try:
                value = row.cells if reading is None else reading(row.raw[0])
            except RowFault:  # a text that is read only with its numbers mended
                value = row.cells
            found = list(_products(SchemaData(value), row.line, (), row.raw[0], begin))
            self.passed_over += not found
            yield from found
        self.damage = source.damage
        if isinstance(rows, JsonArrayRows) and not rows.complete:
            self.damage = self.damage or "the file ends before the list is closed"


def _products(data: SchemaData, line: int, trail: tuple[str, ...], text: str, begin: int) -> Iterator[Product]:
    """The rows of all products in one text. trail: the category path of those that state none"""
    for cells, node in data.products():
        path = [step for step in trail if step != cells.get("name")]
        if path and "category" not in cells:
            cells["category"] = path
        span = node.span if isinstance(node, Placed) else (0, 0)
        yield Product(table_row(line, cells), text, begin, span)


def one_product(text: str, line: int) -> SourceRow:
    """The row of a quarantined text: that of the one product in it, or its cells. Raises `RowFault`."""
    value = decode(text)
    rows = [product.row for product in _products(SchemaData(value), line, (), text, 0)]
    if len(rows) > 1:
        raise RowFault(reasons.COLUMNS, f"the raw text holds {len(rows)} products: mend the page, and build it again")
    return rows[0] if rows else object_row(value, text, line)


def _page_products(page: list[Script], reading: Decode) -> Iterator[Product]:
    """The rows of one page's scripts; its first breadcrumbs are the category of all its products."""
    read = [(script, _data(script, reading)) for script in page]
    trails = [trail for _, data in read if isinstance(data, SchemaData) for trail in data.trails]
    trail = next(filter(None, trails), ())
    for script, data in read:
        if isinstance(data, RowFault):
            length = len(script.text) if script.cut else 0
            yield Product(SourceRow(script.line, {}, [script.text], length, fault=data), script.text, script.begin)
        else:
            yield from _products(data, script.line, trail, script.text, script.begin)


def _data(script: Script, reading: Decode) -> SchemaData | RowFault:
    """What a script holds, or the fault in it."""
    if script.cut:
        return RowFault(reasons.OVERSIZE, f"the script has more than {len(script.text)} characters")
    if is_suspect(script.text) and BAD_BYTE.search(script.text):
        return RowFault(reasons.ENCODING, "bytes that are no text in this encoding")
    try:
        return SchemaData(reading(script.text) if script.text else [])
    except RowFault as fault:
        return fault
    except RecursionError:
        return RowFault(reasons.JSON, NESTED)


def _known_encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
