"""Identifiers: folding, labels, tokens in running text, check digits."""

import pytest

from itemcenter.values import identifier_key, scan_identifiers, valid_gtin
from itemcenter.values.identifier import canonical_identifier, check_digit, label_end


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Toner 006R90321 black", ["006R90321"]),
        ("HP dv7-1211ea laptop", ["dv7-1211ea"]),
        ("Sony WH-1000XM4 headphones", ["WH-1000XM4"]),
        ("Core i7-8550U", ["i7-8550U"]),
        ("EAN 4006381333931", ["4006381333931"]),
        ("EAN 4006381333932", []),
        ("500GB 15.6in 1080p 120x80cm 100-240V 8GB/256GB 20cm-30cm", []),
        ("DDR4 E27 USB3 USB3.0 802.11ac", []),
        ("2-in-1 12-teilig 24-Pack", []),
        ("1234567 12345", []),
        ("型号WH-1000XM4蓝牙", ["WH-1000XM4"]),
        ("ＷＨ－１０００ＸＭ４", ["ＷＨ－１０００ＸＭ４"]),
        ("", []),
    ],
)
def test_scan(text: str, tokens: list[str]) -> None:
    found = scan_identifiers(text)
    assert [entry.text for entry in found] == tokens
    assert all(text[entry.start : entry.end] == entry.text for entry in found)


def test_only_trade_item_numbers_are_marked_as_such() -> None:
    assert [entry.gtin for entry in scan_identifiers("006R90321 4006381333931")] == [False, True]


@pytest.mark.parametrize(
    ("a", "b", "equal"),
    [
        ("WH-1000XM4", "wh 1000xm4", True),
        ("006R90321", "006r-90321", True),
        ("036000291452", "0036000291452", True),
        ("036000291452", "00036000291452", True),
        ("006R90321", "6R90321", False),
        ("036000291453", "0036000291453", False),
    ],
)
def test_key(a: str, b: str, equal: bool) -> None:
    assert (identifier_key(a) == identifier_key(b)) is equal


@pytest.mark.parametrize("text", ["4006381333931", "036000291452", "73513537", "00012345600012", "400638 1333931"])
def test_valid_gtin(text: str) -> None:
    assert valid_gtin(text)


@pytest.mark.parametrize(
    "text", ["4006381333932", "036000291453", "123", "", "abc", "0000000000000", "４００６３８１３３３９３１"]
)
def test_invalid_gtin(text: str) -> None:
    assert not valid_gtin(text)


def test_every_single_wrong_digit_is_noticed() -> None:
    good = "4006381333931"
    for place in range(len(good)):
        for digit in "0123456789":
            assert valid_gtin(good[:place] + digit + good[place + 1 :]) is (digit == good[place])


def test_check_digit() -> None:
    assert check_digit("400638133393") == "1"
    assert check_digit("7351353") == "7"


def test_canonical_form() -> None:
    assert canonical_identifier("dv7-1211 ea") == "DV7-1211EA"
    assert canonical_identifier("400638-1333931") == "4006381333931"


@pytest.mark.parametrize(
    ("cell", "bare"),
    [
        ("MPN: X1", "X1"),
        ("Part No.: 006R", "006R"),
        ("SKU#12", "12"),
        ("型号：AB1", "AB1"),
        ("MPN12", "MPN12"),
        ("EAN", "EAN"),
    ],
)
def test_label(cell: str, bare: str) -> None:
    assert cell[label_end(cell) :] == bare
