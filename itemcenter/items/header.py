"""Column names out of the cells of a header."""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.items.encoding import CONTROLS

_BLANKED = {ord(control): " " for control in CONTROLS}


def unique_names(cells: Iterable[str], whole: bool = False) -> list[str]:
    """A nameless column is "column N", a repeated name gets its number.

    whole: keep nameless columns at the end, too; text files write them by mistake
    """
    written = [cell.translate(_BLANKED).strip() for cell in cells]
    while len(written) > 1 and not written[-1] and not whole:
        written.pop()
    names: dict[str, None] = {}
    for number, cell in enumerate(written, start=1):
        name = cell or f"column {number}"
        while name in names:
            name = f"{name} ({number})"
        names[name] = None
    return list(names)
