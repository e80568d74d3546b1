"""When two values are the same."""

import pytest

from itemcenter.schema import TypedValue, ValueId, ValueType
from itemcenter.values import parse, same
from itemcenter.values.quantity import quantity

from .keys import key


@pytest.mark.parametrize(
    ("a", "b", "tolerance", "equal"),
    [
        (quantity(15.6, None, "in"), quantity(39.624, None, "cm"), 0.0, True),
        (quantity(15.6, None, "in"), quantity(39.6, None, "cm"), 0.0, False),
        (quantity(15.6, None, "in"), quantity(39.6, None, "cm"), 0.02, True),
        (quantity(100, None, "g"), quantity(102, None, "g"), 0.02, True),
        (quantity(100, None, "g"), quantity(103, None, "g"), 0.02, False),
        (quantity(10, 15, "kg"), quantity(10000, 15000, "g"), 0.0, True),
        (quantity(10, 15, "kg"), quantity(10, 16, "kg"), 0.0, False),
        (quantity(10, 15, "kg"), quantity(9, 15, "kg"), 0.0, False),
        (quantity(10, 15, "kg"), quantity(10, None, "kg"), 0.0, False),
        (quantity(10, None, "kg"), quantity(10, None, "cm"), 0.5, False),
        (quantity(0, None, "kg"), quantity(0, None, "g"), 0.0, True),
        (quantity(-5, None, "°C"), quantity(5, None, "°C"), 0.5, False),
    ],
)
def test_quantities(a: TypedValue, b: TypedValue, tolerance: float, equal: bool) -> None:
    wanted = key("quantity", "cm", tolerance=tolerance)
    assert same(a, b, wanted) is equal
    assert same(b, a, wanted) is equal


@pytest.mark.parametrize(
    ("kind", "a", "b", "equal"),
    [
        ("identifier", "WH-1000XM4", "wh 1000 xm4", True),
        ("identifier", "WH-1000XM4", "WH-1000XM5", False),
        ("identifier", "036000291452", "0036000291452", True),
        ("count", "4", "4 Stück", True),
        ("count", "4", "5", False),
        ("count", "4", "4-6", False),
        ("boolean", "ja", "✓", True),
        ("boolean", "ja", "no", False),
        ("colour", "Marineblau", "navy blue", True),
        ("colour", "navy", "blue", False),
        ("colour", "Galaxy Mist", "galaxy mist", True),
        ("categorical", "Wi-Fi 6", "wifi 6", False),
        ("categorical", "Solid Oak", "solid-oak", True),
        ("categorical", "★", "☆", False),
        ("text", "Ein  Text", "ein text", True),
        ("text", "Ein Text", "kein Text", False),
    ],
)
def test_other_types(kind: str, a: str, b: str, equal: bool) -> None:
    wanted = key(kind)
    assert same(parse(a, wanted).value, parse(b, wanted).value, wanted) is equal


def test_ids_decide_where_both_have_one() -> None:
    wanted = key("categorical")
    one = TypedValue(ValueType.CATEGORICAL, "Oak", ValueId("v/1"))
    other = TypedValue(ValueType.CATEGORICAL, "oak", ValueId("v/2"))
    loose = TypedValue(ValueType.CATEGORICAL, "oak")
    assert not same(one, other, wanted)
    assert same(one, TypedValue(ValueType.CATEGORICAL, "Eiche", ValueId("v/1")), wanted)
    assert same(one, loose, wanted)


def test_types_differ() -> None:
    assert not same(TypedValue(ValueType.TEXT, "4"), TypedValue(ValueType.COUNT, "4", number=4.0), key("text"))
