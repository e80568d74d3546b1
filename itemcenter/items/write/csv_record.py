"""One record of a CSV file with empty cells filled and columns added at its end; all else stays, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from itemcenter.items.delimited import DelimitedRows
from itemcenter.items.dialect import Dialect
from itemcenter.items.encoding import CONTROLS, is_suspect
from itemcenter.items.filled import FILLED
from itemcenter.items.lines import Lines
from itemcenter.items.quoting import Cut, Quoting, cut_record
from itemcenter.items.rows import SourceRow
from itemcenter.items.write.containers import appended_all, fresh
from itemcenter.items.write.edits import Edited, RecordEdit, Samples
from itemcenter.items.write.formulas import harmless_cell

_BLANKED = {ord(control): " " for control in CONTROLS}


@dataclass(frozen=True)
class CsvForm:
    """How the records of a file are written.

    header:  names of its columns as the reader has them; width: cells that the header line has (blank ones at its end
             have no name); added: names of the columns to add
    """

    dialect: Dialect
    header: tuple[str, ...]
    width: int
    max_cell_chars: int
    added: tuple[str, ...] = ()

    def edited_header(self, text: str) -> str | None:
        """The header line with the added columns; None where it cannot be cut."""
        if not self.added:
            return text
        cut = cut_record(text, self.dialect.delimiter, self.dialect.newline, Quoting(self.dialect.backslash))
        if cut.end < 0 or len(cut.cells) != self.width:
            return None
        end, quoted = _end(cut), _quotes_all(cut)
        names = (self.dialect.delimiter + self._cell(name, quoted) for name in self.added)
        return text[:end] + "".join(names) + text[end:]

    def edited(self, row: SourceRow, edit: RecordEdit, samples: Samples) -> Edited:
        """The record after the edit, checked by the catalog's own reader."""
        text = "".join(row.raw)
        if not edit and not self.added:
            return Edited(text)
        cells = [str(cell) for cell in row.cells.values()]
        for cut in self._cuts(text, cells):
            pieces, refused = self._pieces(text, cut, edit, samples)
            new = _with(text, pieces)
            if self._reads_back(text, new, row, edit, refused):
                return Edited(new, tuple(refused))
        return Edited(None)

    def _cuts(self, text: str, cells: list[str]) -> Iterator[Cut]:
        """Every way to cut the record that gives the cells that the reader has given."""
        own, delimiter, newline = self.dialect.backslash, self.dialect.delimiter, self.dialect.newline
        for quoting in (Quoting(own), Quoting(own, True), Quoting(not own), Quoting(not own, True)):
            cut = cut_record(text, delimiter, newline, quoting)
            if cut.end >= 0 and _as_read(cut.cells[: len(cells)]) == _as_read(cells):
                yield cut

    def _pieces(
        self, text: str, cut: Cut, edit: RecordEdit, samples: Samples
    ) -> tuple[list[tuple[int, int, str]], list[str]]:
        """(start, end, new text) of every change in order, and the names of pairs that no form could take."""
        pieces: list[tuple[int, int, str]] = []
        refused: list[str] = []
        style = _quotes_all(cut)
        for place, name in enumerate(self.header):
            start, end, quoted = cut.spans[place]
            if name in edit.cells and (name == FILLED or not cut.cells[place].strip()):
                pieces.append((start, end, self._content(str(edit.cells[name]), quoted, style)))
            elif name in edit.pairs:
                pieces += self._appended(text, cut, place, edit.pairs[name], str(samples.get(name, "")), refused)
        pieces += self._at_end(text, cut, edit)
        return pieces, refused

    def _appended(
        self, text: str, cut: Cut, place: int, pairs: list[tuple[str, str]], sample: str, refused: list[str]
    ) -> list[tuple[int, int, str]]:
        (start, end, quoted), cell = cut.spans[place], cut.cells[place]
        column = self.header[place]
        if not cell.strip():
            made = fresh(pairs, column, sample, ascii_only=False)
            if made is None:
                refused += [name for name, _ in pairs]
                return []
            return [(start, end, self._content(made, quoted, False))]
        found, left = appended_all(cell, pairs, column, sample, ascii_only=False)
        refused += left
        if found is None:
            return []
        tail = cell[len(cell) - found.keep :]
        if not text[:end].endswith(tail):
            refused += [name for name, _ in pairs if name not in left]
            return []
        at = end - len(tail)
        if quoted or not any(mark in found.text for mark in (self.dialect.delimiter, "\n", "\r")):
            return [(at, at, self._escaped(found.text) if quoted else found.text)]
        if '"' in cell + found.text or cell != cell.strip():
            refused += [name for name, _ in pairs if name not in left]
            return []
        return [(start, start, '"'), (at, at, found.text), (end, end, '"')]  # the cell needs quotes from now on

    def _at_end(self, text: str, cut: Cut, edit: RecordEdit) -> list[tuple[int, int, str]]:
        """The added columns. Blank cells that a row has beyond the header lie where they go."""
        pieces, missing, style = [], [], _quotes_all(cut)
        if not self.added:
            return []
        for place in range(len(cut.cells), self.width + len(self.added)):
            name = self.added[place - self.width] if place >= self.width else ""
            value = edit.added.get(name, "") if name else ""
            missing.append(self.dialect.delimiter + self._cell(str(value), style))
        for place in range(self.width, min(len(cut.cells), self.width + len(self.added))):
            start, end, quoted = cut.spans[place]
            value = edit.added.get(self.added[place - self.width], "")
            if value != "":
                pieces.append((start, end, self._content(str(value), quoted, False)))
        if missing:
            pieces.append((_end(cut), _end(cut), "".join(missing)))
        return pieces

    def _reads_back(self, text: str, new: str, row: SourceRow, edit: RecordEdit, refused: list[str]) -> bool:
        """Whether the catalog's reader sees in the new record what it should and nothing else."""
        names = self.header + tuple(f"\0{number}" for number in range(self.width - len(self.header))) + self.added
        lines = Lines(_OneText(new), self.dialect.newline, 2 * self.max_cell_chars)
        rows = list(
            DelimitedRows(lines, self.dialect_of_rows, self.max_cell_chars, names if self.added else self.header)
        )
        if len(rows) != 1 or rows[0].fault is not None:
            return False
        found = rows[0].cells
        for name, cell in row.cells.items():
            if name in edit.cells and (name == FILLED or not str(cell).strip()):
                wanted = _shown(str(edit.cells[name]))
                if found[name] != wanted:
                    return False
            elif name in edit.pairs:
                if len(edit.pairs[name]) > len(refused) and str(found[name]) == str(cell):
                    return False
            elif _as_read([str(found[name])]) != _as_read([str(cell)]):
                return False
        return all(str(found[name]).strip() == _shown(str(edit.added.get(name, ""))) for name in self.added)

    @property
    def dialect_of_rows(self) -> Dialect:
        """The dialect without the lines that stand before a header."""
        return Dialect(self.dialect.delimiter, self.dialect.newline, self.dialect.backslash)

    def _cell(self, text: str, quoted: bool) -> str:
        """A cell that we write by itself, with quotes where it needs them or the record has them everywhere."""
        text = _shown(text)
        special = (self.dialect.delimiter, '"', "\n", "\r", *("\\" * self.dialect.backslash))
        if quoted or any(mark in text for mark in special) or text != text.strip():
            return f'"{self._escaped(text)}"'
        return text

    def _content(self, text: str, quoted: bool, style: bool) -> str:
        """What takes the place of an empty cell's content: inside of its quotes, or with quotes if `style` has them."""
        return self._escaped(_shown(text)) if quoted else self._cell(text, style)

    def _escaped(self, text: str) -> str:
        if self.dialect.backslash:
            return text.replace("\\", "\\\\").replace('"', '\\"')
        return text.replace('"', '""')


class _OneText:
    def __init__(self, text: str) -> None:
        self._text = text
        self.suspect = is_suspect(text)

    def chunks(self) -> Iterator[str]:
        yield self._text


def _shown(text: str) -> str:
    """What we write into a cell: harmless in a spreadsheet."""
    return str(harmless_cell(text))


def _as_read(cells: Sequence[str]) -> list[str]:
    """Cells as the reader gives them out: without control characters."""
    return [cell.translate(_BLANKED) for cell in cells]


def _end(cut: Cut) -> int:
    """Where the last cell ends, before the line end."""
    _, end, quoted = cut.spans[-1]
    return cut.end if quoted else end


def _quotes_all(cut: Cut) -> bool:
    """Whether most cells of the record that hold something stand between quotes."""
    filled = [quoted for start, end, quoted in cut.spans if quoted or end > start]
    return 2 * sum(filled) > len(filled)


def _with(text: str, pieces: list[tuple[int, int, str]]) -> str:
    for start, end, new in reversed(pieces):
        text = text[:start] + new + text[end:]
    return text
