"""Reading the fashion-attributes form: titles with closed attributes, as items of one category under a release.

Every attribute column is a closed key whose list holds the values of train. A row's cells are its labels; items with
the same words in their titles are one product group, since the data are split so, too.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

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
    Spec,
    SpuId,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.values.folding import name_key

_CATEGORY = CategoryId("catalog")
_NO_LABELS = frozenset({"id", "title"})


class ClosedRow(NamedTuple):
    """labels: value by attribute, "" for not given; no attributes at all where the file is stripped"""

    id: str
    title: str
    labels: dict[str, str]

    @property
    def group(self) -> str:
        """Rows of one group have equal words in their titles."""
        return name_key(self.title) or self.id


def read_rows(path: Path) -> list[ClosedRow]:
    """Lines of a .jsonl or .jsonl.gz file."""
    with path.open("rb") as opened, gzip.open(opened) if path.suffix == ".gz" else opened as lines:
        return [_row(json.loads(line)) for line in lines if line.strip()]


def _row(record: dict[str, Any]) -> ClosedRow:
    labels = {name: str(value or "") for name, value in record.items() if name not in _NO_LABELS}
    return ClosedRow(str(record["id"]), str(record["title"] or ""), labels)


def attributes_of(rows: Sequence[ClosedRow]) -> tuple[str, ...]:
    """The attribute columns, in the order of the file."""
    return tuple(dict.fromkeys(name for row in rows for name in row.labels))


def release_of(rows: Sequence[ClosedRow]) -> OntologyRelease:
    """One category with a closed key for each attribute; a list holds the values that the rows have."""
    keys, lists, scopes = [], [], []
    for order, name in enumerate(attributes_of(rows)):
        values = sorted({row.labels[name] for row in rows if row.labels.get(name)})
        entries = tuple(AttributeValue(ValueId(f"v{place}"), value) for place, value in enumerate(values))
        list_id = ValueListId(name)
        lists.append(ValueList(list_id, entries))
        keys.append(AttributeKey(KeyId(name), name, ValueType.CATEGORICAL, value_list_id=list_id))
        scopes.append(KeyScope(_CATEGORY, KeyId(name), order=order))
    return OntologyRelease((Category(_CATEGORY, "Catalog"),), tuple(keys), tuple(lists), tuple(scopes))


def items_of(rows: Iterable[ClosedRow]) -> list[Item]:
    """Titles with labels as cells. Rows without labels give items without cells."""
    return [
        Item(
            ItemId(row.id),
            " ".join(row.title.split()) or "-",
            category_id=_CATEGORY,
            group_id=SpuId(row.group),
            specs=tuple(Spec(name, value) for name, value in row.labels.items() if value),
        )
        for row in rows
    ]
