"""Workbooks as one .xlsx file: what is written comes back, and what spreadsheets and people do to it is understood."""

from __future__ import annotations

import datetime
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import OntologyError
from itemcenter.ontology import copy_template, load_ontology, read_workbook, write_workbook
from itemcenter.ontology.spreadsheet import _width
from itemcenter.schema import AttributeKey, Category, CategoryId, KeyId, OntologyRelease, ValueType

#: What spreadsheets make something else of, and what they would run.
DAMAGED = ("1-2", "00123", "1E5", "3/4", "TRUE", "=1+1", "+49", "-x", "@a", "1.50", "#N/A", "'=a", "12:30", " x", "é😀")
_TEXTS = st.sampled_from(DAMAGED) | st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="_\ufffe\uffff"), min_size=1, max_size=8
).filter(str.strip)
_IDS = _TEXTS.filter(lambda text: text == text.strip())


@st.composite
def _releases(draw: Any) -> OntologyRelease:
    ids = draw(st.lists(_IDS, min_size=1, max_size=4, unique=True))
    texts = st.lists(_TEXTS, max_size=2).map(tuple)
    categories = tuple(
        Category(CategoryId(identity), draw(_TEXTS), None, draw(texts), draw(st.sampled_from(("", "a\nb", "=x"))))
        for identity in ids
    )
    keys = tuple(AttributeKey(KeyId(identity), f"{identity} {n}", ValueType.TEXT) for n, identity in enumerate(ids))
    return OntologyRelease(categories=categories, keys=keys, value_lists=())


@settings(deadline=None, max_examples=40)
@given(_releases())
def test_any_release_comes_back(release: OntologyRelease) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_workbook(release, path)
        assert read_workbook(path).release.id == release.id
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                assert all(
                    cell.data_type == "s" and cell.number_format == "@" for cell in row if cell.value is not None
                )


@pytest.fixture
def book(tmp_path: Path) -> Path:
    copy_template(tmp_path / "csv")
    write_workbook(load_ontology(str(tmp_path / "csv")).release, tmp_path / "book.xlsx")
    return tmp_path / "book.xlsx"


def test_the_folder_and_the_file_are_one_ontology(tmp_path: Path, book: Path) -> None:
    assert load_ontology(str(book)).release.id == load_ontology(str(tmp_path / "csv")).release.id


def _edit(book: Path, sheet: str, cell: str, value: Any) -> None:
    opened = openpyxl.load_workbook(book)
    opened[sheet][cell] = value
    opened.save(book)


def test_what_people_type_is_read_as_they_see_it(book: Path) -> None:
    head = {cell.value: cell.column_letter for cell in openpyxl.load_workbook(book)["categories"][1]}
    _edit(book, "categories", f"{head['name']}2", 42)
    _edit(book, "keys", "E2", True)  # multiple
    opened = openpyxl.load_workbook(book)
    opened.create_sheet("my notes").append(["whatever"])
    opened["categories"].title = "renamed"
    opened["renamed"].title = "Categories"
    opened.save(book)
    release = read_workbook(book).release
    assert release.categories[0].name == "42" and release.keys[0].multiple


def test_dates_are_refused(book: Path) -> None:
    _edit(book, "values", "B2", datetime.date(2026, 2, 1))
    with pytest.raises(OntologyError, match=r"values row 2: cell 2 holds the date 2026-02-01.*type it anew"):
        read_workbook(book)


def test_missing_sheets_are_named(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["keys"].title = "keyz"
    del opened["brands"]  # an optional one
    opened.save(book)
    with pytest.raises(OntologyError, match='keys: the sheet is missing; did you mean "keyz"'):
        read_workbook(book)


@pytest.mark.parametrize("content", [b"no archive", b""])
def test_damaged_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "book.xlsx").write_bytes(content)
    with pytest.raises(OntologyError, match=r"book\.xlsx: is no readable"):
        load_ontology(str(tmp_path / "book.xlsx"))


def test_entities_are_never_expanded(tmp_path: Path, book: Path) -> None:
    evil = tmp_path / "evil.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data.partition(b"?>")[2]
            new.writestr(name, data)
    with pytest.raises(OntologyError, match="declares a document type"):
        read_workbook(evil)


@pytest.mark.parametrize(("text", "told"), [("bell\a", "control character"), ("x" * 40_000, "40,000 characters")])
def test_what_a_cell_cannot_hold_is_refused(tmp_path: Path, text: str, told: str) -> None:
    release = OntologyRelease(categories=(Category(CategoryId("a"), "A", description=text),), keys=(), value_lists=())
    with pytest.raises(OntologyError, match=f"categories row 2: .*{told}.*CSV files can hold it"):
        write_workbook(release, tmp_path / "book.xlsx")


def test_a_sheet_is_printed_one_page_wide_under_its_header(book: Path) -> None:
    """Long texts run over empty cells: wrapped ones would lie over each other where a program keeps row heights."""
    for sheet in openpyxl.load_workbook(book).worksheets:
        assert sheet.freeze_panes == "A2" and sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(8 <= entry.width <= 60 for entry in sheet.column_dimensions.values())
        assert all(cell.number_format == "@" for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_wide_letters_take_two_columns() -> None:
    assert _width("lamp") == 4 and _width("吊灯 x") == 6
