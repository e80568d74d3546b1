"""Which empty cells of a merchant's record are filled with which facts, and in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from itemcenter.items.filled import FILLED, filled_names, filled_text
from itemcenter.items.synonyms import column_key
from itemcenter.items.write.edits import RecordEdit
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.sources import Source
from itemcenter.jobs.merchant_writing import UNIT_COLUMN
from itemcenter.jobs.source_columns import SourceColumns
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.schema import (
    AttributeKey,
    Cell,
    Fact,
    ItemRecord,
    KeyId,
    MerchantCell,
    OntologyRelease,
    Producer,
    ValueType,
)
from itemcenter.schema.tags import TAG_KEYS
from itemcenter.values.folding import name_key

#: In the names of Shopify's columns that speak of a product, not of one variant.
_OF_PRODUCT = "(product.metafields."


@dataclass(frozen=True, slots=True)
class FillOptions:
    """add_columns: for keys that the file has no column for; mark: name what was filled in a column of its own."""

    add_columns: bool = True
    mark: bool = True


@dataclass(slots=True)
class FillCounts:
    """filled: by column of the file; pairs: by container column; added: by added column.

    kept:       cells that say "no value" in the merchant's way ("N/A", "-") and stay so
    unwritable: values that the file's encoding has no letters for, or that no form of the record can take
    """

    rows: int = 0
    items: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    added: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    unwritable: int = 0
    left_rows: int = 0

    @property
    def total(self) -> int:
        return self.filled.total() + self.pairs.total() + self.added.total()


@dataclass(slots=True)
class _Filling:
    """What one record gets. names: name in the mark -> confidence, of what no person decided."""

    edit: RecordEdit = field(default_factory=RecordEdit)
    marks: dict[str, float] = field(default_factory=dict)


class SourceFiller:
    """Makes the edit of one record after the other. `added` grows with the keys that need a column."""

    def __init__(self, file: Source, columns: SourceColumns, release: OntologyRelease, options: FillOptions) -> None:
        self._file, self._columns, self._release, self._options = file, columns, release, options
        self.added: dict[KeyId, str] = {}
        self._taken: dict[str, KeyId] = {}
        self.counts = FillCounts()
        self.marked = False  # whether an edit that was counted needs a column for marks

    def edit(self, record: SourceRecord, held: ItemRecord, cells: Iterable[Cell]) -> RecordEdit | None:
        """The edit that puts the facts of `cells` where the record has nothing. None where there is nothing to do."""
        plan = self._columns.plan(held)
        if plan is None or record.item is None:
            return None
        marked = filled_names(record.cells.get(FILLED))
        said = self._said(record, plan, marked)
        texts: dict[str, list[str]] = {}
        for name, text in record.item.cells():
            texts.setdefault(name, []).append(text)
        homeless: list[tuple[AttributeKey, tuple[Fact, ...]]] = []
        filling, by_pair = _Filling(), dict[str, tuple[AttributeKey, tuple[Fact, ...]]]()
        for cell in cells:
            key = self._release.key_by_id.get(cell.key_id)
            if key is None or key.id in said or _from_cell(cell.facts, texts):
                continue
            facts = cell.facts if key.multiple else cell.facts[:1]
            columns = self._columns.of(plan, key)
            if self._is_of_product(columns, record):
                continue
            pair = self._columns.pair_of(plan, key)
            if columns:
                filled = [column for column in columns if not is_empty(record.cells.get(column))]
                if filled:
                    self.counts.kept += not marked.intersection(filled)
                elif not self._fill(filling, columns[0], key, facts, held):
                    self.counts.unwritable += 1
            elif pair is not None and self._pair(filling, pair, key, facts, held):
                by_pair[pair[1]] = key, facts
            elif key.id not in TAG_KEYS:
                homeless.append((key, facts))
        if filling.edit.pairs:
            refused = self._file.edited(record, RecordEdit(pairs=filling.edit.pairs), (), self._columns.samples)
            for name in refused.refused if refused.text is not None else tuple(by_pair):
                for column, pairs in filling.edit.pairs.items():
                    filling.edit.pairs[column] = [entry for entry in pairs if entry[0] != name]
                filling.marks.pop(name, None)
                homeless.append(by_pair[name])
            filling.edit.pairs = {column: pairs for column, pairs in filling.edit.pairs.items() if pairs}
        for key, facts in homeless:
            self._add(filling, key, facts, held)
        return self._marked(filling, record) if filling.edit else None

    def count(self, edit: RecordEdit) -> None:
        """Count what an edit does to the file."""
        self.marked = self.marked or FILLED in edit.added
        beside = {f"{column}{UNIT_COLUMN}" for column in edit.cells}
        self.counts.filled.update(column for column in edit.cells if column != FILLED and column not in beside)
        for column, pairs in edit.pairs.items():
            self.counts.pairs[column] += len(pairs)
        self.counts.added.update(column for column in edit.added if column != FILLED)

    def _is_of_product(self, columns: Sequence[str], record: SourceRecord) -> bool:
        """Whether the key's column speaks of a whole product and the record is a further variant of one: a shop reads
        such columns in the first row of a product only.
        """
        title = self._columns.mapping.source_of("title")
        return any(_OF_PRODUCT in column for column in columns[:1]) and is_empty(record.cells.get(title))

    def _said(self, record: SourceRecord, plan: CategoryPlan, marked: frozenset[str]) -> set[KeyId]:
        """Keys that the merchant says something about in this record, wherever it stands."""
        assert record.item is not None
        named = (plan.by_name.get(name_key(name)) for name, text in record.item.cells() if text.strip())
        said = {key.id for key in named if key is not None}
        pairs = (plan.by_name.get(name_key(name)) for name in marked if not self._columns.has(name))
        said |= {key.id for key in pairs if key is not None}
        if plan.brand is not None and record.item.brand.strip():
            said.add(plan.brand.id)
        return said

    def _texts(self, name: str, key: AttributeKey, facts: Sequence[Fact], held: ItemRecord) -> list[str]:
        """Each value as the merchant writes it under this name."""
        category = held.category.category_id if held.category is not None else ""
        out = []
        for fact in facts:
            names: tuple[str, ...] = ()
            if key.value_list_id is not None and fact.value.value_id is not None:
                entry = self._release.values_of(key.value_list_id).get(fact.value.value_id)
                names = entry.names if entry is not None else ()
            out.append(self._columns.writing.text(name, key, fact, names, held.item, category))
        return list(dict.fromkeys(out))

    def _fill(
        self, filling: _Filling, column: str, key: AttributeKey, facts: tuple[Fact, ...], held: ItemRecord
    ) -> bool:
        if column in filling.edit.cells:
            return False  # two keys of one column: the first one has it
        beside = key.type is ValueType.QUANTITY and self._columns.has(f"{column}{UNIT_COLUMN}")
        measure = self._columns.writing.measure(column, facts[0]) if beside else None
        if measure is not None:  # Akeneo: the amount, and a code for its unit in the column beside
            filling.edit.cells[column], filling.edit.cells[f"{column}{UNIT_COLUMN}"] = measure
            _mark(filling, column, facts)
            _mark(filling, f"{column}{UNIT_COLUMN}", facts)
            return True
        texts = self._texts(self._columns.spec_name(column), key, facts, held)
        if not all(map(self._file.can_write, texts)):
            return False
        filling.edit.cells[column] = self._columns.writing.value(column, texts)
        _mark(filling, column, facts)
        return True

    def _pair(
        self, filling: _Filling, pair: tuple[str, str], key: AttributeKey, facts: tuple[Fact, ...], held: ItemRecord
    ) -> bool:
        column, name = pair
        texts = self._texts(name, key, facts, held)
        if not all(map(self._file.can_write, texts)):
            return False
        value = ", ".join(texts)
        filling.edit.pairs.setdefault(column, []).append((name, value))
        _mark(filling, name, facts)
        return True

    def _add(self, filling: _Filling, key: AttributeKey, facts: tuple[Fact, ...], held: ItemRecord) -> None:
        if not self._options.add_columns:
            return
        if key.id not in self.added:
            name = self._columns.added_name(key, self._taken)
            self.added[key.id] = name
            self._taken[column_key(name)] = key.id
        name = self.added[key.id]
        texts = self._texts(name, key, facts, held)
        if all(map(self._file.can_write, [*texts, name])):
            filling.edit.added[name] = ", ".join(texts)
            _mark(filling, name, facts)
        else:
            self.counts.unwritable += 1

    def _marked(self, filling: _Filling, record: SourceRecord) -> RecordEdit:
        """The edit with the mark of what it fills, behind what an earlier export has marked."""
        edit = filling.edit
        if not (self._options.mark and filling.marks):
            return edit
        old: Any = record.cells.get(FILLED)
        if self._file.is_json and not self._file.closed and not isinstance(old, str):
            earlier = old if isinstance(old, dict) else {}
            mark: Any = earlier | {name: round(sure, 4) for name, sure in filling.marks.items()}
        else:
            parts = [part for part in (str(old or "").strip(), filled_text(filling.marks)) if part]
            mark = "; ".join(parts)
        (edit.cells if self._columns.has(FILLED) else edit.added)[FILLED] = mark
        return edit


def _mark(filling: _Filling, name: str, facts: Sequence[Fact]) -> None:
    if any(fact.producer is not Producer.HUMAN for fact in facts):
        filling.marks[name] = min(fact.confidence for fact in facts)


def _from_cell(facts: Sequence[Fact], texts: dict[str, list[str]]) -> bool:
    """Whether the facts were read from a cell of this very record, whatever its name. texts: its cells by name"""
    return any(
        isinstance(entry, MerchantCell) and any(entry.text in text for text in texts.get(entry.name, ()))
        for fact in facts
        for entry in fact.evidence
    )
