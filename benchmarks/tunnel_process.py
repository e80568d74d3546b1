"""Processes of the tunnel's benchmarks: a sender of decided facts, and a tunnel that merges and publishes them.

    python -m benchmarks.tunnel_process send FOLDER --rate 5000 --seconds 600 [--items 20000] [--seed 1]
    python -m benchmarks.tunnel_process run|publish FOLDER [--url URL] [--die POINT --after N] [--once]

The inbox, the outbox and (without --url) the store are SQLite files in FOLDER. The sender prints after each send how
many messages are acknowledged; the others end on SIGTERM. POINT is where a process kills itself, at the N-th time:

    merged     run: after a merge, before its offsets are committed
    committed  run: after offsets were committed
    outbox     publish: before changes are sent that the store has
    published  publish: after changes were sent, before the cursor moves
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from benchmarks.tunnel_data import KEYS, START_US, item_id
from itemcenter import registry
from itemcenter.errors import ItemCenterError
from itemcenter.ports import Post, Store, Stream
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    CellsWritten,
    Envelope,
    Fact,
    ModelId,
    Producer,
    ReleaseId,
    SourceId,
    TextSpan,
    Tier,
    TypedValue,
    ValueType,
)
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.envelope import EnvelopeOptions, write_envelope
from itemcenter.tunnel.figures import Figures
from itemcenter.tunnel.intake import Intake
from itemcenter.tunnel.publish import Publisher, PublishOptions
from itemcenter.tunnel.publish_targets import StreamTarget
from itemcenter.tunnel.runner import Runner, RunOptions
from itemcenter.tunnel.settle import Settler
from itemcenter.tunnel.tier_policy import TierOptions
from itemcenter.tunnel.turns import Turns

INBOX, DEAD, OUT, GROUP, PARTITIONS = "inbox", "dead", "out", "tunnel", 4
_SOURCES = (SourceId("enrichment:a"), SourceId("enrichment:b"))


def open_stream(folder: Path) -> Stream:
    stream = registry.open_stream("sqlite", {"path": "stream.db"}, folder)
    for topic in (INBOX, DEAD, OUT):
        stream.create(topic, PARTITIONS)
    return stream


def open_store(folder: Path, url: str) -> Store:
    if url:
        return registry.open_store("postgresql", {"url": url, "schema": "crash"}, folder)
    return registry.open_store("sqlite", {"path": "store.db"}, folder)


def drawn(number: int, items: int, seed: int) -> CellsWritten:
    """The facts of a message, by its number alone: 1 to 3 cells of one item, times out of order now and then."""
    draw = random.Random(number * 1_000_003 + seed)
    item, source = item_id(draw.randrange(items)), draw.choice(_SOURCES)
    time_us = START_US + (number - draw.choice((0, 0, 0, 50))) * 1_000
    writes = []
    for key in draw.sample(KEYS, draw.choice((1, 2, 3))):
        word = f"value {draw.randrange(300)}"
        span = (TextSpan("title", 0, len(word), word),)
        fact = Fact(
            item, key, TypedValue(ValueType.CATEGORICAL, word), 0.9, span, Producer.LOCAL_MODEL, ReleaseId("r1"),
            ModelId("m1"),
        )  # fmt: skip
        writes.append(
            AttributeWrite.of(
                item, key, source, CellState.FACTS, (fact,), priority=0, time_us=time_us, tier=Tier.MINUTE
            )
        )
    return CellsWritten(tuple(writes))


def send(folder: Path, rate: float, seconds: float, items: int, seed: int) -> None:
    stream = open_stream(folder)
    begin, sent = time.monotonic(), 0
    while (elapsed := time.monotonic() - begin) < seconds:
        posts: list[Post] = []
        while sent < elapsed * rate and len(posts) < 2_000:
            now_us = time.time_ns() // 1000
            posts.append(write_envelope(Envelope(f"m{sent}", "bench", now_us, drawn(sent, items, seed))))
            sent += 1
        if posts:
            stream.send(INBOX, posts)
            print(sent, flush=True)  # all below are acknowledged
        time.sleep(0.02)


class _Nobody:
    """Where a document should be decided; the messages here hold facts alone."""

    def __call__(self, source: SourceId) -> NoReturn:
        raise AssertionError("no documents are sent")


class _At:
    """Wraps an object: after or before a method, count, and at the N-th time die at once."""

    def __init__(self, inner: Any, method: str, die: Callable[[], None], before: bool = False) -> None:
        self._inner, self._method, self._die, self._before = inner, method, die, before

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name != self._method:
            return found

        def wrapped(*arguments: Any, **named: Any) -> Any:
            if self._before:
                self._die()
            out = found(*arguments, **named)
            if not self._before:
                self._die()
            return out

        return wrapped


def _fuse(wanted: str, point: str, after: int) -> Callable[[], None]:
    """What kills this process at the `after`-th call, if `point` is the wanted one."""
    count = 0

    def burn() -> None:
        nonlocal count
        count += wanted == point
        if count == after:
            os.kill(os.getpid(), signal.SIGKILL)

    return burn


def _stopping() -> Callable[[], bool]:
    """Whether SIGTERM has come."""
    come = []
    signal.signal(signal.SIGTERM, lambda *_: come.append(True))
    return lambda: bool(come)


def run(folder: Path, url: str, point: str, after: int, once: bool) -> None:
    stream, store = open_stream(folder), open_store(folder, url)
    merging = _At(store, "merge", _fuse("merged", point, after))
    turns = Turns(merging, f"bench:{os.getpid()}", PARTITIONS, seconds=2.0)
    settler = Settler(turns, SourcePolicy(), _Nobody(), "000001", 1)
    subscription: Any = _At(stream.subscribe(INBOX, GROUP), "commit", _fuse("committed", point, after))
    intake = Intake(
        stream,
        subscription,
        INBOX,
        GROUP,
        DEAD,
        frozenset({Tier.SECOND, Tier.MINUTE}),
        TierOptions(),
        SourceId("machine"),
        Figures(),
        EnvelopeOptions(),
        lambda: time.time_ns() // 1000,
    )
    options = RunOptions(minute_seconds=0.2, poll_items=2_000, commit_seconds=0.2, retry_seconds=0.5)
    print("started", flush=True)
    Runner(intake, settler, options).run(_stopping(), once)


def publish(folder: Path, url: str, point: str, after: int, once: bool) -> None:
    stream, stopped = open_stream(folder), _stopping()
    target = _At(StreamTarget(stream, OUT), "put", _fuse("outbox", point, after), before=True)
    options = PublishOptions(begin="log", lease_s=1.0)
    print("started", flush=True)
    publisher: Publisher | None = None
    while not stopped():
        try:
            if publisher is None:  # the lease of a killed one is waited for
                publisher = Publisher(
                    open_store(folder, url),
                    target,
                    options,
                    f"bench:{os.getpid()}",
                    after_send=_fuse("published", point, after),
                )
            if not publisher.step():
                if once:
                    break
                time.sleep(0.02)
        except ItemCenterError:  # also where the server was killed: begin anew, from the cursor
            publisher = None
            time.sleep(0.1)
    if publisher is not None:
        publisher.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("send", "run", "publish"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--url", default="")
    parser.add_argument("--rate", type=float, default=2_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--items", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--die", default="", dest="point")
    parser.add_argument("--after", type=int, default=1)
    parser.add_argument("--once", action="store_true")
    given = parser.parse_args()
    if given.what == "send":
        send(given.folder, given.rate, given.seconds, given.items, given.seed)
    else:
        work = run if given.what == "run" else publish
        work(given.folder, given.url, given.point, given.after, given.once)


if __name__ == "__main__":
    main()
