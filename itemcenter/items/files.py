"""`CatalogFiles`: several files read as one catalog, each with its own layout and mapping."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.items import reasons
from itemcenter.items.catalog import CatalogReader
from itemcenter.items.columns import ColumnProposal
from itemcenter.items.context import ReadContext
from itemcenter.items.mapping import MAX_COLUMNS, ColumnMapping, MappedColumn, UnknownColumnError, unknown_column
from itemcenter.items.options import CatalogOptions
from itemcenter.items.places import Listing
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import ReadRow, rejected_row
from itemcenter.items.tables.jsonld import NoProductsError
from itemcenter.schema import SourceId

#: Unreadable files and findings of single files that are told one by one; the others are counted.
_TOLD = 5


class CatalogFiles(CatalogReader):
    """A `CatalogReader` over files in sorted order. Rows are counted through all files, lines in each.

    A file that cannot be read is one rejected row (reason `file`) and does not stop the others. Only where none can be
    read, `CatalogError` is raised. mapping: what the columns of all files are taken for; of equal names the first.
    """

    def __init__(
        self,
        place: Path,
        listing: Listing,
        options: CatalogOptions,
        source: SourceId,
        untitled: bool = False,
        refused: Mapping[str, CatalogError] | None = None,
    ) -> None:
        """refused: files that could not be fetched, by name"""
        self.path, self.source = place, source
        self.rows_read = self.rows_repaired = self.passed_over = 0
        self._options, self._listing, self._untitled = options, listing, untitled
        self._numbered = []
        self._starts: list[int] = []
        self._names: list[str] = [file.relative_to(listing.root).as_posix() for file in listing.files]
        columns: dict[str, MappedColumn] = {}
        self._refused: dict[str, CatalogError] = dict(refused or {})
        proposals: dict[str, ColumnProposal] = {}
        for file, name in zip(listing.files, self._names, strict=True):
            if name in self._refused:
                continue
            try:
                found = self._opened(file).mapping
                for column in found.columns[: MAX_COLUMNS - len(columns)]:
                    columns.setdefault(column.source, column)
                    if column.source in found.proposals:
                        proposals.setdefault(column.source, found.proposals[column.source])
            except CatalogError as error:
                self._refused[name] = error
        if len(self._refused) == len(listing.files):
            first = next(iter(self._refused.values()))
            if len(listing.files) == 1:
                raise first
            message = f"none of {len(listing.files):,} files can be read; the first one: {first.message}"
            raise CatalogError(message, place=first.place, remedy=first.remedy)
        self.mapping = ColumnMapping(options, columns.values())
        self.mapping.proposals = proposals
        for written, _ in options.roles:
            if written not in columns:
                raise unknown_column(written, list(columns))
        self._contexts: dict[str, ReadContext] = {}
        self._first_notices = list(self._told_first())
        self.notices = list(self._first_notices)

    def __iter__(self) -> Iterator[ReadRow]:
        self.rows_read = self.rows_repaired = self.passed_over = 0
        self.notices, self._starts, before = list(self._first_notices), [], 0
        told = 0
        for file, name in zip(self._listing.files, self._names, strict=True):
            self._starts.append(before)
            last, reader = before, None
            try:
                if name in self._refused:
                    raise self._refused[name]
                reader = self._opened(file)
                for row in reader:
                    last = before + row.row
                    self.rows_read += 1
                    yield self._of_file(row, name, last)
            except CatalogError as error:
                if not isinstance(error, NoProductsError):
                    last += 1
                    self.rows_read += 1
                    yield self._unreadable(name, last, error)
            before = last
            if reader is None:
                continue
            self._contexts[name] = reader.context
            self.rows_repaired += reader.rows_repaired
            self.passed_over += reader.passed_over
            for notice in reader.notices if told < _TOLD else ():
                self.notices.append(f"{name}: {notice}")
            told += bool(reader.notices)

    def _opened(self, file: Path) -> CatalogReader:
        """One file; a column of `roles` may stand in others only."""
        options = self._options
        while True:
            try:
                return CatalogReader(file, options, self.source, self._untitled)
            except UnknownColumnError as error:
                left = tuple(pair for pair in options.roles if pair[0] != error.column)
                if len(left) == len(options.roles):
                    raise
                options = replace(options, roles=left)

    @property
    def context(self) -> ReadContext:
        """The contexts of all files that were read, each kind once."""
        kinds: dict[ReadContext, int] = {}
        files = tuple((name, kinds.setdefault(found, len(kinds))) for name, found in self._contexts.items())
        return ReadContext((), files=files, contexts=tuple(kinds))

    @property
    def time_us(self) -> int:
        """When the newest of the files was written, microseconds since 1970."""
        return max(file.stat().st_mtime_ns // 1000 for file in self._listing.files)

    @property
    def files(self) -> int:
        """How many there are, readable or not."""
        return len(self._names)

    def place_of(self, row: int) -> str:
        """Where a row that was read stands, for people."""
        file = bisect_right(self._starts, row - 1) - 1
        return f"row {row - self._starts[file]} of {self._names[file]}" if file >= 0 else f"row {row}"

    def _of_file(self, row: ReadRow, name: str, number: int) -> ReadRow:
        rejected = row.rejected
        if rejected is not None:
            rejected = replace(rejected, row=number, file=name)
        return row._replace(row=number, rejected=rejected, file=name)

    def _unreadable(self, name: str, number: int, error: CatalogError) -> ReadRow:
        fault = RowFault(reasons.FILE, f"{error.message} ({error.remedy})" if error.remedy else error.message)
        return ReadRow(number, 1, None, rejected_row(self.source, number, 1, "", 0, fault, name), (), name)

    def _told_first(self) -> Iterator[str]:
        bad = [(name, error) for name, error in self._refused.items() if not isinstance(error, NoProductsError)]
        pages = len(self._refused) - len(bad)
        if len(self._names) > 1:
            yield f"{len(self._names):,} files: {len(self._names) - len(self._refused):,} are read as one catalog"
        for name, error in bad[:_TOLD]:
            yield f"{name} cannot be read: {error.message} ({error.remedy})"
        if len(bad) > _TOLD:
            yield f"{len(bad) - _TOLD:,} more cannot be read: `itemcenter quarantine list --reason file` shows them"
        if pages:
            yield f"{pages:,} pages hold no product"
        if self._listing.left_out:
            counts = ", ".join(f"{ending} {count:,}" for ending, count in sorted(self._listing.left_out.items()))
            yield f"files with other endings were left out: {counts}; a pattern such as '*.dat' takes them in"
