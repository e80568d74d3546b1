"""What the columns of a merchant's file stand for, and how this merchant writes values in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from itemcenter.evaluate.masking import draw
from itemcenter.evaluate.written import MerchantForms
from itemcenter.items.filled import FILLED
from itemcenter.items.mapping import MAX_COLUMNS, ColumnMapping, MappedColumn
from itemcenter.items.synonyms import column_key, plain_role, single_roles
from itemcenter.items.write.akeneo import UNITS
from itemcenter.items.write.edits import CellValue
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.sources import Source
from itemcenter.library.category_plan import CategoryPlan, PlanBook
from itemcenter.ports import Store
from itemcenter.schema import (
    AttributeKey,
    AttributeWrite,
    CategoryId,
    Fact,
    ItemRecord,
    KeyId,
    MerchantCell,
    OntologyRelease,
    SourceId,
    ValueType,
)
from itemcenter.values import known_unit, same_dimension, to_unit
from itemcenter.values.folding import name_key
from itemcenter.values.number import written

_ITEMS_AT_ONCE = 256
#: Items that tell how the merchant writes; of more, a sample.
_MOST_READ = 20_000
#: Different names in spec containers that are counted.
_MOST_NAMES = 100_000
_SEPARATORS = (", ", "; ", " | ", " / ", ",", ";", "|", "/")
#: What the name of an Akeneo column ends with that holds the unit of the column before it.
UNIT_COLUMN = "-unit"
_MEASURE = re.compile(r"(?P<amount>-?\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s.,][^\d.,]{0,20}|)")
#: Roles of columns that may be filled.
_FILLABLE = ("spec", "extra", "brand")


@dataclass(slots=True)
class _Column:
    """filled: cells that hold something; kinds: of their JSON types; separators: of texts that may be lists."""

    filled: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    separators: Counter[str] = field(default_factory=Counter)


class SourceColumns:
    """Learn once with `learn`, then ask."""

    def __init__(self, file: Source, release: OntologyRelease, book: PlanBook) -> None:
        self.mapping: ColumnMapping = file.mapping
        self.book = book
        self.forms = MerchantForms()
        self.samples: dict[str, Any] = {}
        self._release = release
        self._json = file.is_json
        self._columns: dict[str, _Column] = {}
        self._decimals: dict[str, Counter[str]] = {}  # by name of the spec: "," and "."
        self._spelled: dict[tuple[str, str], Counter[str]] = {}  # (name, unit) -> how it is written, with its blank
        self._units: dict[str, Counter[str]] = {}
        self._pair_names: Counter[tuple[str, str]] = Counter()  # (container column, name)
        self._of: dict[CategoryId, dict[KeyId, tuple[str, ...]]] = {}
        self._pairs_of: dict[CategoryId, dict[KeyId, tuple[str, str]]] = {}

    def learn(self, records: Iterable[SourceRecord], store: Store, machine: SourceId) -> None:
        """Look at the whole file once, and at a sample of its items closely."""
        rate = _MOST_READ / max(1, store.counts().items)

        def sampled() -> Iterator[SourceRecord]:
            for record in records:
                if record.item is not None:
                    self._count(record)
                    if rate >= 1 or draw(0, "written", record.item.id) < rate:
                        yield record

        stream = sampled()
        while batch := list(islice(stream, _ITEMS_AT_ONCE)):
            ids = [record.item.id for record in batch if record.item is not None]
            words = store.words(ids)
            for record in batch:
                held = None if record.item is None else store.item(record.item.id)
                if held is not None:
                    self._learn_item(record, held, words.get(held.item.id, ()), machine)

    def plan(self, record: ItemRecord) -> CategoryPlan | None:
        """What is asked of the item's category, None where that is unknown."""
        category = record.category
        if category is None or category.category_id not in self._release.category_by_id:
            return None
        return self.book.plan(category.category_id)

    def of(self, plan: CategoryPlan, key: AttributeKey) -> tuple[str, ...]:
        """The file's columns of a key in a category, the fullest first; () where it has none."""
        if plan.category_id not in self._of:
            found: dict[KeyId, list[str]] = {}
            for column in self.mapping.columns:
                named = self._key_of(plan, column)
                if named is not None:
                    found.setdefault(named.id, []).append(column.source)
            rank = {name: -entry.filled for name, entry in self._columns.items()}
            self._of[plan.category_id] = {
                key_id: tuple(sorted(names, key=lambda name: rank.get(name, 0))) for key_id, names in found.items()
            }
        return self._of[plan.category_id].get(key.id, ())

    def pair_of(self, plan: CategoryPlan, key: AttributeKey) -> tuple[str, str] | None:
        """(container column, name) under which the merchant states a key, None where no container ever names it."""
        if plan.category_id not in self._pairs_of:
            best: dict[KeyId, tuple[str, str]] = {}
            for column, name in sorted(self._pair_names, key=lambda pair: (-self._pair_names[pair], pair)):
                named = plan.by_name.get(name_key(name))
                if named is not None:
                    best.setdefault(named.id, (column, name))
            self._pairs_of[plan.category_id] = best
        return self._pairs_of[plan.category_id].get(key.id)

    def spec_name(self, column: str) -> str:
        """The name under which the items have what stands in a column."""
        mapped = self.mapping.of(column, None)
        return mapped.name or column

    def has(self, column: str) -> bool:
        return column in self._columns or any(entry.source == column for entry in self.mapping.columns)

    def added_name(self, key: AttributeKey, taken: Mapping[str, KeyId]) -> str:
        """The name of a column added for a key: one that no column has and that the reader takes for no other thing.

        taken: column key -> key, of the columns added so far
        """
        names = {column_key(column.source) for column in self.mapping.columns}
        for name in (key.name.strip(), str(key.id), attribute_name(key), f"{attribute_name(key)} {key.id}"):
            folded = column_key(name)
            neutral = not single_roles(name) and plain_role(name) not in ("images", "text", "specs")
            if folded and folded not in names and taken.get(folded, key.id) == key.id and neutral:
                return name
        return f"{attribute_name(key)} {key.id} {len(names)}"

    def value(self, column: str, texts: list[str]) -> CellValue:
        """Values in the form of a column: one text; in JSON files also a list, a number or a truth value."""
        held = self._columns.get(column, _Column())
        kind = held.kinds.most_common(1)[0][0] if held.kinds else "text"
        if kind == "list":
            return list(texts)
        separator = held.separators.most_common(1)[0][0] if held.separators else _SEPARATORS[0]
        text = separator.join(texts)
        if kind == "bool" and text.lower() in ("yes", "no", "true", "false"):
            return text.lower() in ("yes", "true")
        if kind in ("int", "float"):
            try:
                number = float(text)
            except ValueError:
                return text
            return int(number) if kind == "int" and number.is_integer() else number
        return text

    def as_written(self, name: str, text: str) -> str:
        """A measure with the decimal mark and the spelling of its unit that the merchant uses under this name."""
        found = _MEASURE.fullmatch(text)
        unit = known_unit(found["unit"]) if found else None
        if found is None or (unit is None and found["unit"]):
            return text
        amount, decimals = found["amount"], self._decimals.get(name, Counter())
        if decimals[","] > decimals["."]:
            amount = amount.replace(".", ",")
        spelled = self._spelled.get((name, unit or ""), Counter())
        return amount + (spelled.most_common(1)[0][0] if spelled else text[found.end("amount") :])

    def measure(self, column: str, fact: Fact) -> tuple[str, str] | None:
        """(amount, unit code) where a column for the unit stands beside, in the unit that the merchant uses most."""
        beside = f"{column}{UNIT_COLUMN}"
        if not self.has(beside) or fact.value.number is None or fact.value.number_to is not None:
            return None
        used = self._units.get(beside, Counter())
        code = used.most_common(1)[0][0] if used else UNITS.get(fact.value.unit, "")
        unit = next((name for name, entry in UNITS.items() if entry == code), "")
        if not unit or not same_dimension(unit, fact.value.unit):
            return None
        return written(to_unit(fact.value.number, fact.value.unit, unit), 10), code

    def _key_of(self, plan: CategoryPlan, column: MappedColumn) -> AttributeKey | None:
        if column.role not in _FILLABLE or column.source == FILLED:
            return None
        if column.role == "brand":
            return plan.brand
        named = plan.by_name.get(name_key(column.name or column.source))
        if named is None and column.source.endswith(_ATTRIBUTE):
            named = next((key for key in plan.keys if attribute_name(key) == column.source), None)
        return named

    def _count(self, record: SourceRecord) -> None:
        assert record.item is not None
        plain, containers = set[str](), list[str]()
        for column, value in record.cells.items():
            if is_empty(value):
                continue
            mapped = self.mapping.of(column, value)
            if mapped.role == "specs" or (mapped.role == "spec" and isinstance(value, dict)):
                if column not in record.opened:  # no rule of a known format stands between the cell and its pairs
                    containers.append(column)
                self.samples.setdefault(column, value)
                continue
            if column not in self._columns and len(self._columns) >= MAX_COLUMNS:
                continue  # names made of data
            held = self._columns.setdefault(column, _Column())
            held.filled += 1
            if column.endswith(UNIT_COLUMN) and isinstance(value, str):
                self._units.setdefault(column, Counter())[value.strip()] += 1
            if mapped.role in _FILLABLE:
                plain.add(mapped.name or column)
                held.kinds[_kind(value)] += 1
                if isinstance(value, str) and len(value) < 200:
                    held.separators.update(separator for separator in _SEPARATORS if separator in value)
        if len(containers) == 1 and len(self._pair_names) < _MOST_NAMES:
            self._pair_names.update({(containers[0], spec.name) for spec in record.item.specs} - {
                (containers[0], name) for name in plain
            })  # fmt: skip

    def _learn_item(
        self, record: SourceRecord, held: ItemRecord, words: Iterable[AttributeWrite], machine: SourceId
    ) -> None:
        plan = self.plan(held)
        if plan is None or record.item is None:
            return
        said: dict[KeyId, tuple[Fact, ...]] = {}
        read: dict[tuple[KeyId, str], list[Fact]] = {}
        for word in words:
            if word.source == machine:
                said[word.key_id] = word.facts
            for fact in word.facts if word.source != machine else ():
                for entry in fact.evidence:
                    if isinstance(entry, MerchantCell):
                        read.setdefault((word.key_id, entry.name), []).append(fact)
        for name, text in record.item.cells():
            key = plan.by_name.get(name_key(name))
            if key is not None:
                self.forms.add(name, text)
                if key.type is ValueType.QUANTITY and (found := _MEASURE.fullmatch(text.strip())):
                    self._learn_measure(name, found)
                facts = read.get((key.id, name), [])
                self.forms.learn(name, text, key, facts, said.get(key.id, ()), plan.category_id)

    def _learn_measure(self, name: str, found: re.Match[str]) -> None:
        mark = next((mark for mark in ",." if mark in found["amount"]), "")
        if mark and len(found["amount"].partition(mark)[2]) != 3:  # three digits may be thousands
            self._decimals.setdefault(name, Counter())[mark] += 1
        unit = known_unit(found["unit"])
        if unit is not None:
            self._spelled.setdefault((name, unit), Counter())[found.string[found.end("amount") :].strip("\n")] += 1


_ATTRIBUTE = " (attribute)"


def attribute_name(key: AttributeKey) -> str:
    """The name of a key's added column where the reader would take the plain name for something else."""
    return key.name.strip() + _ATTRIBUTE


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "int" if isinstance(value, int) else "float"
    return "list" if isinstance(value, list) else "text"
