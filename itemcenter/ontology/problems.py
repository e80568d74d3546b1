"""`Problems`: everything that is wrong with a workbook, gathered so that an expert mends it in one go."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from itemcenter.errors import OntologyError

#: Enough to see a pattern; more would push the first ones off the screen.
_SHOWN = 20


class Problems:
    def __init__(self) -> None:
        self._found: list[tuple[str, int, str]] = []

    def add(self, file: str, row: int, column: str, text: str) -> None:
        """`row` counts like a spreadsheet, the header is row 1; 0 and "" where a whole file or row is meant."""
        place = file + (f" row {row}" if row else "") + (f", column {column}" if column else "")
        self._found.append((file, row, f"{place}: {text}"))

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_any(self, folder: str, what: str = "workbook") -> None:
        """Raise one `OntologyError` that lists the first problems in order of file and row."""
        if not self._found:
            return
        lines = [line for _, _, line in sorted(self._found, key=lambda entry: entry[:2])]
        more = f"\n  ... and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
        noun = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
        listing = "\n  ".join(lines[:_SHOWN])
        raise OntologyError(f"the {what} has {noun}:\n  {listing}{more}", place=folder)


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """`; did you mean "quantity"?` where something is near, otherwise the choices if they are few, otherwise ""."""
    choices = sorted({choice for choice in allowed if choice})
    near = difflib.get_close_matches(given.strip().casefold(), choices, n=1, cutoff=0.6)
    if near:
        return f'; did you mean "{near[0]}"?'
    return f"; allowed: {', '.join(choices)}" if 0 < len(choices) <= 12 else ""
