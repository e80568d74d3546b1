"""Catalogs in: text tables, containers, folders of both, as a stream of `Item` and `RejectedRow`.

`open_catalog` looks at a file, proposes what each column means (`ColumnMapping`) and reads it row by row with bounded
memory. A bad row never stops the others: it becomes a quarantine record, which `reread` can read again.

From bytes to items: bytesource -> encoding -> lines -> delimited (dialect, quoting) | jsonrows | jsonarray (jsonshape)
-> mapping (synonyms, columns) -> build (raw_cells, specs, categories). `layout` finds out how a file is written.
Containers that are no lines of text (Parquet, Excel, HTML) give their rows by `tables`; `files` reads many as one.
`feeds` knows the public formats: roles of their columns, rows that they nest.
"""

from itemcenter.items.catalog import CatalogReader
from itemcenter.items.columns import ColumnProposal
from itemcenter.items.context import ReadContext, reread
from itemcenter.items.mapping import ColumnMapping, MappedColumn, UnknownColumnError
from itemcenter.items.opening import open_catalog
from itemcenter.items.options import CatalogOptions
from itemcenter.items.places import check_place
from itemcenter.items.reasons import DUPLICATE_ID, REMEDIES, RowFault
from itemcenter.items.retry import reread_rows
from itemcenter.items.rows import ReadRow
from itemcenter.items.trade_numbers import gtins_of

__all__ = [
    "DUPLICATE_ID",
    "REMEDIES",
    "CatalogOptions",
    "CatalogReader",
    "ColumnMapping",
    "ColumnProposal",
    "MappedColumn",
    "ReadContext",
    "ReadRow",
    "RowFault",
    "UnknownColumnError",
    "check_place",
    "gtins_of",
    "open_catalog",
    "reread",
    "reread_rows",
]
