"""A stream in memory: what every other one is compared with, and what tests of its users run on.

All handles are the one object; a member is taken for dead when it has not polled for `session_s` of `clock`.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from itemcenter.errors import CenterBusyError, LeaseLostError, StreamError
from itemcenter.ports import Delivery, Post, Subscription, partition_of_post
from itemcenter.ports.stream import check_only
from itemcenter.schema import shares


@dataclass(slots=True)
class _Group:
    """committed: partition to next offset; members: name to when it is dead; holds: partition to the reading member

    only: name to the partitions that a member is for
    """

    committed: dict[int, int] = field(default_factory=dict)
    members: dict[str, float] = field(default_factory=dict)
    holds: dict[int, str] = field(default_factory=dict)
    only: dict[str, Collection[int] | None] = field(default_factory=dict)

    def bury(self, now: float) -> None:
        for name in [name for name, until in self.members.items() if until <= now]:
            self.leave(name)

    def leave(self, name: str) -> None:
        self.members.pop(name, None)
        self.holds = {partition: holder for partition, holder in self.holds.items() if holder != name}


@dataclass(slots=True)
class _Topic:
    """dropped: how many of a partition's messages are kept no more"""

    messages: list[list[Delivery]]
    dropped: list[int]
    groups: dict[str, _Group] = field(default_factory=dict)

    def end(self, partition: int) -> int:
        return self.dropped[partition] + len(self.messages[partition])

    def nearest(self, partition: int, offset: int) -> int:
        return min(max(offset, self.dropped[partition]), self.end(partition))


class MemoryStream:
    """now_us: the clock of messages; clock: the clock of members, in seconds"""

    def __init__(
        self,
        session_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        now_us: Callable[[], int] = lambda: time.time_ns() // 1000,
    ) -> None:
        self.session_s = session_s
        self.clock = clock
        self._now_us = now_us
        self._topics: dict[str, _Topic] = {}
        self.news = threading.Condition(threading.RLock())

    def create(self, topic: str, partitions: int) -> None:
        with self.news:
            if partitions < 1:
                raise StreamError(f"a topic has at least one partition, not {partitions}", place=topic)
            held = self._topics.get(topic)
            if held is not None and len(held.messages) != partitions:
                raise StreamError(f"the topic has {len(held.messages)} partitions, not {partitions}", place=topic)
            if held is None:
                self._topics[topic] = _Topic([[] for _ in range(partitions)], [0] * partitions)

    def partitions(self, topic: str) -> int:
        return len(self.topic(topic).messages)

    def send(self, topic: str, posts: Sequence[Post]) -> list[tuple[int, int]]:
        places = []
        with self.news:
            held = self.topic(topic)
            for post in posts:
                count = len(held.messages)
                partition = partition_of_post(post, count, topic)
                offset, last = held.end(partition), held.messages[partition][-1:]
                time_us = max(self._now_us(), last[0].time_us if last else 0)
                plain = replace(post, partition=None)
                held.messages[partition].append(Delivery(topic, partition, offset, time_us, plain))
                places.append((partition, offset))
            self.news.notify_all()
        return places

    def subscribe(
        self,
        topic: str,
        group: str,
        start: Literal["first", "last"] = "first",
        only: Collection[int] | None = None,
    ) -> Subscription:
        return _Member(self, topic, group, start, only)

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Delivery]:
        held = self.topic(topic)
        if not 0 <= partition < len(held.messages):
            raise StreamError(f"there is no partition {partition}", place=topic)
        skip = held.nearest(partition, offset) - held.dropped[partition]
        return held.messages[partition][skip : skip + limit]

    def ends(self, topic: str) -> dict[int, tuple[int, int]]:
        held = self.topic(topic)
        return {partition: (held.dropped[partition], held.end(partition)) for partition in range(len(held.messages))}

    def committed(self, topic: str, group: str) -> dict[int, int]:
        return dict(self.group(topic, group).committed)

    def rewind(self, topic: str, group: str, offsets: Mapping[int, int]) -> None:
        with self.news:
            held, kept = self.topic(topic), self.group(topic, group)
            kept.bury(self.clock())
            if kept.members:
                raise CenterBusyError(
                    f"group {group!r} has {len(kept.members)} members", place=topic, remedy="end them first"
                )
            for partition, offset in offsets.items():
                if not 0 <= partition < len(held.messages):
                    raise StreamError(f"there is no partition {partition}", place=topic)
                kept.committed[partition] = held.nearest(partition, offset)

    def offsets_at(self, topic: str, time_us: int) -> dict[int, int]:
        held = self.topic(topic)
        return {
            partition: next((entry.offset for entry in messages if entry.time_us >= time_us), held.end(partition))
            for partition, messages in enumerate(held.messages)
        }

    def drop(self, topic: str, partition: int, until: int) -> None:
        """Keep what comes before an offset no more, as a retention time would."""
        with self.news:
            held = self.topic(topic)
            held.messages[partition] = [entry for entry in held.messages[partition] if entry.offset >= until]
            held.dropped[partition] = max(held.dropped[partition], until)

    def close(self) -> None:
        """What was sent stays for other users of the object."""

    def topic(self, name: str) -> _Topic:
        try:
            return self._topics[name]
        except KeyError:
            raise StreamError("there is no such topic", place=name, remedy="create it first") from None

    def group(self, topic: str, group: str) -> _Group:
        return self.topic(topic).groups.setdefault(group, _Group())


class _Member:
    def __init__(
        self,
        stream: MemoryStream,
        topic: str,
        group: str,
        start: Literal["first", "last"],
        only: Collection[int] | None,
    ) -> None:
        self._stream = stream
        self._topic = stream.topic(topic)
        check_only(only, len(self._topic.messages), topic)
        self._only = only
        self._group = stream.group(topic, group)
        self._start = start
        self._name = uuid.uuid4().hex
        self._next: dict[int, int] = {}
        self._paused: set[int] = set()
        self._turn = 0
        self._closed = False
        self._beat()

    def poll(self, limit: int, timeout_s: float) -> list[Delivery]:
        deadline = time.monotonic() + timeout_s
        with self._stream.news:
            while True:
                self._beat()
                found = self._read(limit)
                left = deadline - time.monotonic()
                if found or left <= 0:
                    return found
                self._stream.news.wait(min(left, self._stream.session_s / 4))

    def commit(self, offsets: Mapping[int, int]) -> None:
        with self._stream.news:
            self._check_held(offsets)
            self._group.committed.update(offsets)
            self._group.members[self._name] = self._stream.clock() + self._stream.session_s

    def seek(self, offsets: Mapping[int, int]) -> None:
        with self._stream.news:
            self._check_held(offsets)
            self._next.update({number: self._topic.nearest(number, offset) for number, offset in offsets.items()})

    def partitions(self) -> tuple[int, ...]:
        with self._stream.news:
            self._group.bury(self._stream.clock())
            return tuple(sorted(number for number, holder in self._group.holds.items() if holder == self._name))

    def pause(self, partitions: Sequence[int]) -> None:
        self._paused |= set(partitions)

    def resume(self, partitions: Sequence[int]) -> None:
        self._paused -= set(partitions)

    def close(self) -> None:
        with self._stream.news:
            self._closed = True
            self._group.leave(self._name)
            self._stream.news.notify_all()

    def _beat(self) -> None:
        """Live on, give away what is another's now, take what is free and ours."""
        with self._stream.news:
            if self._closed:
                raise StreamError("the subscription is closed")
            now, group = self._stream.clock(), self._group
            group.bury(now)
            group.members[self._name] = now + self._stream.session_s
            group.only[self._name] = self._only
            wanted = shares({name: group.only[name] for name in group.members}, len(self._topic.messages))
            for partition, owner in wanted.items():
                if group.holds.get(partition) == self._name != owner:
                    del group.holds[partition]
                    self._stream.news.notify_all()
                elif owner == self._name and partition not in group.holds:
                    group.holds[partition] = self._name
                    self._next.pop(partition, None)
            held = {number for number, holder in group.holds.items() if holder == self._name}
            self._next = {number: offset for number, offset in self._next.items() if number in held}
            for partition in held - self._next.keys():
                first = 0 if self._start == "first" else self._topic.end(partition)
                self._next[partition] = group.committed.get(partition, first)

    def _read(self, limit: int) -> list[Delivery]:
        out: list[Delivery] = []
        ready = sorted(self._next.keys() - self._paused)
        self._turn += 1  # each poll begins with another partition, so that a busy one starves none
        for place in range(len(ready)):
            partition = ready[(place + self._turn) % len(ready)]
            begin = self._topic.nearest(partition, self._next[partition])
            skip = begin - self._topic.dropped[partition]
            out += self._topic.messages[partition][skip : skip + limit - len(out)]
        out.sort(key=lambda entry: (entry.partition, entry.offset))
        for entry in out:
            self._next[entry.partition] = entry.offset + 1
        return out

    def _check_held(self, offsets: Mapping[int, int]) -> None:
        lost = sorted(set(offsets) - set(self.partitions()))
        if lost:
            raise LeaseLostError(f"partitions {lost} have gone to another member", remedy="drop what came from them")
