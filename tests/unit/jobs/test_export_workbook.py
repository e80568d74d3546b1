"""A workbook back: whatever stood in it is as it was, formulas with their values, charts and other sheets too."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from itemcenter.errors import CatalogError
from itemcenter.items import CatalogOptions
from itemcenter.items.filled import FILLED, filled_names
from itemcenter.items.tables import xlsx_package
from itemcenter.items.tables.xlsx_sheet import column_number
from itemcenter.items.write import source_xlsx
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.xlsx_cells import can_hold
from itemcenter.items.write.xlsx_copy import NewCell, column_letters
from tests.unit.jobs.source_catalogs import COLUMNS, TEXTS, TITLES, Trial

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ["sku", "title", "category", "colour", "made from", "height", "maker"]
SETTINGS = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow], database=None)


def written(path: Path, rows: list[list[Any]], touch: Callable[[Workbook], None] = lambda book: None) -> Path:
    book = Workbook()
    book.active.title = "Products"
    for row in rows:
        book.active.append(row)
    touch(book)
    book.save(path)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(path: Path, part: str, change: Callable[[str], str]) -> None:
    found = parts(path)
    found[part] = change(found.get(part, b"").decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)


def built(path: Path) -> Trial:
    trial = Trial(path)
    trial.build(path)
    return trial


def only_empty_cells_changed(before: Path, after: Path) -> None:
    """As another program reads them: values, formulas and number formats of all cells that were not empty."""
    for values in (False, True):
        old, new = load_workbook(before, data_only=values), load_workbook(after, data_only=values)
        assert old.sheetnames == new.sheetnames
        for name in old.sheetnames:
            for row in old[name].iter_rows():
                for cell in row:
                    found = new[name][cell.coordinate]
                    if not is_empty(cell.value) and "specs" not in str(old[name].cell(1, cell.column).value):
                        same = (cell.value, cell.data_type, cell.number_format, cell.fill.fgColor.rgb, cell.font.b)
                        assert same == (
                            found.value,
                            found.data_type,
                            found.number_format,
                            found.fill.fgColor.rgb,
                            found.font.b,
                        )


def full(path: Path) -> Path:
    """A workbook as people make them."""

    def touch(book: Workbook) -> None:
        sheet = book.active
        sheet["A3"].font = sheet["H3"].font = Font(bold=True)
        sheet["D6"].fill = PatternFill("solid", fgColor="FFEEDD00")
        sheet["F6"].number_format = "yyyy-mm-dd"
        for row in (4, 5):
            sheet[f"F{row}"].number_format = '0.0" cm"'
        sheet.column_dimensions["B"].width = 44
        sheet.merge_cells("A1:H1")
        sheet.merge_cells("E4:E5")
        sheet.freeze_panes = "A4"
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=6, min_row=4, max_row=6))
        sheet.add_chart(chart, "K2")
        book.create_sheet("Prices").append(["sku", "=1+1"])
        book.create_sheet("Secret").sheet_state = "hidden"

    rows = [
        ["Spring 2026"],
        [],
        [*HEAD, "checked"],
        ["M-1", "Mug", "Mugs", "marine blue", "glass", 10.5, "Ada", "=UPPER(A4)"],
        ["M-2", "Mug of steel", "Mugs", "marine blue", None, 9, "Ada", None],
        ["M-3", "Navy mug of glass, 9.5 cm high", "Mugs", None, None, None, None, "=A6"],
    ]
    written(path, rows, touch)
    changed(
        path,
        SHEET,
        lambda text: (
            text.replace('<c r="H4">', '<c r="H4" t="str">')
            .replace("<f>UPPER(A4)</f><v/>", "<f>UPPER(A4)</f><v>M-1</v>")
            .replace("<f>UPPER(A4)</f><v />", "<f>UPPER(A4)</f><v>M-1</v>")
        ),
    )
    return path


@pytest.mark.parametrize("step", [64 * 1024, 11])
def test_all_that_stood_in_the_workbook_is_as_it_was(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_package, "_STEP", step)
    path, out = full(tmp_path / "c.xlsx"), tmp_path / "o.xlsx"
    trial = built(path)
    report = trial.export(out)
    assert report.counts.filled == {"colour": 1, "made from": 1, "height": 1} and not report.counts.added
    old, new = parts(path), parts(out)
    assert old.keys() == new.keys() and any("chart" in name for name in new)
    assert {name for name in old if old[name] != new[name]} <= {SHEET, "xl/workbook.xml"}
    assert b"<f>UPPER(A4)</f><v>M-1</v>" in new[SHEET], "a formula keeps its value"
    assert [row for row in re.findall(b"<row.*?</row>", old[SHEET]) if row not in new[SHEET]] == [
        row for row in re.findall(b"<row.*?</row>", old[SHEET]) if b'r="3"' in row or b'r="6"' in row
    ]
    only_empty_cells_changed(path, out)
    sheet = load_workbook(out)["Products"]
    assert [sheet.cell(6, place).value for place in (4, 5, 6, 7, 8)] == ["marine blue", "glass", 9.5, None, "=A6"]
    assert sheet["F6"].number_format == '0.0" cm"', "not the date that an empty cell was formatted as"
    assert sheet["D6"].fill.fgColor.rgb == "FFEEDD00" and sheet["I3"].value == FILLED and sheet["I3"].font.b
    assert sheet["E5"].value is None, "hidden by the merged cell above"
    assert set(filled_names(sheet["I6"].value)) == {"colour", "made from", "height"}
    assert sheet.dimensions == "A1:I6"


def test_a_build_of_the_filled_workbook_changes_nothing(tmp_path: Path) -> None:
    path, out = full(tmp_path / "c.xlsx"), tmp_path / "o.xlsx"
    trial = built(path)
    trial.export(out)
    assert trial.items(out) == trial.items(path), "what is marked is no word of the merchant"
    again = trial.build(out)
    assert (again.changed, again.new) == (0, 0)
    assert trial.export(tmp_path / "twice.xlsx", out).counts.total == 0
    assert parts(tmp_path / "twice.xlsx") == parts(out)
    trial.export(tmp_path / "same.xlsx", path)
    assert (tmp_path / "same.xlsx").read_bytes() == out.read_bytes(), "the same input, the same bytes"


def test_texts_are_never_formulas_and_keep_every_letter(tmp_path: Path) -> None:
    words = ['=HYPERLINK("x")', "<b>&amp; 阿达 \U0001f600", "_x0041_ and _x005F_", "#NAME?", "-2+cmd"]
    rows = [[*HEAD[:3], "maker"], *([f"M-{number}", "Mug", "Mugs", None] for number in range(5))]
    trial = built(written(tmp_path / "c.xlsx", rows))
    for number, word in enumerate(words):
        trial.set(f"M-{number}", "maker", word)
    trial.export(tmp_path / "o.xlsx", add_columns=False)
    assert b"<f>" not in parts(tmp_path / "o.xlsx")[SHEET]
    found = load_workbook(tmp_path / "o.xlsx").active
    assert found["D2"].value == words[0] and found["D2"].data_type == "s"
    brands = [item.brand or dict(item.cells()).get("maker") for item in trial.items(tmp_path / "o.xlsx")]
    assert brands == words


def test_numbers_are_numbers_where_the_column_holds_numbers(tmp_path: Path) -> None:
    def touch(book: Workbook) -> None:
        book.active["D4"].number_format = "@"

    rows = [["sku", "title", "category", "height"], *([f"M-{n}", "Mug", "Mugs", 10 + n] for n in range(2))]
    rows.append(["M-8", "Mug, 9 cm high", "Mugs", None])
    trial = built(written(tmp_path / "c.xlsx", rows, touch))
    trial.export(tmp_path / "o.xlsx")
    cell = load_workbook(tmp_path / "o.xlsx").active["D4"]
    assert (cell.value, cell.data_type) == (9, "n")


def test_formulas_and_errors_that_show_nothing_are_not_empty(tmp_path: Path) -> None:
    rows = [HEAD, ["M-1", "Navy mug of glass", "Mugs", '=""', "#N/A", None, None], ["M-2", "Red mug", "Mugs"]]
    trial = built(written(tmp_path / "c.xlsx", rows))
    report = trial.export(tmp_path / "o.xlsx")
    sheet = load_workbook(tmp_path / "o.xlsx").active
    assert (sheet["D2"].value, sheet["E2"].value, sheet["D3"].value) == ('=""', "#N/A", "red")
    assert report.counts.kept == 2


def test_added_columns_stand_behind_all_that_the_sheet_holds(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["sku", "title", "category"],
        ["M-1", "Navy mug", "Mugs"],
        ["M-2", "Mug", "Mugs", None, "see A"],
    ]
    trial = built(written(tmp_path / "c.xlsx", rows))
    trial.export(tmp_path / "o.xlsx")
    sheet = load_workbook(tmp_path / "o.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["sku", "title", "category", None, None, "colour", FILLED]
    assert [cell.value for cell in sheet[3]][:5] == rows[2] and sheet["F2"].value == "navy"
    assert trial.items(tmp_path / "o.xlsx") == trial.items(trial.path)
    assert trial.build(tmp_path / "o.xlsx").changed == 0


def test_a_named_hidden_sheet_and_its_second_row_of_names(tmp_path: Path) -> None:
    def touch(book: Workbook) -> None:
        book.create_sheet("Other").append(["sku", "title"])
        book["Products"].sheet_state = "hidden"

    rows = [HEAD, ["sku", "title", "category"], ["M-1", "Navy mug of glass", "Mugs"], ["M-2", "Mug", "Mugs", "red"]]
    path = written(tmp_path / "c.xlsx", rows, touch)
    trial = Trial(path, CatalogOptions(sheet="Products"))
    trial.build(path)
    trial.export(tmp_path / "o.xlsx")
    book = load_workbook(tmp_path / "o.xlsx")
    assert [cell.value for cell in book["Products"][2]][:4] == ["sku", "title", "category", None]
    assert book["Products"]["D3"].value == "navy" and book["Other"].max_row == 1
    assert trial.items(tmp_path / "o.xlsx") == trial.items(path)


def test_other_ways_to_write_the_same_sheet(tmp_path: Path) -> None:
    """A prefix, cells without names, spans, empty cells in either form."""
    trial = built(written(tmp_path / "c.xlsx", [HEAD, ["M-1", "Navy mug of glass", "Mugs", None, None, None, "Ada"]]))

    def other(text: str) -> str:
        text = re.sub(r'(<c) r="[A-Z]+\d+"', r"\1", text.replace("\n", ""))
        text = re.sub(r'<row r="2"[^>]*>', "<row r='2' spans='1:7' ht=\"12\">", text)
        text = re.sub(r"(<c[^>]*><is><t>Mugs</t></is></c>)", r'\1<c s="0" /><c></c><c/>', text)
        text = re.sub(r"<(/?)(\w)", r"<\1x:\2", text).replace("xmlns=", "xmlns:x=")
        return "<?xml version='1.0' encoding='iso-8859-1'?>" + text.partition("?>")[2] if "<?x" in text else text

    changed(trial.path, SHEET, other)
    assert b"<x:row" in parts(trial.path)[SHEET] and b'r="D2"' not in parts(trial.path)[SHEET]
    trial.set("M-1", "height", "11 cm")
    trial.export(tmp_path / "o.xlsx")
    new = parts(tmp_path / "o.xlsx")[SHEET]
    assert b"spans='1:8' ht=" in new and b'<x:c r="D2" t="inlineStr"><x:is>' in new
    sheet = load_workbook(tmp_path / "o.xlsx").active
    assert [sheet.cell(2, place).value for place in range(3, 8)] == ["Mugs", "navy", "glass", "11 cm", "Ada"]


def test_refusals_leave_nothing(tmp_path: Path) -> None:
    trial = built(written(tmp_path / "c.xlsx", [HEAD, ["M-1", "Navy mug", "Mugs"], ["M-2", "Red mug", "Mugs"]]))

    def refused(told: str, out: str = "o.xlsx") -> None:
        with pytest.raises(CatalogError, match=told) as raised:
            trial.export(tmp_path / out)
        assert raised.value.remedy and raised.value.place
        assert sorted(path.name for path in tmp_path.iterdir()) == ["c.xlsx"]

    refused("is a workbook", "o.csv")
    refused("is a workbook", "o.xlsm")
    whole = trial.path.read_bytes()
    changed(trial.path, "_xmlsignatures/sig1.xml", lambda _: "<x/>")
    refused("is signed")
    trial.path.write_bytes(whole)
    changed(trial.path, SHEET, lambda text: text.replace('<row r="2"', '<row r="9"'))
    refused("rows do not stand in order")
    trial.path.write_bytes(whole)
    changed(trial.path, SHEET, lambda text: text.replace('r="A2"', 'r="C2"'))
    refused("cells do not stand in order")
    trial.path.write_bytes(whole)
    changed(trial.path, SHEET, lambda text: text[: text.index("</sheetData>")])
    refused("damaged")


@st.composite
def tables(draw: Callable[..., Any]) -> list[list[Any]]:
    names: list[str] = draw(st.permutations(list(COLUMNS)))
    names = names[: draw(st.integers(0, len(names)))]
    names += ["specs"] if draw(st.booleans()) else []
    rows: list[list[Any]] = [["sku", "title", "category", "description", *names]]
    for number in range(draw(st.integers(1, 5))):
        row: list[Any] = [f"M-{number}", draw(st.sampled_from(TITLES)), "Mugs", draw(st.sampled_from(TEXTS)) or None]
        for name in names:
            words: tuple[Any, ...] = COLUMNS.get(name, ("colour: navy | maker: Ada", "shade: red"))
            words += (7, 2.5, True) if name in ("note", "height") else ()
            row.append(draw(st.sampled_from([None, None, " ", *words])))
        rows.append(row)
    return rows


@SETTINGS
@given(tables(), st.data())
def test_any_workbook_comes_back_with_only_empty_cells_filled(rows: list[list[Any]], data: st.DataObject) -> None:
    def touch(book: Workbook) -> None:
        for number, row in enumerate(rows[1:], start=2):
            for place, value in enumerate(row, start=1):
                cell = book.active.cell(number, place)
                if isinstance(value, str):
                    cell.value, cell.data_type = value, "s"
                if value is None and data.draw(st.booleans()):
                    cell.number_format = data.draw(st.sampled_from(["@", "0.00", "yyyy-mm-dd", "0%"]))
        for place in range(data.draw(st.integers(0, 2))):
            book.active.insert_rows(1 + place)

    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "c.xlsx", Path(folder) / "o.xlsx"
        trial = built(written(path, rows, touch))
        report = trial.export(out)
        assert report.counts.left_rows == 0
        only_empty_cells_changed(path, out)
        assert trial.items(out) == trial.items(path)
        again = trial.build(out)
        assert (again.changed, again.new) == (0, 0)
        assert trial.export(Path(folder) / "twice.xlsx", out).counts.total == 0
        assert parts(Path(folder) / "twice.xlsx") == parts(out)


def test_letters_of_columns() -> None:
    for number in (1, 26, 27, 52, 702, 703, 16_384):
        assert column_letters(number) == get_column_letter(number)
        assert column_number(f"{column_letters(number)}7") == number


def test_what_no_cell_can_hold() -> None:
    assert can_hold("x" * 32_767 + "") and can_hold("line\nbreak\ttab")
    assert not any(map(can_hold, ("x" * 32_768, "bell\x07", "half \ud83d", "\uffff")))


def test_what_would_not_read_as_it_should_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trial = built(written(tmp_path / "c.xlsx", [HEAD, ["M-1", "Navy mug", "Mugs"]]))
    monkeypatch.setattr(source_xlsx, "new_cell", lambda *_: NewCell("", "text"))
    with pytest.raises(CatalogError, match="would not be read as this one"):
        trial.export(tmp_path / "o.xlsx")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["c.xlsx"]
