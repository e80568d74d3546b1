"""`ReadContext`: what must be known of a file to read one of its quarantined rows again, kept beside the quarantine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from itemcenter.errors import CatalogError
from itemcenter.items.build import ItemBuilder
from itemcenter.items.delimited import DelimitedRows
from itemcenter.items.dialect import Dialect
from itemcenter.items.encoding import is_suspect
from itemcenter.items.feeds import feed_titled
from itemcenter.items.jsonrows import json_row
from itemcenter.items.lines import Lines
from itemcenter.items.mapping import ColumnMapping, MappedColumn
from itemcenter.items.options import CatalogOptions
from itemcenter.items.reasons import COLUMNS, ENCODING, FILE, NO_TITLE, RowFault
from itemcenter.items.rows import SourceRow, rejected_row
from itemcenter.items.tables.jsonld import one_product
from itemcenter.items.tables.xml_cells import text_row
from itemcenter.schema import Item, RejectedRow
from itemcenter.schema.item import MAX_RAW
from itemcenter.schema.record import Record

#: How `rows.printable` shows an undecodable byte.
_BYTE_MARK = re.compile(r"\\x[0-9a-f]{2}")


@dataclass(frozen=True, slots=True)
class ReadContext(Record):
    """Has a JSON form (`to_json`, `from_json`). header to backslash: CSV only; delimiter "" means JSON.

    feed:     the title of the known format that the file is of, "" for none
    raw_form: of a container, see `Table`
    files:    of a catalog of several files: (name, place in `contexts`) of each; many are written alike
    """

    columns: tuple[MappedColumn, ...]
    category_separator: str = ""
    derive_ids: bool = False
    max_cell_chars: int = 1_000_000
    spec_prefixes: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    delimiter: str = ""
    newline: str = "\n"
    backslash: bool = False
    feed: str = ""
    raw_form: str = ""
    files: tuple[tuple[str, int], ...] = ()
    contexts: tuple[ReadContext, ...] = ()

    def of(self, file: str) -> ReadContext:
        """The context of one of several files."""
        return next((self.contexts[place] for name, place in self.files if name == file), self)

    def with_options(self, options: CatalogOptions) -> ReadContext:
        """The same file under other options: what a user changed in [catalog] before the retry."""
        if self.contexts:
            return replace(self, contexts=tuple(_with_options(context, options) for context in self.contexts))
        names = tuple(column.source for column in self.columns)
        feed = feed_titled(self.feed)
        roles = feed.roles(names, {}, options) if feed is not None else {}
        mapping = ColumnMapping.propose(names, options, closed=bool(self.header), known=roles, earlier=self.columns)
        return ReadContext(
            columns=tuple(mapping.columns),
            category_separator=options.category_separator or self.category_separator,
            derive_ids=not mapping.source_of("id"),
            max_cell_chars=options.max_cell_chars,
            spec_prefixes=options.spec_prefixes,
            header=self.header,
            delimiter=self.delimiter,
            newline=self.newline,
            backslash=self.backslash,
            feed=self.feed,
            raw_form=self.raw_form,
        )


class _OneText:
    """The text of one row as if it were a file."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.suspect = is_suspect(text)

    def chunks(self) -> Iterator[str]:
        yield self._text


def reread(rejected: RejectedRow, context: ReadContext, options: CatalogOptions | None = None) -> Item | RejectedRow:
    """Read a quarantined row again, after its `raw` was mended or (with `options`) the mapping changed.

    A row whose raw text was cut cannot be read again: it comes back as it is, with the remedy to mend the file.
    """
    if options is not None:
        context = context.with_options(options)
    context = context.of(rejected.file)
    if rejected.reason == FILE:
        return rejected
    if rejected.raw_length > MAX_RAW <= len(rejected.raw):
        return _refused(rejected, RowFault(rejected.reason, "the raw text was cut, mend the row in its file"))
    if rejected.reason == ENCODING and _BYTE_MARK.search(rejected.raw):
        return _refused(rejected, RowFault(ENCODING, r"replace every \xNN in raw by the letter that belongs there"))
    try:
        row = _source_row(rejected, context)
        feed = feed_titled(context.feed)
        if feed is not None:
            row = _one(feed.unfold([row], options or CatalogOptions()))
        if row.fault is not None:
            raise row.fault
        mapping = ColumnMapping(CatalogOptions(spec_prefixes=context.spec_prefixes), context.columns)
        fill_down = feed is None or feed.fills_down
        item = ItemBuilder(mapping, context.category_separator, context.derive_ids, fill_down).build(row.cells)
    except RowFault as fault:
        return _refused(rejected, fault)
    return item if item is not None else _refused(rejected, RowFault(NO_TITLE, "the row holds no item"))


def _source_row(rejected: RejectedRow, context: ReadContext) -> SourceRow:
    """The one record in the raw text. Raises `RowFault` where it holds none or several."""
    raw = rejected.raw
    if context.raw_form == "jsonld":
        return one_product(raw, rejected.line)
    if context.raw_form == "xml" and raw.lstrip().startswith("<"):
        return text_row(raw, rejected.line, is_suspect(raw))
    if not context.delimiter:
        return json_row(raw, rejected.line, is_suspect(raw))
    dialect = Dialect(context.delimiter, context.newline, context.backslash)
    lines = Lines(_OneText(raw), context.newline, 2 * context.max_cell_chars)
    return _one(DelimitedRows(lines, dialect, context.max_cell_chars, context.header))


def _one(rows: Iterable[SourceRow]) -> SourceRow:
    found = list(rows)
    if len(found) != 1:
        raise RowFault(COLUMNS, f"the raw text holds {len(found)} rows")
    return found[0]


def _refused(rejected: RejectedRow, fault: RowFault) -> RejectedRow:
    raw, length = rejected.raw, rejected.raw_length
    return rejected_row(rejected.source, rejected.row, rejected.line, raw, length, fault, rejected.file)


def _with_options(context: ReadContext, options: CatalogOptions) -> ReadContext:
    """A file that lacks a column which the options name is read as before."""
    try:
        return context.with_options(options)
    except CatalogError:
        return context
