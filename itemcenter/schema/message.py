"""What comes into the tunnel: a change of an item or of what is known of it, in an envelope that says from where.

The nouns carry no format; `tunnel.envelope` reads and writes them as CloudEvents with a before/after body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from itemcenter.errors import InvariantError
from itemcenter.schema.change import AttributeWrite, Tombstone
from itemcenter.schema.ids import ItemId, SourceId, check_id
from itemcenter.schema.item import Item
from itemcenter.schema.record import Record


@dataclass(frozen=True, slots=True)
class ItemPut(Record):
    """An item as a source describes it from `time_us` on (microseconds since 1970): the whole document, not a part."""

    kind_tag: ClassVar[str] = "item_put"

    item: Item
    source: SourceId
    time_us: int

    def __post_init__(self) -> None:
        check_id(self.source, "source")

    @property
    def item_id(self) -> ItemId:
        return self.item.id


@dataclass(frozen=True, slots=True)
class ItemRemoved(Record):
    """A source no longer has an item: it is retired, its history stays, and a later `ItemPut` brings it back."""

    kind_tag: ClassVar[str] = "item_removed"

    item_id: ItemId
    source: SourceId
    time_us: int

    def __post_init__(self) -> None:
        check_id(self.item_id, "item")
        check_id(self.source, "source")


@dataclass(frozen=True, slots=True)
class ItemForgotten(Record):
    """Everything that was said of an item up to the tombstone's time counts no more."""

    kind_tag: ClassVar[str] = "item_forgotten"

    tombstone: Tombstone

    @property
    def item_id(self) -> ItemId:
        return self.tombstone.item_id


@dataclass(frozen=True, slots=True)
class CellsWritten(Record):
    """Facts that were decided elsewhere (another system, another tier, a person), of ONE item, each voice once.

    A priority in a version is no claim of rank: the tunnel stamps its own policy's. Locks are taken from sources that
    the policy lets lock, else the write is refused.
    """

    kind_tag: ClassVar[str] = "cells_written"

    writes: tuple[AttributeWrite, ...]

    def __post_init__(self) -> None:
        if len({write.item_id for write in self.writes}) != 1:
            raise InvariantError("a message on cells must be about one item")

    @property
    def item_id(self) -> ItemId:
        return self.writes[0].item_id


Content = ItemPut | ItemRemoved | ItemForgotten | CellsWritten


@dataclass(frozen=True, slots=True)
class Envelope(Record):
    """id: unique within `producer`: the two together tell a repeated message

    producer: the program that made the message (CloudEvents "source"), e.g. "pim/eu"
    time_us:  when it happened, microseconds since 1970, UTC
    trace:    W3C traceparent, "" without; passed on to logs and to what the message causes
    before:   the document before, where the producer knows it; for whoever reads the stream, not for deciding
    """

    id: str
    producer: str
    time_us: int
    content: Content
    trace: str = ""
    before: Item | None = None

    def __post_init__(self) -> None:
        check_id(self.id, "message")
        check_id(self.producer, "producer")

    @property
    def item_id(self) -> ItemId:
        return self.content.item_id
