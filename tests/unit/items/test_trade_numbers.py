"""Trade item numbers of a catalog: told about, never a reason to refuse a row, and found again in one form."""

from __future__ import annotations

import pytest
from catalog_files import ReadText
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.items import gtins_of
from itemcenter.items.trade_numbers import TradeNumberTally, holds_trade_numbers
from itemcenter.schema import Item, ItemId, Spec
from itemcenter.values.identifier import check_digit

ROWS = """sku,title,ean,isbn
1,Lamp,4006381333931,
2,Lamp,4006381333932,
3,Lamp,4.00638E+12,
4,Lamp,36000291452,
5,Lamp,does not apply,
6,Book,,0-306-40615-2
7,Book,,0-306-40615-3
"""


def test_what_is_wrong_is_counted_and_no_row_is_refused(read: ReadText) -> None:
    found = read(ROWS)
    assert len(found.items) == 7 and not found.rejected
    told = [notice for notice in found.reader.notices if "'ean'" in notice or "'isbn'" in notice]
    assert [notice.partition(" the first in ")[0] for notice in told] == [
        "1 of 5 numbers in 'ean' have a wrong check digit,",
        "1 of 5 numbers in 'ean' were shortened by a spreadsheet,",
        "1 of 5 numbers in 'ean' have lost the zeros in front,",
        "1 of 5 texts in 'ean' are no trade item number,",
        "1 of 2 texts in 'isbn' are no trade item number,",
    ]
    assert told[0].endswith("in row 2: '4006381333932'; they are kept as written")
    assert told[3].endswith("in row 5: 'does not apply'")
    again = [notice for _ in (list(found.reader),) for notice in found.reader.notices if "check digit" in notice]
    assert len(again) == 1, "a second reading counts anew"


def test_numbers_are_found_again_with_their_source_form(read: ReadText) -> None:
    found = read(ROWS)
    assert [[gtin.digits for gtin in gtins_of(item)] for item in found.items] == [
        ["04006381333931"], [], [], ["00036000291452"], [], ["09780306406157"], [],
    ]  # fmt: skip
    assert gtins_of(found.items[3])[0].text == "36000291452"
    assert ("ean", "36000291452") in found.items[3].extras


def test_numbers_stand_in_ids_specs_and_lists(read: ReadText) -> None:
    item = Item(ItemId("4006381333931"), "Lamp", specs=(Spec("EAN code", "4006381333948"), Spec("Size", "96385074")))
    assert [gtin.digits for gtin in gtins_of(item)] == ["04006381333948", "04006381333931"]
    both = read('sku,title,barcode\n1,Lamp,"4006381333931; 4006381333948"\n').item
    assert len(gtins_of(both)) == 2
    assert gtins_of(Item(ItemId("1234567"), "Lamp")) == ()


@pytest.mark.parametrize("name", ["GTIN", "g:gtin", "EAN-13", "Variant Barcode", "UPC Code", "条码"])
def test_columns_of_trade_numbers(name: str) -> None:
    assert holds_trade_numbers(name)


@pytest.mark.parametrize("name", ["sku", "mpn", "price", "eans sold", ""])
def test_other_columns(name: str) -> None:
    assert not holds_trade_numbers(name)


@settings(deadline=None)
@given(st.lists(st.text("0123456789", min_size=12, max_size=12), max_size=20))
def test_every_number_is_counted_once(bodies: list[str]) -> None:
    numbers = [body + check_digit(body) for body in bodies if body.strip("0")]
    broken = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in numbers]
    tally = TradeNumberTally(["ean", "title"])
    for row, number in enumerate([*numbers, *broken], start=1):
        tally.add(row, {"ean": number, "title": number})
    told = list(tally.notices())
    assert told == ([] if not numbers else [
        f"{len(numbers)} of {2 * len(numbers)} numbers in 'ean' have a wrong check digit, the first in row "
        f"{len(numbers) + 1}: {broken[0]!r}; they are kept as written"
    ])  # fmt: skip
