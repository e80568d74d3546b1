"""Counting cells and items by dimensions, in SQL: nothing is decoded, and a stream of groups comes out."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_query import cell_conditions
from itemcenter.backends.store_sqlite_rows import Names
from itemcenter.ports import CellDimension, CellQuery


def tally_sql(query: CellQuery, by: Sequence[CellDimension], names: Names) -> tuple[str, dict[str, object]] | None:
    """Statement and parameters: rows (value of each dimension, cells, facts). None where nothing can match.

    Groups are made of numbers, and only then named and put in order.
    """
    found = cell_conditions(query, names)
    if found is None:
        return None
    conditions, values = found
    keys = ", ".join([f"{sql.TALLY_KEYS[name]} AS d{place}" for place, name in enumerate(by)])
    groups = ", ".join([f"d{place}" for place in range(len(by))])
    shown = ", ".join([sql.TALLY_VALUES[name].format(f"d{place}") for place, name in enumerate(by)])
    order = ", ".join([str(place + 1) for place in range(len(by))])
    inner = f"SELECT {keys}, count(*) AS cells, sum(w.facts) AS facts {sql.TALLIED}{conditions} GROUP BY {groups}"
    return f"SELECT {shown}, cells, facts FROM ({inner}) ORDER BY {order}", values
