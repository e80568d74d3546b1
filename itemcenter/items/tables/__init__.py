"""Catalogs that are not lines of text: whatever hands out named cells row by row, behind one small protocol (`Table`).

A container is one file here and one entry in `opening.open_table`. `itemcenter.testing.table_suite` tells whether it
keeps what the protocol promises.
"""

from itemcenter.items.tables.opening import open_table
from itemcenter.items.tables.table import RawCells, Table, table_row

__all__ = ["RawCells", "Table", "open_table", "table_row"]
