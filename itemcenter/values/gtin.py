"""Trade item numbers out of a merchant's cell: GTIN-8, 12, 13, 14, UPC-E and ISBN-10, 13; what spreadsheets do to them.

GS1 General Specifications, section 7.9 (check digit, weights 3 and 1 from the right); ISO 2108 (ISBN-10, weights 10 to
1, modulo 11). Zeros in front change no check digit, so every number has one form of 14 digits, and lost zeros can be
told: the number is sound but too short. UPC-E is a UPC-A of eight digits: the zeros in its middle are left out, and the
check digit is that of the whole (GS1 General Specifications, section 5.2.2.4.2).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from itemcenter.values.identifier import check_digit, label_end
from itemcenter.values.number import plain

VALID: Final = "valid"  # sound as written
ZEROS_LOST: Final = "zeros lost"  # sound with the zeros back that a spreadsheet took away
SHORTENED: Final = "shortened"  # 4.00638E+12: the last digits are gone for good
CHECK_DIGIT: Final = "check digit"  # the right length, the wrong check digit
NO_NUMBER: Final = "no number"  # another length, or no digits at all

_KINDS: Final = {8: "GTIN-8", 12: "GTIN-12", 13: "GTIN-13", 14: "GTIN-14"}
#: Lengths of a GTIN-12 that lost zeros, and of an ISBN-10 that lost one. What is shorter adds up by chance too often.
_RESTS: Final = range(9, 12)

_SHORT_FORM = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_FLOAT = re.compile(r"(\d{6,14})[.,]0+")
_FORMULA = re.compile(r'="?([^"]*)"?')
_MARKS = re.compile(r"[\s\-‐-―−]+")


class Gtin(NamedTuple):
    """A cell read as a trade item number.

    text:   as written; kind: GTIN-8, GTIN-12, GTIN-13, GTIN-14, UPC-E, ISBN-10, ISBN-13, "" where it is none
    state:  VALID, ZEROS_LOST, SHORTENED, CHECK_DIGIT or NO_NUMBER
    digits: 14 digits, equal for all forms of one number; "" unless the state is VALID or ZEROS_LOST
    """

    text: str
    kind: str
    state: str
    digits: str = ""

    @property
    def sound(self) -> bool:
        return bool(self.digits)


def read_gtin(text: str) -> Gtin:
    """The number in a text that holds nothing else but perhaps its label ("EAN: 4006381333931"). Never raises."""
    written = plain(text)
    written = _bare(written[label_end(written) :])
    if _SHORT_FORM.fullmatch(written):
        return Gtin(text, "", SHORTENED)
    found = _FLOAT.fullmatch(written)
    digits = found[1] if found else _MARKS.sub("", written).upper()
    if not digits.isascii() or not digits.strip("0"):
        return Gtin(text, "", NO_NUMBER)
    if len(digits) == 10 and digits[:9].isdigit() and isbn_check(digits[:9]) == digits[9]:
        return Gtin(text, "ISBN-10", VALID, _from_isbn(digits[:9]))
    if not digits.isdigit():
        return Gtin(text, "", NO_NUMBER)
    whole = upc_a(digits)
    if whole:
        return Gtin(text, "UPC-E", VALID, whole.zfill(14))
    sound = check_digit(digits[:-1]) == digits[-1]
    if len(digits) in _KINDS:
        kind = "ISBN-13" if len(digits) == 13 and digits.startswith(("978", "979")) else _KINDS[len(digits)]
        return Gtin(text, kind, VALID, digits.zfill(14)) if sound else Gtin(text, kind, CHECK_DIGIT)
    if len(digits) == 9 and isbn_check("0" + digits[:8]) == digits[8]:
        return Gtin(text, "ISBN-10", ZEROS_LOST, _from_isbn("0" + digits[:8]))
    if len(digits) in _RESTS and sound:
        return Gtin(text, "GTIN-12", ZEROS_LOST, digits.zfill(14))
    return Gtin(text, "", NO_NUMBER)


def upc_a(digits: str) -> str:
    """The 12 digits of a UPC-E of eight digits; "" where it is none, or is a GTIN-8 all the same.

    What begins with 0 is no GTIN-8 of a trade item (these are for use inside of a company); with 1 it may be one.
    """
    if len(digits) != 8 or digits[0] not in "01" or not digits[1:7].strip("0"):
        return ""
    system, body, check = digits[0], digits[1:7], digits[7]
    last = body[5]
    if last in "012":
        middle = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        middle = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        middle = f"{body[:4]}00000{body[4]}"
    else:
        middle = f"{body[:5]}0000{last}"
    if check_digit(system + middle) != check:
        return ""
    return "" if system == "1" and check_digit(digits[:7]) == check else f"{system}{middle}{check}"


def isbn_check(digits: str) -> str:
    """The check character of an ISBN-10 for its first nine digits: 0 to 9 or X."""
    total = sum((10 - place) * int(digit) for place, digit in enumerate(digits))
    return "0123456789X"[-total % 11]


def same_number(one: str, other: str) -> bool:
    """Whether two written numbers are sound and name one trade item."""
    first, second = read_gtin(one), read_gtin(other)
    return first.sound and first.digits == second.digits


def _bare(text: str) -> str:
    """Without what spreadsheets put around a number to keep it a text: ="0123", '0123."""
    text = text.strip()
    found = _FORMULA.fullmatch(text)
    return (found[1] if found else text.removeprefix("'")).strip()


def _from_isbn(nine: str) -> str:
    body = "978" + nine
    return (body + check_digit(body)).zfill(14)
