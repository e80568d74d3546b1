"""A tunnel of several processes in one, driven along an interleaving (`interleavings`), and what it comes to."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from itemcenter.ports import CellQuery, Store
from itemcenter.ports.store import shows
from itemcenter.schema import (
    AttributeWrite,
    Cell,
    Change,
    Envelope,
    ItemId,
    KeyId,
    SourceId,
    Tier,
    TypedValue,
    ValueType,
)
from itemcenter.schema.fact import said
from itemcenter.testing.fake_recognizer import FakePruner, FakeRecognizer
from itemcenter.testing.interleavings import (
    ITEMS,
    KEYS,
    MACHINE,
    PHRASES,
    Day,
    Interleaving,
    MessageSet,
    Publish,
    Replay,
    Send,
    Work,
)
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.change_event import read_told
from itemcenter.tunnel.decide import Decider
from itemcenter.tunnel.envelope import EnvelopeOptions, write_envelope
from itemcenter.tunnel.figures import Figures
from itemcenter.tunnel.fingerprint import WAITING
from itemcenter.tunnel.intake import Intake
from itemcenter.tunnel.publish import Publisher, PublishOptions
from itemcenter.tunnel.publish_targets import StreamTarget
from itemcenter.tunnel.runner import Runner, RunOptions
from itemcenter.tunnel.settle import Settler
from itemcenter.tunnel.standing import Document
from itemcenter.tunnel.subscribe import Mirror
from itemcenter.tunnel.tier_policy import TierOptions
from itemcenter.tunnel.turns import Turns

_PARTITIONS = 2
_NOW_US = 10_000_000
_TIERS = {True: ((Tier.SECOND,), (Tier.MINUTE,)), False: ((Tier.SECOND, Tier.MINUTE),)}
#: Methods after which a process may die.
_WRITES = ("apply", "merge", "mark_seen", "mark_missing")


@dataclass(frozen=True, slots=True)
class Outcome:
    """state:    what must be equal for all interleavings of a set, by a name for each part of it
    log:      what must be equal for one interleaving on all stores
    replayed: what the change log, the published stream and the store itself say that cells show: equal, too
    counts:   of steps that were taken, and of what happened
    """

    state: dict[str, Any]
    log: dict[str, Any]
    replayed: dict[str, Any]
    counts: Counter[str]


class _Killed(BaseException):
    """No `except Exception` stops it, as none stops a SIGKILL."""


class _Fuse:
    """Passes calls on; kills at the `left`-th of some methods: after a write, before a commit."""

    def __init__(self, inner: Any, names: tuple[str, ...], burn: Callable[[], None]) -> None:
        self._inner, self._names, self._burn = inner, names, burn

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in self._names:
            return found

        def called(*arguments: Any, **named: Any) -> Any:
            if name == "commit":
                self._burn()
            out = found(*arguments, **named)
            if name != "commit":
                self._burn()
            return out

        return called

    def poll(self, limit: int, timeout_s: float) -> Any:
        return self._inner.poll(limit, 0.0)


class InterleavedTunnel:
    """On a store that is empty."""

    def __init__(self, store: Store, of: MessageSet, way: Interleaving) -> None:
        self._store, self._set, self._way = store, of, way
        self._stream = MemoryStream(now_us=lambda: 1)
        for topic in ("inbox", "dead", "out"):
            self._stream.create(topic, _PARTITIONS)
        self.counts: Counter[str] = Counter()
        self._revisions = itertools.count(1)
        self._ids = itertools.count(1)
        self._left = 0
        self._now = 0.0
        self._processes = [self._started(number) for number in range(len(_TIERS[way.split]))]
        self._publisher: Publisher | None = None

    def run(self) -> Outcome:
        for step in self._way.steps:
            self._now += 1.0
            self.counts[type(step).__name__] += 1
            if isinstance(step, Send):
                self._send(step.numbers)
            elif isinstance(step, Work):
                self._work(step)
            elif isinstance(step, Replay):
                self._replay(step)
            elif isinstance(step, Day):
                self._day(step.rows, step.dies)
            else:
                self._publish(step)
        self._finish()
        return self._outcome()

    # -- processes --------------------------------------------------------------------------------------------------

    def _started(self, number: int) -> tuple[Runner, Intake]:
        tiers = _TIERS[self._way.split][number]
        group = f"group {number}"
        member = _Fuse(self._stream.subscribe("inbox", group), ("commit",), self._burn)
        intake = Intake(
            self._stream, member, "inbox", group, "dead", frozenset(tiers),
            TierOptions(second_rate=self._way.second_rate, day_categories=("slow",)), MACHINE, Figures(),
            EnvelopeOptions(), lambda: _NOW_US,
        )  # fmt: skip
        options = RunOptions(
            minute_seconds=2.0, minute_items=5, slice_items=self._way.slice_items, poll_items=4,
            commit_seconds=self._way.commit_seconds,
        )  # fmt: skip
        return Runner(intake, self._settler(), options, clock=lambda: self._now), intake

    def _settler(self) -> Settler:
        """Of a new process: it knows nothing of what others have decided."""
        number = next(self._revisions)
        phrases = {key: {word: TypedValue(ValueType.TEXT, word) for word in words} for key, words in PHRASES.items()}
        recognizer = FakeRecognizer(phrases)
        deciders: dict[SourceId, Decider] = {}

        def decider(source: SourceId) -> Decider:
            return deciders.setdefault(source, Decider(source, MACHINE, recognizer, FakePruner(recognizer)))

        fused: Any = _Fuse(self._store, _WRITES, self._burn)
        turns = Turns(fused, f"p{number}", _PARTITIONS)
        return Settler(turns, SourcePolicy(), decider, f"{number:06d}", number)

    def _burn(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.counts["killed"] += 1
            raise _Killed

    def _work(self, step: Work) -> None:
        runner, intake = self._processes[step.process]
        self._left = step.dies
        try:
            for _ in range(step.steps):
                runner.step()
        except _Killed:
            self._replaced(step.process, intake)
        self._left = 0

    def _replaced(self, number: int, intake: Intake) -> None:
        intake.subscription.close()  # as when its session has run out
        self._processes[number] = self._started(number)

    def _replay(self, step: Replay) -> None:
        _, intake = self._processes[step.process]
        intake.subscription.close()
        committed = self._stream.committed("inbox", intake.group)
        self._stream.rewind("inbox", intake.group, {place: int(step.share * at) for place, at in committed.items()})
        self._processes[step.process] = self._started(step.process)

    def _send(self, numbers: tuple[int, ...]) -> None:
        contents = [self._set.contents[number] for number in numbers]
        self._stream.send(
            "inbox", [write_envelope(Envelope(f"m{next(self._ids)}", "test", 1, one)) for one in contents]
        )

    def _day(self, rows: tuple[int, ...], dies: int = 0) -> None:
        if rows:
            documents = [self._set.rows[number] for number in rows]
        else:
            documents = [
                Document(entry.item, entry.source, entry.time_us, entry.row)
                for entry in self._store.items()
                if entry.fingerprint == WAITING
            ]
        for left in (dies, 0):  # a killed one is begun anew
            self._left = left
            try:
                self._settler().settle(documents, Tier.DAY)
                break
            except _Killed:
                continue
        self._left = 0

    def _publish(self, step: Publish) -> None:
        self._left = 2 if step.dies else 0
        try:
            if self._publisher is None:
                target = StreamTarget(self._stream, "out")
                options = PublishOptions(begin=self._way.begin, batch=3)
                self._publisher = Publisher(self._store, target, options, "publisher", after_send=self._burn)
            self._publisher.step()
        except _Killed:
            self._publisher = None
        self._left = 0

    def _finish(self) -> None:
        for runner, _ in self._processes:
            runner.run(lambda: False, once=True)
        self._day(())
        self._publish(Publish())
        while self._publisher is not None and self._publisher.step():
            pass

    # -- what it comes to -------------------------------------------------------------------------------------------

    def _outcome(self) -> Outcome:
        store = self._store
        visible = _shown(_named(store.cells(CellQuery())))
        held = _shown(_named(store.cells(CellQuery(include_retired=True))))
        changes, events = list(store.changes()), list(store.item_changes())
        self.counts["changes"] += len(changes)
        self.counts["dead"] += sum(end for _, end in self._stream.ends("dead").values())
        histories = {(item, key): store.history(item, key) for item in ITEMS for key in KEYS}
        gone = {r.item.id for r in store.items(include_retired=True)} - {r.item.id for r in store.items()}
        state = {
            "digest": store.digest(),
            "shown": visible,
            "said": {item: _said(words) for item, words in store.words(ITEMS).items() if item not in gone},
            "records": [(r.item, r.source, r.time_us, r.presence) for r in store.items()],
            "retired": gone,  # of the documents that they had, the last one may never have been looked at
            "forgotten": [store.forgotten(item) for item in ITEMS],
            "received": {
                name: {(one.source, one.order, one.version.priority) for one in entries if _from_outside(one.source)}
                for name, entries in histories.items()
            },
        }  # fmt: skip
        log = {"changes": changes, "item_changes": events, "histories": histories, "words": store.words(ITEMS)}
        replayed = {"store": held, "log": _replayed(changes), "published": self._mirrored()}
        return Outcome(state, log | {"counts": store.counts()}, replayed, self.counts)

    def _mirrored(self) -> dict[Any, Any]:
        mirror = Mirror()
        for partition in range(_PARTITIONS):
            for delivery in self._stream.read("out", partition, 0, 1_000_000):
                self.counts[f"told_{mirror.take(read_told(delivery.post), partition).value}"] += 1
        return _shown(mirror.cells)


def _said(words: Iterable[AttributeWrite]) -> dict[Any, Any]:
    """Every source's own words, whether or not they show."""
    return {(word.source, word.key_id): (word.state, said(word.facts)) for word in words}


def _from_outside(source: SourceId) -> bool:
    """Words of merchant and machine follow from documents: of outdated ones, and of states between, none are made."""
    return not source.startswith(("merchant", "machine"))


def _replayed(changes: list[Change]) -> dict[Any, Any]:
    """Raises AssertionError where a number is missing, or a change does not follow from the one before."""
    cells: dict[tuple[ItemId, KeyId], Cell] = {}
    for number, change in enumerate(changes, start=1):
        name = change.item_id, change.key_id
        assert change.number == number, f"change {number} has number {change.number}"
        assert shows(cells.get(name)) == shows(change.before), f"change {number} does not follow"
        cells.pop(name, None)
        if change.after is not None:
            cells[name] = change.after
    return _shown(cells)


def _named(cells: Iterable[Cell]) -> dict[tuple[ItemId, KeyId], Cell]:
    return {(cell.item_id, cell.key_id): cell for cell in cells}


def _shown(cells: Any) -> dict[Any, Any]:
    return {name: shows(cell) for name, cell in sorted(cells.items())}
