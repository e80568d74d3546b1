"""A `CellQuery` as SQL: conditions by name from `store_sqlite_sql`, everything the caller gave as parameters."""

from __future__ import annotations

import json

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_cells import RETIRED
from itemcenter.backends.store_sqlite_rows import Names
from itemcenter.ports import CellQuery
from itemcenter.schema import Cell, CellState

#: Above every character of an id; the code points between are no characters.
_LAST, _SURROGATES_FROM, _SURROGATES_TO = 0x10FFFF, 0xD800, 0xDFFF


def cells_sql(query: CellQuery, names: Names) -> tuple[str, dict[str, object]] | None:
    """Statement and parameters; None where nothing can match. Whoever runs it still asks `matches` of each cell."""
    found = cell_conditions(query, names)
    if found is None:
        return None
    conditions, values = found
    order = sql.CELL_ORDERS[query.order, query.descending]
    limit = ""
    if query.limit is not None and query.text is None:
        limit, values["limit"] = " LIMIT :limit", query.limit
    return f"{sql.CELLS}{conditions} ORDER BY {order}{limit}", values


def cell_conditions(query: CellQuery, names: Names) -> tuple[str, dict[str, object]] | None:
    """What follows "WHERE w.shown", and its parameters; None where nothing can match."""
    values: dict[str, object] = {
        "item_id": query.item_id,
        "min_confidence": query.min_confidence,
        "max_confidence": query.max_confidence,
        "most_absent": None if query.include_retired else RETIRED - 1,
    }
    if query.item_prefix:
        values["item_from"], values["item_before"] = query.item_prefix, _after_prefix(query.item_prefix)
    for kind, name in (
        ("key", query.key_id),
        ("source", query.source),
        ("category", query.category_id),
        ("producer", query.producer and query.producer.value),
    ):
        if name is not None:
            values[kind] = names.num(kind, name)
            if values[kind] is None:
                return None
    if query.state is CellState.WITHDRAWN:
        return None
    if query.state is not None:
        values["not_stated"] = query.state is CellState.NOT_STATED
    if query.except_keys:
        numbers = [names.num("key", key_id) for key_id in query.except_keys]
        values["except_keys"] = json.dumps([number for number in numbers if number is not None])
    if query.text is not None:
        values["text"] = json.dumps(query.text, ensure_ascii=False).encode("utf-8", "surrogatepass")
    values = {name: value for name, value in values.items() if value is not None}
    conditions = "".join([f" AND {sql.CELL_CONDITIONS[name]}" for name in values])
    if query.after is not None:
        first, second = ("after_item", "item_after_key") if query.order == "item" else ("after_key", "key_after_item")
        values[first], values[second] = query.after if query.order == "item" else reversed(query.after)
        conditions += f" AND {sql.CELL_CONDITIONS[first]}"
    return conditions, values


def matches(query: CellQuery, cell: Cell) -> bool:
    """What SQL only narrows down: the text may also stand elsewhere in a fact."""
    return query.text is None or any(fact.value.text == query.text for fact in cell.facts)


def _after_prefix(prefix: str) -> str | None:
    """The least string above all that begin with `prefix`; None where there is none."""
    for place in range(len(prefix) - 1, -1, -1):
        code = ord(prefix[place]) + 1
        if code <= _LAST:
            code = _SURROGATES_TO + 1 if _SURROGATES_FROM <= code <= _SURROGATES_TO else code
            return prefix[:place] + chr(code)
    return None
