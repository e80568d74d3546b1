"""Rows of a CSV file: sound records by the csv module, the others mended or set aside without losing the next ones.

Order of attempts for one record:
1. the csv module, strict; it may span lines as long as every quote is sound
2. the first line alone, with quotes read leniently (see `quoting`)
3. several lines, read leniently - unless one of the later lines is a sound row by itself: then the quote was never
   closed, and only the first line is set aside
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence

from itemcenter.items import reasons
from itemcenter.items.dialect import Dialect
from itemcenter.items.encoding import CONTROLS
from itemcenter.items.header import unique_names
from itemcenter.items.lines import CutLine, Lines
from itemcenter.items.quoting import Cut, Quoting, cut_record
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import BAD_BYTE, SourceRow

#: A record that spans more lines has a quote that was never closed.
MAX_LINES = 1000

#: In a file with many such quotes the bound comes down to this, so that its reading stays fast.
_LEAST_LINES = 50

_BLANKED = {ord(control): " " for control in CONTROLS}


class _Feed:
    """Lines for the csv module. Remembers what it gave out for one record, and takes lines back."""

    def __init__(self, lines: Lines, dialect: Dialect, limit: int) -> None:
        self._lines = lines
        self._iterator = iter(lines)
        self._returned: deque[str] = deque()
        self._limit = limit
        self.max_lines = MAX_LINES
        self._odd = (dialect.delimiter + ' "', dialect.delimiter + '\t"', "\\" if dialect.backslash else "")
        self.begin()

    def begin(self) -> None:
        self.taken: list[str] = []
        self.size = 0
        self.odd = False  # the csv module may read these lines in another way than we do
        self.suspect = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.size > self._limit or len(self.taken) >= self.max_lines:
            raise StopIteration
        again = bool(self._returned)
        line = self._returned.popleft() if again else next(self._iterator)
        if type(line) is CutLine:
            if self.taken:
                self._returned.appendleft(line)
                raise StopIteration
            self.odd = True
        self.taken.append(line)
        self.size += len(line)
        if '"' in line:
            spaced, tabbed, backslash = self._odd
            if spaced in line or tabbed in line or line[0] in " \t" or (backslash and backslash in line):
                self.odd = True
        if self._lines.suspect or again:
            self.suspect = True
        return line

    def give_back(self, count: int) -> None:
        """Keep the first `count` lines of the record; the others come again."""
        self._returned.extendleft(reversed(self.taken[count:]))
        del self.taken[count:]


class DelimitedRows:
    """Iterates the records of a CSV file. `header` is read at construction unless given; [] for a file without text."""

    def __init__(self, lines: Lines, dialect: Dialect, max_cell_chars: int, header: Sequence[str] = ()) -> None:
        self.dialect = dialect
        self.passed_over = 0  # records with delimiters and blanks only
        self._max_cell_chars = max_cell_chars
        self._feed = _Feed(lines, dialect, 2 * max_cell_chars)
        self._border = f'"{dialect.delimiter}"'
        self._empty = " \t\r\n" + dialect.delimiter
        self._line = 1
        for _ in range(dialect.skip_lines):
            self._line += 1 if next(self._feed, None) else 0
        self.header = list(header) or self._read_header()
        self._width = len(self.header)

    def __iter__(self) -> Iterator[SourceRow]:
        feed, header, width = self._feed, self.header, self._width
        reader = self._strict(feed)
        while True:
            feed.begin()
            cells: list[str] | None
            try:
                cells = next(reader)
            except StopIteration:
                if not feed.taken:
                    return
                cells = None
            except csv.Error:
                cells = None
            taken, line = feed.taken, self._line
            sound = cells is not None and len(cells) == width and not feed.odd and not feed.suspect
            if sound and cells is not None and feed.size <= self._max_cell_chars:
                self._line += len(taken)
                if len(taken) > 1:
                    feed.max_lines = MAX_LINES
                if cells[0].strip() or any(cell.strip() for cell in cells):
                    yield SourceRow(line, dict(zip(header, cells, strict=True)), taken)
                else:
                    self.passed_over += 1
            elif len(taken) == 1 and not taken[0].strip(self._empty):
                self._line += 1
                self.passed_over += self.dialect.delimiter in taken[0]
            else:
                row = self._mend(line)
                self._line += len(feed.taken)
                if row is not None:
                    yield row

    def _read_header(self) -> list[str]:
        """Unique column names, see `unique_names`."""
        while True:
            self._feed.begin()
            try:
                line = next(self._feed)
            except StopIteration:
                return []
            if line.strip(self._empty):
                break
            self._line += 1
        cut, used = self._cut(Quoting(self.dialect.backslash), 0)
        written = cut.cells if cut.end >= 0 else line.rstrip("\r\n").split(self.dialect.delimiter)
        used = used if cut.end >= 0 else 1
        self._feed.give_back(used)
        self._line += used
        return unique_names(written)

    def _strict(self, lines: Iterator[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=self.dialect.delimiter, strict=True)

    def _mend(self, line: int) -> SourceRow | None:
        """The row that begins with the lines taken so far; gives lines back that do not belong to it."""
        feed = self._feed
        first = feed.taken[0]
        if type(first) is CutLine:
            feed.give_back(1)
            fault = RowFault(reasons.OVERSIZE, f"the line has {first.full_length} characters")
            return SourceRow(line, {}, [first], first.full_length, fault=fault)
        cells, repaired, used = self._best_cut()
        feed.give_back(used)
        raw = feed.taken
        if feed.suspect and any(BAD_BYTE.search(piece) for piece in raw if not piece.isascii()):
            return SourceRow(line, {}, raw, fault=RowFault(reasons.ENCODING, "bytes that are no text in this encoding"))
        if isinstance(cells, RowFault):
            return SourceRow(line, {}, raw, fault=cells)
        if not any(cell.strip() for cell in cells):
            self.passed_over += 1
            return None
        if feed.suspect:
            clean = [cell.translate(_BLANKED) for cell in cells]
            repaired, cells = repaired or clean != cells, clean
        for column, cell in zip(self.header, cells, strict=True):
            if len(cell) > self._max_cell_chars:
                message = f"a cell of {len(cell)} characters; {self._max_cell_chars} are allowed"
                return SourceRow(line, {}, raw, fault=RowFault(reasons.OVERSIZE, message, column))
        return SourceRow(line, dict(zip(self.header, cells, strict=True)), raw, repaired=repaired)

    def _best_cut(self) -> tuple[list[str] | RowFault, bool, int]:
        """(cells that fit the header or what is wrong, whether mended, number of lines) by the order of attempts."""
        own = Quoting(self.dialect.backslash)
        whole, used = self._cut(own, 0)
        cells = self._fitting(whole)
        if cells is not None and (not whole.repairs or used == 1):
            return cells, bool(whole.repairs), used
        other = not self.dialect.backslash
        for quoting in (own, Quoting(own.backslash, True), Quoting(other), Quoting(other, True)):
            alone = self._fitting(self._cut(quoting, 1)[0])
            if alone is not None:
                return alone, True, 1
        literal = self._feed.taken[0].rstrip("\r\n").split(self.dialect.delimiter)
        if len(literal) == self._width and all(cell.count('"') % 2 == 0 for cell in literal):
            return literal, True, 1
        if whole.end < 0:
            self._feed.max_lines = max(_LEAST_LINES, self._feed.max_lines // 2)
        if whole.end < 0 or any(self._is_row(line, cells is None) for line in self._feed.taken[1:used]):
            return RowFault(reasons.QUOTE, "a quote is opened and never closed"), False, 1
        if cells is not None:
            return cells, True, used
        message = f"{len(whole.cells)} cells, the header has {self._width} columns"
        return RowFault(reasons.COLUMNS, message), False, used

    def _cut(self, quoting: Quoting, max_lines: int) -> tuple[Cut, int]:
        """(record, number of lines), taking further lines while a quote is open. max_lines 0: as many as allowed."""
        feed, dialect = self._feed, self.dialect
        count = 1
        while True:
            text = "".join(feed.taken[:count])
            cut = cut_record(text, dialect.delimiter, dialect.newline, quoting)
            if cut.end >= 0:
                return cut, text.count(dialect.newline, 0, cut.end) + 1
            if count == max_lines:
                return cut, count
            # Twice as many lines each time: the work stays linear in the length of the record.
            wanted = 2 * count
            while len(feed.taken) < wanted and next(feed, None) is not None:
                pass
            if len(feed.taken) == count:
                return cut, count
            count = min(wanted, len(feed.taken))

    def _fitting(self, cut: Cut) -> list[str] | None:
        """The cells if they fit the header; blank cells beyond it are dropped.

        Where quotes were mended, a cell that holds `","` was two cells: that it fits is chance.
        """
        if cut.end < 0 or len(cut.cells) < self._width or any(cell.strip() for cell in cut.cells[self._width :]):
            return None
        if cut.repairs and any(self._border in cell for cell in cut.cells):
            return None
        return cut.cells[: self._width]

    def _is_row(self, line: str, mended: bool) -> bool:
        """Whether a line is a row by itself: as many cells as the header, and no stray quote unless `mended`."""
        cut = cut_record(line, self.dialect.delimiter, self.dialect.newline, Quoting(self.dialect.backslash))
        return self._width > 1 and self._fitting(cut) is not None and (mended or not cut.repairs) and not cut.stray
