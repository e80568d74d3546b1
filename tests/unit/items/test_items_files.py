"""Several files as one catalog: order, places, files that cannot be read, retry."""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
from pathlib import Path

import pytest
from catalog_files import Read, read_file

from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions, ReadContext, check_place, open_catalog, reread
from itemcenter.items.places import is_url, url_of
from itemcenter.schema import Item, RejectedRow, SourceId


def read(place: str | Path) -> Read:
    reader = open_catalog(place, CatalogOptions(), SourceId("shop"))
    rows = list(reader)
    assert reader.rows_read == len(rows)
    return Read(reader, rows)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Files of several kinds, one of which cannot be read, and things that are no catalogs."""
    folder = tmp_path / "shop"
    (folder / "b").mkdir(parents=True)
    (folder / "a.csv").write_text("sku,title\na1,Lamp\n,Nameless\n")
    (folder / "b" / "part.jsonl.gz").write_bytes(gzip.compress(b'{"id": "b1", "name": "Desk"}\n{"id": "b2"}\n'))
    (folder / "c.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    (folder / "d.tsv").write_text("id\ttitle\ncolour\td0\nd1\tChair\n")
    for name in ("photo.jpg", ".hidden.csv", "~$c.xlsx", "_SUCCESS"):
        (folder / name).write_text("x")
    return folder


def test_files_come_in_order_with_their_places(shop: Path) -> None:
    found = read(shop)
    assert [(row.file, row.row, row.line, row.item.id if row.item else "") for row in found.rows] == [
        ("a.csv", 1, 2, "a1"),
        ("a.csv", 2, 3, ""),
        ("b/part.jsonl.gz", 3, 1, "b1"),
        ("b/part.jsonl.gz", 4, 2, ""),
        ("c.xls", 5, 1, ""),
        ("d.tsv", 6, 2, "colour"),
        ("d.tsv", 7, 3, "d1"),
    ]
    assert [(row.reason, row.file, row.row) for row in found.rejected] == [
        ("no_id", "a.csv", 2),
        ("no_title", "b/part.jsonl.gz", 4),
        ("file", "c.xls", 5),
    ]
    assert "old Excel workbook" in found.rejected[2].message and "save it as .xlsx" in found.rejected[2].message
    assert found.reader.files == 4
    assert [found.reader.place_of(row) for row in (1, 4, 7)] == [
        "row 1 of a.csv",
        "row 2 of b/part.jsonl.gz",
        "row 2 of d.tsv",
    ]
    assert found.reader.notices[:3] == [
        "4 files: 3 are read as one catalog",
        "c.xls cannot be read: this is an old Excel workbook (.xls) (open it and save it as .xlsx, or as CSV (UTF-8))",
        "files with other endings were left out: .jpg 1; a pattern such as '*.dat' takes them in",
    ]
    assert {column.source for column in found.reader.mapping.columns} == {"sku", "title", "id", "name"}
    assert list(found.reader) == found.rows


def test_a_pattern_names_files_whatever_their_endings(shop: Path) -> None:
    (shop / "e.dat").write_text("id,title\ne1,Box\n")
    assert [item.id for item in read(f"{shop}/*.dat").items] == ["e1"]
    assert [row.file for row in read(shop / "**" / "*.jsonl.gz").rows] == ["part.jsonl.gz"] * 2
    with pytest.raises(CatalogError, match="no file is called so"):
        check_place(shop / "*.nothing")


def test_every_row_can_be_mended_under_the_layout_of_its_file(shop: Path) -> None:
    found = read(shop)
    context = ReadContext.from_json(json.loads(json.dumps(found.reader.context.to_json())))
    no_id, no_title, file = found.rejected
    lamp = reread(dataclasses.replace(no_id, raw="a2,Nameless"), context, CatalogOptions())
    desk = reread(dataclasses.replace(no_title, raw='{"id": "b2", "name": "Shelf"}'), context, CatalogOptions())
    assert isinstance(lamp, Item) and lamp.id == "a2"
    assert isinstance(desk, Item) and desk.title == "Shelf"
    assert reread(file, context, CatalogOptions()) == file
    still = reread(no_title, context, CatalogOptions(columns=(("id", "sku"),)))
    assert isinstance(still, RejectedRow) and (still.file, still.row) == (no_title.file, 4)


def test_the_newest_file_dates_the_catalog(shop: Path) -> None:
    for number, file in enumerate(sorted(file for file in shop.rglob("*") if file.is_file())):
        os.utime(file, (1_000_000 + number, 1_000_000 + number))
    newest = shop / "a.csv"
    os.utime(newest, (2_000_000, 2_000_000))
    assert open_catalog(shop, CatalogOptions(), SourceId("s")).time_us == 2_000_000_000_000
    assert open_catalog(newest, CatalogOptions(), SourceId("s")).time_us == 2_000_000_000_000


def test_nothing_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="holds no catalog"):
        read(tmp_path)
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    (tmp_path / "b.csv").write_text("")
    with pytest.raises(CatalogError, match=r"a\.csv: none of 2 files can be read; the first one: no id and no title"):
        read(tmp_path)
    with pytest.raises(CatalogError, match="no such file"):
        check_place(tmp_path / "c.csv")


def test_pages_without_products_are_counted_only(tmp_path: Path) -> None:
    product = '<html><script type="application/ld+json">{"@type": "Product", "sku": "%s", "name": "n"}</script></html>'
    for name in ("1", "3"):
        (tmp_path / f"{name}.html").write_text(product % name)
    (tmp_path / "2.html").write_text("<html>About us</html>")
    found = read(tmp_path)
    assert [item.id for item in found.items] == ["1", "3"] and found.rejected == []
    assert "1 pages hold no product" in found.reader.notices


def test_urls_are_no_files(tmp_path: Path) -> None:
    assert is_url("postgresql://host/db") and is_url(Path("postgresql://host/db"))
    assert not is_url("C:/exports") and not is_url(tmp_path / "a.csv") and not is_url("a.csv")
    assert url_of(Path("postgresql://u@host/db")) == "postgresql://u@host/db" == url_of("postgresql://u@host/db")


def test_a_file_that_breaks_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"id,title\n{name}1,x\n")
    reader = open_catalog(tmp_path, CatalogOptions(), SourceId("s"))
    (tmp_path / "a.csv").unlink()
    rows = list(reader)
    assert [(row.file, row.rejected.reason if row.rejected else "") for row in rows] == [
        ("a.csv", "file"),
        ("b.csv", ""),
    ]
    assert read_file(tmp_path / "b.csv").rows[0].file == ""
