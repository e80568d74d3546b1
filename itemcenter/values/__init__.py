"""Typed values: categorical, quantity, count, identifier, colour, boolean and text - parsed, normalised, compared.

`parse` reads a merchant's cell under a key; `scan` finds measurements and counts in running text; `same` says whether
two values are one. Every value keeps its span: code point offsets, half-open, into the text that was given. Numbers
are read by a product-unit grammar of our own (`grammar`); pint only supplies conversion factors and is loaded on the
first conversion. Values of closed lists are not looked up here but by the library, which knows the lists.
"""

from itemcenter.values.boolean import boolean_of
from itemcenter.values.colour import Colour, colour_of, colour_spellings, normal_colour, same_family
from itemcenter.values.compare import same
from itemcenter.values.grammar import scan
from itemcenter.values.gtin import Gtin, read_gtin, same_number
from itemcenter.values.identifier import IdentifierMention, identifier_key, scan_identifiers, valid_gtin
from itemcenter.values.mention import Mention
from itemcenter.values.negation import negated
from itemcenter.values.parse import parse, parse_all
from itemcenter.values.parsed import ParsedValue
from itemcenter.values.quantity import fits, quantity_value, same_dimension, to_unit
from itemcenter.values.units import known_unit

__all__ = [
    "Colour",
    "Gtin",
    "IdentifierMention",
    "Mention",
    "ParsedValue",
    "boolean_of",
    "colour_of",
    "colour_spellings",
    "fits",
    "identifier_key",
    "known_unit",
    "negated",
    "normal_colour",
    "parse",
    "parse_all",
    "quantity_value",
    "read_gtin",
    "same",
    "same_dimension",
    "same_family",
    "same_number",
    "scan",
    "scan_identifiers",
    "to_unit",
    "valid_gtin",
]
