"""Identifiers: part numbers, model codes and trade item numbers (GTIN, EAN, UPC). Compared without marks and case."""

from __future__ import annotations

import re
from typing import NamedTuple

from itemcenter.values.number import plain
from itemcenter.values.units import spelling

#: Lengths of trade item numbers: GTIN-8, UPC-A (12), EAN-13, GTIN-14.
_GTIN_LENGTHS = frozenset({8, 12, 13, 14})
_MARKS = re.compile(r"[\W_]+")
#: What merchants write before an identifier in its own cell.
_LABEL = re.compile(
    r"\s*(?:(?:mpn|sku|asin|isbn|ean|upc|gtin|barcode|model|modell|part|item|art|artikel|型号|货号)"
    r"(?:[ -]?(?:number|nummer|no|nr|num|code|13|8))?\s*\.?\s*[:#：]\s*)",
    re.IGNORECASE,
)
#: Runs of letters, digits and inner marks. Bounded, so that a page of them costs linear time.
_RUN = re.compile(r"[A-Za-z0-9]++(?:[-_./][A-Za-z0-9]++){0,6}+")
_MEASURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*([A-Za-z]+)")
#: Letters behind digits that make no identifier: screen modes, ordinals, packs, multiples.
_ORDINARY = frozenset({"p", "i", "k", "x", "d", "g", "er", "st", "nd", "rd", "th", "bit", "ch"})
_CHAIN = re.compile(r"[0-9.]+[xX][0-9.]+[A-Za-z]*(?:[xX][0-9.]+[A-Za-z]*)?")
#: "USB3.0", "802.11ac".
_VERSION = re.compile(r"[A-Za-z]{2,}[0-9]\.[0-9]|802\.11[a-z]{1,2}")
#: Shorter tokens ("USB3", "DDR4", "E27") are words of the trade, not identifiers.
_SHORTEST = 5


class IdentifierMention(NamedTuple):
    """An identifier-like token at `text[start:end]`. `gtin`: a trade item number with a valid check digit."""

    start: int
    end: int
    text: str
    gtin: bool


def scan_identifiers(text: str) -> list[IdentifierMention]:
    """Tokens of at least five characters with letters and two digits ("006R90321", "dv7-1211ea"), and valid GTINs.

    Measures ("500GB", "15.6in"), screen modes ("1080p") and chains ("120x80cm") are left out. Linear time.
    """
    out = []
    for found in _RUN.finditer(plain(text)):
        token = found[0]
        if len(token) < _SHORTEST:
            continue
        digits = sum(character.isdigit() for character in token)
        if digits == len(token):
            if valid_gtin(token):
                out.append(IdentifierMention(found.start(), found.end(), text[found.start() : found.end()], True))
        elif digits >= 2 and any(character.isalpha() for character in token) and not _is_ordinary(token):
            out.append(IdentifierMention(found.start(), found.end(), text[found.start() : found.end()], False))
    return out


def _is_ordinary(token: str) -> bool:
    if _CHAIN.fullmatch(token):
        return True
    if _VERSION.fullmatch(token) or _words_and_small_numbers(token):
        return True
    return all(_is_measure(part) for part in re.split(r"[-/_]", token))


def _is_measure(part: str) -> bool:
    found = _MEASURE.fullmatch(part)
    if found is None:
        return part.isdigit() and len(part) < _SHORTEST
    return found[1].lower() in _ORDINARY or spelling(found[1]) is not None


def _words_and_small_numbers(token: str) -> bool:
    """ "24-in-1", "USB-C-2", "12-teilig": whole words of lower-case letters beside one number, joined by dashes."""
    parts = token.split("-")
    return len(parts) > 1 and all(part.isdigit() or (part.isalpha() and part[1:].islower()) for part in parts)


def identifier_key(text: str) -> str:
    """The form under which two identifiers are the same: letters and digits only, upper case.

    A valid GTIN of any length is written with 14 digits, so that a UPC equals the EAN that holds it.
    """
    key = _MARKS.sub("", plain(text)).upper()
    return key.zfill(14) if valid_gtin(key) else key


def canonical_identifier(text: str) -> str:
    """The form that people read: without blanks, upper case, inner marks kept; a GTIN's digits only."""
    key = _MARKS.sub("", plain(text))
    return key if valid_gtin(key) else "".join(plain(text).split()).upper()


def label_end(text: str) -> int:
    """Where the identifier starts in a cell such as "MPN: WH-1000XM4"; 0 if the cell has no label."""
    found = _LABEL.match(text)
    return found.end() if found is not None else 0


def valid_gtin(text: str) -> bool:
    """Whether `text` is a GTIN-8, UPC-A, EAN-13 or GTIN-14 with the right check digit (GS1, mod 10, weights 3 and 1).

    Blanks and dashes between the digits are allowed. A number of zeros only is no GTIN.
    """
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) not in _GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()) or not digits.strip("0"):
        return False
    return check_digit(digits[:-1]) == digits[-1]


def check_digit(digits: str) -> str:
    """The GS1 check digit for the digits before it: weights 3, 1, 3, ... from the right."""
    total = 3 * sum(map(int, digits[::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)
