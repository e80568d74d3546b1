"""The column that marks which cells of a file were filled by this program: `color=0.97; size=0.88`.

What it names is no word of the merchant: a file that was exported and is built again is read without these cells, so
that the machine never learns from its own answers. Whoever takes a value over deletes its mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

#: Name of the column.
FILLED: Final = "itemcenter_filled"

_ESCAPED: Final = str.maketrans({"%": "%25", ";": "%3B", "=": "%3D", "\n": "%0A", "\r": "%0D", '"': "%22"})
_UNESCAPED: Final = re.compile(r"%(25|3B|3D|0A|0D|22)")


def filled_text(filled: Mapping[str, float]) -> str:
    """The cell of the column: name=confidence, in the given order."""
    return "; ".join(f"{name.translate(_ESCAPED)}={confidence:.2f}" for name, confidence in filled.items())


def filled_names(cell: Any) -> frozenset[str]:
    """The names of the columns and specs in a cell of the column: text, or the object of a JSON file."""
    if isinstance(cell, dict):
        return frozenset(map(str, cell))
    return frozenset(_names(cell)) if isinstance(cell, str) and cell else frozenset()


def _names(cell: str) -> Iterable[str]:
    for part in cell.split(";"):
        name = part.rpartition("=")[0].strip()
        if name:
            yield _UNESCAPED.sub(lambda found: chr(int(found[1], 16)), name)
