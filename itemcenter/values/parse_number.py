"""Cells of quantity and count keys: which of the numbers in the cell is meant."""

from __future__ import annotations

import re
from dataclasses import replace

from itemcenter.errors import ValueParseError
from itemcenter.schema.fact import ValueType
from itemcenter.schema.ontology import AttributeKey
from itemcenter.values.compare import same_number
from itemcenter.values.context_words import is_context
from itemcenter.values.grammar import scan
from itemcenter.values.mention import Mention
from itemcenter.values.number import NUMBER_WORDS, plain, read_digits
from itemcenter.values.parsed import ParsedValue
from itemcenter.values.quantity import canonical_unit, count_value, fits, quantity_value
from itemcenter.values.unit_after import unit_after
from itemcenter.values.units import COUNT, UNITS, known_unit

#: Two statements of one value differ by rounding: 39.6 cm (15.6 in).
_ROUNDING = 0.01
_WORD = re.compile(r"[^\W\d_]+")
_COUNT = re.compile(
    r"(?:.{0,60}[:=])?\s*[xX*]?\s*(?P<low>[0-9]+(?:[.,][0-9]+)*)(?: ?(?:-|to|bis|~) ?(?P<high>[0-9]+)(?![0-9.,]))?"
)
_SIGN = re.compile(r"(?:^|[^\w)])-$")
_FIRST_WORD = re.compile(r"\s*([^\W\d_]+)")


def parse_quantities(text: str, key: AttributeKey, bare_unit: str | None, total: bool) -> list[ParsedValue]:
    """The values that a cell states under a quantity key, best first: at least one. Raises `ValueParseError`."""
    unit = canonical_unit(key)
    mentions = [mention for mention in scan(text) if fits(mention, key)]
    assumed = False
    if not mentions:
        mentions = [mention for mention in scan(text, UNITS[unit].dimension) if fits(mention, key)]
    if not mentions and bare_unit != "":
        mentions, assumed = _bare(text, key, bare_unit or unit), bare_unit is None
    if not mentions:
        raise ValueParseError(
            f"no {UNITS[unit].dimension} found in {_shown(text)}",
            place=f"key {key.id}",
            remedy=f"write a number with its unit, for example 12.5 {unit}",
        )
    values = [
        ParsedValue(
            quantity_value(mention, key, total=total),
            mention.start,
            mention.end,
            assumed,
            mention.ambiguous,
            mention.qualifier,
        )
        for mention in _of_side(mentions, text, key)
    ]
    return _doubtful(values, key)


def _bare(text: str, key: AttributeKey, unit: str) -> list[Mention]:
    """Mentions of numbers without unit, if the cell holds nothing else of meaning."""
    name = known_unit(unit)
    if name is None:
        raise ValueParseError(
            f"unknown unit {unit!r} for bare numbers", place=f"key {key.id}", remedy="give a unit such as cm, kg or W"
        )
    mentions = scan(text, bare_unit=name)
    source = plain(text)
    if any(_SIGN.search(source[max(0, mention.start - 2) : mention.start]) for mention in mentions):
        return []  # "-5" where nothing is below zero
    rest, last = "", 0
    for mention in mentions:
        rest, last = f"{rest} {text[last : mention.start]}", mention.end
    rest += f" {text[last:]}"
    if any(character.isdigit() for character in rest):
        return []
    known = all(is_context(word) for word in _WORD.findall(plain(rest)))
    return [mention for mention in mentions if fits(mention, key)] if known else []


def _of_side(mentions: list[Mention], text: str, key: AttributeKey) -> list[Mention]:
    """The mentions of the side that the key stands for; those without a side, if no mention names it."""
    named = [mention for mention in mentions if key.role and mention.role == key.role]
    if named:
        return named
    loose = [mention for mention in mentions if not mention.role]
    if not key.role and not loose and len({mention.role for mention in mentions}) == 1:
        return mentions
    sides = [mention for mention in loose if mention.parts > 1 and mention.dimension == "length"]
    if not loose or (sides and not key.multiple):
        wanted = key.role or "side"
        raise ValueParseError(
            f"{_shown(text)} does not say which number is the {wanted}",
            place=f"key {key.id}",
            remedy="name the sides, for example 5 x 10 x 2 cm (W x H x D)",
        )
    return loose


def _doubtful(values: list[ParsedValue], key: AttributeKey) -> list[ParsedValue]:
    """Mark the first value as ambiguous where a single-valued key meets several different ones."""
    first = values[0]
    if not key.multiple and not all(same_number(first.value, entry.value, _ROUNDING) for entry in values[1:]):
        return [replace(first, ambiguous=True), *values[1:]]
    return values


def parse_counts(text: str, key: AttributeKey) -> list[ParsedValue]:
    """The counts that a cell states: "4", "4.0", "6 Stück", "Pack of 6", "4 ports", "three". Raises as above."""
    mentions = [mention for mention in scan(text) if mention.type is ValueType.COUNT]
    if mentions:
        return _doubtful(
            [
                ParsedValue(
                    count_value(mention.number, mention.number_to),
                    mention.start,
                    mention.end,
                    ambiguous=mention.ambiguous,
                    qualifier=mention.qualifier,
                )
                for mention in mentions
            ],
            key,
        )
    source = plain(text)
    found = _COUNT.match(source)
    if found is not None and (counted := _counted(source, found)) is not None:
        return [counted]
    word = _FIRST_WORD.match(text)
    if word is not None:
        for length in {len(word[1]), 2, 1} if not word[1].isascii() else {len(word[1])}:
            number = NUMBER_WORDS.get(word[1][:length].lower())
            if number is not None:
                return [ParsedValue(count_value(number), word.start(1), word.start(1) + min(length, len(word[1])))]
    raise ValueParseError(
        f"no count found in {_shown(text)}", place=f"key {key.id}", remedy="write a whole number, for example 4"
    )


def _counted(source: str, found: re.Match[str]) -> ParsedValue | None:
    """A whole number at the start of the cell or behind a colon, unless it measures something ("4 GB")."""
    low = read_digits(found["low"])
    if low is None or low.value != int(low.value) or source[found.end("low") :][:1] == "'":
        return None
    high = float(found["high"]) if found["high"] and float(found["high"]) > low.value else None
    end = found.end("high") if high is not None else found.end("low")
    unit = unit_after(source, found.start("low"), end, low.value)
    if unit is not None and unit[0].dimension != COUNT:
        return None
    follows = source[end : end + 1]
    if follows == "/" or (follows.isalnum() and follows.isascii() and follows not in "xXe"):
        return None  # "1/2", "4K", "3D"
    return ParsedValue(count_value(low.value, high), found.start("low"), end, ambiguous=low.ambiguous)


def _shown(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:57] + "...")
