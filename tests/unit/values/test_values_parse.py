"""Merchant cells: one value, several values, and cells that hold none."""

import pytest

from itemcenter.errors import ValueParseError
from itemcenter.schema import AttributeKey, KeyId, ValueListId, ValueType
from itemcenter.values import parse, parse_all

from .keys import key

QUANTITIES = [
    ('15,6"', "cm", "39.624 cm", '15,6"'),
    ("screen: 15.6 inch (diagonal)", "cm", "39.624 cm", "15.6 inch"),
    ("39.6 cm (15.6 in)", "cm", "39.6 cm", "39.6 cm"),
    ("5 in", "cm", "12.7 cm", "5 in"),
    ("10 M", "m", "10 m", "10 M"),
    ("500G", "g", "500 g", "500G"),
    ("300 K", "K", "300 K", "300 K"),
    ("12 oz", "ml", "354.882 ml", "12 oz"),
    ("68 °F", "°C", "20 °C", "68 °F"),
    ("2 Jahre", "month", "24 month", "2 Jahre"),
    ("5-6 kg", "g", "5000-6000 g", "5-6 kg"),
]


@pytest.mark.parametrize(("cell", "unit", "text", "span"), QUANTITIES)
def test_quantity(cell: str, unit: str, text: str, span: str) -> None:
    parsed = parse(cell, key("quantity", unit))
    assert (parsed.value.text, cell[parsed.start : parsed.end]) == (text, span)
    assert not parsed.assumed_unit
    assert not parsed.ambiguous


def test_bare_number_is_taken_in_the_keys_unit_and_says_so() -> None:
    parsed = parse(" 17 ", key("quantity", "cm"))
    assert (parsed.value.text, parsed.start, parsed.end, parsed.assumed_unit) == ("17 cm", 1, 3, True)


@pytest.mark.parametrize(
    ("cell", "text"), [("10-15", "10-15 cm"), ("10…15", "10-15 cm"), ("ca. 17", "17 cm"), ("17,5", "17.5 cm")]
)
def test_bare_forms(cell: str, text: str) -> None:
    assert parse(cell, key("quantity", "cm")).value.text == text


def test_bare_unit_of_the_caller() -> None:
    parsed = parse("17", key("quantity", "cm"), bare_unit="inch")
    assert (parsed.value.text, parsed.assumed_unit) == ("43.18 cm", False)
    with pytest.raises(ValueParseError):
        parse("17", key("quantity", "cm"), bare_unit="")
    with pytest.raises(ValueParseError, match="unknown unit"):
        parse("17", key("quantity", "cm"), bare_unit="smoot")


@pytest.mark.parametrize(
    "cell", ["", "abc", "Windows 10", "5 kg", "10 W", "-5", "10 20 kg 30", "12 parsecs", "4 Stück"]
)
def test_no_quantity(cell: str) -> None:
    with pytest.raises(ValueParseError, match="no length found") as caught:
        parse(cell, key("quantity", "cm"))
    assert "number with its unit" in caught.value.remedy


@pytest.mark.parametrize(
    ("cell", "role", "text"),
    [
        ("5 x 10 x 2 cm (W x H x D)", "height", "10 cm"),
        ("W5 x H10 x D2 cm", "depth", "2 cm"),
        ("B 5 x H 10 x T 2 cm", "width", "5 cm"),
        ("10(W) x 5(H)", "height", "5 cm"),
        ("10 cm high, 5 cm wide", "width", "5 cm"),
        ("10 cm", "width", "10 cm"),
        ("5 in W x 10 in H", "", None),
        ("5 x 10 x 2 cm", "width", None),
        ("5 x 10 x 2 cm", "", None),
        ("10 cm high", "width", None),
        ("10 cm high", "", "10 cm"),
    ],
)
def test_side(cell: str, role: str, text: str | None) -> None:
    wanted = key("quantity", "cm", role=role)
    if text is not None:
        assert parse(cell, wanted).value.text == text
        return
    with pytest.raises(ValueParseError, match="does not say which") as caught:
        parse(cell, wanted)
    assert "W x H x D" in caught.value.remedy


def test_doubt_is_noted() -> None:
    assert parse("1,200 W", key("quantity", "W")).ambiguous
    assert parse("10 cm, 20 cm", key("quantity", "cm")).ambiguous
    assert parse("max. 60 W", key("quantity", "W")).qualifier == "max"


def test_total_of_packs() -> None:
    assert parse("4 x 250 g", key("quantity", "g"), total=True).value.text == "1000 g"
    assert parse("4 x 250 g", key("quantity", "g")).value.text == "250 g"


@pytest.mark.parametrize(
    ("cell", "text", "span"),
    [
        ("4", "4", "4"), ("4.0", "4", "4.0"), (" 6 Stück", "6", "6 Stück"), ("Pack of 6", "6", "Pack of 6"),
        ("4 ports", "4", "4"),
        ("three", "3", "three"), ("Drei Flammen", "3", "Drei"), ("三个", "3", "三"), ("4-6", "4-6", "4-6"),
        ("Anzahl: 4", "4", "4"), ("x6", "6", "6"), ("1,000", "1000", "1,000"), ("12 x 330 ml", "12", "12"),
        ("0", "0", "0"),
        ("6er-Pack", "6", "6er-Pack"),
    ],
)  # fmt: skip
def test_count(cell: str, text: str, span: str) -> None:
    parsed = parse(cell, key("count"))
    assert (parsed.value.type, parsed.value.text, cell[parsed.start : parsed.end]) == (ValueType.COUNT, text, span)


@pytest.mark.parametrize("cell", ["", "4 GB", "2.5", "4K", "3D", "Windows 10", "several", "1/2", "2.5 Stück"])
def test_no_count(cell: str) -> None:
    with pytest.raises(ValueParseError) as caught:
        parse(cell, key("count"))
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("kind", "cell", "text", "span"),
    [
        ("identifier", "MPN: WH-1000XM4 ", "WH-1000XM4", "WH-1000XM4"),
        ("identifier", "dv7-1211ea", "DV7-1211EA", "dv7-1211ea"),
        ("boolean", " Ja ", "yes", "Ja"),
        ("boolean", "not thing", "no", "not thing"),
        ("colour", "Dunkelblau", "dark blue", "Dunkelblau"),
        ("colour", "Galaxy  Mist", "Galaxy Mist", "Galaxy  Mist"),
        ("categorical", "  solid \n oak ", "solid oak", "solid \n oak"),
        ("text", "\tA  b ", "A b", "A  b"),
    ],
)
def test_other_types(kind: str, cell: str, text: str, span: str) -> None:
    parsed = parse(cell, key(kind))
    assert (parsed.value.type.value, parsed.value.text, cell[parsed.start : parsed.end]) == (kind, text, span)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("identifier", "---"),
        ("identifier", "SKU: "),
        ("boolean", "n/a"),
        ("categorical", " "),
        ("text", ""),
        ("colour", "\n"),
    ],
)
def test_no_value(kind: str, cell: str) -> None:
    with pytest.raises(ValueParseError) as caught:
        parse(cell, key(kind))
    assert caught.value.remedy
    assert caught.value.place == "key k/thing"


def test_a_closed_list_is_not_looked_up_here() -> None:
    closed = AttributeKey(KeyId("k"), "roast", ValueType.CATEGORICAL, value_list_id=ValueListId("v"))
    with pytest.raises(ValueParseError, match="value list"):
        parse("dark", closed)


@pytest.mark.parametrize(
    ("kind", "cell", "texts"),
    [
        ("categorical", "oak, walnut / steel; glass|rope\nwool", ["oak", "walnut", "steel", "glass", "rope", "wool"]),
        ("categorical", "oak, Oak,oak", ["oak"]),
        ("categorical", "1,5 mm, 2", ["1,5 mm", "2"]),
        ("categorical", "24/7", ["24/7"]),
        ("categorical", "w/o lid, handle", ["w/o lid", "handle"]),
        ("categorical", "黑、白，灰；红", ["黑", "白", "灰", "红"]),
        ("text", "a; b", ["a", "b"]),
        ("colour", "Black/White, Schwarz", ["black", "white"]),
        ("identifier", "A1/B2, C 3", ["A1/B2", "C3"]),
        ("count", "4, 6", ["4"]),
        ("boolean", "yes", ["yes"]),
    ],
)
def test_several(kind: str, cell: str, texts: list[str]) -> None:
    assert [entry.value.text for entry in parse_all(cell, key(kind, multiple=True))] == texts


def test_several_quantities() -> None:
    wanted = key("quantity", "cm", multiple=True, tolerance=0.01)
    assert [entry.value.text for entry in parse_all("10 cm, 20 cm / 5 in", wanted)] == ["10 cm", "20 cm", "12.7 cm"]
    assert [entry.value.text for entry in parse_all("39.6 cm (15.6 in)", wanted)] == ["39.6 cm"]
    assert [entry.value.text for entry in parse_all("10, 12", wanted)] == ["10 cm", "12 cm"]


def test_single_keys_have_one_value() -> None:
    assert [entry.value.text for entry in parse_all("oak, walnut", key("categorical"))] == ["oak, walnut"]


def test_spans_of_several() -> None:
    cell = " oak ,  oak wood;oak"
    assert [cell[entry.start : entry.end] for entry in parse_all(cell, key("categorical", multiple=True))] == [
        "oak",
        "oak wood",
    ]


def test_a_bad_entry_fails_the_cell() -> None:
    with pytest.raises(ValueParseError):
        parse_all("A1, --, B2", key("identifier", multiple=True))
