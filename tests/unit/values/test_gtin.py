"""Trade item numbers: check digits, one form for all lengths, and what spreadsheets do to them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.values.gtin import (
    CHECK_DIGIT,
    NO_NUMBER,
    SHORTENED,
    VALID,
    ZEROS_LOST,
    isbn_check,
    read_gtin,
    same_number,
    upc_a,
)
from itemcenter.values.identifier import check_digit, identifier_key


@pytest.mark.parametrize(
    ("text", "kind", "state", "digits"),
    [
        ("4006381333931", "GTIN-13", VALID, "04006381333931"),
        ("036000291452", "GTIN-12", VALID, "00036000291452"),
        ("96385074", "GTIN-8", VALID, "00000096385074"),
        ("04252614", "UPC-E", VALID, "00042100005264"),
        ("UPC: 0 425261 4", "UPC-E", VALID, "00042100005264"),
        ("01234505", "UPC-E", VALID, "00012000003455"),
        ("04252615", "GTIN-8", CHECK_DIGIT, ""),
        ("10614141000415", "GTIN-14", VALID, "10614141000415"),
        ("0-306-40615-2", "ISBN-10", VALID, "09780306406157"),
        ("080442957x", "ISBN-10", VALID, "09780804429573"),
        ("978-0-306-40615-7", "ISBN-13", VALID, "09780306406157"),
        ("EAN: 4006381333931", "GTIN-13", VALID, "04006381333931"),
        ('="036000291452"', "GTIN-12", VALID, "00036000291452"),
        ("'036000291452", "GTIN-12", VALID, "00036000291452"),
        ("4006381333931.0", "GTIN-13", VALID, "04006381333931"),
        ("36000291452", "GTIN-12", ZEROS_LOST, "00036000291452"),
        ("36000291452.0", "GTIN-12", ZEROS_LOST, "00036000291452"),
        ("306406152", "ISBN-10", ZEROS_LOST, "09780306406157"),
        ("4.00638E+12", "", SHORTENED, ""),
        ("4,00638e+12", "", SHORTENED, ""),
        ("4006381333932", "GTIN-13", CHECK_DIGIT, ""),
        ("96385075", "GTIN-8", CHECK_DIGIT, ""),
        ("12345", "", NO_NUMBER, ""),
        ("does not apply", "", NO_NUMBER, ""),
        ("0000000000000", "", NO_NUMBER, ""),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "", NO_NUMBER, ""),
        ("", "", NO_NUMBER, ""),
    ],
)
def test_examples(text: str, kind: str, state: str, digits: str) -> None:
    found = read_gtin(text)
    assert (found.text, found.kind, found.state, found.digits) == (text, kind, state, digits)


@settings(deadline=None)
@given(st.sampled_from([7, 11, 12, 13]).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)))
def test_a_number_with_its_check_digit_is_sound_and_no_other_digit_is(body: str) -> None:
    if len(body) == 7 and body[0] in "01":
        return  # may be a UPC-E
    right = check_digit(body)
    for digit in "0123456789":
        found = read_gtin(body + digit)
        assert found.sound == (digit == right and bool((body + digit).strip("0")))
        assert found.text == body + digit


@settings(deadline=None)
@given(st.text("0123456789", min_size=11, max_size=11).filter(lambda body: body.strip("0")), st.integers(0, 2))
def test_padding_changes_nothing(body: str, zeros: int) -> None:
    number = body + check_digit(body)
    padded = "0" * zeros + number
    assert read_gtin(padded).digits == read_gtin(number).digits == identifier_key(number)
    assert same_number(number, padded)


@settings(deadline=None)
@given(st.text("0123456789", min_size=8, max_size=10).filter(lambda body: not body.startswith("0")))
def test_lost_zeros_come_back(body: str) -> None:
    number = body + check_digit(body)
    found = read_gtin(number)
    assert found.sound
    if found.kind == "GTIN-12":
        assert found.digits == number.zfill(14) and found.state == ZEROS_LOST


@settings(deadline=None)
@given(st.text("0123456789", min_size=9, max_size=9))
def test_an_isbn_is_one_book_in_both_lengths(body: str) -> None:
    thirteen = "978" + body + check_digit("978" + body)
    ten = body + isbn_check(body)
    if ten.strip("0"):
        assert same_number(ten, thirteen)


@settings(deadline=None)
@given(st.text("0123456789", min_size=6, max_size=6).filter(lambda body: body.strip("0")), st.sampled_from("01"))
def test_a_upc_e_is_the_upc_a_with_its_zeros(body: str, system: str) -> None:
    """Zeros are left out by the rule of the specification for shortening, written here the other way round."""
    sounds = [number for digit in "0123456789" if (number := upc_a(f"{system}{body}{digit}"))]
    assert len(sounds) == 1 or (system == "1" and not sounds)
    for whole in sounds:
        maker, item, check = whole[1:6], whole[6:11], whole[11]
        assert whole[0] == system and check_digit(whole[:11]) == check
        if maker[2] in "012" and maker[3:] == "00" and item[:2] == "00" and body[5] in "012":
            short = maker[:2] + item[2:] + maker[2]
        elif maker[3:] == "00" and item[:3] == "000" and body[5] == "3":
            short = maker[:3] + item[3:] + "3"
        elif maker[4] == "0" and item[:4] == "0000" and body[5] == "4":
            short = maker[:4] + item[4] + "4"
        else:
            assert item[:4] == "0000" and item[4] in "56789"
            short = maker + item[4]
        assert short == body
        assert same_number(f"{system}{body}{check}", whole)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = read_gtin(text)
    assert found.text == text
    assert found.sound == (found.state in (VALID, ZEROS_LOST)) == (len(found.digits) == 14)
