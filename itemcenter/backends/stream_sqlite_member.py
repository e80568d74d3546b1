"""A member of a group over a SQLite stream: partitions are shared out by leases in the file.

A member lives until `session_s` after its last poll or commit. While it lives nobody else takes its partitions, so it
needs to write (to live on, to give partitions up, to take free ones) only now and then; in between a poll only reads.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from itemcenter.backends.stream_sqlite_file import Channel, Options, StreamFile, now_us
from itemcenter.errors import LeaseLostError
from itemcenter.ports import Delivery
from itemcenter.schema import shares

#: A member says so many times a session that it lives, and at least once a second: new members wait for that.
_BEATS, _LONGEST_BEAT_US = 5, 1_000_000
#: While a share is still with another member it is asked for so often.
_UNSETTLED_US = 50_000
#: Pauses between looks for new messages, in seconds.
_SHORTEST_NAP_S, _LONGEST_NAP_S = 0.001, 0.02


class Member:
    def __init__(
        self,
        options: Options,
        topic: str,
        group: str,
        start: Literal["first", "last"],
        only: Collection[int] | None = None,
    ) -> None:
        self._file = StreamFile(options)
        self._topic, self._group, self._start = topic, group, start
        self._session_us = round(options.session_s * 1_000_000)
        self._name = uuid.uuid4().hex if only is None else f"{uuid.uuid4().hex}:{','.join(map(str, sorted(only)))}"
        self._next: dict[int, int] = {}
        self._paused: set[int] = set()
        self._turn = 0
        self._next_beat_us = 0
        try:
            self._beat()
        except BaseException:
            self._file.close()
            raise

    def poll(self, limit: int, timeout_s: float) -> list[Delivery]:
        deadline, nap = time.monotonic() + timeout_s, _SHORTEST_NAP_S
        while True:
            if now_us() >= self._next_beat_us:
                self._beat()
            found = self._read(limit)
            left = deadline - time.monotonic()
            if found or left <= 0:
                return found
            time.sleep(min(nap, left))
            nap = min(2 * nap, _LONGEST_NAP_S)

    def commit(self, offsets: Mapping[int, int]) -> None:
        with self._file.writing() as connection:
            channels = self._held(connection, offsets)
            rows = [(channels[partition].id, self._group, offset) for partition, offset in offsets.items()]
            connection.executemany("INSERT OR REPLACE INTO progress VALUES (?, ?, ?)", rows)
            self._live_on(connection)

    def seek(self, offsets: Mapping[int, int]) -> None:
        with self._file.writing() as connection:
            channels = self._held(connection, offsets)
        self._next.update({number: channels[number].nearest(offset) for number, offset in offsets.items()})

    def partitions(self) -> tuple[int, ...]:
        query = """SELECT c.partition FROM channels c JOIN holds h ON h.channel = c.id
            JOIN members m ON m.topic = c.topic AND m.grp = h.grp AND m.name = h.name
            WHERE c.topic = ? AND h.grp = ? AND h.name = ? AND m.until_us > ? ORDER BY c.partition"""
        return tuple([number for (number,) in self._file.rows(query, self._topic, self._group, self._name, now_us())])

    def pause(self, partitions: Sequence[int]) -> None:
        self._paused |= set(partitions)

    def resume(self, partitions: Sequence[int]) -> None:
        self._paused -= set(partitions)

    def close(self) -> None:
        if self._file.connection is None:
            return
        try:
            with self._file.writing() as connection:
                self._bury(connection, [self._name])
        finally:
            self._file.close()

    def _beat(self) -> None:
        """Live on, bury the dead, give up what is another's share, take what is free and ours."""
        with self._file.writing() as connection:
            query = "SELECT name, until_us FROM members WHERE topic = ? AND grp = ?"
            known = connection.execute(query, (self._topic, self._group)).fetchall()
            now = now_us()
            dead = [name for name, until_us in known if until_us <= now]
            self._bury(connection, dead)
            self._live_on(connection)
            channels = self._file.channels(self._topic)
            held = self._holders(connection, channels)
            members = {name for name, _ in known} - set(dead) | {self._name}
            wanted = shares({name: _only(name) for name in members}, len(channels))
            for partition, owner in wanted.items():
                channel = channels[partition]
                if held.get(partition) == self._name != owner:
                    connection.execute("DELETE FROM holds WHERE channel = ? AND grp = ?", (channel.id, self._group))
                    del held[partition]
                elif owner == self._name and partition not in held:
                    connection.execute("INSERT INTO holds VALUES (?, ?, ?)", (channel.id, self._group, self._name))
                    held[partition] = self._name
                    self._next.pop(partition, None)
            mine = {partition for partition, owner in held.items() if owner == self._name}
            self._next = {partition: offset for partition, offset in self._next.items() if partition in mine}
            for partition in mine - self._next.keys():
                channel = channels[partition]
                query = "SELECT next FROM progress WHERE channel = ? AND grp = ?"
                row = connection.execute(query, (channel.id, self._group)).fetchone()
                first = channel.first if self._start == "first" else channel.next
                self._next[partition] = row[0] if row else first
        settled = held == wanted
        self._next_beat_us = now + (min(self._session_us // _BEATS, _LONGEST_BEAT_US) if settled else _UNSETTLED_US)

    def _read(self, limit: int) -> list[Delivery]:
        ready = sorted(self._next.keys() - self._paused)
        if not ready or limit < 1:
            return []
        channels = self._file.channels(self._topic)
        out: list[Delivery] = []
        self._turn += 1  # each poll begins with another partition, so that a busy one starves none
        for step in range(len(ready)):
            channel = channels[ready[(step + self._turn) % len(ready)]]
            begin = channel.nearest(self._next[channel.partition])
            if begin < channel.next and len(out) < limit:
                out += self._file.messages(self._topic, channel, begin, limit - len(out))
        out.sort(key=lambda entry: (entry.partition, entry.offset))
        for entry in out:
            self._next[entry.partition] = entry.offset + 1
        return out

    def _held(self, connection: sqlite3.Connection, partitions: Collection[int]) -> dict[int, Channel]:
        lost = sorted(set(partitions) - set(self.partitions()))
        if lost:
            raise LeaseLostError(f"partitions {lost} have gone to another member", remedy="drop what came from them")
        return {channel.partition: channel for channel in self._file.channels(self._topic)}

    def _holders(self, connection: sqlite3.Connection, channels: Sequence[Channel]) -> dict[int, str]:
        query = "SELECT name FROM holds WHERE channel = ? AND grp = ?"
        rows = {
            channel.partition: connection.execute(query, (channel.id, self._group)).fetchone() for channel in channels
        }
        return {partition: row[0] for partition, row in rows.items() if row}

    def _live_on(self, connection: sqlite3.Connection) -> None:
        now = now_us()
        row = (self._topic, self._group, self._name, now + self._session_us)
        connection.execute("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?)", row)

    def _bury(self, connection: sqlite3.Connection, names: Sequence[str]) -> None:
        for name in names:
            connection.execute(
                "DELETE FROM members WHERE topic = ? AND grp = ? AND name = ?", (self._topic, self._group, name)
            )
            connection.execute(
                """DELETE FROM holds WHERE grp = ? AND name = ?
                AND channel IN (SELECT id FROM channels WHERE topic = ?)""",
                (self._group, name, self._topic),
            )


def _only(name: str) -> frozenset[int] | None:
    """The partitions that a member is for: its name tells all others."""
    _, colon, partitions = name.partition(":")
    return frozenset(map(int, partitions.split(","))) if colon else None
