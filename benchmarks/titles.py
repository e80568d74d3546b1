"""Reading the AE-110k form: titles with a category and, by attribute, the title's own words that are its values.

A row lists some attributes of its category; the others are unlabelled. {"n/a": 1} is "known to state none".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from itemcenter.evidence.folds import fold_of
from itemcenter.extract import LabelledText
from itemcenter.schema import AttributeKey, CategoryId, Item, ItemId, KeyId, ValueType, content_hash
from itemcenter.values.folding import name_key

NOTHING = ("n/a", "None")


class TitleRow(NamedTuple):
    """One line. values: by attribute; () for none, and everywhere in a stripped file"""

    number: int
    title: str
    category: str
    values: Mapping[str, tuple[str, ...]]


def read_titles(path: Path) -> list[TitleRow]:
    out: list[TitleRow] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                row: dict[str, Any] = json.loads(line)
                values = {
                    attribute: tuple(value for value in entry if value not in NOTHING)
                    for attribute, entry in row["target_scores"].items()
                }
                out.append(TitleRow(len(out), row["input"], row["category"], values))
    return out


def category_of(row: TitleRow) -> CategoryId:
    return CategoryId(_slug(row.category))


def key_of(category: str, attribute: str) -> AttributeKey:
    """Its name is the attribute's; nothing else is known of it. Attributes that differ by signs only are two keys."""
    key_id = f"{_slug(category)}__{_slug(attribute)}__{content_hash([category, attribute])[:6]}"
    return AttributeKey(KeyId(key_id), attribute.strip() or "-", ValueType.TEXT, open=True)


def keys_of(rows: Iterable[TitleRow]) -> dict[str, dict[str, AttributeKey]]:
    """By category, then attribute, in the order of first mention."""
    out: dict[str, dict[str, AttributeKey]] = {}
    for row in rows:
        known = out.setdefault(row.category, {})
        for attribute in row.values:
            known.setdefault(attribute, key_of(row.category, attribute))
    return out


def item_of(row: TitleRow) -> Item:
    return Item(id=ItemId(str(row.number)), title=row.title)


def labelled(row: TitleRow) -> LabelledText:
    labels = {
        key_of(row.category, attribute).id: tuple(filter(None, map(str.strip, values)))
        for attribute, values in row.values.items()
    }
    return LabelledText(item_of(row), category_of(row), labels, fold_of(row.title))


def _slug(text: str) -> str:
    return name_key(text).replace(" ", "_") or "_"
