"""Every container keeps what `Table` promises; equal rows give equal items in CSV, JSON lines, Parquet and Excel."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from itemcenter.testing import table_suite
from itemcenter.testing.table_suite import Row


class TestParquet(table_suite.TableSuite):
    suffix = ".parquet"

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
        arrays = {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(columns)}
        pq.write_table(pa.table(arrays), path, row_group_size=6000)


class TestZip(table_suite.TableSuite):
    """JSON lines in an archive; what a faulty row leaves is text of a JSON object there, too."""

    suffix = ".zip"
    fields = ("id", "title", "brand", "description", "specs", "extras")

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
        objects = ({name: cell for name, cell in zip(columns, row, strict=True) if cell is not None} for row in rows)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("folder/c.jsonl", "".join(json.dumps(entry) + "\n" for entry in objects))


class TestXlsx(table_suite.TableSuite):
    suffix = ".xlsx"
    examples = 25
    streams_when_cut = True

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Products")
        for row in [columns, *rows]:
            sheet.append([self._cell(sheet, text) for text in row])
        book.save(path)

    def _cell(self, sheet: Any, text: str | None) -> Any:
        """A text cell, also where the text looks like a formula or an escape."""
        if text is None:
            return None
        cell = WriteOnlyCell(sheet)
        cell._value, cell.data_type = text.replace("_x0041_", "_x005F_x0041_"), "s"
        return cell

    def damage(self, content: bytearray) -> bytes:
        """The packed sheet is changed behind its beginning; the directory of the archive is whole."""
        begin = content.index(b"xl/worksheets/sheet1.xml")
        for place in range(begin + 20_000, begin + 20_040):
            content[place] ^= 0xFF
        return bytes(content)


class TestJsonLd(table_suite.TableSuite):
    """Product pages, one after the other. The columns are written under the names of schema.org."""

    suffix = ".html"
    streams_when_cut = True
    fields = ("id", "title", "brand")
    examples, many = 20, 3000
    test_no_rows_and_no_names = None  # a page without products has a message of its own

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
        names = [{"id": "sku", "title": "name"}.get(name, name) for name in columns]
        with path.open("w", encoding="utf-8") as file:
            for row in rows:
                cells = {name: text for name, text in zip(names, row, strict=True) if text is not None}
                text = json.dumps({"@type": "Product", **cells}).replace("</", "<\\/")
                file.write(f'<html><script type="application/ld+json">\n{text}</script></html>\n')

    def damage(self, content: bytearray) -> bytes:
        """The page ends inside of a script."""
        return bytes(content[: content.index(b'"@type"', len(content) // 2) + 12])


class TestCsv(table_suite.TableSuite):
    """No container, but its rows must be the same."""

    suffix = ".csv"
    test_a_bad_row_goes_to_the_quarantine_and_can_be_mended = None  # its raw text is no JSON
    test_damage_is_told = None  # nobody can tell where a CSV file should end

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([columns, *rows])
