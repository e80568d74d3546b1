"""Excel workbooks: which sheet and row the table begins in, cells as a person sees them, damage told."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from catalog_files import read_file
from openpyxl import Workbook

from itemcenter.errors import CatalogError
from itemcenter.items.tables import xlsx_strings
from itemcenter.items.tables.xlsx_numbers import Form, Kind, form_of

Rows = Sequence[Sequence[Any]]


def book(path: Path, sheets: dict[str, Rows], touch: Callable[[Workbook], None] = lambda book: None) -> Path:
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    touch(made)
    made.save(path)
    return path


def repacked(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with one part of it changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts.get(part, b"").decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_cells_are_what_a_person_sees(tmp_path: Path) -> None:
    day, moment = datetime.date(2026, 3, 1), datetime.datetime(2026, 3, 1, 14, 30)

    def formats(made: Workbook) -> None:
        sheet = made.active
        for cell, code in (("D2", "0000000000000"), ("E2", '0.0" kg"'), ("F2", "0%"), ("I2", "h:mm"), ("J2", '0 "€"')):
            sheet[cell].number_format = code

    row = [4006381333931, "Lamp", 12.0, 123456789012, 2.5, 0.7, day, moment, datetime.time(7, 5), 9, True, 0.1 + 0.2]
    names = ["id", "title", "size", "ean code", "mass", "cocoa", "day", "moment", "opens", "fee", "led", "odd"]
    found = read_file(book(tmp_path / "c.xlsx", {"A": [names, row]}, formats))
    assert (found.item.id, [(spec.name, spec.value) for spec in found.item.specs]) == (
        "4006381333931",
        [("size", "12")],
    )
    assert dict(found.item.extras) == {
        "ean code": "0123456789012",
        "mass": "2.5 kg",
        "cocoa": "70%",
        "day": "2026-03-01",
        "moment": "2026-03-01T14:30:00",
        "opens": "07:05:00",
        "fee": "9 €",
        "led": "true",
        "odd": "0.3",
    }


def test_the_table_is_found_below_titles_and_on_the_right_sheet(tmp_path: Path) -> None:
    def arrange(made: Workbook) -> None:
        made["Products"].merge_cells("A1:C1")
        made["Old"].sheet_state = "hidden"

    rows = [["Spring catalog 2026"], [], [None, "all prices without tax"], ["SKU", "Product name", "Colour"]]
    sheets = {
        "Read me": [["This workbook holds our products", "and their colours"], ["id", "see the next sheet"]],
        "Products": [*rows, ["a1", "Lamp", "red"], [], ["a2", "Desk", None]],
        "Old": [["sku", "title", "brand", "colour"], ["x", "y", "z", "w"]],
    }
    found = read_file(book(tmp_path / "c.xlsx", sheets, arrange))
    assert [(row.line, row.item.id if row.item else "") for row in found.rows] == [(5, "a1"), (7, "a2")]
    assert found.reader.notices[0] == (
        "read the sheet 'Products', header in row 4; not read: 'Old' (hidden) (sheet in [catalog] names another)"
    )
    assert [item.id for item in read_file(tmp_path / "c.xlsx", sheet="Old").items] == ["x"]
    with pytest.raises(CatalogError, match=r"no sheet 'Product' .did you mean 'Products'"):
        read_file(tmp_path / "c.xlsx", sheet="Product")


def test_names_repeated_under_the_header_are_no_row(tmp_path: Path) -> None:
    rows = [["Seller SKU", "Product Name", "Colour"], ["sku", "title", "color"], ["s1", "Lamp", "red"]]
    found = read_file(book(tmp_path / "c.xlsx", {"Template": rows}))
    assert found.item.id == "s1" and "rows 2 to 2 hold column names, too, and were left out" in found.reader.notices


def test_a_column_that_the_user_names_finds_the_header(tmp_path: Path) -> None:
    rows = [["title", "of", "nothing"], ["Kennung", "Was", "Farbe"], ["s1", "Lampe", "rot"]]
    found = read_file(book(tmp_path / "c.xlsx", {"A": rows}), columns=(("id", "kennung"), ("title", "was")))
    assert found.item.id == "s1" and found.item.title == "Lampe"


def test_errors_and_formulas(tmp_path: Path) -> None:
    rows = [["id", "title", "price", "total"], ["1", "Lamp", "#N/A", "=1+1"], ["2", "Desk", 5, None], ["#REF!", "x"]]
    path = book(tmp_path / "c.xlsx", {"A": rows})
    found = read_file(path)
    assert [item.extras for item in found.items] == [(), (("price", "5"),)]
    assert found.reasons == ["no_id"] and found.rejected[0].raw == '{"title": "x"}'
    assert found.reader.notices[-2:] == [
        "cells that show an error were read as empty: #N/A 1, #REF! 1",
        "1 formulas have no stored value and were read as empty: "
        "open the workbook in a spreadsheet program and save it",
    ]
    assert list(found.reader) == found.rows and len(found.reader.notices) == 3
    repacked(
        path, "xl/worksheets/sheet1.xml", lambda text: text.replace("<v/>", "<v>2</v>").replace("<v />", "<v>2</v>")
    )
    assert dict(read_file(path).items[0].extras) == {"total": "2"}


INLINE = 't="inlineStr"><is><t>PLACE</t></is>'


def test_shared_texts_with_runs_reading_aids_and_escapes(tmp_path: Path) -> None:
    path = book(tmp_path / "c.xlsx", {"A": [["id", "title"], ["1", "PLACE"], ["2", "Desk"]]})
    strings = "<sst><si><r><t>Two </t></r><r><t>runs_x000A_東京</t></r><rPh sb='0' eb='1'><t>トウ</t></rPh></si></sst>"
    relation = '<Relationship Id="rIdS" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>'
    repacked(path, "xl/sharedStrings.xml", lambda text: strings)
    repacked(path, "xl/_rels/workbook.xml.rels", lambda text: text.replace("</Relationships>", relation))
    repacked(path, "xl/worksheets/sheet1.xml", lambda text: text.replace(INLINE, 't="s"><v>0</v>'))
    assert read_file(path).items[0].title == "Two runs\n東京"


def test_shared_texts_beyond_the_memory_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_strings, "_IN_MEMORY", 2000)
    monkeypatch.setattr(xlsx_strings, "_CACHED", 7)
    path = book(tmp_path / "c.xlsx", {"A": [["id", "title"], *([str(n), "PLACE"] for n in range(300))]})
    entries = "".join(f"<si><t>Déšk {number}</t></si>" for number in range(300))
    relation = '<Relationship Id="rIdS" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    repacked(path, "xl/sharedStrings.xml", lambda text: f"<sst>{entries}</sst>")
    repacked(path, "xl/_rels/workbook.xml.rels", lambda text: text.replace("</Relationships>", relation))
    numbers = iter(range(301))
    sheet = "xl/worksheets/sheet1.xml"
    repacked(path, sheet, lambda text: re.sub(re.escape(INLINE), lambda _: f't="s"><v>{next(numbers)}</v>', text))
    assert [item.title for item in read_file(path).items] == [f"Déšk {number}" for number in range(300)]
    repacked(path, sheet, lambda text: text.replace("<v>299</v>", "<v>300</v>"))
    assert read_file(path).reasons == ["damaged"]


def test_a_row_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    path = book(tmp_path / "c.xlsx", {"A": [["id", "title", "n"], ["1", "Lamp", 77], ["2", "Desk", 8]]})
    repacked(path, "xl/worksheets/sheet1.xml", lambda text: text.replace("<v>77</v>", "<v>seven</v>"))
    found = read_file(path)
    assert [item.id for item in found.items] == ["2"]
    (rejected,) = found.rejected
    assert (rejected.reason, rejected.line) == ("damaged", 2)
    assert rejected.message == "column 3 holds 'seven' as a number" and rejected.raw == '{"id": "1", "title": "Lamp"}'


def test_a_sheet_that_breaks_off_gives_the_rows_before(tmp_path: Path) -> None:
    path = book(tmp_path / "c.xlsx", {"A": [["id", "title"], *([str(n), f"Lamp {n}"] for n in range(50))]})
    repacked(path, "xl/worksheets/sheet1.xml", lambda text: text[: text.index('<row r="40"')] + "</broken>")
    found = read_file(path)
    assert len(found.items) == 38 and found.reasons == ["truncated"]
    assert found.reader.notices[-1].startswith("the sheet is damaged: ")


ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused(tmp_path: Path, part: str) -> None:
    path = book(tmp_path / "c.xlsx", {"A": [["id", "title"], ["1", "Lamp"]]})
    repacked(path, part, lambda text: ENTITIES + text[text.index("<", 1 + text.find("?>")) :])
    with pytest.raises(CatalogError, match="declares entities"):
        read_file(path)


def test_files_that_are_no_workbook_to_read(tmp_path: Path) -> None:
    def refused(content: bytes) -> str:
        path = tmp_path / "c.xlsx"
        path.write_bytes(content)
        with pytest.raises(CatalogError) as raised:
            read_file(path)
        assert raised.value.place == str(path) and raised.value.remedy
        return raised.value.message

    whole = book(tmp_path / "b.xlsx", {"A": [["id", "title"], ["1", "Lamp"]]}).read_bytes()
    assert "damaged or cut" in refused(whole[: len(whole) // 2])
    old = b"\xd0\xcf\x11\xe0" + bytes(5000)
    assert refused(old) == "this is an old Excel workbook (.xls)"
    assert refused(old + "EncryptedPackage".encode("utf-16-le") + bytes(900)) == "the workbook is encrypted"
    book(tmp_path / "b.xlsx", {"A": []})
    assert refused((tmp_path / "b.xlsx").read_bytes()) == "the workbook has no filled sheet"
    book(tmp_path / "b.xlsx", {"A": [["one", "two"], ["1", "2"]]})
    assert refused((tmp_path / "b.xlsx").read_bytes()) == "no id and no title column among: one, two"
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("_rels/.rels", '<R><Relationship Type="a/officeDocument" Target="xl/workbook.bin"/></R>')
    assert refused((tmp_path / "z.zip").read_bytes()) == "this is a binary Excel workbook (.xlsb)"


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("General", Form(Kind.PLAIN)),
        ("#,##0.00", Form(Kind.PLAIN)),
        ("0", Form(Kind.PLAIN)),
        ("00000", Form(Kind.PADDED, width=5)),
        ("yyyy-mm-dd", Form(Kind.MOMENT)),
        ("[$-409]d mmm yyyy;@", Form(Kind.MOMENT)),
        ("[h]:mm:ss", Form(Kind.TIME)),
        ("mm:ss.0", Form(Kind.TIME)),
        ('0" days"', Form(Kind.UNIT, unit=" days")),
        ("0\\ \\m", Form(Kind.UNIT, unit=" m")),
        ('[Red]"dry"0', Form(Kind.PLAIN)),
        ("0.00%", Form(Kind.PERCENT)),
        ("0.00E+00", Form(Kind.PLAIN)),
    ],
)
def test_number_formats(code: str, form: Form) -> None:
    assert form_of(code) == form
