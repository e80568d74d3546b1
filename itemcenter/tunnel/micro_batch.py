"""`MicroBatch`: messages that wait in memory, those of a source on one item as one: its newest document.

A message is done with when what stands for it has been stored. Until then its offset, and every later one of its
partition, is not committed, so a crash brings all of it back.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import islice

from itemcenter.schema import Envelope, ItemPut
from itemcenter.tunnel.standing import Document, newer


@dataclass(slots=True)
class Waiting:
    """partition, offset: of the first message it stands for; times_us: event times of all of them; since: by the clock

    envelope: of the newest document, or the message itself where it is none
    """

    partition: int
    offset: int
    since: float
    envelope: Envelope
    times_us: list[int] = field(default_factory=list)

    @property
    def document(self) -> Document | None:
        content = self.envelope.content
        return Document.of(content) if isinstance(content, ItemPut) else None


class MicroBatch:
    """First come, first out."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[int, str, int | str], Waiting] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def add(self, partition: int, offset: int, envelope: Envelope, now: float) -> bool:
        """Whether it joined another one of its source and item."""
        place = _place(partition, offset, envelope)
        held = self._held.get(place)
        if held is None:
            self._held[place] = Waiting(partition, offset, now, envelope, [envelope.time_us])
            return False
        held.times_us.append(envelope.time_us)
        held.offset = min(held.offset, offset)  # read again after another member had it
        one, other = held.document, _document(envelope)
        if one is not None and other is not None and newer(one, other) is other:
            held.envelope = envelope
        return True

    def oldest(self) -> float | None:
        """Since when the first one has waited."""
        return next((entry.since for entry in self._held.values()), None)

    def head(self, most: int) -> list[Waiting]:
        """The first ones; they wait until they are dropped."""
        return list(islice(self._held.values(), most))

    def drop(self, entries: list[Waiting]) -> None:
        for entry in entries:
            self._held.pop(_place(entry.partition, entry.offset, entry.envelope))

    def lose(self, partition: int) -> None:
        """Forget what came from a partition that is another's now."""
        self._held = OrderedDict((place, entry) for place, entry in self._held.items() if entry.partition != partition)

    def lowest(self) -> dict[int, int]:
        """Partition to the offset of its first message that waits."""
        out: dict[int, int] = {}
        for entry in self._held.values():
            out.setdefault(entry.partition, entry.offset)
        return out


def _document(envelope: Envelope) -> Document | None:
    return Document.of(envelope.content) if isinstance(envelope.content, ItemPut) else None


def _place(partition: int, offset: int, envelope: Envelope) -> tuple[int, str, int | str]:
    content = envelope.content
    return partition, content.item_id, content.source if isinstance(content, ItemPut) else offset
