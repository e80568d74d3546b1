"""What the tunnel gives out: entries of a center's two logs as CloudEvents, and how to read them back.

`data.source` says which log an entry stands in ("cells" or "items") and where: `number`, and `previous`, the number of
the entry before it in this channel (a partition of a topic, a folder of files), so that a reader tells a gap from what
was filtered out or went to another channel. `data.op` is c, u or d for a change, r for an entry of a full snapshot
(`number`: as of which it holds), m for a mark: up to `number` everything was told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from itemcenter.errors import InvariantError, MessageError
from itemcenter.ports import Post
from itemcenter.schema import Cell, Change, ItemChange, ItemEvent, ItemId, Presence
from itemcenter.tunnel.cloud_event import MAX_BYTES, CloudEvent, read_event

CELL_CHANGED = "itemcenter.cell.changed.v1"
ITEM_CHANGED = "itemcenter.item.changed.v1"
RELEASE_USED = "itemcenter.ontology.used.v1"
TOLD_THROUGH = "itemcenter.log.through.v1"

Log = Literal["cells", "items"]
LOGS: tuple[Log, ...] = ("cells", "items")
_GONE = (ItemEvent.RETIRED, ItemEvent.FORGOTTEN)


@dataclass(frozen=True, slots=True)
class CellNow:
    """An entry of a full snapshot: what a cell shows as of a number of the change log."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class ItemNow:
    """An entry of a full snapshot: an item that is there as of a number of the item log."""

    item_id: ItemId
    presence: Presence


@dataclass(frozen=True, slots=True)
class ReleaseUsed:
    """From the change behind `after` on, decisions were made with this release.

    run: that began to use it; time_us: of its catalog; name: of the release, "" where it has none
    """

    release_id: str
    run: int
    after: int
    time_us: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Through:
    """Everything up to the number has been told in this channel. begin: what the telling began behind.

    full: as a snapshot, so that a cell which it did not name shows nothing; else as net changes from `begin` on
    """

    begin: int
    full: bool


@dataclass(frozen=True, slots=True)
class Told:
    """number:   of the log; `previous`: of the entry before in this channel, None in entries without a fixed place

    net: the (after, until] that a net change sums up
    """

    log: Log
    number: int
    content: Change | ItemChange | CellNow | ItemNow | ReleaseUsed | Through
    previous: int | None = None
    net: tuple[int, int] | None = None

    @property
    def item_id(self) -> ItemId | None:
        """None for what concerns all items."""
        if isinstance(self.content, CellNow):
            return self.content.cell.item_id
        return None if isinstance(self.content, ReleaseUsed | Through) else self.content.item_id


def write_told(told: Told, producer: str) -> CloudEvent:
    """producer: which center tells it; with the event's id it recognises a repeated one."""
    content, name = told.content, f"{told.log}/{told.number}"
    place: dict[str, Any] = {"log": told.log, "number": told.number}
    if told.previous is not None:
        place["previous"] = told.previous
    if told.net is not None:
        place["net"], name = list(told.net), f"{name}/net/{told.net[0]}-{told.net[1]}"
    data: dict[str, Any]
    if isinstance(content, Change):
        before, after = content.before, content.after
        shown = after or before
        data = {
            "op": "u" if before and after else "c" if after else "d",
            "item_id": content.item_id,
            "key_id": content.key_id,
            "before": before and before.to_json(),
            "after": after and after.to_json(),
            "ts_us": shown.version.time_us if shown else None,
        }
        kind = CELL_CHANGED
    elif isinstance(content, CellNow):
        cell = content.cell
        kind, name = CELL_CHANGED, f"{name}/r/{cell.key_id}/{cell.item_id}"
        data = {"op": "r", "before": None, "after": cell.to_json(), "ts_us": cell.version.time_us}
    elif isinstance(content, ItemChange):
        op = "c" if content.event is ItemEvent.NEW else "d" if content.event in _GONE else "u"
        kind, data = ITEM_CHANGED, {"op": op, "change": content.to_json()}
    elif isinstance(content, ItemNow):
        kind, name = ITEM_CHANGED, f"{name}/r/{content.item_id}"
        data = {"op": "r", "item_id": content.item_id, "presence": content.presence.value}
    elif isinstance(content, ReleaseUsed):
        kind, name = RELEASE_USED, f"releases/{content.run}"
        data = {"op": "u", "release": {"id": content.release_id, "name": content.name}, "run": content.run}
        data |= {"ts_us": content.time_us}
    else:
        kind, name = TOLD_THROUGH, f"{name}/through/{content.begin}{'/full' * content.full}"
        data = {"op": "m", "begin": content.begin, "full": content.full}
    return CloudEvent(name, producer, kind, {**data, "source": place}, told.item_id or "")


def read_told(post: Post, max_bytes: int = 16 * MAX_BYTES) -> Told:
    """Raises `MessageError` for whatever is no such event; nothing else, whatever the bytes."""
    return told_of(read_event(post, max_bytes))


def told_of(event: CloudEvent) -> Told:
    try:
        place = event.data.get("source")
        if not isinstance(place, dict):
            raise InvariantError("source must be an object")
        log, number = place.get("log"), _number(place, "number")
        if log not in LOGS:
            raise InvariantError(f"the log is {log!r:.40}; allowed: cells, items")
        previous = None if place.get("previous") is None else _number(place, "previous")
        net = place.get("net")
        if net is not None:
            if not isinstance(net, list) or [type(entry) for entry in net] != [int, int]:
                raise InvariantError(f"net must be two numbers, not {net!r:.40}")
            net = (net[0], net[1])
        return Told(log, number, _content(event, number), previous, net)
    except InvariantError as error:
        raise MessageError(f"{error}"[:500], reason="content") from error


def _content(event: CloudEvent, number: int) -> Change | ItemChange | CellNow | ItemNow | ReleaseUsed | Through:
    data = event.data
    if event.type == CELL_CHANGED:
        before, after = (data.get(name) and Cell.from_json(data[name]) for name in ("before", "after"))
        if data.get("op") == "r":
            if not after:
                raise InvariantError("an entry of a snapshot needs a cell")
            return CellNow(after)
        change = Change(number, _text(data, "item_id"), _text(data, "key_id"), before or None, after or None)  # type: ignore[arg-type]
        if any((cell.item_id, cell.key_id) != (change.item_id, change.key_id) for cell in (before, after) if cell):
            raise InvariantError("before and after are of another cell")
        return change
    if event.type == ITEM_CHANGED:
        if data.get("op") == "r":
            return ItemNow(ItemId(_text(data, "item_id")), _presence(data))
        found = ItemChange.from_json(data.get("change"))
        if found.number != number:
            raise InvariantError(f"the change has number {found.number}, the event {number}")
        return found
    if event.type == RELEASE_USED:
        release = data.get("release")
        if not isinstance(release, dict):
            raise InvariantError("release must be an object")
        return ReleaseUsed(
            _text(release, "id"), _number(data, "run"), number, _number(data, "ts_us"), str(release.get("name", ""))
        )
    if event.type == TOLD_THROUGH:
        return Through(_number(data, "begin"), data.get("full") is True)
    raise MessageError(f"events of type {event.type!r:.80} are not known", reason="type")


def _presence(data: Mapping[str, Any]) -> Presence:
    try:
        return Presence(data.get("presence"))
    except ValueError:
        raise InvariantError(f"presence is {data.get('presence')!r:.40}") from None


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise InvariantError(f"{name} must be a text")
    return value


def _number(data: Mapping[str, Any], name: str) -> int:
    value = data.get(name)
    if type(value) is not int:
        raise InvariantError(f"{name} must be a whole number, not {value!r:.40}")
    return value
