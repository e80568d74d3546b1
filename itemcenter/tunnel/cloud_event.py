"""CloudEvents 1.0 as JSON: the outer form of every message that the tunnel takes in or gives out.

Structured mode: the body is one JSON object with the attributes and `data`. Binary mode (Kafka's): the attributes are
headers `ce_...`, the body is `data` alone. Both are read; which is written is the sender's choice.
https://github.com/cloudevents/spec (spec.md, formats/json-format.md, bindings/kafka-protocol-binding.md)
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from itemcenter.errors import MessageError
from itemcenter.ports import Post

SPEC = "1.0"
STRUCTURED = "application/cloudevents+json; charset=UTF-8"
JSON = "application/json"
#: Longest body that is read, in bytes: many times the longest product text, far below what a broker refuses to take.
MAX_BYTES = 1024 * 1024
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)
_TRACE = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
#: Whole numbers with more digits than that do not fit into 64 bits, which all stores have.
_LONGEST_INTEGER = 19


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """type: "itemcenter.item.put.v1"; source: the program that made it; time_us: None where it is not given

    data: plain JSON data
    """

    id: str
    source: str
    type: str
    data: Mapping[str, Any]
    subject: str = ""
    time_us: int | None = None
    trace: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def write_event(event: CloudEvent, *, binary: bool = False, partition: int | None = None) -> Post:
    """As a message whose key is the subject."""
    attributes = _attributes(event)
    more = tuple(event.headers.items())
    if binary:
        headers = tuple([(f"ce_{name}", text) for name, text in attributes.items()])
        return Post(event.subject, _bytes(event.data), (*headers, ("content-type", JSON), *more), partition)
    body = _bytes(event_json(event))
    return Post(event.subject, body, (("content-type", STRUCTURED), *more), partition)


def event_json(event: CloudEvent) -> dict[str, Any]:
    """The JSON object of structured mode."""
    return {**_attributes(event), "datacontenttype": JSON, "data": event.data}


def read_event(post: Post, max_bytes: int = MAX_BYTES) -> CloudEvent:
    """Raises `MessageError` for whatever is no event that can be read; nothing else, whatever the bytes."""
    if len(post.body) > max_bytes:
        _refuse("too_large", f"the message has {len(post.body):,} bytes, allowed are {max_bytes:,}")
    data = _json(post.body)
    headers = {name.lower(): text for name, text in post.headers}
    if "ce_specversion" in headers:
        attributes: Mapping[str, Any] = {name[3:]: text for name, text in headers.items() if name.startswith("ce_")}
    elif isinstance(data, dict):
        attributes, data = data, data.get("data")
    else:
        _refuse("malformed", "the body is no JSON object")
    version = attributes.get("specversion")
    if version is None:
        _refuse("malformed", "this is no CloudEvent: it lacks specversion", "send an envelope, see docs/streams.md")
    if version != SPEC:
        _refuse("version", f"CloudEvents of version {version!r:.40} are not known, only {SPEC}")
    texts = {name: _text(attributes, name) for name in ("id", "source", "type", "subject", "time", "traceparent")}
    for name in ("id", "source", "type"):
        if not texts[name]:
            _refuse("malformed", f"the attribute {name!r} is missing")
    if not isinstance(data, dict):
        _refuse("malformed", "data is no JSON object")
    return CloudEvent(
        texts["id"],
        texts["source"],
        texts["type"],
        data,
        texts["subject"],
        parse_time(texts["time"]) if texts["time"] else None,
        texts["traceparent"] if _TRACE.fullmatch(texts["traceparent"]) else "",  # a broken one is no reason to refuse
    )


def time_text(time_us: int) -> str:
    """RFC 3339 in UTC to the microsecond. Raises `MessageError` beyond the years 1 to 9999."""
    try:
        return (_EPOCH + time_us * _MICROSECOND).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except OverflowError:
        _refuse("malformed", f"time {time_us} lies outside of the years 1 to 9999")


def parse_time(text: str) -> int:
    """Microseconds since 1970 of an RFC 3339 time. Raises `MessageError`; a time without its zone is refused."""
    try:
        moment = datetime.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("it does not say its time zone")
        return (moment - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError) as error:
        _refuse("malformed", f"{text!r:.60} is no time: {error}", "write it like 2026-02-01T12:00:00Z")


def _attributes(event: CloudEvent) -> dict[str, str]:
    attributes = {"specversion": SPEC, "id": event.id, "source": event.source, "type": event.type}
    if event.subject:
        attributes["subject"] = event.subject
    if event.time_us is not None:
        attributes["time"] = time_text(event.time_us)
    if event.trace:
        attributes["traceparent"] = event.trace
    return attributes


def _text(attributes: Mapping[str, Any], name: str) -> str:
    value = attributes.get(name, "")
    if not isinstance(value, str):
        _refuse("malformed", f"the attribute {name!r} must be a text, not {type(value).__name__}")
    return value


def _bytes(data: Any) -> bytes:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair: it can be escaped only
        return json.dumps(data, separators=(",", ":"), allow_nan=False).encode()


def _json(body: bytes) -> Any:
    try:
        return _DECODER.decode(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        _refuse("malformed", f"the body is no JSON: {error}"[:300])


def _integer(text: str) -> int:
    if len(text) > _LONGEST_INTEGER:
        raise ValueError(f"the number {text[:30]} is too large")
    return int(text)


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:30]} is too large")
    return number


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number in JSON")


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_float, parse_constant=_constant)


def _refuse(reason: str, message: str, remedy: str = "") -> NoReturn:
    raise MessageError(message, reason=reason, remedy=remedy)
