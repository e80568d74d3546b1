"""Parquet: nested values as JSON rows would hold them, kinds of values as text, damage told."""

from __future__ import annotations

import datetime
import decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from catalog_files import Read, read_file

from itemcenter.errors import CatalogError


def read_table(path: Path, columns: dict[str, pa.Array], **options: int) -> Read:
    pq.write_table(pa.table(columns), path, **options)
    return read_file(path)


def test_nested_values_are_those_of_a_json_row(tmp_path: Path) -> None:
    found = read_table(
        tmp_path / "c.parquet",
        {
            "id": pa.array([1, 2]),
            "title": pa.array(["Lamp", "Desk"]),
            "specs": pa.array([[{"name": "Colour", "value": "Red"}], None]),
            "images": pa.array([["http://a/1.png", "http://a/2.png"], []]),
            "attributes": pa.array([[("Height", "30 cm"), ("Base", None)], None], pa.map_(pa.string(), pa.string())),
            "details": pa.array([{"Power": 7, "Plug": None}, None]),
        },
    )
    lamp, desk = found.items
    assert [(spec.name, spec.value) for spec in lamp.specs] == [("Colour", "Red"), ("Height", "30 cm"), ("Power", "7")]
    assert lamp.images == ("http://a/1.png", "http://a/2.png")
    assert (desk.id, desk.specs, desk.images) == ("2", (), ())


def test_kinds_of_values_as_text(tmp_path: Path) -> None:
    moment = datetime.datetime(2026, 1, 2, 3, 4, 5)
    found = read_table(
        tmp_path / "c.parquet",
        {
            "id": pa.array([4006381333931.0]),
            "title": pa.array(["Lamp"]).dictionary_encode(),
            "weight": pa.array([decimal.Decimal("12.500")]),
            "made": pa.array([moment.date()]),
            "seen": pa.array([1_767_323_045_000_000_123], pa.timestamp("ns")),
            "at": pa.array([[{"t": moment}]]),
            "raw": pa.array([b"plain"]),
            "ok": pa.array([True]),
            "none": pa.nulls(1),
        },
    )
    assert found.item.id == "4006381333931"
    assert [(spec.name, spec.value) for spec in found.item.specs] == [("weight", "12.500")]
    assert dict(found.item.extras) == {
        "made": "2026-01-02",
        "seen": "2026-01-02T03:04:05",
        "at": '[{"t": "2026-01-02T03:04:05"}]',
        "raw": "plain",
        "ok": "true",
    }


def test_a_text_that_is_no_utf8_sends_its_row_to_the_quarantine(tmp_path: Path) -> None:
    texts = pa.array([b"Lamp", b"Gr\xf6\xdfe", b"Desk"]).view(pa.binary())
    titles = pa.StringArray.from_buffers(3, *texts.buffers()[1:])
    found = read_table(tmp_path / "c.parquet", {"id": pa.array(["1", "2", "3"]), "title": titles})
    assert [item.title for item in found.items] == ["Lamp", "Desk"]
    (rejected,) = found.rejected
    assert (rejected.reason, rejected.row, rejected.column) == ("encoding", 2, "title")
    assert rejected.raw == '{"id": "2", "title": "Gr\\xf6\\xdfe"}'


def test_a_damaged_row_group_is_set_aside_and_reading_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    columns = {"id": pa.array(range(300)), "title": pa.array([f"Lamp {number}" for number in range(300)])}
    pq.write_table(pa.table(columns), path, row_group_size=100, write_page_checksum=True, use_dictionary=False)
    chunk = pq.ParquetFile(path).metadata.row_group(1).column(1)
    content = bytearray(path.read_bytes())
    content[chunk.data_page_offset + chunk.total_compressed_size // 2] ^= 0xFF
    path.write_bytes(content)
    found = read_file(path)
    assert [int(item.id) for item in found.items] == [*range(100), *range(200, 300)]
    (rejected,) = found.rejected
    assert rejected.reason == "damaged" and "rows 101 to 200" in rejected.message


@pytest.mark.parametrize("keep", [4, 40, 200])
def test_a_cut_file_is_told(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "c.parquet"
    pq.write_table(pa.table({"id": [1, 2], "title": ["a", "b"]}), path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(CatalogError, match=r"c\.parquet: the Parquet file cannot be opened: .*write or fetch"):
        read_file(path)


def test_no_title_column(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    pq.write_table(pa.table({"a": [1], "b": ["x"]}), path)
    with pytest.raises(CatalogError, match=r"no id and no title column among: a, b \(name it in itemcenter\.toml"):
        read_file(path)


def test_columns_without_a_name_and_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    names = ["id", "title", "a (4)", "a", "a", "a (4)", ""]
    pq.write_table(pa.Table.from_arrays([pa.array([str(n)]) for n in range(7)], names=names), path)
    assert dict(read_file(path).item.extras) == {
        "a (4)": "2", "a": "3", "a (5)": "4", "a (4) (6)": "5", "column 7": "6"
    }  # fmt: skip


def test_blank_rows_are_passed_over_and_rows_of_nothing(tmp_path: Path) -> None:
    found = read_table(tmp_path / "c.parquet", {"id": pa.array([1, None, 3]), "title": pa.array(["a", None, "c"])})
    assert [row.line for row in found.rows] == [1, 3] and found.reader.passed_over == 1
    empty = read_table(tmp_path / "e.parquet", {"id": pa.array([], pa.int64()), "title": pa.array([], pa.string())})
    assert empty.rows == [] and empty.reader.notices == ["the file has a header and no rows"]
