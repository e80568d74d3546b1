"""A `CellQuery` as SQL: conditions by name from a dialect, everything the caller gave as parameters.

The dialects differ in words only; whatever says what a query means stands here once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.backends.store_cells import RETIRED
from itemcenter.backends.store_rows import Names
from itemcenter.ports import CellDimension, CellQuery
from itemcenter.schema import Cell, CellState

#: Above every character of an id; the code points between are no characters.
_LAST, _SURROGATES_FROM, _SURROGATES_TO = 0x10FFFF, 0xD800, 0xDFFF

_ORDERS = {
    ("item", False): "i.item_id, k.name",
    ("item", True): "i.item_id DESC, k.name DESC",
    ("key", False): "k.name, i.item_id",
    ("key", True): "k.name DESC, i.item_id DESC",
    ("confidence", False): "w.confidence IS NULL, w.confidence, i.item_id, k.name",
    ("confidence", True): "w.confidence IS NULL, w.confidence DESC, i.item_id DESC, k.name DESC",
}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database says it. Statements end in a WHERE to which conditions are added.

    cells:       item id and the columns of `WordRow`; tallied: what follows the columns of a count
    conditions:  by the name of their parameter
    tally_keys:  what cells are grouped by; tally_values: how a group's number ("{0}") is shown
    nulls_first: an order in which NULL comes first
    listed:      how a list is handed over
    """

    cells: str
    conditions: Mapping[str, str]
    limit: str
    tallied: str
    tally_keys: Mapping[str, str]
    tally_values: Mapping[str, str]
    nulls_first: str
    listed: Callable[[list[Any]], object]


def cells_sql(query: CellQuery, names: Names, dialect: Dialect) -> tuple[str, dict[str, object]] | None:
    """Statement and parameters; None where nothing can match. Whoever runs it still asks `matches` of each cell."""
    found = _conditions(query, names, dialect)
    if found is None:
        return None
    conditions, values = found
    order = _ORDERS[query.order, query.descending]
    limit = ""
    if query.limit is not None and query.text is None:
        limit, values["limit"] = dialect.limit, query.limit
    return f"{dialect.cells}{conditions} ORDER BY {order}{limit}", values


def tally_sql(
    query: CellQuery, by: Sequence[CellDimension], names: Names, dialect: Dialect
) -> tuple[str, dict[str, object]] | None:
    """Statement and parameters: rows (value of each dimension, cells, facts). None where nothing can match.

    Counted in the database: nothing is decoded. Groups are made of numbers, and only then named and put in order.
    """
    found = _conditions(query, names, dialect)
    if found is None:
        return None
    conditions, values = found
    keys = ", ".join([f"{dialect.tally_keys[name]} AS d{place}" for place, name in enumerate(by)])
    groups = ", ".join([f"d{place}" for place in range(len(by))])
    shown = ", ".join([dialect.tally_values[name].format(f"d{place}") for place, name in enumerate(by)])
    order = ", ".join([f"{place + 1}{dialect.nulls_first}" for place in range(len(by))])
    inner = f"SELECT {keys}, count(*) AS cells, sum(w.facts) AS facts {dialect.tallied}{conditions} GROUP BY {groups}"
    return f"SELECT {shown}, cells, facts FROM ({inner}) AS t ORDER BY {order}", values


def _conditions(query: CellQuery, names: Names, dialect: Dialect) -> tuple[str, dict[str, object]] | None:
    """What follows "WHERE w.shown", and its parameters; None where nothing can match."""
    values: dict[str, object] = {
        "item_id": query.item_id,
        "min_confidence": query.min_confidence,
        "max_confidence": query.max_confidence,
        "most_absent": None if query.include_retired else RETIRED - 1,
    }
    if query.item_prefix:
        values["item_from"], values["item_before"] = query.item_prefix, after_prefix(query.item_prefix)
    named = named_numbers(query, names)
    if named is None or query.state is CellState.WITHDRAWN:
        return None
    values |= named
    if query.state is not None:
        values["not_stated"] = query.state is CellState.NOT_STATED
    if query.except_keys:
        numbers = [names.num("key", key_id) for key_id in query.except_keys]
        values["except_keys"] = dialect.listed([number for number in numbers if number is not None])
    if query.text is not None:
        values["text"] = json.dumps(query.text, ensure_ascii=False).encode("utf-8", "surrogatepass")
    values = {name: value for name, value in values.items() if value is not None}
    conditions = "".join([f" AND {dialect.conditions[name]}" for name in values])
    if query.after is not None:
        first, second = ("after_item", "item_after_key") if query.order == "item" else ("after_key", "key_after_item")
        values[first], values[second] = query.after if query.order == "item" else reversed(query.after)
        conditions += f" AND {dialect.conditions[first]}"
    return conditions, values


def named_numbers(query: CellQuery, names: Names) -> dict[str, int] | None:
    """The numbers of key, source, category and producer, where asked for; None where nothing has the name."""
    asked = {
        "key": query.key_id,
        "source": query.source,
        "category": query.category_id,
        "producer": query.producer and query.producer.value,
    }
    found = {kind: names.num(kind, name) for kind, name in asked.items() if name is not None}
    numbers = {kind: number for kind, number in found.items() if number is not None}
    return numbers if len(numbers) == len(found) else None


def matches(query: CellQuery, cell: Cell) -> bool:
    """What SQL only narrows down: the text may also stand elsewhere in a fact."""
    return query.text is None or any(fact.value.text == query.text for fact in cell.facts)


def after_prefix(prefix: str) -> str | None:
    """The least string above all that begin with `prefix`; None where there is none."""
    for place in range(len(prefix) - 1, -1, -1):
        code = ord(prefix[place]) + 1
        if code <= _LAST:
            code = _SURROGATES_TO + 1 if _SURROGATES_FROM <= code <= _SURROGATES_TO else code
            return prefix[:place] + chr(code)
    return None
