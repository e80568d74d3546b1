"""Reading the WDC-PAVE form: rows with labels, a closed taxonomy and descriptions, as items under a release.

A key is a quantity where the description's instruction names a unit to convert to and the values are bare numbers; any
other key has its values as a list. Rows of train are labelled items, with "n/a" as "known to have none".
"""

from __future__ import annotations

import csv
import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itemcenter.evidence.folds import fold_of
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.learning import LabelledItem
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    TypedValue,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.values import known_unit

Taxonomy = dict[str, dict[str, list[str]]]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_TO_UNIT = re.compile(r"\bto (\w+)(?: ?\((\w+)\))?", re.IGNORECASE)
_CLASS = re.compile(r"^\s*[*•-]\s*([^:\n]{1,120}):\s*(.+)$", re.MULTILINE)
_ROLES = ("width", "height", "depth", "length", "diameter")
_MOSTLY = 0.7


def read_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def read_descriptions(path: Path | None) -> dict[tuple[str, str], dict[str, str]]:
    """By category and attribute. Only what is said of the attribute is used, never the list of values."""
    if path is None:
        return {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return {(row["Category"], row["Attribute"]): row for row in csv.DictReader(handle, delimiter=";")}


def release_of(taxonomy: Taxonomy, descriptions: Mapping[tuple[str, str], Mapping[str, str]]) -> OntologyRelease:
    categories, keys, lists, scopes = [], [], [], []
    for name, attributes in taxonomy.items():
        category = CategoryId(_slug(name))
        categories.append(Category(category, name))
        for order, (attribute, values) in enumerate(attributes.items()):
            told = descriptions.get((name, attribute), {})
            key, value_list = _key(name, attribute, values, told)
            keys.append(key)
            if value_list is not None:
                lists.append(value_list)
            scopes.append(KeyScope(category, key.id, order=order))
    return OntologyRelease(tuple(categories), tuple(keys), tuple(lists), tuple(scopes))


def _key(
    category: str, attribute: str, values: list[str], told: Mapping[str, str]
) -> tuple[AttributeKey, ValueList | None]:
    key_id = _slug(category, attribute)
    about = told.get("Human_Description", "")
    note = "\n".join((told.get("Normalization_instruction", ""), told.get("Normalization_Function_Description", "")))
    classes = _classes(note)
    unit = _unit(told.get("Normalization_instruction", ""))
    if unit and sum(bool(_NUMBER.fullmatch(value)) for value in values) > _MOSTLY * len(values):
        role = attribute.lower() if attribute.lower() in _ROLES else ""
        key = AttributeKey(
            KeyId(key_id),
            attribute,
            ValueType.QUANTITY,
            unit=unit,
            role=role,
            open=True,
            description=about,
            normalisation=note,
        )
        return key, None
    entries: list[AttributeValue] = []
    met: dict[str, int] = {}
    for value in values:
        slug = _slug(value) or "value"
        met[slug] = met.get(slug, 0) + 1
        value_id = ValueId(slug if met[slug] == 1 else f"{slug}__{met[slug]}")
        entries.append(AttributeValue(value_id, value, description=classes.get(slug, "")))
    list_id = ValueListId(key_id)
    key = AttributeKey(
        KeyId(key_id),
        attribute,
        ValueType.CATEGORICAL,
        value_list_id=list_id,
        description=about,
        normalisation=note,
    )
    return key, ValueList(list_id, tuple(entries))


def _classes(note: str) -> dict[str, str]:
    """What an expert's list says of each class ("* Coffee and Tea: beans, grounds, ..."), by the slug of its name."""
    return {_slug(found[1]): found[2].strip() for found in _CLASS.finditer(note)}


def _unit(instruction: str) -> str:
    """The unit that an expert's instruction says to convert to ("... to centimeters (cm)"), "" if none."""
    for found in _TO_UNIT.finditer(instruction):
        for word in reversed(found.groups()):
            unit = known_unit(word) if word and len(word) > 1 else None
            if unit:
                return unit
    return ""


@dataclass(frozen=True)
class PaveRows:
    """Rows under a release."""

    release: OntologyRelease
    book: PlanBook

    def item(self, row: Mapping[str, Any], number: int) -> Item:
        title = " ".join((row["input_title"] or "").split()) or "-"
        category = CategoryId(_slug(row["category"]))
        return Item(
            id=ItemId(str(number)), title=title, description=row["input_description"] or "", category_id=category
        )

    def labelled(self, row: Mapping[str, Any], number: int) -> LabelledItem:
        plan = self.book.plan(CategoryId(_slug(row["category"])))
        labels = {
            key.id: tuple(self._value(key, text) for text in row["target_scores"][key.name] if text != "n/a")
            for key in plan.keys
            if key.name in row["target_scores"]
        }
        return LabelledItem(self.item(row, number), plan, labels, fold_of(str(row["cluster_id"])))

    def _value(self, key: AttributeKey, text: str) -> TypedValue:
        if key.value_list_id is not None:
            values = self.release.list_by_id[key.value_list_id].values
            return next(TypedValue(key.type, entry.name, entry.id) for entry in values if entry.name == text)
        # What is no number under a measure ("12 Ounce") can be said, but not be met by a number.
        number = float(text) if _NUMBER.fullmatch(text) else -1.0
        return TypedValue(ValueType.QUANTITY, f"{text} {key.unit}", number=number, unit=key.unit)


def written(value: TypedValue, allowed: list[str]) -> str:
    """The value as the taxonomy writes it: its name, or the entry that the number rounds to; "" if there is none."""
    if value.value_id is not None or value.number is None:
        return value.text
    best: tuple[float, str] | None = None
    for text in allowed:
        if _NUMBER.fullmatch(text):
            away = abs(float(text) - value.number)
            half = 0.5 * 10.0 ** -len(text.partition(".")[2])
            if away <= half * 1.001 and (best is None or away < best[0]):
                best = (away, text)
    return best[1] if best else ""


def with_distractors(taxonomy: Taxonomy, seed: int = 7) -> Taxonomy:
    """Every list doubled by made-up values that look like its own: the same shape, or words of two values joined."""
    dice = random.Random(seed)
    out: Taxonomy = {}
    for name, attributes in taxonomy.items():
        out[name] = {}
        for attribute, values in attributes.items():
            known = set(values)
            made: list[str] = []
            for attempt in range(200 * len(values)):
                if len(made) == len(values):
                    break
                fake = _fake(dice, values[attempt % len(values)], values)
                if fake and fake not in known:
                    known.add(fake)
                    made.append(fake)
            out[name][attribute] = [*values, *made]
    return out


def _fake(dice: random.Random, value: str, values: list[str]) -> str:
    if any(character.isdigit() for character in value):
        letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
        code = " " not in value
        return "".join(
            dice.choice("0123456789")
            if character.isdigit()
            else (dice.choice(letters) if code and character.isalpha() and character.isupper() else character)
            for character in value
        )
    other = dice.choice(values).split()
    words = value.split()
    if len(words) == 1 and len(other) == 1:
        return (words[0][: max(2, len(words[0]) // 2)] + other[0][len(other[0]) // 2 :]).strip()
    return " ".join([*words[: max(1, len(words) // 2)], *other[len(other) // 2 :]])


def _slug(*parts: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", " ".join(parts).lower()).strip("_")
