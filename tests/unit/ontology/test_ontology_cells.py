"""Cells of a workbook: what is written is read back, and what people write is read as meant."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itemcenter.errors import OntologyError
from itemcenter.ontology.sheet_cells import is_comment, read_flag, read_list, read_text, write_list, write_text

ANY_TEXT = st.text(max_size=12) | st.text("\\|#'=+-@ \t\n\r,;\"a", max_size=8)


@given(ANY_TEXT)
@example("'=1+1")
@example(" \u00a0 ")
@example("\\")
def test_texts_come_back(text: str) -> None:
    cell = write_text(text)
    assert read_text(cell) == text
    assert read_text(f"  {cell}\n") == text  # blanks around a cell are no part of it


@given(st.lists(ANY_TEXT.filter(bool), max_size=4))
def test_lists_come_back(entries: list[str]) -> None:
    assert read_list(write_list(entries)) == tuple(entries)


@given(ANY_TEXT)
def test_no_cell_is_run_as_a_formula_or_taken_for_a_comment(text: str) -> None:
    for cell in (write_text(text), write_list([text]) if text else ""):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not is_comment(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  Mug ", "Mug"),
        ("=SUM(A1)", "=SUM(A1)"),
        ("'=SUM(A1)", "=SUM(A1)"),
        ("'tis a mug", "'tis a mug"),
        (r"C:\new", r"C:\new"),
        (r"a\\b", r"a\b"),
        (r"\ Mug", " Mug"),
    ],
)
def test_texts_as_people_write_them(cell: str, text: str) -> None:
    assert read_text(cell) == text


@pytest.mark.parametrize(
    ("cell", "entries"),
    [("", ()), (" | ", ()), ("a| b |", ("a", "b")), (r"a\|b|c", ("a|b", "c")), ("'-5|+5", ("-5", "+5"))],
)
def test_lists_as_people_write_them(cell: str, entries: tuple[str, ...]) -> None:
    assert read_list(cell) == entries


def test_flags() -> None:
    assert all(read_flag(cell) is True for cell in ("yes", " YES ", "true", "1", "ja"))
    assert all(read_flag(cell) is False for cell in ("no", "False", "0", "nein", "", "  "))
    assert read_flag("maybe") is None


def test_an_empty_entry_is_refused() -> None:
    with pytest.raises(OntologyError, match="empty entry"):
        write_list(["a", ""])
