"""What a relational store reads of cells where each word, each replaced write and each change is a row of a table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from itemcenter.backends.store_desk import Row
from itemcenter.backends.store_query import Dialect, cells_sql, tally_sql
from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_tables import Statements, TableStore
from itemcenter.ports import CellDimension, CellQuery, CellTally
from itemcenter.ports.store import check_tally
from itemcenter.schema import ItemId


class RowStatements(Statements, Protocol):
    """Parameters come in the order in which the methods of `TableStore` name them; those of HISTORY by name."""

    DIALECT: Dialect
    CELL: str
    CHANGES_AFTER: str
    HISTORY: str
    ITEM_CELLS: str
    LIVE_WORDS: str
    NET_CHANGES: str


class RowTableStore(TableStore):
    def __init__(self, sql: RowStatements, guard: AbstractContextManager[None], names: Names) -> None:
        super().__init__(sql, guard, names)
        self._row_sql = sql

    def _listed(self, entries: Collection[Any]) -> object:
        return self._row_sql.DIALECT.listed(list(entries))

    def _shown_cell(self, item_id: ItemId, key: int | None) -> list[Row]:
        return self._rows(self._row_sql.CELL, (item_id, key))

    def _shown_cells(self, num: int) -> list[Row]:
        return self._rows(self._row_sql.ITEM_CELLS, (num,))

    def _live_words(self, item_ids: Collection[ItemId]) -> list[Row]:
        return self._rows(self._row_sql.LIVE_WORDS, (self._listed(item_ids),))

    def _history(self, item_id: ItemId, key: int | None) -> list[Row]:
        return self._rows(self._row_sql.HISTORY, {"item": item_id, "key": key})

    def _changes_after(self, after: int, limit: int) -> list[Row]:
        return self._rows(self._row_sql.CHANGES_AFTER, (after, limit))

    def _net_changes(self, after: int, until: int, num: int | None) -> Iterator[Row]:
        return self._stream(self._row_sql.NET_CHANGES, (after, until, num, num))

    def _cells(self, query: CellQuery) -> Iterator[Row]:
        with self._guard:
            statement = cells_sql(query, self._names, self._row_sql.DIALECT)
        return iter(()) if statement is None else self._stream(*statement)

    def tally(self, query: CellQuery, by: Sequence[CellDimension]) -> Iterator[CellTally]:
        check_tally(query, by)
        with self._guard:
            statement = tally_sql(query, by, self._names, self._row_sql.DIALECT)
        if statement is None:
            return iter(())
        return (CellTally(tuple(values), cells, facts) for *values, cells, facts in self._stream(*statement))
