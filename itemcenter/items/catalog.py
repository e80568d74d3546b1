"""`CatalogReader`: a catalog file as a stream of items and quarantined rows, with bounded memory."""

from __future__ import annotations

import contextlib
import re
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import CatalogError
from itemcenter.items import reasons
from itemcenter.items.build import ItemBuilder
from itemcenter.items.categories import detect_separator
from itemcenter.items.columns import headless, numbered
from itemcenter.items.context import ReadContext
from itemcenter.items.delimited import DelimitedRows
from itemcenter.items.dialect import detect_delimiter
from itemcenter.items.encoding import TextSource
from itemcenter.items.feeds import Feed, drift, recognise
from itemcenter.items.jsonarray import JsonArrayRows
from itemcenter.items.jsonrows import NESTED, JsonLineRows
from itemcenter.items.layout import Layout, detect_layout
from itemcenter.items.lines import Lines
from itemcenter.items.mapping import ColumnMapping, Late, MappedColumn, shown
from itemcenter.items.options import CatalogOptions
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import ReadRow, SourceRow, rejected_row
from itemcenter.items.tables import RawCells, Table, open_table
from itemcenter.items.tables.database import DatabaseTable, shown_url
from itemcenter.items.tables.xml_table import XmlTable
from itemcenter.items.trade_numbers import TradeNumberTally
from itemcenter.schema import Item, SourceId

#: Rows that decide about the mapping and the category separator; of very long rows fewer.
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 2_000_000

#: Records of a format whose items are parts of records, that are held while their items are looked for.
_MOST_WAITING = 5_000
#: Close calls that one notice names.
_MOST_TOLD = 5

#: What a spreadsheet makes of a long number.
_DAMAGED_ID = re.compile(r"\d[.,]\d+E\+\d+")

Rows = DelimitedRows | JsonLineRows | JsonArrayRows | Table


class CatalogReader:
    """Iterates a `ReadRow` for every record; each iteration reads the file from its start.

    mapping:       role of each column and how it was found
    notices:       what the user should know; further ones are added while reading
    rows_read:     records given out so far = items + rejected
    rows_repaired: items among them whose quotes or control characters were mended
    passed_over:   records that are no item and no fault: blank ones, and further images of the product before
    """

    def __init__(self, place: Path | str, options: CatalogOptions, source: SourceId, untitled: bool = False) -> None:
        """place: a file, or as a text the URL of a database

        untitled: a file in which no column is the title is opened, too; all its rows will be rejected
        """
        self.path = place if isinstance(place, Path) else Path(shown_url(place))
        self._place = str(place) if isinstance(place, Path) else shown_url(place)
        self.source = source
        self.rows_read = self.rows_repaired = self.passed_over = 0
        self._options = options
        self._numbered: list[str] = []  # names for a CSV file whose first row holds none
        self._table = open_table(place, options)
        self._layout = detect_layout(self.path, options) if self._table is None else Layout("")
        self._names, sample = self._sample()
        self._closed = closed = self._layout.dialect is not None or bool(self._table is not None and self._table.names)
        try:
            self._feed = recognise(self._names, [row.cells for row in sample], options.feed, self._declared())
            self._header = tuple(self._names) if self._layout.dialect else ()
            if self._feed is not None:
                sample = list(islice(self._feed.feed.unfold(sample, options), _SAMPLE_ROWS))
                self._names = _with_added(self._names if closed else [], sample)
            rows = [row.cells for row in sample]
            roles, late = _feed_roles(self._feed.feed if self._feed else None, self._names, rows, options)
            self.mapping = ColumnMapping.propose(self._names, options, rows, closed=closed, known=roles, late=late)
        except CatalogError as error:
            error.place = error.place or self._place
            raise
        titled = untitled or self.mapping.source_of("title")
        if self._names and (not titled or self._better_delimiter()):
            raise self._no_title(closed)
        self._derive_ids = not self.mapping.source_of("id")
        path_column = self.mapping.source_of("category")
        categories = [row[path_column] for row in rows if path_column in row]
        self._separator = options.category_separator or detect_separator(categories)
        self._number_notices: list[str] | None = None  # counted in the first whole reading
        self._first_notices = [*(self._table or self._layout).notices, *self._found_out(rows)]
        self.notices = list(self._first_notices)

    def __iter__(self) -> Iterator[ReadRow]:
        self.rows_read = self.rows_repaired = self.passed_over = 0
        self.notices = list(self._first_notices)
        source, rows = self._open()
        builder = ItemBuilder(self.mapping, self._separator, self._derive_ids, self._fills_down)
        numbers = TradeNumberTally(self._names) if self._number_notices is None else None
        whole = self._to_the_end(source, rows)
        items = whole if self._feed is None else self._feed.feed.unfold(whole, self._options)
        for number, row in enumerate(items, start=1):
            read = self._read(number, row, builder)
            if read is not None:
                yield read
            if numbers is not None and read is not None and read.item is not None:
                numbers.add(number, row.cells)
        if isinstance(rows, DelimitedRows) or rows is self._table:
            self.passed_over += rows.passed_over
        if self._table is not None:
            self.notices += self._table.findings
        if numbers is not None:
            self._number_notices = list(numbers.notices())
        self.notices += self._number_notices or ()
        self._tell_end(_damage(source, rows))

    def built(self, rows: Iterable[SourceRow]) -> Iterator[tuple[SourceRow, SourceRow | None, Item | None]]:
        """Rows as they stand in the file, in order, each with the row and the item that are made of it.

        None where nothing is made of a row, or several items: nothing can be written back to it then.
        """
        waiting: deque[SourceRow] = deque()

        def watched() -> Iterator[SourceRow]:
            for row in rows:
                waiting.append(row)
                yield row

        builder = ItemBuilder(self.mapping, self._separator, self._derive_ids, self._fills_down)
        opened = watched() if self._feed is None else self._feed.feed.unfold(watched(), self._options)
        held: tuple[SourceRow, SourceRow | None, Item | None] | None = None
        for row in opened:
            if held is not None and row.raw is held[0].raw:
                held = held[0], None, None
                continue
            place = next((place for place, entry in enumerate(waiting) if entry.raw is row.raw), -1)
            if place < 0:  # an item that is only a part of its record
                while len(waiting) > _MOST_WAITING:
                    yield waiting.popleft(), None, None
                continue
            if held is not None:
                yield held
            for _ in range(place):
                yield waiting.popleft(), None, None
            item = None
            with contextlib.suppress(RowFault, RecursionError):
                item = builder.build(row.cells) if row.fault is None else None
            held = waiting.popleft(), row, item
        if held is not None:
            yield held
        for row in waiting:
            yield row, None, None

    def _to_the_end(self, source: TextSource | Table, rows: Rows) -> Iterator[SourceRow]:
        """The rows; the last one of a damaged archive is cut, or a record of the damage follows it."""
        waiting: SourceRow | None = None  # one row behind
        line, cut = 1, False
        for row in rows:
            if waiting is not None:
                yield waiting
            waiting, line = row, row.line
        damage = _damage(source, rows)
        if waiting is not None:
            complete = isinstance(rows, JsonArrayRows) or self._table is not None
            cut = bool(damage) and not (complete or waiting.raw[-1].endswith(("\n", "\r")))
            if cut:
                waiting = waiting._replace(fault=RowFault(reasons.TRUNCATED, damage))
            cut = cut or (waiting.fault is not None and waiting.fault.reason == reasons.TRUNCATED)
            yield waiting
        if damage and not cut:
            yield SourceRow(line, {}, [""], fault=RowFault(reasons.TRUNCATED, damage))

    @property
    def name(self) -> str:
        """The catalog's name for people: that of its file."""
        return self.path.name

    @property
    def files(self) -> int:
        """How many files it has; 0 where it is one and named as such."""
        return 0

    @property
    def time_us(self) -> int:
        """When the catalog was made, microseconds since 1970: the file's own time, or now for a database."""
        if isinstance(self._table, DatabaseTable):
            return time.time_ns() // 1000
        return self.path.stat().st_mtime_ns // 1000

    def place_of(self, row: int) -> str:
        """Where a row that was read stands, for people."""
        return f"row {row}"

    @property
    def options(self) -> CatalogOptions:
        return self._options

    @property
    def headless(self) -> bool:
        """Whether the first row of this CSV file is taken for a product, its columns being numbered."""
        return bool(self._numbered)

    def tell(self, notice: str) -> None:
        """Put a notice beside those of the reader, for this and each later iteration."""
        self._first_notices.append(notice)
        self.notices.append(notice)

    @property
    def context(self) -> ReadContext:
        """What `reread` needs to know of this file. Complete after reading."""
        dialect = self._layout.dialect
        return ReadContext(
            columns=tuple(self.mapping.columns),
            category_separator=self._separator,
            derive_ids=self._derive_ids,
            max_cell_chars=self._options.max_cell_chars,
            spec_prefixes=self._options.spec_prefixes,
            header=self._header,
            delimiter=dialect.delimiter if dialect else "",
            newline=dialect.newline if dialect else "\n",
            backslash=dialect.backslash if dialect else False,
            feed=self._feed.feed.title if self._feed else "",
            raw_form=self._table.raw_form if self._table is not None else "",
        )

    def _open(self) -> tuple[TextSource | Table, Rows]:
        if self._table is not None:
            return self._table, self._table
        layout, limit = self._layout, 2 * self._options.max_cell_chars
        source = TextSource(self.path, layout.encoding)
        if layout.dialect is not None:
            lines = Lines(source, layout.dialect.newline, limit)
            return source, DelimitedRows(lines, layout.dialect, self._options.max_cell_chars, self._numbered)
        if layout.shape is None or layout.shape.lines:
            return source, JsonLineRows(Lines(source, "\n", limit))
        return source, JsonArrayRows(source, layout.shape, limit)

    @property
    def _fills_down(self) -> bool:
        return self._feed is None or self._feed.feed.fills_down

    def _declared(self) -> str:
        return self._table.vocabulary if isinstance(self._table, XmlTable) else ""

    def _sample(self) -> tuple[list[str], list[SourceRow]]:
        """(column names, the first sound rows)."""
        _, rows = self._open()
        sample: list[SourceRow] = []
        chars = 0
        for row in islice((row for row in rows if row.fault is None), _SAMPLE_ROWS):
            sample.append(row)
            chars += sum(map(len, row.raw))
            if chars > _SAMPLE_CHARS:
                break
        if isinstance(rows, DelimitedRows):
            if not self._numbered and self._is_headless(rows.header, [row.cells for row in sample]):
                self._numbered = numbered(len(rows.header))
                return self._sample()
            return rows.header, sample
        if self._table is not None and self._table.names:
            return list(self._table.names), sample
        return _with_added([], sample), sample

    def _is_headless(self, header: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> bool:
        """Whether the first row of a CSV file is a product: as the user says, else as it looks."""
        given = self._options.header
        return headless(header, sample) if given is None else not given and bool(header)

    def _read(self, number: int, row: SourceRow, builder: ItemBuilder) -> ReadRow | None:
        """One record as an item or a quarantine row; None for a record that is passed over."""
        if row.fault is not None:
            return self._rejected(number, row, row.fault)
        try:
            if type(row.raw) is RawCells or (len(row.raw) == 1 and len(row.raw[0]) > self._options.max_cell_chars):
                self._check_size(row)
            item = builder.build(row.cells)
        except RowFault as fault:
            return self._rejected(number, row, fault)
        except RecursionError:
            return self._rejected(number, row, RowFault(reasons.JSON, NESTED))
        if item is None:
            self.passed_over += 1
            return None
        self.rows_read += 1
        self.rows_repaired += row.repaired
        return ReadRow(number, row.line, item, None, row.raw)

    def _rejected(self, number: int, row: SourceRow, fault: RowFault) -> ReadRow:
        self.rows_read += 1
        raw = "".join(row.raw).rstrip("\r\n")
        return ReadRow(number, row.line, None, rejected_row(self.source, number, row.line, raw, row.raw_length, fault))

    def _check_size(self, row: SourceRow) -> None:
        most = self._options.max_cell_chars
        for column, value in row.cells.items():
            if isinstance(value, str) and len(value) > most:
                raise RowFault(reasons.OVERSIZE, f"a cell of {len(value)} characters; {most} are allowed", column)

    def _no_title(self, csv: bool) -> CatalogError:
        names, dialect = self._names, self._layout.dialect
        remedy = 'name it in itemcenter.toml: [catalog] columns = { id = "...", title = "..." }, or let '
        remedy += "`itemcenter map` propose a mapping to edit"
        better = self._better_delimiter()
        if better and dialect is not None:
            remedy = f'the delimiter {dialect.delimiter!r} does not fit; set delimiter = "{better}" in [catalog]'
        elif self._table is not None:
            remedy = self._table.remedy
        elif csv:
            remedy += "; the first line must be the header"
        missing = "title" if self.mapping.source_of("id") else "id and no title"
        return CatalogError(f"no {missing} column among: {shown(names)}", place=self._place, remedy=remedy)

    def _better_delimiter(self) -> str:
        """The delimiter that the only column name holds, where the file was cut at another one; else ""."""
        dialect = self._layout.dialect
        if dialect is None or len(self._names) != 1:
            return ""
        better = detect_delimiter(self._names[0])
        return better if better != dialect.delimiter and better in self._names[0] else ""

    def _found_out(self, sample: list[Any]) -> Iterator[str]:
        """Notices about the mapping."""
        if not sample and isinstance(self._names, list):
            yield "the file has a header and no rows" if self._closed else "the file has no readable rows"
        if self._numbered and self._options.header is None:
            yield (
                "the first line looks like a product, not like names: the columns are numbered; if it holds their "
                "names, set header = true in [catalog]"
            )
        yield from self._close_calls()
        if self._names and self._derive_ids:
            yield (
                "no id column: ids are derived from title, brand and image, and change with them; "
                'name a column in itemcenter.toml: [catalog] columns = { id = "..." }'
            )
        id_column = self.mapping.source_of("id")
        if any(_DAMAGED_ID.fullmatch(str(cells.get(id_column, "")).strip()) for cells in sample):
            yield f"ids in {id_column!r} look like 1.23E+12: a spreadsheet shortened them; export the column as text"
        if self._feed is not None:
            yield from drift(self._feed, self.mapping.columns)
            yield from self._feed.feed.choices(self._names, self._options)
            return
        unknown = [column.source for column in self.mapping.columns if column.how == "extra"]
        if unknown:
            yield f"kept aside as extras: {shown(unknown, 10)}; `itemcenter map` lists them"

    def _close_calls(self) -> Iterator[str]:
        """Roles that are nearly a toss-up: a column, or the one column of its kind, may mean something else."""
        close = [entry for entry in self.mapping.proposals.values() if entry.close]
        told = [f"{entry.source!r} {entry.role} {entry.score:.2f} or {entry.second} {entry.second_score:.2f}"
                for entry in close[:_MOST_TOLD]]  # fmt: skip
        if told:
            more = f" and {len(close) - _MOST_TOLD} more" if len(close) > _MOST_TOLD else ""
            yield f"close calls about columns: {'; '.join(told)}{more}; `itemcenter map` shows why"

    def _tell_end(self, damage: str) -> None:
        if damage:
            self.notices.append(f"{damage}; the rows before were read")
        if self.rows_repaired:
            self.notices.append(f"{self.rows_repaired} rows were repaired (quotes, control characters)")
        if self.passed_over:
            self.notices.append(f"{self.passed_over} rows were passed over (blank, or further images only)")


def _feed_roles(
    feed: Feed | None, names: Sequence[str], rows: Sequence[Mapping[str, Any]], options: CatalogOptions
) -> tuple[dict[str, MappedColumn], Late]:
    """(roles by a known format, what it says of later columns)."""
    if feed is None:
        return {}, lambda name: None
    samples = {name: [row[name] for row in rows if name in row] for name in names}
    return feed.roles(names, samples, options), feed.mapped


def _with_added(names: Sequence[str], rows: Sequence[SourceRow]) -> list[str]:
    """The names, then those of the rows' cells that are not among them, in order."""
    return list(dict.fromkeys([*names, *(name for row in rows for name in row.cells)]))


def _damage(source: TextSource | Table, rows: Rows) -> str:
    """What is wrong with a file that was read to its end, "" if nothing."""
    open_list = isinstance(rows, JsonArrayRows) and not rows.complete
    return source.damage or ("the file ends before the list is closed" if open_list else "")
