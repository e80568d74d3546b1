"""Titles put together from an item's brand, what it is, and its facts: no model, no word that is not the item's.

    brand, product term (else the merchant's category, else the title's beginning), then facts in the category's order

A part that says nothing new is passed over, and so is one that would make the title too long. What comes out has
passed `title_check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from itemcenter.library.title_check import title_sources, unsupported
from itemcenter.schema import AttributeKey, Fact, Item, KeyId, ValueType
from itemcenter.schema.tags import SCENARIO_KEY, TERM_KEY
from itemcenter.values.folding import tokens

#: Longer values are sentences, not words of a title.
_LONGEST_PART = 40
#: Values that are told as the item writes them ("11.6-inch"), not in their canonical form ("29.464 cm").
_AS_WRITTEN = (ValueType.QUANTITY, ValueType.COUNT, ValueType.IDENTIFIER)
#: Words of scripts without blanks have two letters.
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class FactTitle:
    """parts: where each part comes from: "key:color", "field:brand" """

    text: str
    parts: tuple[str, ...]


def fact_title(
    item: Item, facts: Sequence[Fact], keys: Mapping[KeyId, AttributeKey], brand: KeyId | None, most: int
) -> FactTitle | None:
    """A title of at most `most` characters; None where the item's words make none.

    facts: in the order in which they should be told; brand: the key whose value is the brand
    """
    chosen: list[tuple[str, str]] = []
    for place, text in _heads(item, facts, brand, most):
        if _fits(chosen, text, most, " "):
            chosen.append((place, text))
    start = " ".join(text for _, text in chosen)
    told = [*chosen]
    for fact in facts:
        key = keys.get(fact.key_id)
        if key is None or fact.key_id in (TERM_KEY.id, SCENARIO_KEY.id, brand):
            continue
        text = _written(fact)
        if text and _fits(told, text, most, ", "):
            told.append((f"key:{fact.key_id}", text))
    title = ", ".join([start, *(text for _, text in told[len(chosen) :])]) if start else ""
    sources = title_sources(item, facts)
    if len(title) < _SHORTEST or len(title) > most or unsupported(title, sources):
        return None
    return FactTitle(title, tuple([place for place, _ in told]))


def _heads(item: Item, facts: Sequence[Fact], brand: KeyId | None, most: int) -> Iterable[tuple[str, str]]:
    """The brand and what the item is."""
    before = 0
    branded = next((fact for fact in facts if fact.key_id == brand), None) if brand is not None else None
    if branded is not None:
        yield f"key:{branded.key_id}", _plain(branded.value.text)
        before = len(branded.value.text) + 1
    elif item.brand.strip():
        yield "field:brand", _plain(item.brand)
        before = len(item.brand) + 1
    term = next((fact for fact in facts if fact.key_id == TERM_KEY.id), None)
    leaf = _plain(item.category_path[-1]) if item.category_path else ""
    if term is not None:
        yield f"key:{TERM_KEY.id}", _plain(term.value.text)
    elif leaf and len(leaf) <= _LONGEST_PART:
        yield "field:category", leaf
    else:
        yield "field:title", _cut(_plain(item.title), min(max(most - before, 0), 2 * _LONGEST_PART))


def _written(fact: Fact) -> str:
    """How a fact stands in a title; "" for one that says nothing by itself."""
    value = fact.value
    if value.type is ValueType.BOOLEAN:
        return ""
    text = _plain(value.text)
    if value.type in _AS_WRITTEN:
        proofs = [_plain(getattr(proof, "text", "")) for proof in fact.evidence]
        text = next((proof for proof in proofs if _has_letters(proof) and len(proof) <= len(text) + 10), text)
        if not _has_letters(text) and value.type is not ValueType.IDENTIFIER:
            return ""  # a bare number tells nobody what it counts
    return text if len(text) <= _LONGEST_PART else ""


def _fits(chosen: list[tuple[str, str]], text: str, most: int, glue: str) -> bool:
    """Whether the part says something new and leaves the title short enough."""
    known = {word for _, part in chosen for word, _, _ in tokens(part)}
    if not {word for word, _, _ in tokens(text)} - known:
        return False
    return sum(len(part) for _, part in chosen) + len(glue) * len(chosen) + len(text) <= most


def _plain(text: str) -> str:
    """Printable, on one line, single blanks."""
    return " ".join("".join([sign if sign.isprintable() else " " for sign in text]).split())


def _cut(text: str, most: int) -> str:
    """The beginning of a text: at a blank, or where there is none (in scripts that have none) at the end of a word."""
    if len(text) <= most:
        return text
    blank = text.rfind(" ", 0, most + 1)
    return text[: blank if blank > 0 else max((end for _, _, end in tokens(text) if end <= most), default=0)].strip()


def _has_letters(text: str) -> bool:
    return any(sign.isalpha() for sign in text)
