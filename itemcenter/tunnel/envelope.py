"""Messages that come into the tunnel as bytes, both ways: CloudEvents around a body in Debezium's manner.

`data` of a message holds `op` (c, u, r: the item is so now; d: it is gone), `before` and `after` (documents), `source`
({"name": the source of the catalog}) and `ts_us` (or Debezium's `ts_ms`), microseconds (milliseconds) since 1970, from
when on it holds. Types carry their version; a new version of one comes beside the old one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from itemcenter.errors import InvariantError, MessageError
from itemcenter.ports import Post
from itemcenter.schema import (
    AttributeWrite,
    CellsWritten,
    Content,
    Envelope,
    Item,
    ItemForgotten,
    ItemId,
    ItemPut,
    ItemRemoved,
    SourceId,
    Tombstone,
)
from itemcenter.tunnel.cloud_event import MAX_BYTES, CloudEvent, read_event, write_event

ITEM_PUT = "itemcenter.item.put.v1"
ITEM_REMOVED = "itemcenter.item.removed.v1"
ITEM_FORGOTTEN = "itemcenter.item.forgotten.v1"
CELLS_WRITTEN = "itemcenter.cells.written.v1"
_VERSIONED = re.compile(r"(.+)\.v\d+")
_OPS = {ITEM_PUT: ("c", "u", "r"), ITEM_REMOVED: ("d",), ITEM_FORGOTTEN: ("d",), CELLS_WRITTEN: ("u",)}


@dataclass(frozen=True, slots=True)
class EnvelopeOptions:
    """max_bytes: of a body; ahead_s: how far an event may lie in the future, in seconds: clocks differ that much"""

    max_bytes: int = MAX_BYTES
    ahead_s: float = 300.0


def write_envelope(envelope: Envelope, *, binary: bool = False) -> Post:
    """As a message whose key is the item's id, so that everything on one item stays in order."""
    content = envelope.content
    data: dict[str, Any]
    if isinstance(content, ItemPut):
        kind, data = ITEM_PUT, _body("u", content.source, content.time_us, after=content.item.to_json())
    elif isinstance(content, ItemRemoved):
        kind, data = ITEM_REMOVED, _body("d", content.source, content.time_us)
    elif isinstance(content, ItemForgotten):
        stone = content.tombstone
        kind, data = ITEM_FORGOTTEN, _body("d", stone.source, stone.time_us, author=stone.author)
    else:
        kind, data = CELLS_WRITTEN, {"op": "u", "writes": [write.to_json() for write in content.writes]}
    if envelope.before is not None:
        data["before"] = envelope.before.to_json()
    event = CloudEvent(envelope.id, envelope.producer, kind, data, envelope.item_id, envelope.time_us, envelope.trace)
    return write_event(event, binary=binary)


def read_envelope(post: Post, now_us: int, options: EnvelopeOptions | None = None) -> Envelope:
    """Raises `MessageError` for every message that cannot be used; nothing else, whatever the bytes.

    now_us: by the reader's clock
    """
    options = options or EnvelopeOptions()
    event = read_event(post, options.max_bytes)
    read = _READERS.get(event.type)
    if read is None:
        stem = _VERSIONED.fullmatch(event.type)
        known = sorted(_READERS)
        if stem and any(name.startswith(stem[1] + ".v") for name in known):
            _refuse("version", f"{event.type!r:.80} is not known in this version; known: {', '.join(known)}")
        _refuse("type", f"messages of type {event.type!r:.80} are not known; known: {', '.join(known)}")
    try:
        if event.data.get("op") not in _OPS[event.type]:
            _refuse("content", f"op is {event.data.get('op')!r:.20}; allowed: {', '.join(_OPS[event.type])}")
        content = read(event)
        before = event.data.get("before")
        time_us = event.time_us if event.time_us is not None else max(_times(content))
        envelope = Envelope(
            event.id, event.source, time_us, content, event.trace, None if before is None else Item.from_json(before)
        )
    except InvariantError as error:
        _refuse("content", f"{error}"[:500])
    if event.subject and event.subject != envelope.item_id:
        _refuse("content", f"the subject {event.subject!r:.80} is not the item {envelope.item_id!r:.80} of the data")
    latest = max(envelope.time_us, *_times(content))
    if latest > now_us + round(options.ahead_s * 1_000_000):
        _refuse(
            "future",
            f"it happens {(latest - now_us) / 1_000_000:,.0f} seconds from now",
            "set the sender's clock, then send it again",
        )
    return envelope


def _body(op: str, source: str, time_us: int, author: str = "", after: Any = None) -> dict[str, Any]:
    """`source.name`, as Debezium names the connector; `ts_ms` for its readers, `ts_us` for the exact time."""
    origin = {"name": source, "author": author} if author else {"name": source}
    return {"op": op, "source": origin, "ts_ms": time_us // 1000, "ts_us": time_us, "before": None, "after": after}


def _put(event: CloudEvent) -> Content:
    source, time_us = _origin(event)
    return ItemPut(Item.from_json(event.data.get("after")), SourceId(_name(source)), time_us)


def _removed(event: CloudEvent) -> Content:
    source, time_us = _origin(event)
    return ItemRemoved(_item_id(event), SourceId(_name(source)), time_us)


def _forgotten(event: CloudEvent) -> Content:
    source, time_us = _origin(event)
    author = source.get("author", "")
    if not isinstance(author, str):
        raise InvariantError("source.author must be a text")
    return ItemForgotten(Tombstone(_item_id(event), time_us, SourceId(_name(source)), author))


def _cells(event: CloudEvent) -> Content:
    writes = event.data.get("writes")
    if not isinstance(writes, list) or not writes:
        raise InvariantError("writes must be a list of at least one write")
    return CellsWritten(tuple([AttributeWrite.from_json(write) for write in writes]))


_READERS: dict[str, Callable[[CloudEvent], Content]] = {
    ITEM_PUT: _put,
    ITEM_REMOVED: _removed,
    ITEM_FORGOTTEN: _forgotten,
    CELLS_WRITTEN: _cells,
}


def _origin(event: CloudEvent) -> tuple[Mapping[str, Any], int]:
    """The body's source, and from when on it holds: by the body, else by the envelope."""
    source, data = event.data.get("source"), event.data
    if not isinstance(source, dict):
        raise InvariantError('source must be an object with a name, like {"name": "merchant:file"}')
    for name, factor in (("ts_us", 1), ("ts_ms", 1000)):
        value = data.get(name)
        if value is not None:
            if type(value) is not int or not -(2**62) < value * factor < 2**62:
                raise InvariantError(f"{name} is no time: {value!r:.40}")
            return source, value * factor
    if event.time_us is None:
        raise InvariantError("it does not say when it happened: neither time nor ts_us")
    return source, event.time_us


def _name(source: Mapping[str, Any]) -> str:
    name = source.get("name")
    if not isinstance(name, str):
        raise InvariantError("source.name must be a text")
    return name


def _item_id(event: CloudEvent) -> ItemId:
    """Of an event that may have no document: the subject, else the document before."""
    before = event.data.get("before")
    if not event.subject and isinstance(before, dict):
        return Item.from_json(before).id
    return ItemId(event.subject)


def _times(content: Content) -> list[int]:
    if isinstance(content, CellsWritten):
        return [write.version.time_us for write in content.writes]
    return [content.tombstone.time_us if isinstance(content, ItemForgotten) else content.time_us]


def _refuse(reason: str, message: str, remedy: str = "") -> NoReturn:
    raise MessageError(message, reason=reason, remedy=remedy)
