"""Quarantined rows as a stream of rows again, for another try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from itemcenter.items.context import ReadContext, reread
from itemcenter.items.options import CatalogOptions
from itemcenter.items.rows import ReadRow
from itemcenter.schema import Item, RejectedRow


def reread_rows(rejected: Iterable[RejectedRow], context: ReadContext, options: CatalogOptions) -> Iterator[ReadRow]:
    """Each row read again under `options`: as an item where it is whole now, else as rejected, under its old number."""
    context = context.with_options(options)
    for row in rejected:
        read = reread(row, context)
        if isinstance(read, Item):
            yield ReadRow(row.row, row.line, read, None, (row.raw,), row.file)
        else:
            yield ReadRow(row.row, row.line, None, read, (), row.file)
