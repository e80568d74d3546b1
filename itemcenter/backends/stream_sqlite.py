"""Streams in one SQLite file: for one machine, any number of processes. Acknowledged means flushed to the disk."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from itemcenter.backends.stream_sqlite_file import Channel, Options, StreamFile, now_us
from itemcenter.backends.stream_sqlite_member import Member
from itemcenter.errors import CenterBusyError, StreamError
from itemcenter.ports import Delivery, Post, Subscription, partition_of_post
from itemcenter.ports.stream import check_only

__all__ = ["ABILITIES", "Options", "SqliteStream", "open"]

#: times: `offsets_at` answers; retention: old messages go by themselves
ABILITIES = frozenset({"times", "retention"})

#: How often old messages are looked for, in seconds, and how many go at a time: so that no send waits long for it.
_SWEEP_S, _SWEEP_ROWS = 60, 20_000


def open(options: Options) -> SqliteStream:
    return SqliteStream(options)


class SqliteStream:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._file = StreamFile(options)
        self._swept_us = 0

    def create(self, topic: str, partitions: int) -> None:
        if partitions < 1 or not topic:
            raise StreamError(f"a topic has a name and at least one partition, not {partitions}", place=topic)
        with self._file.writing() as connection:
            query = "SELECT count(*) FROM channels WHERE topic = ?"
            (held,) = connection.execute(query, (topic,)).fetchone()
            if held and held != partitions:
                raise StreamError(f"the topic has {held} partitions, not {partitions}", place=topic)
            if not held:
                rows = [(topic, number) for number in range(partitions)]
                connection.executemany("INSERT INTO channels(topic, partition) VALUES (?, ?)", rows)

    def partitions(self, topic: str) -> int:
        return len(self._file.channels(topic))

    def send(self, topic: str, posts: Sequence[Post]) -> list[tuple[int, int]]:
        places, rows = [], []
        count = self.partitions(topic)
        targets = [partition_of_post(post, count, topic) for post in posts]
        if not posts:
            return []
        with self._file.writing() as connection:
            channels = self._file.channels(topic)
            upto = [channel.next for channel in channels]
            now = now_us()
            times = [max(now, channel.last_us) for channel in channels]
            for post, partition in zip(posts, targets, strict=True):
                offset = upto[partition]
                headers = json.dumps(post.headers, ensure_ascii=False) if post.headers else None
                rows.append((channels[partition].place(offset), times[partition], post.key, post.body, headers))
                places.append((partition, offset))
                upto[partition] = offset + 1
            connection.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?)", rows)
            changed = [(upto[number], times[number], channels[number].id) for number in set(targets)]
            connection.executemany("UPDATE channels SET next = ?, last_us = ? WHERE id = ?", changed)
        self._sweep(topic, now)
        return places

    def subscribe(
        self,
        topic: str,
        group: str,
        start: Literal["first", "last"] = "first",
        only: Collection[int] | None = None,
    ) -> Subscription:
        check_only(only, self.partitions(topic), topic)
        return Member(self._options, topic, group, start, only)

    def read(self, topic: str, partition: int, offset: int, limit: int) -> list[Delivery]:
        channels = {channel.partition: channel for channel in self._file.channels(topic)}
        if partition not in channels:
            raise StreamError(f"there is no partition {partition}", place=topic)
        channel = channels[partition]
        return self._file.messages(topic, channel, channel.nearest(offset), limit)

    def ends(self, topic: str) -> dict[int, tuple[int, int]]:
        return {channel.partition: (channel.first, channel.next) for channel in self._file.channels(topic)}

    def committed(self, topic: str, group: str) -> dict[int, int]:
        self._file.channels(topic)
        query = """SELECT c.partition, p.next FROM channels c JOIN progress p ON p.channel = c.id
            WHERE c.topic = ? AND p.grp = ?"""
        return dict(self._file.rows(query, topic, group))

    def rewind(self, topic: str, group: str, offsets: Mapping[int, int]) -> None:
        with self._file.writing() as connection:
            channels = {channel.partition: channel for channel in self._file.channels(topic)}
            unknown = sorted(set(offsets) - channels.keys())
            if unknown:
                raise StreamError(f"there are no partitions {unknown}", place=topic)
            query = "SELECT count(*) FROM members WHERE topic = ? AND grp = ? AND until_us > ?"
            (alive,) = connection.execute(query, (topic, group, now_us())).fetchone()
            if alive:
                raise CenterBusyError(f"group {group!r} has {alive} members", place=topic, remedy="end them first")
            rows = [(channels[number].id, group, channels[number].nearest(place)) for number, place in offsets.items()]
            connection.executemany("INSERT OR REPLACE INTO progress VALUES (?, ?, ?)", rows)

    def offsets_at(self, topic: str, time_us: int) -> dict[int, int]:
        return {channel.partition: self._first_at(channel, time_us) for channel in self._file.channels(topic)}

    def close(self) -> None:
        self._file.close()

    def _first_at(self, channel: Channel, time_us: int) -> int:
        low, high = channel.first, channel.next
        while low < high:
            middle = (low + high) // 2
            found = self._file.rows("SELECT time_us FROM messages WHERE place = ?", channel.place(middle))
            if found and found[0][0] >= time_us:
                high = middle
            else:  # earlier, or dropped meanwhile
                low = middle + 1
        return low

    def _sweep(self, topic: str, now: int) -> None:
        """Drop old messages, some at a time."""
        if now - self._swept_us < _SWEEP_S * 1_000_000:
            return
        self._swept_us = now
        for channel in self._file.channels(topic):
            old = self._first_before(channel, now, self._options.retention_hours)
            unread = self._first_before(channel, now, self._options.unread_hours)
            if max(old, unread) <= channel.first:
                continue
            with self._file.writing() as connection:
                query = "SELECT min(next) FROM progress WHERE channel = ?"
                (read,) = connection.execute(query, (channel.id,)).fetchone()
                upto = min(max(min(old, read or 0), unread), channel.first + _SWEEP_ROWS)
                between = (channel.place(0), channel.place(upto))
                connection.execute("DELETE FROM messages WHERE place >= ? AND place < ?", between)
                connection.execute("UPDATE channels SET first = max(first, ?) WHERE id = ?", (upto, channel.id))

    def _first_before(self, channel: Channel, now: int, hours: float | None) -> int:
        """The first offset that is not older than so many hours."""
        return channel.first if hours is None else self._first_at(channel, now - round(hours * 3_600_000_000))
