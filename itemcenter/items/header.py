"""Column names out of the cells of a header."""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.items.encoding import CONTROLS

_BLANKED = {ord(control): " " for control in CONTROLS}


def unique_names(cells: Iterable[str]) -> list[str]:
    """A nameless column is "column N", a repeated name gets its number; nameless ones at the end are left out."""
    written = [cell.translate(_BLANKED).strip() for cell in cells]
    while len(written) > 1 and not written[-1]:
        written.pop()
    names: dict[str, None] = {}
    for number, cell in enumerate(written, start=1):
        name = cell or f"column {number}"
        names[name if name not in names else f"{name} ({number})"] = None
    return list(names)
