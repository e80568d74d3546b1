"""Where the products stand in a JSON file: one object a line, one array, or one array somewhere inside an object."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from itemcenter.items.synonyms import column_key, single_roles

#: Names under which an object usually holds its products; another list of objects is taken where none is named so.
_LIST_NAMES = frozenset(
    column_key(name)
    for name in ("products", "items", "data", "results", "records", "rows", "catalog", "entries", "articles", "hits",
                 "docs", "documents", "listings", "offers", "product", "item", "商品")
)  # fmt: skip

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+', re.DOTALL)


@dataclass(frozen=True)
class JsonShape:
    """offset: characters before the first product; name: the member that holds the list, "" at the top.

    lines: one JSON text a line. listed: the products stand in an array, so a closing bracket ends them.
    """

    offset: int = 0
    name: str = ""
    lines: bool = False
    listed: bool = False


def detect_shape(head: str, prefer: str = "") -> JsonShape | None:
    """The shape of a JSON text that begins with `head`; `prefer` ("json", "jsonl", "") is what name or user say.

    None where the head is an object in which no list of products begins and which is no product itself.
    """
    begin = len(head) - len(head.lstrip())
    lines = head[begin:].split("\n", 2)
    if prefer == "jsonl" and not (head.startswith("[", begin) and not _is_whole(lines[0])):
        return JsonShape(lines=True)
    if head.startswith("[", begin):
        return JsonShape(begin + 1, listed=True)
    if _is_whole(lines[0]) and len(lines) > 1 and lines[1].lstrip().startswith("{") and prefer != "json":
        return JsonShape(lines=True)
    found = _find_list(head, begin)
    if found is not None:
        return found
    one = _is_product(head, begin)
    return JsonShape(begin) if one else None


def _is_whole(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _is_product(head: str, begin: int) -> bool:
    return any(role in ("id", "title") for name in _members(head, begin) for role, _ in single_roles(name))


def _members(head: str, begin: int) -> list[str]:
    """The member names of the object at `begin`, as far as the head shows them."""
    names, depth, last = [], 0, ""
    for found in _TOKEN.finditer(head, begin):
        token = found.group()
        if token in "[{":
            depth += 1
        elif token in "]}":
            depth -= 1
            if depth == 0:
                break
        elif token == ":" and depth == 1:
            names.append(last)
        last = token.strip('"')
    return names


def _find_list(head: str, begin: int) -> JsonShape | None:
    """The list of objects that most likely holds the products: by its name, then by how far out it stands."""
    best: tuple[tuple[bool, int], JsonShape] | None = None
    names: list[str] = []  # the member that each open bracket belongs to
    last, member, inside = "", "", -1  # inside: depth of the list of objects that we are in
    for found in _TOKEN.finditer(head, begin):
        token = found.group()
        if token == ":":
            member = last
        elif token in ("[", "{"):
            names.append(member)
            after = _TOKEN.match(head, _skip_blanks(head, found.end()))
            if token == "[" and after is not None and after.group() == "{" and inside < 0:
                inside = len(names)
                rank = (column_key(member) not in _LIST_NAMES, len(names))
                if best is None or rank < best[0]:
                    best = rank, JsonShape(found.end(), member, listed=True)
            member = ""
        elif token in ("]", "}") and names:
            inside = -1 if len(names) == inside else inside
            names.pop()
        last = token.strip('"')
    if best is None or (best[0][0] and _is_product(head, begin)):
        return None
    return best[1]


def _skip_blanks(head: str, place: int) -> int:
    while place < len(head) and head[place] in " \t\r\n":
        place += 1
    return place
