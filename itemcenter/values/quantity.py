"""Quantities: conversion between units and the canonical value of a mention under a key.

pint supplies the factors and offsets of the expressions in `unit_table`, once a unit pair; it is loaded on the first
conversion and never sees a merchant's text.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context
from functools import cache, lru_cache
from typing import Any

from itemcenter.errors import ValueParseError
from itemcenter.schema.fact import TypedValue, ValueType
from itemcenter.schema.ontology import AttributeKey
from itemcenter.values.mention import Mention
from itemcenter.values.number import written
from itemcenter.values.units import SIGNED, UNITS, dimension_of, known_unit

#: Significant digits of a stored number: more than any merchant writes, few enough to hide the last bits of a float.
DIGITS = 10
_ROUNDING = Context(prec=DIGITS, rounding=ROUND_HALF_EVEN)


def to_unit(number: float, from_unit: str, to_unit: str) -> float:
    """`number` converted, rounded to 10 significant digits. Units under any known spelling.

    Raises `ValueParseError` for an unknown unit or another dimension (bits and bytes are two dimensions).
    """
    slope, offset = _line(from_unit, to_unit)
    value = number * slope + offset
    if offset:
        value = round(value, DIGITS)  # 32 °F is 0 °C, not 5.7e-14
    return rounded(value)


def rounded(number: float) -> float:
    """`number` with 10 significant digits, halves to even; never -0.0.

    The last bits are dropped first, so that a tie falls the same way whatever the factors' rounding was.
    """
    return float(_ROUNDING.create_decimal(f"{number:.14g}")) + 0.0


def same_dimension(unit_a: str, unit_b: str) -> bool:
    """Whether the units convert into each other. Unknown units convert into nothing."""
    dimension = dimension_of(unit_a)
    return dimension != "" and dimension == dimension_of(unit_b)


def canonical_unit(key: AttributeKey) -> str:
    """The canonical name of the unit that `key` declares. Raises `ValueParseError` if no such unit is known."""
    unit = known_unit(key.unit)
    if unit is None:
        raise ValueParseError(
            f"unknown unit {key.unit!r}",
            place=f"key {key.id}",
            remedy="declare a unit that `itemcenter.values.known_unit` knows, such as cm, kg, GB, W or h",
        )
    return unit


def fits(mention: Mention, key: AttributeKey) -> bool:
    """Whether the mention can be a value of the key: a count for a count key, else a convertible unit."""
    if key.type is ValueType.COUNT:
        return mention.type is ValueType.COUNT
    return key.type is ValueType.QUANTITY and _reading(mention, canonical_unit(key)) is not None


def quantity_value(mention: Mention, key: AttributeKey, *, total: bool = False) -> TypedValue:
    """The value of `mention` in the unit of `key`: number with 10 significant digits, text such as "39.62 cm".

    Where the unit has two readings ("oz", "Gb"), the one that converts into the key's unit counts.
    total: multiply by the packs of a multi pack ("12 x 330 ml" is 3960 ml instead of 330 ml)
    Raises `ValueParseError` if the mention does not fit the key.
    """
    if key.type is ValueType.COUNT and mention.type is ValueType.COUNT:
        return count_value(mention.number, mention.number_to)
    if key.type is not ValueType.QUANTITY or mention.type is not ValueType.QUANTITY:
        raise ValueParseError(
            f"{mention.text!r} is a {mention.type.value}, the key wants a {key.type.value}",
            place=f"key {key.id}",
            remedy="choose another mention, or correct the type of the key",
        )
    unit = canonical_unit(key)
    source = _reading(mention, unit)
    if source is None:
        raise ValueParseError(
            f"{mention.text!r} is in {mention.unit or 'no unit'}, which does not convert into {unit}",
            place=f"key {key.id}",
            remedy=f"state a {dimension_of(unit)}, for example in {unit}",
        )
    packs = mention.packs if total else 1.0
    low = to_unit(mention.number * packs, source, unit)
    high = None if mention.number_to is None else to_unit(mention.number_to * packs, source, unit)
    return quantity(low, high, unit)


def quantity(number: float, number_to: float | None, unit: str) -> TypedValue:
    """The typed value of a number (or an ascending range) in a canonical unit."""
    text = written(number)
    if number_to is not None and number_to != number:
        text += f"{' to ' if number < 0 or unit in _SIGNED_UNITS else '-'}{written(number_to)}"
    else:
        number_to = None
    return TypedValue(ValueType.QUANTITY, f"{text} {unit}", None, number, number_to, unit)


def count_value(number: float, number_to: float | None = None) -> TypedValue:
    """The typed value of a count: text "4" or "4-6". Raises `ValueParseError` for fractions and negative numbers."""
    for entry in (number, number_to):
        if entry is not None and (entry != int(entry) or entry < 0):
            raise ValueParseError(f"{written(entry)} is no count", remedy="give a whole number of pieces")
    if number_to is not None and number_to <= number:
        number_to = None
    text = written(number) if number_to is None else f"{written(number)}-{written(number_to)}"
    return TypedValue(ValueType.COUNT, text, None, float(number), number_to)


def _reading(mention: Mention, unit: str) -> str | None:
    dimension = UNITS[unit].dimension
    if mention.type is ValueType.QUANTITY and mention.dimension == dimension:
        return mention.unit
    return mention.also if mention.also and UNITS[mention.also].dimension == dimension else None


_SIGNED_UNITS = frozenset(unit.name for unit in UNITS.values() if unit.dimension in SIGNED)


@lru_cache(maxsize=4096)
def _line(from_unit: str, to_unit: str) -> tuple[float, float]:
    """(slope, offset) of the conversion. Computed by pint once a pair."""
    names = [known_unit(from_unit), known_unit(to_unit)]
    for given, name in zip((from_unit, to_unit), names, strict=True):
        if name is None:
            raise ValueParseError(f"unknown unit {given!r}", remedy="use a unit of `itemcenter.values.unit_table`")
    source, target = UNITS[names[0] or ""], UNITS[names[1] or ""]
    if source.dimension != target.dimension:
        raise ValueParseError(
            f"{source.name} ({source.dimension}) does not convert into {target.name} ({target.dimension})",
            remedy=f"use a unit of {target.dimension}",
        )
    if source.name == target.name:
        return 1.0, 0.0
    if source.dimension == "temperature":
        registry = _registry()
        zero = float(registry.Quantity(0.0, source.expression).to(target.expression).magnitude)
        hundred = float(registry.Quantity(100.0, source.expression).to(target.expression).magnitude)
        return (hundred - zero) / 100, zero
    return _magnitude(source.expression) / _magnitude(target.expression), 0.0


def _magnitude(expression: str) -> float:
    return float(_registry().parse_expression(expression).to_base_units().magnitude)


@cache
def _registry() -> Any:
    """The pint registry. Loading takes a good part of a second, which is why it waits for the first conversion."""
    import pint

    return pint.UnitRegistry()
