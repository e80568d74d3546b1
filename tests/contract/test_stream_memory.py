"""The stream in memory passes the conformance suite."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from itemcenter.errors import LeaseLostError
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.testing.stream_suite import Place, StreamSuite, number_of, post, settle


class TestMemory(StreamSuite):
    processes = False

    @contextlib.contextmanager
    def place(self) -> Iterator[Place]:
        yield Place("memory", held=MemoryStream(session_s=1.0))


def test_a_member_that_does_not_poll_is_replaced_and_cannot_commit() -> None:
    now = [0.0]
    stream = MemoryStream(10.0, clock=lambda: now[0])
    stream.create("t", 2)
    stream.send("t", [post(number) for number in range(20)])
    old, new = stream.subscribe("t", "g"), stream.subscribe("t", "g")
    settle([old, new], 2)
    now[0] = 11.0
    new.poll(0, 0)
    assert new.partitions() == (0, 1) and old.partitions() == ()
    with pytest.raises(LeaseLostError):
        old.commit({0: 1})
    assert settle([new, old], 2) and old.partitions() != ()


def test_a_reader_behind_the_retention_goes_on_with_what_is_kept() -> None:
    stream = MemoryStream()
    stream.create("t", 1)
    stream.send("t", [post(number) for number in range(10)])
    stream.drop("t", 0, 4)
    assert stream.ends("t") == {0: (4, 10)}
    assert [number_of(entry) for entry in stream.subscribe("t", "g").poll(3, 0)] == [4, 5, 6]
