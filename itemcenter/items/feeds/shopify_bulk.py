"""The JSON lines of a Shopify bulk operation: every object is a line, and what lies inside of another names it.

A query's connections come as lines of their own behind their parent, with its id in `__parentId`
(shopify.dev/docs/api/usage/bulk-operations/queries). Here the lines of one product become one object again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from itemcenter.items import reasons
from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import SourceRow

PARENT = "__parentId"

#: Lines without a parent, one after the other, that show that the lines are in no order at all.
_MOST_LOST = 1000

#: Kind of an object, from its id (gid://shopify/KIND/1) -> the member of its parent that lists it.
_MEMBER = {
    "ProductVariant": "variants", "ProductImage": "images", "Image": "images", "ImageSource": "images",
    "MediaImage": "media", "Video": "media", "ExternalVideo": "media", "Model3d": "media",
    "Metafield": "metafields", "ProductOption": "options",
}  # fmt: skip


def assembled(rows: Iterable[SourceRow]) -> Iterator[SourceRow]:
    """Rows of whole products. A line whose parent does not stand before it has a fault; memory holds one product."""
    held: SourceRow | None = None
    lost: list[SourceRow] = []  # lines without a parent, told behind the product that they stand in
    objects: dict[str, dict[str, Any]] = {}
    for row in rows:
        parent = scalar_text(row.cells.get(PARENT)) or ""
        if row.fault is not None or not parent:
            yield from [held, *lost] if held is not None else lost
            held, lost, objects = None, [], {}
            if row.fault is not None:
                yield row
                continue
            whole = dict(row.cells)
            held = row._replace(cells=whole)
            objects = _known(whole)
        elif held is not None and parent in objects:
            child = {name: value for name, value in row.cells.items() if name != PARENT}
            objects |= _known(child)
            _listed(objects[parent], _member(child)).append(child)
        else:
            message = f"the line of its parent {parent!r} does not stand before it"
            lost.append(row._replace(cells={}, fault=RowFault(reasons.COLUMNS, message, PARENT)))
            if len(lost) > _MOST_LOST:
                yield from [held, *lost] if held is not None else lost
                held, lost, objects = None, [], {}
    yield from [held, *lost] if held is not None else lost


def _known(node: dict[str, Any]) -> dict[str, dict[str, Any]]:
    name = scalar_text(node.get("id")) or ""
    return {name: node} if name else {}


def _listed(node: dict[str, Any], member: str) -> list[Any]:
    """The list of this name in an object; a connection that was written as an object gives way."""
    if not isinstance(node.get(member), list):
        node[member] = []
    found: list[Any] = node[member]
    return found


def _member(child: Mapping[str, Any]) -> str:
    """Which list of its parent a line belongs to: by the kind in its id, else by what it states."""
    parts = (scalar_text(child.get("id")) or "").split("/")
    kind = parts[3] if len(parts) > 4 else ""
    if kind in _MEMBER:
        return _MEMBER[kind]
    if "namespace" in child and "key" in child:
        return "metafields"
    if not kind and ("url" in child or "src" in child or "originalSrc" in child):
        return "images"
    return "variants" if not kind and ("sku" in child or "selectedOptions" in child) else f"{kind or 'other'} lines"
