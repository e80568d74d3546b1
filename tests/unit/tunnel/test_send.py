"""Lines for the inbox: sent or kept as dead letters, every one of them; dead letters come back as they were."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import NotFoundError
from itemcenter.ports import Post
from itemcenter.schema import ItemPut, SourceId
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.tunnel.dead_letters import dead_letter_at, dead_letters, resend
from itemcenter.tunnel.envelope import EnvelopeOptions, read_envelope
from itemcenter.tunnel.send import Sender, bounded_lines

NOW = 1_800_000_000_000_000
ITEM = json.dumps({"id": "A", "title": "Lamp"}).encode()


def sender(**options: int) -> Sender:
    stream = MemoryStream()
    stream.create("inbox", 3)
    stream.create("dead", 1)
    return Sender(stream, "inbox", "dead", SourceId("shop"), "s1", NOW, EnvelopeOptions(**options))


def held(stream: object, topic: str) -> list[Post]:
    assert isinstance(stream, MemoryStream)
    return [entry.post for part in stream.topic(topic).messages for entry in part]


def test_items_are_wrapped_and_envelopes_sent_as_they_are() -> None:
    at = sender()
    data = {"op": "c", "after": {"id": "B", "title": "Lamp"}, "source": {"name": "m"}, "ts_ms": 5}
    event = {"specversion": "1.0", "id": "9", "source": "pim", "type": "itemcenter.item.put.v1", "data": data}
    line = json.dumps(event).encode()
    assert at.send([ITEM + b"\n", b"\n", line], "f").sent == 2
    first, second = sorted(held(at.stream, "inbox"), key=lambda post: post.key)
    envelope = read_envelope(first, NOW)
    assert isinstance(envelope.content, ItemPut)
    assert (envelope.id, envelope.content.source, envelope.time_us) == ("s1/1", "shop", NOW)
    assert (second.key, second.body) == ("B", line)


@settings(deadline=None)
@given(st.lists(st.sampled_from([ITEM, b"{", b'{"id": 1}', b'"specversion"', b"[" * 9_000]) | st.binary(max_size=30)))
def test_every_line_is_sent_or_kept(lines: list[bytes]) -> None:
    at = sender()
    told = at.send(lines, "f")
    meant = [line for line in lines if line.strip()]
    assert told.sent + sum(told.refused.values()) == len(meant)
    kept = [letter.post.body for letter in dead_letters(at.stream, "dead")]
    assert len(held(at.stream, "inbox")) == told.sent
    assert sorted(kept) == sorted(line for line in meant if line != ITEM)


def test_long_lines_do_not_fill_the_memory() -> None:
    handle = io.BytesIO(b"short\n" + b"x" * 5_000 + b"\nlast")
    lines = list(bounded_lines(handle, 1_000))
    assert [len(line) for line in lines] == [6, 1_001, 4]
    at = sender(max_bytes=1_000)
    assert at.send(lines, "f").refused == {"malformed": 2, "too_large": 1}


def test_dead_letters_come_back_as_they_were() -> None:
    at = sender()
    at.send([b"{broken"] * 1_200, "in.jsonl")
    letters = list(dead_letters(at.stream, "dead"))
    assert [letter.offset for letter in letters] == list(range(1_200))
    assert {(letter.reason, letter.origin[:11]) for letter in letters} == {("malformed", "in.jsonl/0/")}
    assert resend(at.stream, "inbox", letters) == 1_200
    assert set(held(at.stream, "inbox")) == {Post("", b"{broken")}
    assert dead_letter_at(at.stream, "dead", 7) == letters[7]
    with pytest.raises(NotFoundError):
        dead_letter_at(at.stream, "dead", 1_200)
