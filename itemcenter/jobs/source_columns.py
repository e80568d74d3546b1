"""What the columns of a merchant's file stand for: the key of each, and the names under which containers state one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from itemcenter.evaluate.masking import draw
from itemcenter.items.filled import FILLED
from itemcenter.items.mapping import ColumnMapping, MappedColumn
from itemcenter.items.synonyms import column_key, plain_role, single_roles
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.product import COMMON, is_common
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.sources import Source
from itemcenter.jobs.merchant_writing import MerchantWriting
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
)
from itemcenter.values.folding import name_key

_ITEMS_AT_ONCE = 256
#: Items that tell how the merchant writes; of more, a sample.
_MOST_READ = 20_000
#: Different names in spec containers that are counted.
_MOST_NAMES = 100_000
#: Roles of columns that may be filled.
_FILLABLE = ("spec", "extra", "brand")


class SourceColumns:
    """Learn once with `learn`, then ask."""

    def __init__(self, file: Source, release: OntologyRelease, book: PlanBook) -> None:
        self.mapping: ColumnMapping = file.mapping
        self.book = book
        self.writing = MerchantWriting()
        self.samples: dict[str, Any] = {}
        self._release = release
        self._file = file
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
            filled = self.writing.filled
            self._of[plan.category_id] = {
                key_id: tuple(sorted(names, key=lambda name: -filled(name))) for key_id, names in found.items()
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
        return bool(self.writing.filled(column)) or any(entry.source == column for entry in self.mapping.columns)

    def added_name(self, key: AttributeKey, taken: Mapping[str, KeyId]) -> str:
        """The name of a column added for a key: one that no column has and that the reader takes for no other thing.

        taken: column key -> key, of the columns added so far
        """
        names = {column_key(column.source) for column in self.mapping.columns}
        plain = (key.name.strip(), str(key.id), attribute_name(key), f"{attribute_name(key)} {key.id}")
        for name in map(self._file.column_name, plain):
            folded = column_key(name)
            neutral = not single_roles(name) and plain_role(name) not in ("images", "text", "specs")
            if folded and folded not in names and taken.get(folded, key.id) == key.id and neutral:
                return name
        return self._file.column_name(f"{attribute_name(key)} {key.id} {len(names)}")

    def _key_of(self, plan: CategoryPlan, column: MappedColumn) -> AttributeKey | None:
        if column.role not in _FILLABLE or column.source == FILLED or column.source in self._file.fixed:
            return None
        if column.role == "brand":
            return plan.brand
        named = plan.by_name.get(name_key(column.name or column.source))
        if named is None and column.how == "feed" and column.source in COMMON:
            named = next((key for key in plan.keys if is_common(key, column.source)), None)
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
            self.writing.count(column, value)
            if mapped.role in _FILLABLE:
                plain.add(mapped.name or column)
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
                facts = read.get((key.id, name), [])
                self.writing.learn(name, text, key, facts, said.get(key.id, ()), plan.category_id)


_ATTRIBUTE = " (attribute)"


def attribute_name(key: AttributeKey) -> str:
    """The name of a key's added column where the reader would take the plain name for something else."""
    return key.name.strip() + _ATTRIBUTE
