"""When two typed values of one key are the same value."""

from __future__ import annotations

from itemcenter.errors import ValueParseError
from itemcenter.schema.fact import TypedValue, ValueType
from itemcenter.schema.ontology import AttributeKey
from itemcenter.values.colour import normal_colour
from itemcenter.values.folding import name_key
from itemcenter.values.identifier import identifier_key
from itemcenter.values.quantity import to_unit

#: Relative difference under which quantities are the same where the key names none: covers the rounding of floats.
EXACT = 1e-9


def same(a: TypedValue, b: TypedValue, key: AttributeKey) -> bool:
    """Whether both are the same value of `key`. Reflexive and symmetric; with a tolerance not transitive.

    quantity:            both ends within the key's relative tolerance, after conversion; a single number is a range
                         of equal ends
    count, boolean:      equal numbers; equal answers
    identifier:          equal without marks and case; a UPC equals the EAN that holds it
    categorical, colour: by value id where both have one, else by name (colours by canonical name: "Marineblau" is navy)
    text:                equal without case, marks and differing blanks
    Values of different types are never the same.
    """
    if a.type is not b.type:
        return False
    if a.type is ValueType.QUANTITY:
        return same_number(a, b, max(key.tolerance, EXACT))
    if a.type is ValueType.COUNT:
        return same_number(a, b, 0.0)
    if a.value_id is not None and b.value_id is not None:
        return a.value_id == b.value_id
    return name_of(a) == name_of(b)


def same_number(a: TypedValue, b: TypedValue, tolerance: float) -> bool:
    """Whether both ends of two quantities or counts are within a relative tolerance, in the unit of `a`."""
    try:
        ends = [(_end(a, upper), _converted(_end(b, upper), b.unit, a.unit)) for upper in (False, True)]
    except ValueParseError:
        return False
    return all(abs(x - y) <= tolerance * max(abs(x), abs(y)) for x, y in ends)


def _end(value: TypedValue, upper: bool) -> float:
    if upper and value.number_to is not None:
        return value.number_to
    return value.number or 0.0


def _converted(number: float, unit: str, wanted: str) -> float:
    return number if unit == wanted else to_unit(number, unit, wanted)


def name_of(value: TypedValue) -> str:
    """The form under which values that are no numbers are the same, ids aside."""
    if value.type is ValueType.IDENTIFIER:
        return identifier_key(value.text) or value.text
    if value.type is ValueType.COLOUR:
        return name_key(normal_colour(value.text)) or value.text
    if value.type in (ValueType.TEXT, ValueType.BOOLEAN):
        return " ".join(value.text.casefold().split())
    return name_key(value.text) or value.text
