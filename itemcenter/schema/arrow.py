"""Arrow forms of the nouns that travel in bulk: one row a fact, one row an item. The only third-party import here.

Numbers and texts are columns of their own; nested parts (evidence, specs) are Arrow structs, so that no reader needs
this package to use them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from itemcenter.schema.fact import Fact
from itemcenter.schema.item import Item

_EVIDENCE = pa.struct(
    [
        ("kind", pa.string()),
        ("field", pa.string()),
        ("name", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("text", pa.string()),
        ("item_id", pa.string()),
        ("reason", pa.string()),
        ("image", pa.string()),
        ("left", pa.float64()),
        ("top", pa.float64()),
        ("right", pa.float64()),
        ("bottom", pa.float64()),
    ]
)
_VALUE = [
    ("type", pa.string()),
    ("text", pa.string()),
    ("value_id", pa.string()),
    ("number", pa.float64()),
    ("number_to", pa.float64()),
    ("unit", pa.string()),
]
FACT_SCHEMA = pa.schema(
    [
        ("item_id", pa.string()),
        ("key_id", pa.string()),
        ("value", pa.struct(_VALUE)),
        ("confidence", pa.float64()),
        ("evidence", pa.list_(_EVIDENCE)),
        ("producer", pa.string()),
        ("release_id", pa.string()),
        ("model_id", pa.string()),
    ]
)
_PAIR = pa.struct([("name", pa.string()), ("value", pa.string())])
ITEM_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("title", pa.string()),
        ("description", pa.string()),
        ("brand", pa.string()),
        ("category_path", pa.list_(pa.string())),
        ("category_id", pa.string()),
        ("group_id", pa.string()),
        ("texts", pa.list_(_PAIR)),
        ("specs", pa.list_(_PAIR)),
        ("images", pa.list_(pa.string())),
        ("extras", pa.list_(_PAIR)),
    ]
)


def facts_to_arrow(facts: Iterable[Fact]) -> pa.Table:
    """(n facts) -> table with `FACT_SCHEMA`."""
    return pa.Table.from_pylist([fact.to_json() for fact in facts], schema=FACT_SCHEMA)


def facts_from_arrow(table: pa.Table) -> Iterator[Fact]:
    for row in table.to_pylist():
        yield Fact.from_json(_without_nulls(row))


def items_to_arrow(items: Iterable[Item]) -> pa.Table:
    """(n items) -> table with `ITEM_SCHEMA`."""
    rows = []
    for item in items:
        row = item.to_json()
        for name in ("texts", "extras"):
            row[name] = [{"name": pair[0], "value": pair[1]} for pair in row.get(name, [])]
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=ITEM_SCHEMA)


def items_from_arrow(table: pa.Table) -> Iterator[Item]:
    for row in table.to_pylist():
        plain = _without_nulls(row)
        for name in ("texts", "extras"):
            plain[name] = [[pair["name"], pair["value"]] for pair in plain.get(name, [])]
        yield Item.from_json(plain)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(entry) for name, entry in value.items() if entry is not None}
    if isinstance(value, list):
        return [_without_nulls(entry) for entry in value]
    return value
