"""The conformance suite of the `stream` port, for built-in and third-party streams alike.

Use, in a test module (pytest installed):

    class TestMyStream(StreamSuite):
        @contextlib.contextmanager
        def place(self):
            yield Place("my", {"path": ...})

where the registry knows the stream as "my". Members that die and senders that are killed are processes of their own
(`itemcenter.testing.stream_process`).
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from itemcenter import registry
from itemcenter.errors import CenterBusyError, LeaseLostError, StreamError
from itemcenter.ports import Delivery, Post, Stream, Subscription
from itemcenter.schema import ItemId, partition_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stream is: what the registry needs to open it, here and in other processes. held: a stream in memory"""

    backend: str
    options: Mapping[str, Any] = field(default_factory=dict)
    held: Stream | None = None

    def open(self) -> Stream:
        return self.held or registry.open_stream(self.backend, self.options, Path())


def post(number: int, items: int = 12) -> Post:
    return Post(f"item {number % items}", f"body {number}".encode(), (("n", str(number)), ("n", "again"), ("ü", "ß")))


def number_of(entry: Delivery) -> int:
    return int(entry.post.body.split()[1])


def read_until(member: Subscription, count: int, seconds: float = 20.0, limit: int = 100) -> list[Delivery]:
    """Poll until `count` messages have come; fails after `seconds`."""
    out: list[Delivery] = []
    deadline = time.monotonic() + seconds
    while len(out) < count:
        assert time.monotonic() < deadline, f"{len(out)} of {count} messages after {seconds} s"
        out += member.poll(limit, 0.2)
    return out


def settle(members: Sequence[Subscription], partitions: int, seconds: float = 20.0) -> list[Delivery]:
    """Poll all members until they hold all partitions between them, each a part; what was read meanwhile."""
    out: list[Delivery] = []
    deadline = time.monotonic() + seconds
    while True:
        for member in members:
            out += member.poll(100, 0.05)
        held = [member.partitions() for member in members]
        if sorted(number for part in held for number in part) == list(range(partitions)) and all(held):
            return out
        assert time.monotonic() < deadline, f"partitions are held so: {held}"


class StreamSuite:
    #: Of every topic that a test makes.
    partitions = 4
    #: Whether other processes reach the stream.
    processes = True
    #: Whether `offsets_at` answers (a broker that keeps no times cannot).
    times = True

    @contextlib.contextmanager
    def place(self) -> Iterator[Place]:
        """An empty stream whose members are dead after a second or so."""
        raise NotImplementedError
        yield

    @contextlib.contextmanager
    def topic(self) -> Iterator[tuple[Place, Stream, str]]:
        name = f"t-{uuid.uuid4().hex[:8]}"
        with self.place() as place, contextlib.closing(place.open()) as stream:
            stream.create(name, self.partitions)
            yield place, stream, name

    def test_topics_are_made_once(self) -> None:
        with self.topic() as (place, stream, topic):
            stream.create(topic, self.partitions)
            assert stream.partitions(topic) == self.partitions
            with contextlib.closing(place.open()) as other:
                assert other.partitions(topic) == self.partitions
            with pytest.raises(StreamError):
                stream.create(topic, self.partitions + 1)
            with pytest.raises(StreamError):
                stream.partitions("unknown")
            with pytest.raises(StreamError):
                stream.send("unknown", [post(1)])
            with pytest.raises(StreamError):
                stream.subscribe("unknown", "g")

    def test_messages_come_back_as_they_were_sent_in_the_order_of_their_partition(self) -> None:
        with self.topic() as (_, stream, topic):
            posts = [post(number) for number in range(60)]
            before_us = time.time_ns() // 1000
            places = stream.send(topic, posts[:25]) + stream.send(topic, posts[25:])
            wanted = [partition_of(ItemId(entry.key), self.partitions) for entry in posts]
            assert [partition for partition, _ in places] == wanted
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                got = read_until(member, 60)
            assert {(entry.partition, entry.offset): entry.post for entry in got} == dict(
                zip(places, posts, strict=True)
            )
            for partition in range(self.partitions):
                read = [entry.offset for entry in got if entry.partition == partition]
                assert read == list(range(len(read)))
            assert all(abs(entry.time_us - before_us) < 60_000_000 for entry in got)
            assert stream.send(topic, []) == []

    def test_polls_are_ascending_and_bounded(self) -> None:
        with self.topic() as (_, stream, topic):
            stream.send(topic, [post(number) for number in range(40)])
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                seen: list[tuple[int, int]] = []
                deadline = time.monotonic() + 20
                while len(seen) < 40 and time.monotonic() < deadline:
                    part = [(entry.partition, entry.offset) for entry in member.poll(7, 0.2)]
                    assert len(part) <= 7 and part == sorted(part)
                    seen += part
                assert len(set(seen)) == len(seen) == 40
                assert member.poll(7, 0.0) == []

    def test_looking_needs_no_group(self) -> None:
        with self.topic() as (_, stream, topic):
            places = stream.send(topic, [post(number) for number in range(30)])
            wanted = [number for number, (partition, _) in enumerate(places) if partition == 1]
            assert list(map(number_of, stream.read(topic, 1, 0, 100))) == wanted
            assert list(map(number_of, stream.read(topic, 1, 2, 3))) == wanted[2:5]
            assert stream.read(topic, 1, len(wanted), 5) == []
            assert stream.read(topic, 1, 0, 1)[0].post == post(wanted[0])
            with pytest.raises(StreamError):
                stream.read(topic, self.partitions, 0, 1)

    def test_a_message_can_be_sent_to_a_partition(self) -> None:
        with self.topic() as (_, stream, topic):
            places = stream.send(topic, [Post("", b"all", (), number) for number in range(self.partitions)])
            assert [partition for partition, _ in places] == list(range(self.partitions))
            with pytest.raises(StreamError):
                stream.send(topic, [Post("", b"", (), self.partitions)])

    def test_what_was_not_committed_comes_again(self) -> None:
        with self.topic() as (place, stream, topic):
            stream.send(topic, [post(number) for number in range(30)])
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                got = read_until(member, 30)
                first = {entry.partition: entry.offset for entry in reversed(got)}
                half = {number: offset + 1 for number, offset in first.items()}
                member.commit(half)
            with contextlib.closing(place.open()) as other:
                assert other.committed(topic, "g") == half
                assert other.committed(topic, "nobody") == {}
                with contextlib.closing(other.subscribe(topic, "g")) as member:
                    again = read_until(member, 30 - len(half))
            assert sorted(map(number_of, again)) == sorted(
                number_of(entry) for entry in got if entry.offset >= half[entry.partition]
            )

    def test_groups_do_not_disturb_each_other(self) -> None:
        with self.topic() as (_, stream, topic):
            stream.send(topic, [post(number) for number in range(10)])
            for group in ("a", "b"):
                with contextlib.closing(stream.subscribe(topic, group)) as member:
                    assert len(read_until(member, 10)) == 10

    def test_members_share_the_partitions(self) -> None:
        with self.topic() as (place, stream, topic), contextlib.ExitStack() as opened:
            other = opened.enter_context(contextlib.closing(place.open()))
            one = opened.enter_context(contextlib.closing(stream.subscribe(topic, "g")))
            settle([one], self.partitions)
            two = opened.enter_context(contextlib.closing(other.subscribe(topic, "g")))
            settle([one, two], self.partitions)
            stream.send(topic, [post(number) for number in range(40)])
            got: list[int] = []
            deadline = time.monotonic() + 20
            while len(got) < 40 and time.monotonic() < deadline:
                for member in (one, two):
                    part = member.poll(100, 0.1)
                    assert {entry.partition for entry in part} <= set(member.partitions())
                    if part:
                        member.commit({entry.partition: entry.offset + 1 for entry in part})
                    got += map(number_of, part)
            assert sorted(got) == list(range(40))
            two.close()
            two.close()
            settle([one], self.partitions)

    def test_members_can_be_for_some_partitions_only(self) -> None:
        with self.topic() as (place, stream, topic), contextlib.ExitStack() as opened:
            for wrong in ((), (self.partitions,), (0, -1)):
                with pytest.raises(StreamError, match="among"):
                    stream.subscribe(topic, "g", only=wrong)
            stream.send(topic, [post(number) for number in range(40)])
            one = opened.enter_context(contextlib.closing(stream.subscribe(topic, "g", only=(2, 0))))
            own = sum(end for partition, (_, end) in stream.ends(topic).items() if partition in (0, 2))
            got = read_until(one, own)
            assert {entry.partition for entry in got} == {0, 2} == set(one.partitions())
            one.commit({entry.partition: entry.offset + 1 for entry in got})
            assert one.poll(100, 0.3) == [] and stream.committed(topic, "g").keys() == {0, 2}
            with pytest.raises(LeaseLostError):
                one.commit({1: 1})
            other = opened.enter_context(contextlib.closing(place.open()))
            two = opened.enter_context(contextlib.closing(other.subscribe(topic, "g", only=(1, 3))))
            rest = read_until(two, 40 - own)
            assert sorted(map(number_of, [*got, *rest])) == list(range(40))
            two.commit({entry.partition: entry.offset + 1 for entry in rest})
            assert stream.committed(topic, "g") == {number: end for number, (_, end) in stream.ends(topic).items()}

    def test_a_lost_partition_cannot_be_committed(self) -> None:
        with self.topic() as (place, stream, topic), contextlib.ExitStack() as opened:
            stream.send(topic, [post(number) for number in range(40)])
            other = opened.enter_context(contextlib.closing(place.open()))
            one = opened.enter_context(contextlib.closing(stream.subscribe(topic, "g")))
            got = read_until(one, 40)
            two = opened.enter_context(contextlib.closing(other.subscribe(topic, "g")))
            settle([one, two], self.partitions)
            upto = {entry.partition: entry.offset + 1 for entry in got}
            with pytest.raises(LeaseLostError):
                one.commit(upto)
            lost = set(upto) - set(one.partitions())
            assert lost and not lost & set(stream.committed(topic, "g"))
            with pytest.raises(LeaseLostError):
                one.seek(dict.fromkeys(lost, 0))
            one.commit({number: offset for number, offset in upto.items() if number not in lost})

    def test_seek_repeats_what_was_read(self) -> None:
        with self.topic() as (_, stream, topic):
            stream.send(topic, [post(number) for number in range(30)])
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                first = read_until(member, 30)
                member.commit({entry.partition: entry.offset + 1 for entry in first})
                committed = stream.committed(topic, "g")
                member.seek({partition: 1 for partition, (_, end) in stream.ends(topic).items() if end > 1})
                wanted = sorted(number_of(entry) for entry in first if entry.offset >= 1)
                assert sorted(map(number_of, read_until(member, len(wanted)))) == wanted
                assert stream.committed(topic, "g") == committed

    def test_rewinding_a_group(self) -> None:
        with self.topic() as (_, stream, topic):
            stream.send(topic, [post(number) for number in range(30)])
            ends = stream.ends(topic)
            assert sum(end - begin for begin, end in ends.values()) == 30
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                got = read_until(member, 30)
                member.commit({entry.partition: entry.offset + 1 for entry in got})
            stream.rewind(topic, "g", dict.fromkeys(range(self.partitions), 0))
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                assert len(read_until(member, 30)) == 30
            stream.rewind(topic, "g", {number: end for number, (_, end) in ends.items()})
            stream.send(topic, [post(30)])
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                assert [number_of(entry) for entry in read_until(member, 1)] == [30]

    def test_a_group_with_members_is_not_rewound(self) -> None:
        with self.topic() as (_, stream, topic):
            stream.send(topic, [post(number) for number in range(30)])
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                got = read_until(member, 30)
                committed = {entry.partition: entry.offset + 1 for entry in got}
                member.commit(committed)
                with pytest.raises(CenterBusyError):
                    stream.rewind(topic, "g", dict.fromkeys(range(self.partitions), 0))
                assert stream.committed(topic, "g") == committed

    def test_offsets_by_time(self) -> None:
        if not self.times:
            pytest.skip("this broker keeps no index of times")
        with self.topic() as (_, stream, topic):
            stream.send(topic, [post(number) for number in range(20)])
            time.sleep(0.02)
            between = time.time_ns() // 1000
            middle = {partition: end for partition, (_, end) in stream.ends(topic).items()}
            time.sleep(0.02)
            stream.send(topic, [post(number) for number in range(20, 40)])
            assert stream.offsets_at(topic, 0) == dict.fromkeys(range(self.partitions), 0)
            assert stream.offsets_at(topic, between) == middle
            ends = {partition: end for partition, (_, end) in stream.ends(topic).items()}
            assert stream.offsets_at(topic, time.time_ns() // 1000 + 60_000_000) == ends

    def test_a_new_group_can_begin_at_the_end(self) -> None:
        with self.topic() as (_, stream, topic):
            stream.send(topic, [post(number) for number in range(20)])
            with contextlib.closing(stream.subscribe(topic, "late", start="last")) as member:
                assert settle([member], self.partitions) == []
                deadline = time.monotonic() + 3  # the broker may still be telling where the end is
                while time.monotonic() < deadline and not (got := member.poll(10, 0.2)):
                    stream.send(topic, [post(20)])
                assert {number_of(entry) for entry in got} == {20}

    def test_a_paused_partition_waits(self) -> None:
        with self.topic() as (_, stream, topic), contextlib.closing(stream.subscribe(topic, "g")) as member:
            settle([member], self.partitions)
            stream.send(topic, [post(number) for number in range(40)])
            read_until(member, 40)
            member.pause([0, 1])
            stream.send(topic, [post(number) for number in range(40, 80)])
            others = [n for n in range(40, 80) if partition_of(ItemId(post(n).key), self.partitions) > 1]
            got = read_until(member, len(others)) + member.poll(100, 0.3)
            assert sorted(map(number_of, got)) == others
            member.resume([0, 1])
            rest = read_until(member, 40 - len(others))
            assert sorted(map(number_of, rest)) == sorted(set(range(40, 80)) - set(others))

    def test_other_processes_see_what_was_committed_and_a_dead_member_is_replaced(self) -> None:
        if not self.processes:
            pytest.skip("other processes do not reach this stream")
        with self.topic() as (place, stream, topic):
            stream.send(topic, [post(number) for number in range(40)])
            with self._process(place, "read", topic, "g", "10") as reader:
                theirs = {int(self._line(reader)) for _ in range(10)}
                assert self._line(reader) == "committed"
                committed = stream.committed(topic, "g")
                assert sum(committed.values()) == 10
                reader.kill()
                reader.wait()
            with contextlib.closing(stream.subscribe(topic, "g")) as member:
                got = {number_of(entry) for entry in read_until(member, 30, seconds=40)}
            assert got == set(range(40)) - theirs

    def test_what_was_acknowledged_outlives_its_sender(self) -> None:
        if not self.processes:
            pytest.skip("other processes do not reach this stream")
        with self.topic() as (place, stream, topic):
            with self._process(place, "send", topic, "5000") as sender:
                acknowledged = [self._line(sender) for _ in range(25)]
                sender.kill()
                rest = (sender.stdout.read() if sender.stdout else "").split()
                sender.wait()
            told = [int(line) for line in [*acknowledged, *rest] if line.isdigit()]
            held = sum(end - begin for begin, end in stream.ends(topic).values())
            with contextlib.closing(stream.subscribe(topic, "check")) as member:
                got = read_until(member, held, limit=1000)
            assert set(told) <= {number_of(entry) for entry in got}
            for partition in range(self.partitions):
                numbers = [number_of(entry) for entry in got if entry.partition == partition]
                assert numbers == sorted(set(numbers))

    @contextlib.contextmanager
    def _process(self, place: Place, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "itemcenter.testing.stream_process", place.backend]
        options = json.dumps(dict(place.options), default=str)
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(
                [*command, options, *arguments], stdout=subprocess.PIPE, stderr=errors, text=True
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait()
                if process.stdout:
                    process.stdout.close()
                errors.seek(0)
                sys.stderr.write(errors.read())

    def _line(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout
        line = process.stdout.readline()
        assert line, "the process has ended"
        return line.strip()
