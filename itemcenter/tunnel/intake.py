"""From a stream into the lanes of the tiers: read, decode, assign, refuse what cannot be used, know what is done."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from itemcenter.errors import LeaseLostError, MessageError
from itemcenter.ports import Delivery, Post, Stream, Subscription
from itemcenter.schema import Envelope, Item, ItemPut, SourceId, Tier
from itemcenter.tunnel.envelope import EnvelopeOptions, read_envelope, write_envelope
from itemcenter.tunnel.figures import Figures
from itemcenter.tunnel.micro_batch import MicroBatch, Waiting
from itemcenter.tunnel.other_content import check_source
from itemcenter.tunnel.tier_policy import TierOptions, TierPolicy


def dead_letter(delivery: Delivery, error: MessageError) -> Post:
    """The message as it came, with why and from where."""
    place = "/".join(filter(None, (delivery.topic, str(delivery.partition), str(delivery.offset))))
    told = (("dead-reason", error.reason), ("dead-message", str(error)[:1000]), ("dead-from", place))
    return Post(delivery.post.key, delivery.post.body, (*delivery.post.headers, *told))


@dataclass(slots=True)
class Intake:
    """lanes: of the tiers of this process; what is assigned to another tier is passed over (`lane_of`)

    grouped: puts the product group that is known on an item of a source
    next: partition to the offset after the last one read
    only: the partitions that this process is for, None for whatever is left
    """

    stream: Stream
    subscription: Subscription
    topic: str
    group: str
    dead_topic: str
    tiers: frozenset[Tier]
    options: TierOptions
    machine_source: SourceId
    figures: Figures
    envelopes: EnvelopeOptions
    now_us: Callable[[], int]
    grouped: Callable[[Item, SourceId], Item] = lambda item, source: item
    only: Collection[int] | None = None
    lanes: dict[Tier, MicroBatch] = field(default_factory=lambda: {tier: MicroBatch() for tier in Tier})
    next: dict[int, int] = field(default_factory=dict)
    committed: dict[int, int] = field(default_factory=dict)
    _policies: dict[int, TierPolicy] = field(default_factory=dict)
    _back: dict[int, int] = field(default_factory=dict)

    def __len__(self) -> int:
        """Messages that wait, those on one item as one."""
        return sum(map(len, self.lanes.values()))

    def caught_up(self) -> bool:
        """Whether the group has dealt with everything that the inbox holds for it."""
        committed = self.stream.committed(self.topic, self.group)
        return all(
            committed.get(partition, first) >= end
            for partition, (first, end) in self.stream.ends(self.topic).items()
            if self.only is None or partition in self.only
        )

    def take(self, limit: int, timeout_s: float, clock: Callable[[], float]) -> int:
        """Read what is there into the lanes; how many messages it was. Dead letters are durable on return."""
        self._go_back()
        found = self.subscription.poll(limit, timeout_s)
        try:
            good = self._sorted(found)
        except BaseException:  # what was read is in nobody's hands now
            for delivery in reversed(found):
                self._back[delivery.partition] = delivery.offset
            raise
        now = clock()
        for delivery, envelope in good:
            self.figures.received[type(envelope.content).__name__] += 1
            tier = self._lane_of(delivery.partition, envelope)
            if tier is not None:
                self.figures.coalesced += self.lanes[tier].add(delivery.partition, delivery.offset, envelope, now)
        for delivery in found:
            self.next[delivery.partition] = delivery.offset + 1
        return len(found)

    def refuse(self, entry: Waiting, reason: str, message: str) -> None:
        """A message that could be read and not be worked on, to the dead letters."""
        self.figures.dead[reason] += 1
        delivery = Delivery("", entry.partition, entry.offset, 0, write_envelope(entry.envelope))
        self.stream.send(self.dead_topic, [dead_letter(delivery, MessageError(message, reason=reason))])

    def _sorted(self, found: list[Delivery]) -> list[tuple[Delivery, Envelope]]:
        """Those that can be used; the others are dead letters on return."""
        self._settle_partitions()
        dead: list[Post] = []
        good: list[tuple[Delivery, Envelope]] = []
        reasons: Counter[str] = Counter()
        for delivery in found:
            try:
                good.append((delivery, self._read(delivery)))
            except MessageError as error:
                reasons[error.reason] += 1
                dead.append(dead_letter(delivery, error))
        if dead and max(self.tiers) > Tier.SECOND:  # once, where two processes read
            self.stream.send(self.dead_topic, dead)
        self.figures.dead.update(reasons)
        return good

    def _go_back(self) -> None:
        """Read again what was read and not taken in. Partitions that are another's now are its business."""
        if self._back:
            mine = set(self.subscription.partitions())
            with contextlib.suppress(LeaseLostError):
                self.subscription.seek({p: offset for p, offset in self._back.items() if p in mine})
            self._back.clear()

    def _read(self, delivery: Delivery) -> Envelope:
        envelope = read_envelope(delivery.post, self.now_us(), self.envelopes)
        check_source(envelope.content, self.machine_source)
        if isinstance(envelope.content, ItemPut):
            put = envelope.content
            item = self.grouped(put.item, put.source)
            return envelope if item is put.item else replace(envelope, content=replace(put, item=item))
        return envelope

    def _lane_of(self, partition: int, envelope: Envelope) -> Tier | None:
        """None where another process works on it: a slower tier takes what a faster one is to take, too, so that
        nothing is left out where two processes assign a message differently.
        """
        if not isinstance(envelope.content, ItemPut):
            return min(self.tiers)
        policy = self._policies.setdefault(partition, TierPolicy(self.options))
        tier = policy.assign(envelope.content.item, envelope.content.time_us)
        if tier in self.tiers:
            return tier
        if tier < max(self.tiers):
            return min(entry for entry in self.tiers if entry > tier)
        return tier if tier is Tier.DAY and Tier.MINUTE in self.tiers else None

    def done(self) -> dict[int, int]:
        """Partition to the offset before which everything is done with, where that has moved."""
        lowest: dict[int, int] = {}
        for lane in self.lanes.values():
            for partition, offset in lane.lowest().items():
                lowest[partition] = min(offset, lowest.get(partition, offset))
        reached = {partition: lowest.get(partition, offset) for partition, offset in self.next.items()}
        return {p: offset for p, offset in reached.items() if self.committed.get(p) != offset}

    def commit(self) -> None:
        """Raises `LeaseLostError` where a partition is another member's: then its messages are forgotten here."""
        done = self.done()
        if done:
            self.subscription.commit(done)
            self.committed.update(done)

    def lose(self, partitions: Iterable[int]) -> None:
        for partition in partitions:
            self.next.pop(partition, None)
            self.committed.pop(partition, None)
            self._policies.pop(partition, None)
            for lane in self.lanes.values():
                lane.lose(partition)

    def _settle_partitions(self) -> None:
        self.lose(set(self.next) - set(self.subscription.partitions()))
