"""Where the table begins in a sheet: titles, notes and blank rows may stand above the header."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from itemcenter.items.header import unique_names
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.synonyms import column_key, known_names
from itemcenter.items.tables.xlsx_sheet import SheetRow, Value

#: Rows with content from the top of a sheet among which the header is looked for.
PROBED_ROWS = 30

#: A column that the user names tells more than one whose name is merely known.
_GIVEN = 10


class Header(NamedTuple):
    """row: its number; names: column number -> name; known: how telling its names are; last: the last row of names"""

    row: int
    names: dict[int, str]
    known: int
    last: int


def find_header(rows: Sequence[SheetRow], options: CatalogOptions) -> Header | None:
    """The row with the most known column names, of equals the one with the most texts, then the first.

    Templates of marketplaces repeat the names under the header in another form: such rows are names, too (`last`).
    None where no row has a text.
    """
    given = {column_key(name) for _, name in options.columns}
    given |= {column_key(name) for name in (*options.specs, *options.spec_columns)}
    best: tuple[tuple[int, int], int] | None = None
    for place, row in enumerate(rows):
        score = _telling(row.cells.values(), given), sum(1 for cell in row.cells.values() if isinstance(cell, str))
        if score[1] and (best is None or score > best[0]):
            best = score, place
    if best is None:
        return None
    (known, _), place = best
    header, last = rows[place], rows[place].number
    for row in rows[place + 1 :]:
        if known < 2 or _telling(row.cells.values(), given) < max(2, len(row.cells) / 2):
            break
        last = row.number
    columns = range(1, max(header.cells) + 1)
    names = unique_names(scalar_text(header.cells.get(column, "")) or "" for column in columns)
    return Header(header.number, dict(zip(columns, names, strict=False)), known, last)


def _telling(cells: Iterable[Value], given: set[str]) -> int:
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    return known_names(texts) + _GIVEN * sum(1 for text in texts if column_key(text) in given)
