"""Reviews as documents: the columns text (or review, body, comment), and item, date, id where there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from itemcenter.corpus.lines import Reject, Rejecter, read_records
from itemcenter.corpus.query_log import time_of
from itemcenter.errors import InvariantError
from itemcenter.schema import Document, DocumentKind, ItemId, SourceId

_TEXT = ("text", "review", "body", "comment", "content", "reviewText", "review_text")
_ITEM = ("item", "item_id", "sku", "product_id", "product", "asin")
_DATE = ("date", "time", "created_at", "timestamp")


def review_documents(path: Path, reject: Reject, *, source: str = "reviews") -> Iterator[Document]:
    """The reviews of a file (delimited, JSON lines, JSON array), in its order. Raises `CatalogError`."""
    rejecter = Rejecter(SourceId(source), path, reject)
    for record in read_records(path, rejecter):
        text, item, date = (next((record.cells[name] for name in names if name in record.cells), None)
                            for names in (_TEXT, _ITEM, _DATE))  # fmt: skip
        place = (record.number, record.line)
        if not isinstance(text, str) or not text.strip():
            told = f"none of the columns {', '.join(_TEXT)} holds a text"
            rejecter(*place, "no_text", told, "name the column text", record.raw)
            continue
        time_us = time_of(date)
        if time_us is None:
            rejecter(*place, "bad_date", f"{str(date)[:40]!r} is no date", "write it as 2025-01-31", record.raw)
            continue
        try:
            item_id = ItemId(str(item)) if item not in (None, "") else None
            name = f"{source}/{record.number}"
            yield Document(name, DocumentKind.REVIEW, text, 1, time_us, item_id, source, "review")
        except InvariantError as error:
            rejecter(*place, "malformed", error.message, "mend the line", record.raw)
