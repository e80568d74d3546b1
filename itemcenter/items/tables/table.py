"""`Table`: what the reader needs of a container, and the rows that it gives out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, overload

from itemcenter.items.raw_cells import sound
from itemcenter.items.rows import SourceRow


class Table(Protocol):
    """A catalog in a container. Each iteration reads it from its start, with bounded memory.

    names:       its columns in order; empty where every row brings its own
    notices:     what the user should know before anything is read
    findings:    what the newest iteration brought to light besides
    passed_over: records of the newest iteration that are no item and no fault: blank ones
    damage:      why the newest iteration ended before the end of the table, "" if it did not
    remedy:      what to do where no column holds a title
    raw_form:    how the raw text of a faulty row is written: "" for its cells as one JSON object, "jsonld"; "xml" for
                 these cells, or the element where it could not be parsed
    """

    notices: list[str]
    findings: list[str]
    passed_over: int
    damage: str

    @property
    def names(self) -> Sequence[str]: ...

    @property
    def remedy(self) -> str: ...

    @property
    def raw_form(self) -> str: ...

    def __iter__(self) -> Iterator[SourceRow]:
        """One `SourceRow` a record, in order; `line` is the place where a person finds it. A record that cannot be
        read has a fault, and those after it follow. Cells are JSON values: texts, numbers, lists, objects.
        """
        ...


class RawCells(Sequence[str]):
    """The raw text of a row that never was text: its cells as one JSON object, written when somebody asks for it."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Mapping[str, Any]) -> None:
        self._cells = cells

    def __len__(self) -> int:
        return 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RawCells) and self._cells == other._cells

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return [json.dumps(self._cells, ensure_ascii=False)][place]


def table_row(line: int, cells: Mapping[str, Any]) -> SourceRow:
    """The row of these cells. What cannot be stored as text is mended, as in the other formats (see `sound`)."""
    clean = sound(cells)
    return SourceRow(line, clean, RawCells(clean), repaired=clean != cells)
