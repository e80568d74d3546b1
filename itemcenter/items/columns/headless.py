"""Whether the first row of a table holds a product instead of the names of its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from itemcenter.items.columns.names import read_name
from itemcenter.items.columns.profile import profile

#: A name has at most so many words.
_NAME_WORDS = 8


def headless(header: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether `header` looks like one more of the rows below it: at least two of its cells, and more than half of those
    that can be judged, are numbers, addresses, dates, sentences or return as cells of their own column, and none is a
    name that is known.
    """
    if len(header) < 2 or _counted(header):
        return False
    like_cells = like_names = 0
    for name in header:
        reading = read_name(name)
        if reading.exact:
            return False
        look = profile([name], 1)
        cells = {str(row.get(name, "")).strip() for row in rows}
        shaped = max(look.number, look.measure, look.money, look.url, look.date, look.gtin, look.path) > 0
        if name in cells or shaped or look.mean_words > _NAME_WORDS:
            like_cells += 1
        elif reading.votes:
            like_names += 1
    return like_cells >= 2 and like_cells > like_names


def _counted(header: Sequence[str]) -> bool:
    """Whether the names are just 0, 1, 2, ... as programs write them that know no better."""
    return list(header) in ([str(number + first) for number in range(len(header))] for first in (0, 1))


def numbered(count: int) -> list[str]:
    """Names for the columns of a table without any."""
    return [f"column {number}" for number in range(1, count + 1)]
