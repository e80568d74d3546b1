"""Forms of single cells, and value types of columns of them."""

from __future__ import annotations

import pytest
from bootstrap_items import column
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.bootstrap.cell_forms import Form, cell_form
from itemcenter.ontology.bootstrap.value_types import choose_type, without_unit
from itemcenter.schema import ValueType


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Yes", Form.BOOLEAN),
        ("false", Form.BOOLEAN),
        ("是", Form.BOOLEAN),
        ("1", Form.NUMBER),
        ("1.", Form.WORDS),
        ("15.6", Form.NUMBER),
        ("15,6", Form.NUMBER),
        ("-40", Form.NUMBER),
        ("1,250", Form.NUMBER),
        ("10,100,1000", Form.WORDS),
        ("0 - 40", Form.RANGE),
        ("100-240", Form.RANGE),
        ("0095205603217", Form.CODE),
        ("4960999", Form.CODE),
        ("BX80532PC2800D", Form.CODE),
        ("105 x 95 x 25", Form.SIDES),
        ("31 x 30 x 46 cm", Form.SIDES),
        ("2.4 GHz", Form.QUANTITY),
        ('17"', Form.QUANTITY),
        ("6 pcs", Form.COUNTED),
        ("Black", Form.COLOUR),
        ("Black, Grey", Form.COLOUR),
        ("Tempered glass", Form.WORDS),
        ("a long story about 5 cm of snow that fell in the night", Form.WORDS),
    ],
)
def test_form(text: str, form: Form) -> None:
    assert cell_form(text).form is form


def test_numbers_are_read() -> None:
    assert cell_form("1,250").low == 1250 and cell_form("15,6").low == 15.6
    assert (cell_form("0 - 40").low, cell_form("0 - 40").high) == (0, 40)
    assert (cell_form("43.2 cm").low, cell_form("43.2 cm").unit) == (43.2, "cm")


@given(st.text(min_size=1, max_size=60).map(str.strip).filter(bool))
def test_every_text_has_a_form(text: str) -> None:
    found = cell_form(text)
    assert (found.low is not None) or found.form not in (Form.NUMBER, Form.RANGE, Form.QUANTITY)
    assert bool(found.unit) or found.form is not Form.QUANTITY


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("dimmable", ["Yes"] * 6 + ["No"] * 4, ValueType.BOOLEAN),
        ("usb ports quantity", ["1", "2", "2", "4", "1"] * 3, ValueType.COUNT),
        ("pack", ["6 pcs", "12 pcs", "6 pcs", "24 pcs"] * 3, ValueType.COUNT),
        ("weight", [f"{n} kg" for n in range(1, 12)], ValueType.QUANTITY),
        ("weight", [f"{n} kg" for n in range(1, 9)] + ["3", "4"], ValueType.QUANTITY),
        ("display diagonal", ["15.6", "17", "14"] * 4, None),
        ("finish colour", ["Black", "White", "Red", "Black, White"] * 3, ValueType.COLOUR),
        ("base material", ["Gold", "Silver", "Gold", "Copper"] * 3, ValueType.CATEGORICAL),
        ("part number", [f"A{n}-77{n}" for n in range(20)], ValueType.IDENTIFIER),
        ("ean", [f"40123456789{n:02d}" for n in range(20)], ValueType.IDENTIFIER),
        ("model number", [str(1000 + n) for n in range(20)], ValueType.IDENTIFIER),
        ("oem", [f"X{n}9Z" for n in range(20)], ValueType.IDENTIFIER),
        ("material", ["Oak", "Steel", "Oak", "Glass"] * 4, ValueType.CATEGORICAL),
        ("care", [f"Wash number {n} by hand in cold water with mild soap" for n in range(9)], ValueType.TEXT),
        ("size w x d x h", [f"{n} x 20 x 30" for n in range(1, 12)], ValueType.TEXT),
    ],
)
def test_type_of_a_column(name: str, cells: list[str], expected: ValueType | None) -> None:
    made, _, forms = column(cells, name)
    assert choose_type(made, forms).type is expected


def test_codes_that_return_are_no_identifiers() -> None:
    made, _, forms = column(["DDR3", "DDR4", "DDR3", "DDR4"] * 5, "memory kind")
    assert choose_type(made, forms).type is ValueType.CATEGORICAL


def test_measurements_of_several_dimensions_are_no_quantity() -> None:
    made, _, forms = column([f"{n} ml" for n in range(1, 9)] + [f"{n} mAh" for n in range(1, 9)], "capacity")
    choice = choose_type(made, forms)
    assert choice.type is ValueType.CATEGORICAL and dict(choice.units) == {"mAh": 8, "ml": 8} and not choice.conflict


def test_the_most_frequent_unit_is_canonical_and_conflicts_are_told() -> None:
    made, _, forms = column([f"{n} cm" for n in range(1, 8)] + ["1 in", "2 in", "3 in"], "width")
    choice = choose_type(made, forms)
    assert choice.unit == "cm" and dict(choice.units) == {"cm": 7, "in": 3} and choice.conflict == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("name", "cells", "expected"),
    [
        ("keys", ["104", "88", "61"], ValueType.COUNT),
        ("weight", ["104", "88", "61"], ValueType.TEXT),  # a measure, of which nobody says in what
        ("index", ["1.5", "2.25", "3"], ValueType.TEXT),
        ("zone", ["0 - 40", "5 - 35", "0 - 50"], ValueType.TEXT),
    ],
)
def test_numbers_without_a_unit(name: str, cells: list[str], expected: ValueType) -> None:
    made, _, forms = column(cells, name)
    assert choose_type(made, forms).type is None
    assert without_unit(made, forms, 1.0).type is expected
