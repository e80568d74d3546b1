"""Whether a value that was read is the value that somebody wrote down."""

from __future__ import annotations

import pytest

from itemcenter.evidence.agreement import agrees, agrees_with_any
from itemcenter.schema import TypedValue, ValueType
from tests.unit.evidence.lamp_keys import cm, listed


def stated(text: str, number: float, to: float | None = None, unit: str = "cm") -> TypedValue:
    return TypedValue(ValueType.QUANTITY, text, number=number, number_to=to, unit=unit)


@pytest.mark.parametrize(
    ("found", "written", "same"),
    [
        (20.0, stated("20 cm", 20.0), True),
        (20.32, stated("20.3 cm", 20.3), True),
        (20.32, stated("20.1 cm", 20.1), False),
        # half of the last decimal that was written, or half a per cent
        (0.75, stated("0.8 cm", 0.8), True),
        (0.74, stated("0.8 cm", 0.8), False),
        (0.74, stated("0,74 cm", 0.74), True),
        (1.004, stated("1 cm", 1.0), True),
        (1.006, stated("1 cm", 1.0), False),
        (100.5, stated("100 cm", 100.0), True),
        (100.6, stated("100 cm", 100.0), False),
        (-100.5, stated("-100 cm", -100.0), True),
        (20.0, stated("20 in", 20.0, unit="in"), False),
        (20.0, stated("20 to 30 cm", 20.0, 30.0), False),
    ],
)
def test_numbers_agree_up_to_rounding(found: float, written: TypedValue, same: bool) -> None:
    assert agrees(cm(found), written) is same


def test_ranges_agree_at_both_ends() -> None:
    found = stated("20 to 30 cm", 20.0, 30.0)
    assert agrees(found, stated("20 to 30.05 cm", 20.0, 30.05))
    assert not agrees(found, stated("20 to 31 cm", 20.0, 31.0))
    assert not agrees(found, cm(20))


def test_listed_values_agree_by_entry_and_texts_by_identity() -> None:
    assert agrees(listed("Black"), TypedValue(ValueType.CATEGORICAL, "black!", listed("Black").value_id))
    assert not agrees(listed("Black"), listed("Navy"))
    assert not agrees(listed("Black"), TypedValue(ValueType.CATEGORICAL, "Black")), "an open value is no entry"
    yes, no = (TypedValue(ValueType.BOOLEAN, text) for text in ("yes", "no"))
    assert agrees(yes, yes) and not agrees(yes, no)


def test_any_of_several_values_will_do() -> None:
    assert agrees_with_any(listed("Navy"), [listed("Black"), listed("Navy")])
    assert not agrees_with_any(listed("Navy"), ())


def test_texts_agree_without_case_and_differing_blanks_but_not_across_types() -> None:
    assert agrees(TypedValue(ValueType.TEXT, "Wi-Fi 6"), TypedValue(ValueType.TEXT, "wi-fi  6"))
    assert not agrees(TypedValue(ValueType.TEXT, "Wi-Fi 6"), TypedValue(ValueType.TEXT, "Wi-Fi 5"))
    assert not agrees(TypedValue(ValueType.TEXT, "12"), TypedValue(ValueType.IDENTIFIER, "12"))
