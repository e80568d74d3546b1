"""`Form`: what of a writing can be compared - its words without case, accents and plural, its numbers, its denial.

Words of one letter and parts of codes ("E5", "36S12") are words as well: what differs in them is another value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from itemcenter.errors import ValueParseError
from itemcenter.values import to_unit
from itemcenter.values.figures import figures
from itemcenter.values.folding import tokens
from itemcenter.values.number import plain
from itemcenter.values.units import UNITS, known_unit, spelling

_NUMBER = re.compile(r"(?<![\w)])-(?=\d)|\d+(?:[.,]\d+)*")
_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL = re.compile(r"(\d+)[.,](\d+)")
_DENIES = frozenset(
    [
        "no",
        "non",
        "not",
        "without",
        "never",
        "nicht",
        "kein",
        "keine",
        "ohne",
        "sans",
        "sin",
        "senza",
        "anti",
        "none",
        "nein",
    ]
)
#: "stainless" denies nothing that anybody would name.
_NO_DENIAL = frozenset(
    [
        "stainless",
        "unless",
        "bless",
        "regardless",
        "flawless",
        "none",
        "nonna",
        "nonno",
        "note",
        "nota",
        "anti",
        "antique",
    ]
)
_WITHOUT = re.compile(r"\bw/o\b|\w[- ](?:free|frei|less)\b|(?<=[a-z]{3})(?:less|free|frei)\b", re.IGNORECASE)
_SIGNS = re.compile(r"(?<=\w)[+#]+")
#: Written with a fraction, a bare length is in inches: nobody writes 10 1/8 cm.
_FRACTION = re.compile(r"\d/\d")


@dataclass(frozen=True, slots=True)
class FusedKey:
    """The key whose values are fused. unit: canonical unit of its bare numbers, "" where it has none"""

    name: str
    unit: str = ""
    description: str = ""

    @property
    def dimension(self) -> str:
        return UNITS[self.unit].dimension if self.unit in UNITS else ""


class Amount(NamedTuple):
    """A number with its unit. base: in the unit to which all of its dimension convert; step: half of the last digit

    bare: no unit was written; spelled: a word ("quad"), no digits
    """

    number: float
    unit: str
    dimension: str
    base: float
    step: float
    bare: bool
    spelled: bool


class Form(NamedTuple):
    """words: folded tokens of letters in order, singular, units and number words among them
    joined: all tokens without blanks; digits: numbers as written, in order; glued: the same with their letters
    rest: words without units, number words and words of packing
    """

    text: str
    tokens: tuple[str, ...]
    words: tuple[str, ...]
    joined: str
    digits: tuple[str, ...]
    glued: tuple[str, ...]
    amounts: tuple[Amount, ...]
    rest: tuple[str, ...]
    negated: bool
    signs: str
    initials: str


def form_of(text: str, unit: str = "") -> Form:
    """unit: canonical unit of the key, given to numbers that have none"""
    return _form(text, unit)


@lru_cache(maxsize=300_000)
def _form(text: str, unit: str) -> Form:
    raw = [(token, start, end) for token, start, end in tokens(text)]
    all_tokens = tuple(singular(token) for token, _, _ in raw)
    words = tuple(token for token in all_tokens if not token[0].isdigit())
    amounts = _amounts(text, unit)
    rest = tuple(word for word in words if not _is_measure(word))
    glued = tuple(sorted(_glued(raw)))
    return Form(
        text,
        all_tokens,
        words,
        "".join(all_tokens),
        tuple(digits_of(text)),
        glued,
        amounts,
        rest,
        _denies(text, raw),
        "".join(_SIGNS.findall(text)),
        "".join(word[0] for word in (token for token, _, _ in raw) if word not in ("and", "of", "the", "und")),
    )


def singular(word: str) -> str:
    """Without a plural ending, by rules that only make words meet ("boxes"/"box", "berries"/"berry")."""
    if len(word) < 4 or word[-1] != "s" or word[-2] in "sui":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


def digits_of(text: str) -> list[str]:
    """Numbers in one writing: "1,000" is 1000, "8.0" is 8, "1,5" is 1.5; a sign stands before its number."""
    out: list[str] = []
    if not _DIGIT.search(text):
        return out
    sign = ""
    for found in _NUMBER.finditer(plain(text)):
        number = found[0]
        if number == "-":
            sign = "-"
            continue
        if _THOUSANDS.fullmatch(number):
            number = number.replace(",", "")
        decimal = _DECIMAL.fullmatch(number)
        if decimal is not None:
            number = f"{decimal[1]}.{decimal[2].rstrip('0')}".rstrip(".")
        out.append(sign + number)
        sign = ""
    return out


def _glued(raw: list[tuple[str, int, int]]) -> list[str]:
    """Each run of digits with the letters that touch it; a bare one ends with "?"."""
    out = []
    for place, (token, start, end) in enumerate(raw):
        if token[0].isdigit():
            before = raw[place - 1][0] if place and raw[place - 1][2] == start else ""
            after = raw[place + 1][0] if place + 1 < len(raw) and raw[place + 1][1] <= end + 1 else ""
            after = after if not after[:1].isdigit() else ""
            out.append(f"{before}{token}{after}" if before or after else f"{token}?")
    return out


def _amounts(text: str, key_unit: str) -> tuple[Amount, ...]:
    out = []
    fraction = _FRACTION.search(text) is not None
    for found in figures(text):
        number, unit, word = found.number, found.unit, found.word
        step = 0.0 if found.spelled else _step(text[found.start : found.end])
        if word == "k" and found.word_end - found.end == 1:
            number, step, unit = 1000 * number, 1000 * step, ""
        bare = unit not in UNITS
        if bare:
            unit = key_unit
            if fraction and key_unit in UNITS and UNITS[key_unit].dimension == "length":
                unit = "in"
        if found.shared:
            bare = False
        out.append(_amount(number, unit, step, bare, found.spelled))
    return tuple(out)


def _amount(number: float, unit: str, step: float, bare: bool, spelled: bool) -> Amount:
    if unit not in UNITS:
        return Amount(number, "", "", number, step, bare, spelled)
    dimension = UNITS[unit].dimension
    try:
        factor = _factor(unit, dimension)
        base = to_unit(number, unit, _BASE[dimension]) if factor is None else number * factor
        step = step * (factor or 1.0)
    except ValueParseError:
        return Amount(number, unit, dimension, number, step, bare, spelled)
    return Amount(number, unit, dimension, base, step, bare, spelled)


#: The first unit of each dimension: that to which the others are converted.
_BASE: dict[str, str] = {}
for _unit in UNITS.values():
    _BASE.setdefault(_unit.dimension, _unit.name)


@lru_cache(maxsize=1024)
def _factor(unit: str, dimension: str) -> float | None:
    """How many base units one unit is; None where the scales have different zeros."""
    if dimension == "temperature":
        return None
    return to_unit(1.0, unit, _BASE[dimension])


def _step(written: str) -> float:
    """Half of what the last digit counts; nothing for fractions."""
    if "/" in written:
        return 0.0
    decimals = re.search(r"[.,](\d+)$", written)
    grouped = decimals is not None and len(decimals[1]) == 3 and "," in written
    return 0.5 if decimals is None or grouped else 0.5 * float(10 ** -len(decimals[1]))


@lru_cache(maxsize=20_000)
def _is_measure(word: str) -> bool:
    found = spelling(word)
    return found is not None or known_unit(word + "s") is not None or word in ("per", "in")


def _denies(text: str, raw: list[tuple[str, int, int]]) -> bool:
    for token, _, _ in raw:
        if token in _DENIES:
            return True
        if token.startswith("non") and len(token) >= 6 and token not in _NO_DENIAL:
            return True
    return any(
        raw_word not in _NO_DENIAL
        for found in _WITHOUT.finditer(text)
        for raw_word in [re.split(r"[\s/]", text[: found.end()].lower())[-1]]
    )
