"""The conformance suite of catalog containers: whatever hands out rows behind `items.tables.Table`.

Use, in a test module (pytest and Hypothesis installed):

    class TestMyTable(TableSuite):
        suffix = ".mine"

        def write(self, path, columns, rows):  # texts only; None where a row has no such cell
            ...

The suite compares with a JSON-lines file of the same rows: equal rows give equal items whatever the container.
"""

from __future__ import annotations

import gc
import json
import tempfile
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions, CatalogReader, ReadContext, open_catalog, reread
from itemcenter.schema import Item, SourceId

Row = Sequence[str | None]

_COLUMNS = ("id", "title", "brand", "description", "colour", "size", "note")

#: No control characters and half characters: formats differ in which of them they can hold at all.
_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12) | st.sampled_from(
    [
        "",
        " ",
        "null",
        "007",
        "1.0",
        "1e5",
        "=1+1",
        "a,b;c\t|d",
        'say "hi"',
        "x_x0041_y",
        "<b>&amp;</b>",
        "größe",
        "東京😀",
    ]
)


class TableSuite:
    #: Ending of the files that `write` makes.
    suffix = ""
    #: Random tables a property.
    examples = 40
    #: Whether the rows before a damage are read; else the file is refused as a whole.
    streams_when_cut = False
    #: Fields of `Item` that must equal those of the same rows in JSON lines; all where none is named.
    fields: tuple[str, ...] = ()
    #: Bytes that reading may take at most, whatever the number of rows; and how many rows are tried.
    memory, many = 16_000_000, 8_000

    def write(self, path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Write a catalog with these columns."""
        raise NotImplementedError

    def damage(self, content: bytearray) -> bytes:
        """A file that was cut or changed so that it cannot be read to its end."""
        return bytes(content[: len(content) // 2])

    def test_rows_come_in_order_under_their_names(self, tmp_path: Path) -> None:
        rows = [[str(number), f"Lamp {number}", "Lumo", "", None, "7", None] for number in range(700)]
        reader = self._written(tmp_path, rows)
        found = list(reader)
        assert [row.item.id for row in found if row.item] == [str(number) for number in range(700)]
        assert [row.row for row in found] == list(range(1, 701))
        assert all(earlier.line < later.line for earlier, later in pairwise(found))
        assert reader.mapping.source_of("title") in ("title", "name")
        assert list(reader) == found, "a second reading gives the same rows"

    def test_empty_cells_are_absent(self, tmp_path: Path) -> None:
        (row,) = self._written(tmp_path, [["1", "Lamp", "", None, " ", None, "x"]])
        assert row.item is not None
        assert (row.item.brand, row.item.description, row.item.specs) == ("", "", ())
        assert [value for name, value in row.item.extras if name in _COLUMNS] == ["x"]

    def test_a_bad_row_goes_to_the_quarantine_and_can_be_mended(self, tmp_path: Path) -> None:
        empty: list[str | None] = [None] * 4
        rows = [["1", "Lamp", None, *empty], ["2", None, "Lumo", *empty], [None, "Desk", None, *empty]]
        rows.append(["4", "Shelf", None, *empty])
        reader = self._written(tmp_path, rows)
        found = list(reader)
        assert [row.item.id for row in found if row.item] == ["1", "4"]
        rejected = [row.rejected for row in found if row.rejected]
        assert [(row.reason, row.row) for row in rejected] == [("no_title", 2), ("no_id", 3)]
        context = ReadContext.from_json(json.loads(json.dumps(reader.context.to_json())))
        mended = {**json.loads(rejected[0].raw), reader.mapping.source_of("title"): "Bulb"}
        item = reread(replace(rejected[0], raw=json.dumps(mended)), context)
        assert isinstance(item, Item) and (item.id, item.title, item.brand) == ("2", "Bulb", "Lumo")
        assert reread(rejected[1], context) == rejected[1]

    def test_a_cell_that_is_too_long_is_set_aside(self, tmp_path: Path) -> None:
        rows = [["1", "Lamp", *[None] * 5], ["2", "x" * 3000, *[None] * 5], ["3", "Desk", *[None] * 5]]
        found = list(self._written(tmp_path, rows, max_cell_chars=1000))
        assert [row.item.id if row.item else row.rejected.reason if row.rejected else "" for row in found] == [
            "1",
            "oversize",
            "3",
        ]

    def test_equal_rows_give_equal_items(self) -> None:
        @settings(
            max_examples=self.examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
        )
        @given(st.lists(st.tuples(*[st.none() | _TEXT] * (len(_COLUMNS) - 2)), max_size=6))
        def check(cells: list[tuple[str | None, ...]]) -> None:
            rows = [[f"i{number}", f"t{number}", *row] for number, row in enumerate(cells)]
            rows.append(["last", "t", *["x"] * (len(_COLUMNS) - 2)])  # every column is filled somewhere
            with tempfile.TemporaryDirectory() as folder:
                lines = Path(folder, "rows.jsonl")
                lines.write_text("".join(json.dumps(_object(row)) + "\n" for row in rows), encoding="utf-8")
                assert self._items(self._written(Path(folder), rows)) == self._items(_opened(lines))

        check()

    def test_reading_can_be_broken_off_and_begun_anew(self, tmp_path: Path) -> None:
        reader = self._written(tmp_path, [[str(number), "Lamp", *[None] * 5] for number in range(900)])
        begun = list(islice(reader, 5))
        gc.collect()  # an unclosed file would be told here
        assert list(reader)[:5] == begun

    def test_damage_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / f"c{self.suffix}"
        self.write(path, _COLUMNS, [[str(n), f"Lamp {n * 7919 % 1009}", *["x"] * 5] for n in range(2000)])
        path.write_bytes(self.damage(bytearray(path.read_bytes())))
        try:
            reader = _opened(path)
            found = list(reader)
        except CatalogError as error:
            assert error.place == str(path) and error.remedy and not self.streams_when_cut
            return
        assert any(row.rejected and row.rejected.reason in ("truncated", "damaged", "json") for row in found)
        assert all(row.item.title.startswith("Lamp ") for row in found if row.item)
        assert not self.streams_when_cut or any(row.item for row in found)

    def test_memory_does_not_grow_with_the_table(self, tmp_path: Path) -> None:
        path = tmp_path / f"c{self.suffix}"
        text = "A text of some length about lamp number {}. " * 8
        self.write(path, _COLUMNS[:3], [[str(n), text.format(*[n] * 8), f"brand {n % 9}"] for n in range(self.many)])
        gc.collect()
        tracemalloc.start()
        try:
            count = sum(1 for _ in _opened(path))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert count == self.many
        assert peak < self.memory, f"{peak:,} bytes"

    def test_no_rows_and_no_names(self, tmp_path: Path) -> None:
        path = tmp_path / f"c{self.suffix}"
        self.write(path, ("one", "two"), [["1", "2"]])
        with pytest.raises(CatalogError, match=r"title column among: one, two \(.+\)"):
            _opened(path)

    def _written(self, folder: Path, rows: Sequence[Row], **options: Any) -> CatalogReader:
        path = folder / f"c{self.suffix}"
        self.write(path, _COLUMNS, rows)
        return _opened(path, **options)

    def _items(self, rows: CatalogReader) -> list[Any]:
        items = [row.item for row in rows]
        return [[getattr(item, name) for name in self.fields] for item in items] if self.fields else items


def _opened(path: Path, **options: Any) -> CatalogReader:
    return open_catalog(path, CatalogOptions(**options), SourceId("suite"))


def _object(row: Row) -> dict[str, str]:
    return {name: cell for name, cell in zip(_COLUMNS, row, strict=False) if cell is not None}
