"""Price, availability, trade numbers out of a merchant's further columns: read as they are written, or not at all."""

from __future__ import annotations

import pytest

from itemcenter.items.write.formulas import harmless_cell
from itemcenter.items.write.google import _cell
from itemcenter.items.write.offer import Offer
from itemcenter.items.write.product import code_of, unique_codes
from itemcenter.schema import Item, ItemId


def offer(currency: str = "", **extras: str) -> Offer:
    return Offer(Item(ItemId("1"), "Mug", extras=tuple((n.replace("_", " "), t) for n, t in extras.items())), currency)


@pytest.mark.parametrize(
    ("written", "currency", "price"),
    [
        ("12.50 EUR", "", "12.50 EUR"),
        ("USD 1,299.00", "EUR", "1299.00 USD"),
        ("1.299,00 €", "", "1299.00 EUR"),
        ("$5", "", ""),
        ("$5", "USD", "5.00 USD"),
        ("4995", "", ""),
        ("4995", "INR", "4995.00 INR"),
        ("on request", "EUR", ""),
    ],
)
def test_a_price_has_a_currency_or_is_none(written: str, currency: str, price: str) -> None:
    assert offer(currency, price=written).price == price


def test_a_column_may_name_the_currency() -> None:
    assert Offer(Item(ItemId("1"), "Mug", extras=(("price", "5"), ("Currency", "GBP")))).price == "5.00 GBP"


@pytest.mark.parametrize(
    ("columns", "state"),
    [
        ({"availability": "In Stock"}, "in_stock"),
        ({"availability": "https://schema.org/OutOfStock"}, "out_of_stock"),
        ({"availability": "call us"}, ""),
        ({"quantity": "3"}, "in_stock"),
        ({"stock": "0"}, "out_of_stock"),
        ({"availability": "preorder", "quantity": "3"}, "preorder"),
        ({}, ""),
    ],
)
def test_availability_is_told_or_unknown(columns: dict[str, str], state: str) -> None:
    assert offer(**columns).availability == state


def test_numbers_with_a_wrong_check_digit_and_links_that_are_none_are_left_out() -> None:
    assert offer(ean="4006381333931").gtin == "4006381333931" and offer(ean="4006381333932").gtin == ""
    assert offer(ean='["4006381333931", "x"]').gtin == "4006381333931"
    assert offer(url="javascript:alert(1)").link == "" and offer(url="https://a.example/1").link
    assert (
        offer(condition="https://schema.org/UsedCondition").condition == "used"
        and offer(condition="ok").condition == ""
    )


def test_codes_are_ascii_and_each_its_own() -> None:
    codes = unique_codes(["screen size", "Screen-Size", "größe", "颜色", "颜 色", ""])
    assert len(set(codes.values())) == len(codes) and all(code.isascii() for code in codes.values())
    assert codes["screen size"] == "screen_size" and code_of("") == "x"


def test_only_what_could_run_gets_an_apostrophe() -> None:
    for text in ("=1+1", "+1", "-1+1", "-20 to =x", "@SUM(1)", "-2+cmd|' /C calc'!A0", "\tx"):
        assert harmless_cell(text) == f"'{text}"
    for plain in ("-20 °C", "-20 to 60 °C", "-5", "a=b", 5, None):
        assert harmless_cell(plain) == plain


def test_google_details_with_commas_stand_between_quotes() -> None:
    details = [("Mugs", "colour", "navy, red"), ("", "a:b", 'say "x"')]
    assert _cell("product_detail", details) == '"Mugs:colour:navy, red",":a b:say ""x"""'
