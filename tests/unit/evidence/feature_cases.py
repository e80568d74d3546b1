"""Items, keys and candidates for tests of features, and a shorthand that reads rows by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itemcenter.evidence.features import NAMES, AskedKey, features_of
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.schema import AttributeKey, Candidate, Item, ItemId, TextSpan, TypedValue, ValueId, ValueType

Row = Mapping[str, float]


def words_of(title: str = "", description: str = "", **more: Any) -> ItemWords:
    return ItemWords(Item(ItemId("i"), title, description, **more))


def spans(words: ItemWords, *parts: str) -> tuple[TextSpan, ...]:
    """Where each part stands first: "brass" in the title, else in a later field; "field:brass" in that field."""
    out = []
    for part in parts:
        field, _, text = part.rpartition(":")
        fields = [field] if field else list(words.fields)
        name = next(name for name in fields if text in words.fields[name].text)
        start = words.fields[name].text.index(text)
        out.append(TextSpan(name, start, start + len(text), text))
    return tuple(out)


def candidate(
    words: ItemWords, value: TypedValue | str, *parts: str, score: float = 1.0, recall: str = "alias"
) -> Candidate:
    """A value that the parts of the item's texts speak for; a name is an entry of a list."""
    if isinstance(value, str):
        value = TypedValue(ValueType.CATEGORICAL, value, ValueId(value))
    return Candidate(value, score, spans(words, *parts), recall)


def rows_of(
    words: ItemWords,
    asked: Sequence[tuple[AttributeKey, Sequence[Candidate]]],
    memory: CatalogMemory | None = None,
    part: int = EVERYTHING,
    list_size: int = 3,
) -> list[list[Row]]:
    """By key, then by candidate: the features by name."""
    keys = [AskedKey(key, candidates, list_size) for key, candidates in asked]
    found = features_of(words, keys, memory or CatalogMemory(), part)
    out: list[list[Row]] = [[] for _ in keys]
    for number, place, row in zip(found.asked.tolist(), found.candidate.tolist(), found.features, strict=True):
        assert place == len(out[number])
        out[number].append(dict(zip(NAMES, map(float, row), strict=True)))
    return out


def one_row(words: ItemWords, key: AttributeKey, value: Candidate, memory: CatalogMemory | None = None) -> Row:
    return rows_of(words, [(key, [value])], memory)[0][0]
