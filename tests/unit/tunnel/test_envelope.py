"""Envelopes survive the way through bytes; whatever else arrives is refused with a reason, never with another error."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itemcenter.errors import MessageError
from itemcenter.ports import Post
from itemcenter.schema import (
    CellsWritten,
    Envelope,
    Item,
    ItemForgotten,
    ItemId,
    ItemPut,
    ItemRemoved,
    SourceId,
    Spec,
    Tombstone,
)
from itemcenter.testing import store_strategies as make
from itemcenter.tunnel.cloud_event import parse_time, time_text
from itemcenter.tunnel.envelope import EnvelopeOptions, read_envelope, write_envelope

NOW = 1_800_000_000_000_000
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

_texts = st.text(st.characters(codec="utf-8"), max_size=20) | st.just("half \ud83d")
_times = st.integers(-62_000_000_000_000_000, NOW)
_ids = st.sampled_from(make.ITEMS)
_sources = st.sampled_from(make.SOURCES)


@st.composite
def _items(draw: st.DrawFn) -> Item:
    specs = draw(st.lists(_texts.filter(lambda text: bool(text.strip())), max_size=2))
    pairs = tuple(Spec(name, name) for name in specs)
    return Item(draw(_ids), draw(_texts), draw(_texts), specs=pairs, extras=((draw(_texts), "1"),))


def _contents() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.builds(ItemPut, _items(), _sources, _times),
        st.builds(ItemRemoved, _ids, _sources, _times),
        st.builds(ItemForgotten, st.builds(Tombstone, _ids, _times, _sources, st.sampled_from(["", "ada"]))),
        make.attribute_writes().map(lambda write: CellsWritten((write,))),
    )


_envelopes = st.builds(
    Envelope, st.just("m-1"), st.just("pim/eu"), _times, _contents(), st.sampled_from(["", TRACE]), st.none() | _items()
)


@settings(deadline=None, max_examples=200)
@given(_envelopes, st.booleans())
def test_an_envelope_comes_back_as_it_was(envelope: Envelope, binary: bool) -> None:
    post = write_envelope(envelope, binary=binary)
    assert post.key == envelope.item_id
    assert read_envelope(post, NOW) == envelope


@settings(deadline=None, max_examples=300)
@given(_envelopes, st.booleans(), st.data())
def test_broken_bytes_are_refused_with_a_reason_or_read(envelope: Envelope, binary: bool, data: st.DataObject) -> None:
    post = write_envelope(envelope, binary=binary)
    body = bytearray(post.body)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(body)))
        body[start : start + data.draw(st.integers(0, 8))] = data.draw(
            st.binary(max_size=8) | st.sampled_from([b"null", b"1e999", b"9" * 25, b"[", b"{", b'"', b"NaN", b"true"])
        )
    try:
        assert isinstance(read_envelope(Post(post.key, bytes(body), post.headers), NOW), Envelope)
    except MessageError as error:
        assert error.reason in ("malformed", "version", "type", "content", "future", "too_large")
        assert error.message


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300)
@given(_envelopes, st.data())
def test_any_field_may_hold_anything(envelope: Envelope, data: st.DataObject) -> None:
    whole = json.loads(write_envelope(envelope).body)
    place: Any = whole
    while True:
        name = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
        if isinstance(place[name], dict | list) and place[name] and data.draw(st.booleans()):
            place = place[name]
            continue
        place[name] = data.draw(_json)
        break
    try:
        read_envelope(Post("", json.dumps(whole).encode()), NOW)
    except MessageError as error:
        assert error.reason


@given(st.binary(max_size=60))
@example(b"[" * 60_000)
@example(b'"\\ud83d"')
@example(b"\xff")
def test_arbitrary_bytes_are_refused(body: bytes) -> None:
    for headers in ((), (("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "s"), ("ce_type", "t"))):
        with pytest.raises(MessageError):
            read_envelope(Post("", body, headers), NOW)


def _message(**changes: Any) -> Post:
    put = Envelope("m-1", "pim", NOW, ItemPut(Item(ItemId("A"), "Lamp"), SourceId("merchant"), NOW))
    whole = json.loads(write_envelope(put).body)
    data = changes.pop("data", {})
    return Post("A", json.dumps({**whole, **changes, "data": {**whole["data"], **data}}).encode())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"specversion": "0.3"}, "version"),
        ({"specversion": None}, "malformed"),
        ({"type": "itemcenter.item.put.v2"}, "version"),
        ({"type": "shop.order.v1"}, "type"),
        ({"id": ""}, "malformed"),
        ({"id": 7}, "malformed"),
        ({"time": "yesterday"}, "malformed"),
        ({"time": "2026-02-01T12:00:00"}, "malformed"),
        ({"time": time_text(NOW + 301_000_000)}, "future"),
        ({"data": {"ts_us": NOW + 301_000_000}}, "future"),
        ({"data": {"ts_us": "soon"}}, "content"),
        ({"data": {"op": "d"}}, "content"),
        ({"data": {"after": None}}, "content"),
        ({"data": {"after": {"id": "A", "title": "x", "colour": "red"}}}, "content"),
        ({"data": {"source": None}}, "content"),
        ({"subject": "B"}, "content"),
    ],
)
def test_reasons(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(MessageError) as caught:
        read_envelope(_message(**changes), NOW)
    assert caught.value.reason == reason
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.reason, str(copy)) == (reason, str(caught.value))


def test_limits_are_options() -> None:
    late = _message(time=time_text(NOW + 299_000_000))
    assert read_envelope(late, NOW).time_us == NOW + 299_000_000
    with pytest.raises(MessageError, match="from now"):
        read_envelope(late, NOW, EnvelopeOptions(ahead_s=1))
    with pytest.raises(MessageError) as caught:
        read_envelope(late, NOW, EnvelopeOptions(max_bytes=100))
    assert caught.value.reason == "too_large"


def test_other_producers_may_leave_out_what_follows_from_the_rest() -> None:
    data = {"op": "c", "after": {"id": "A", "title": "Lamp"}, "source": {"name": "m"}, "ts_ms": 1_700_000_000_000}
    body = {"specversion": "1.0", "id": "1", "source": "pim", "type": "itemcenter.item.put.v1", "data": data}
    got = read_envelope(Post("", json.dumps(body).encode()), NOW)
    assert (got.item_id, got.time_us) == ("A", 1_700_000_000_000_000)
    body["time"] = "2026-02-01T13:00:00+01:00"
    del data["ts_ms"]
    put = read_envelope(Post("", json.dumps(body).encode()), NOW).content
    assert isinstance(put, ItemPut) and time_text(put.time_us) == "2026-02-01T12:00:00.000000Z"
    body |= {
        "type": "itemcenter.item.removed.v1",
        "data": {"op": "d", "source": {"name": "m"}, "before": data["after"]},
    }
    assert read_envelope(Post("", json.dumps(body).encode()), NOW).item_id == "A"


@given(_times)
def test_times_are_exact(time_us: int) -> None:
    assert parse_time(time_text(time_us)) == time_us
