"""The other end of a change stream: what was told, put together again, with gaps and repetitions recognised.

Made for programs that follow a center by its out topic or files, and for the tests that replay every stream.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field
from enum import Enum

from itemcenter.schema import Cell, Change, ItemChange, ItemId, KeyId
from itemcenter.tunnel.change_event import CellNow, ItemNow, Log, ReleaseUsed, Through, Told


class Taken(Enum):
    """What became of an entry. GAP: entries before it are missing, nothing was changed: begin again with a snapshot."""

    APPLIED = "applied"
    REPEATED = "repeated"
    GAP = "gap"


@dataclass(slots=True)
class _Channel:
    """position: the last number that was told, None before the first; mixed: net changes under way, up to which"""

    position: int | None = None
    mixed: int | None = None


@dataclass(slots=True)
class Mirror:
    """The cells that a stream of changes comes to, in any mapping; one that keeps what is put into it lives on with it.

    items:    ids of the items that the item log says are there, with what it said last
    releases: in the order in which they were taken into use
    """

    cells: MutableMapping[tuple[ItemId, KeyId], Cell] = field(default_factory=dict)
    items: MutableMapping[ItemId, ItemChange | ItemNow] = field(default_factory=dict)
    releases: list[ReleaseUsed] = field(default_factory=list)
    _channels: dict[tuple[int, Log], _Channel] = field(default_factory=dict)
    _as_of: dict[tuple[Log, str, str], tuple[int, int]] = field(default_factory=dict)

    def take(self, told: Told, channel: int = 0) -> Taken:
        """channel: the partition that it came from; 0 for files. Entries of a channel must come in its order."""
        content = told.content
        if isinstance(content, ReleaseUsed):
            if any(held.run == content.run for held in self.releases):
                return Taken.REPEATED
            self.releases.append(content)
            self.releases.sort(key=lambda release: release.run)
            return Taken.APPLIED
        held = self._channels.setdefault((channel, told.log), _Channel())
        if isinstance(content, Through):
            return self._through(held, told, content, channel)
        if isinstance(content, CellNow | ItemNow):
            return self._now(held, told, content, channel)
        if told.net is not None:
            return self._net(held, told, told.net, channel)
        if held.position is not None and told.number <= held.position:
            return Taken.REPEATED
        if held.position is not None and told.previous is not None and told.previous > held.position:
            return Taken.GAP
        if held.mixed is not None:  # net changes broke off
            return Taken.GAP
        held.position = told.number
        self._put(told, channel)
        return Taken.APPLIED

    def position(self, log: Log = "cells", channel: int = 0) -> int | None:
        """The number up to which everything is in; None where nothing has come."""
        held = self._channels.get((channel, log))
        return held.position if held else None

    def _now(self, held: _Channel, told: Told, content: CellNow | ItemNow, channel: int) -> Taken:
        if held.position is not None and told.number < held.position:
            return Taken.REPEATED
        known = self._as_of.get(_name(told), (-1, 0))[0]
        if known <= told.number:
            self._put(told, channel)
        return Taken.APPLIED

    def _net(self, held: _Channel, told: Told, net: tuple[int, int], channel: int) -> Taken:
        after, until = net
        if held.position is not None and until <= held.position:
            return Taken.REPEATED
        if held.position is not None and after != held.position:
            return Taken.GAP  # a cell may have come back to what it showed at `after`: net changes do not say so
        held.position, held.mixed = after, until
        self._put(told, channel)
        return Taken.APPLIED

    def _through(self, held: _Channel, told: Told, content: Through, channel: int) -> Taken:
        if held.position is not None and told.number < held.position:
            return Taken.REPEATED
        if not content.full:
            if held.position is not None and content.begin != held.position:
                return Taken.REPEATED if told.number == held.position else Taken.GAP
            held.position, held.mixed = told.number, None
            return Taken.APPLIED
        for (log, item, key), (number, of) in list(self._as_of.items()):
            if log == told.log and of == channel and number < told.number:  # the snapshot does not name it
                self._drop(log, item, key)
        held.position, held.mixed = told.number, None
        return Taken.APPLIED

    def _put(self, told: Told, channel: int) -> None:
        content, name = told.content, _name(told)
        if isinstance(content, Change):
            if content.after is None:
                self._drop(*name)
                return
            self.cells[content.item_id, content.key_id] = content.after
        elif isinstance(content, CellNow):
            self.cells[content.cell.item_id, content.cell.key_id] = content.cell
        elif isinstance(content, ItemChange | ItemNow):
            self.items[content.item_id] = content
        self._as_of[name] = (told.number, channel)

    def _drop(self, log: Log, item: str, key: str) -> None:
        self._as_of.pop((log, item, key), None)
        if log == "cells":
            self.cells.pop((ItemId(item), KeyId(key)), None)
        else:
            self.items.pop(ItemId(item), None)


def _name(told: Told) -> tuple[Log, str, str]:
    content = told.content
    if isinstance(content, CellNow):
        return told.log, content.cell.item_id, content.cell.key_id
    if isinstance(content, Change):
        return told.log, content.item_id, content.key_id
    return told.log, told.item_id or "", ""
