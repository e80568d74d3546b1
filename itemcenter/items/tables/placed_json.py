"""JSON whose objects know where they stand in their text, for those who write into it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from itemcenter.items import reasons
from itemcenter.items.jsonrows import NESTED
from itemcenter.items.reasons import RowFault

_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}]', re.DOTALL)


class Placed(dict[str, Any]):
    """An object. span: (begin, end) of its characters in the text that was decoded"""

    span: tuple[int, int] = (0, 0)


def decode_placed(text: str) -> Any:
    """As `jsonrows.decode`, its objects as `Placed`. Raises `RowFault`."""
    spans = iter(_spans(text))  # objects are made in the order in which they end

    def made(members: list[tuple[str, Any]]) -> Placed:
        node = Placed(members)
        node.span = next(spans, (0, 0))
        return node

    try:
        return json.JSONDecoder(strict=False, object_pairs_hook=made).decode(text)
    except ValueError as error:
        raise RowFault(reasons.JSON, str(error)) from error
    except RecursionError as error:
        raise RowFault(reasons.JSON, NESTED) from error


def placed_as(value: Mapping[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """`made`, with the place of the object that it was made of."""
    if not isinstance(value, Placed):
        return made
    out = Placed(made)
    out.span = value.span
    return out


def _spans(text: str) -> list[tuple[int, int]]:
    """Of every object in the order in which they end."""
    out, opened = list[tuple[int, int]](), list[int]()
    for found in _SIGN.finditer(text):
        if found.group() == "{":
            opened.append(found.start())
        elif found.group() == "}" and opened:
            out.append((opened.pop(), found.end()))
    return out
