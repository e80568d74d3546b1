"""A value as a cell of a workbook: a number where the column holds numbers, else a text, and never a formula."""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation

from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.tables.xlsx_numbers import PLAIN, Form, Kind, cell_number
from itemcenter.items.write.edits import CellValue
from itemcenter.items.write.xlsx_copy import NewCell
from itemcenter.items.write.xlsx_look import SheetLook

#: Characters that a cell can hold, and digits that a spreadsheet program keeps of a number.
LONGEST = 32_767
_MOST_DIGITS = 15

#: What XML has no way to write.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def can_hold(text: str) -> bool:
    """Whether a cell can hold a text."""
    return len(text) <= LONGEST and _UNWRITABLE.search(text) is None


def new_cell(value: CellValue, column: int, look: SheetLook) -> NewCell:
    """The cell that the reader reads as `value`, with the style that the column's cells of its kind have."""
    usual = look.style(column, number=True)
    if isinstance(value, bool):
        return NewCell(str(int(value)), "bool")
    if isinstance(value, int | float):
        number = _number(value)
        if number is not None:
            return NewCell(number, "number", usual if look.form(usual) == PLAIN else 0, PLAIN)
    text = str(value)
    form = look.form(usual)
    number = _shown_number(text, form) if look.numeric(column) else None
    if number is not None:
        return NewCell(number, "number", usual, form)
    return NewCell(text, "text", look.style(column, number=False))


def _number(value: int | float) -> str | None:
    """Digits of a number that a spreadsheet program keeps as it is."""
    if not math.isfinite(value):
        return None
    text = str(int(value)) if value == int(value) and abs(value) < 10**_MOST_DIGITS else repr(value)
    return text if sum(map(str.isdigit, text.partition("e")[0])) <= _MOST_DIGITS + 2 else None


def _shown_number(text: str, form: Form) -> str | None:
    """The number that a number format shows as `text`, None where there is none."""
    bare = text.removesuffix("%") if form.kind is Kind.PERCENT else text.removesuffix(form.unit)
    if form.kind in (Kind.MOMENT, Kind.TIME) or not bare.isascii():
        return None
    try:
        amount = Decimal(bare)
        if not amount.is_finite() or len(amount.as_tuple().digits) > _MOST_DIGITS:
            return None
        number = format(amount / 100 if form.kind is Kind.PERCENT else amount, "f")
        number = str(int(bare)) if form.kind is Kind.PADDED else number
        read = cell_number(number, form, counts_from_1904=False)
        return number if scalar_text(read) == text else None
    except (InvalidOperation, ValueError):
        return None
