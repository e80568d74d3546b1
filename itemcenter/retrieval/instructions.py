"""The texts that an encoder is given for items, values and concepts: an instruction and the text it is about.

Three instructions, as in the seed paper (section on the bi-encoder): I_sku(c) for items, I_val(c, k, d_k) for values
that are searched, I_fuse(c, k, d_k) for values that are compared with each other. The words of the trade come before
the text, so that equal instructions are an equal prefix. An encoder that follows no instructions
(`Embedder.instructed` is false) gets the bare text: to a sum of word vectors an instruction is noise.

Names are put on one line; nothing else is changed. c may be "" for a value list that many categories share.
"""

from __future__ import annotations

#: Stands between an instruction and its text.
MARK = "\nText: "
#: Words of a key's description that an instruction carries: what a key means is said early.
DESCRIPTION_WORDS = 10

_ITEM = "Instruct: Represent this {category} listing for finding the attribute values that it states.\nText: "
_VALUE = (
    "Instruct: Represent this value of the attribute {key} of {category} for finding listings that state it.\nText: "
)
_CONCEPT = "Instruct: Represent this value of the attribute {key} of {category} so that its synonyms are near.\nText: "


def item_instruction(category: str) -> str:
    """I_sku(c). category: its name, or its path; "" for any"""
    return _ITEM.format(category=_line(category) or "product")


def value_instruction(category: str, key: str, description: str = "") -> str:
    """I_val(c, k, d_k)."""
    return _VALUE.format(category=_category(category), key=_key(key, description))


def concept_instruction(category: str, key: str, description: str = "") -> str:
    """I_fuse(c, k, d_k)."""
    return _CONCEPT.format(category=_category(category), key=_key(key, description))


def encoder_text(instruction: str, text: str, instructed: bool) -> str:
    """What the encoder is given. instructed: `Embedder.instructed`"""
    return instruction + text if instructed else text


def _category(name: str) -> str:
    return _line(name) or "any category"


def _key(name: str, description: str) -> str:
    described = _line(description).rstrip(".")
    return f'"{_line(name)}" ({described})' if described else f'"{_line(name)}"'


def _line(text: str) -> str:
    return " ".join(text.split())
