"""Why a row is quarantined: the fixed words, and for each what the user can do (see docs/quarantine.md)."""

from __future__ import annotations

from typing import Final

ENCODING: Final = "encoding"
QUOTE: Final = "quote"
COLUMNS: Final = "columns"
OVERSIZE: Final = "oversize"
JSON: Final = "json"
OBJECT: Final = "object"
XML: Final = "xml"
TRUNCATED: Final = "truncated"
DAMAGED: Final = "damaged"
NO_ID: Final = "no_id"
NO_TITLE: Final = "no_title"
ID: Final = "id"
TYPE: Final = "type"
DUPLICATE_ID: Final = "duplicate_id"
FILE: Final = "file"

#: reason -> remedy, for people.
REMEDIES: Final[dict[str, str]] = {
    ENCODING: "save the file as UTF-8, or set encoding in [catalog]",
    QUOTE: 'close the quote, or write a quote inside a quoted cell twice ("")',
    COLUMNS: "put a cell that holds the delimiter between quotes, and give every row all columns",
    OVERSIZE: "shorten the cell, or raise max_cell_chars in [catalog]",
    JSON: "correct the JSON text of this row",
    OBJECT: 'write every product as an object: {"id": ..., "title": ...}',
    XML: "correct the XML text of this row: every element closed, & written as &amp; and < as &lt;",
    TRUNCATED: "fetch or compress the file again, it ends too early",
    DAMAGED: "write or fetch the file again; what stands around the damage was read",
    NO_ID: "give the row an id, or name another id column: columns in [catalog]",
    NO_TITLE: "give the row a title, or name another title column: columns in [catalog]",
    ID: "ids are 1 to 512 printable characters; name another column if this one holds texts",
    TYPE: "change the value, or say in [catalog] what the column holds",
    DUPLICATE_ID: "give each item an id of its own; the earlier row was used",
    FILE: "mend the file, or take it away, and build again; the other files were read",
}


class RowFault(Exception):
    """What is wrong with one row; it becomes a `RejectedRow`."""

    def __init__(self, reason: str, message: str, column: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.column = column
