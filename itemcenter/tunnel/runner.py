"""The tunnel as a process: read, decide, store, commit, again and again, for the tiers of seconds and minutes.

One thread does it all, in small slices, so that what must be readable within a second never waits for a whole
micro-batch. Offsets are committed only after what they stand for is stored; a crash in between has the messages read
again, which changes nothing. Refusals of the store or the stream (disk full, server lost) are waited for.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from itemcenter.errors import CenterBusyError, ConfigError, LeaseLostError, StoreError, StreamError
from itemcenter.schema import CellsWritten, ItemForgotten, ItemRemoved, Lease, Tier
from itemcenter.tunnel.figures import Figures, Freshness
from itemcenter.tunnel.intake import Intake
from itemcenter.tunnel.micro_batch import Waiting
from itemcenter.tunnel.other_content import forget, remove, write_cells
from itemcenter.tunnel.settle import Settled, Settler
from itemcenter.tunnel.standing import Document

#: What passes by itself, or when somebody has made room.
_PASSING = (StoreError, StreamError, CenterBusyError)
_TRACES = 20


@dataclass(frozen=True, slots=True)
class RunOptions:
    """minute_seconds, minute_items: a micro-batch goes when its oldest message is as old, or as many items wait

    slice_items: documents of it that are decided at once; urgent ones are asked for between two slices
    max_waiting: items that wait in memory before reading is paused; poll_items: messages read at once
    commit_seconds: between two commits of offsets; retry_seconds: longest pause after a refusal
    """

    minute_seconds: float = 20.0
    minute_items: int = 1_000
    slice_items: int = 32
    max_waiting: int = 10_000
    poll_items: int = 500
    commit_seconds: float = 1.0
    retry_seconds: float = 30.0

    def __post_init__(self) -> None:
        if min(self.minute_seconds, self.commit_seconds) < 0 or self.retry_seconds <= 0:
            raise ConfigError("seconds of the tunnel must be 0 or more", remedy="give 20 for minute_seconds")
        if min(self.minute_items, self.slice_items, self.max_waiting, self.poll_items) < 1:
            raise ConfigError("numbers of items and messages in the tunnel must be at least 1")


class Teller(Protocol):
    """Where a line of the log goes: an event's name, and what is to be told of it."""

    def __call__(self, event: str, fields: Mapping[str, Any]) -> None: ...


#: Documents of the urgent lane in one write; other messages in one write; documents that are only kept.
_AT_ONCE = {Tier.SECOND: 8, Tier.DAY: 256}
_OTHERS = 2_000


class Runner:
    """beat: is called about once a second and after each stop, with the figures up to date"""

    def __init__(
        self,
        intake: Intake,
        settler: Settler,
        options: RunOptions,
        tell: Teller = lambda event, fields: None,
        beat: Callable[[Figures], None] = lambda figures: None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._intake, self._settler, self._options = intake, settler, options
        self._tell, self._beat, self._clock, self._wait = tell, beat, clock, wait
        self._figures = intake.figures
        self._flushing = 0
        self._committed_at = self._beaten_at = float("-inf")
        self._pause_s = 0.5
        self._presence: Lease | None = None

    def run(self, stopped: Callable[[], bool], once: bool = False) -> None:
        """Until `stopped()`, or (`once`) until nothing is left to read, by this process or another of its group: what a
        killed one left behind becomes readable after a while. Closes the subscription."""
        self._tell("started", {"tiers": [tier.name.lower() for tier in sorted(self._intake.tiers)]})
        try:
            while not stopped():
                try:
                    self._keep_beating()
                    idle = self.step(once)
                    self._pause_s = 0.5
                    if once and idle and self._intake.caught_up():
                        break
                except LeaseLostError as error:
                    self._told(error, 0.0)  # what is another's now is forgotten at the next poll
                except _PASSING as error:
                    self._told(error, self._pause_s)
                    self._keep_beating()
                    self._wait(self._pause_s)
                    self._pause_s = min(self._options.retry_seconds, 2 * self._pause_s)
        finally:
            self._close()

    def step(self, once: bool = False) -> bool:
        """Read a little, work a little; whether there was nothing to do. Raises what store and stream raise."""
        self._hold_back()
        due = self._due(once)
        busy = due or any(self._intake.lanes[tier] for tier in (Tier.SECOND, Tier.DAY))
        read = self._intake.take(self._options.poll_items, 0.0 if busy or once else 0.1, self._clock)
        while self._intake.lanes[Tier.SECOND]:
            self._work(Tier.SECOND, _AT_ONCE[Tier.SECOND])
        if self._intake.lanes[Tier.DAY]:
            self._work(Tier.DAY, _AT_ONCE[Tier.DAY])
        if self._flushing or self._due(once and not read):
            self._flushing = self._flushing or len(self._intake.lanes[Tier.MINUTE])
            self._flushing = max(0, self._flushing - self._work(Tier.MINUTE, self._options.slice_items))
        idle = not read and not len(self._intake)
        if idle or self._clock() - self._committed_at >= self._options.commit_seconds:
            self._intake.commit()
            self._committed_at = self._clock()
        return idle

    def _due(self, once: bool) -> bool:
        lane = self._intake.lanes[Tier.MINUTE]
        oldest = lane.oldest()
        if oldest is None:
            return False
        full = len(lane) >= self._options.minute_items
        return once or full or bool(self._flushing) or self._clock() - oldest >= self._options.minute_seconds

    def _hold_back(self) -> None:
        """Read nothing more while too much waits in memory."""
        waiting, most = len(self._intake), self._options.max_waiting
        if not self._figures.paused and waiting >= most:
            self._figures.paused = True
            self._tell("paused", {"waiting": waiting})
        elif self._figures.paused and waiting < most // 2:
            self._figures.paused = False
            self._intake.subscription.resume(self._intake.subscription.partitions())
            self._tell("resumed", {"waiting": waiting})
        if self._figures.paused:
            self._intake.subscription.pause(self._intake.subscription.partitions())

    # -- work -------------------------------------------------------------------------------------------------------

    def _work(self, tier: Tier, most: int) -> int:
        """Work on the first messages of a lane; how many entries that were."""
        lane = self._intake.lanes[tier]
        entries = _distinct(lane.head(most if tier is not Tier.SECOND else _OTHERS), most)
        begin = self._clock()
        try:
            settled = self._settled(entries, tier)
        except _PASSING:
            raise
        except Exception as error:  # one message must not hold up all others
            if len(entries) == 1:
                self._refuse(entries[0], error)
                lane.drop(entries)
                return 1
            settled = Settled()
            for entry in entries:
                try:
                    settled.add(self._settled([entry], tier))
                except _PASSING:
                    raise
                except Exception as fault:
                    self._refuse(entry, fault)
        lane.drop(entries)
        self._count(entries, settled, tier, self._clock() - begin)
        return len(entries)

    def _settled(self, entries: list[Waiting], tier: Tier) -> Settled:
        documents = [document for entry in entries if (document := entry.document) is not None]
        out = self._settler.keep(documents) if tier is Tier.DAY else self._settler.settle(documents, tier)
        turns, cells = self._settler.turns, []
        for entry in entries:
            content = entry.envelope.content
            if isinstance(content, CellsWritten):
                cells.append(content)
            elif isinstance(content, ItemForgotten):
                out.changes += forget(turns, content, self._intake.machine_source)
                out.stages["forgotten_item"] += 1
            elif isinstance(content, ItemRemoved):
                done = remove(turns, content, self._settler.run, self._settler.revision)
                out.stages["removed" if done else "outdated"] += 1
        if cells:
            out.changes += write_cells(turns, self._settler.policy, cells)
            out.stages["written"] += len(cells)
        return out

    def _count(self, entries: list[Waiting], settled: Settled, tier: Tier, seconds: float) -> None:
        name, now_us = tier.name.lower(), self._intake.now_us()
        for stage, count in settled.stages.items():
            self._figures.stages[name, stage] += count
        self._figures.changes[name] += settled.changes
        self._figures.moved += settled.moved
        freshness = self._figures.freshness.setdefault(name, Freshness())
        for entry in entries if tier is not Tier.DAY else ():
            for time_us in entry.times_us:
                freshness.observe(max(0, now_us - time_us) / 1e6)
        traces = [entry.envelope.trace for entry in entries if entry.envelope.trace][:_TRACES]
        told = {"tier": name, "messages": sum(len(entry.times_us) for entry in entries), "changes": settled.changes}
        told |= {"stages": dict(settled.stages), "ms": round(1000 * seconds, 1)}
        self._tell("settled", told | ({"traces": traces} if traces else {}))

    def _refuse(self, entry: Waiting, error: Exception) -> None:
        message = f"{type(error).__name__}: {error}"
        self._intake.refuse(entry, "failed", message)
        self._figures.last_error = message
        told = {"item": entry.envelope.item_id, "message": message, "trace": entry.envelope.trace}
        self._tell("refused", told)

    # -- around it --------------------------------------------------------------------------------------------------

    def _told(self, error: Exception, pause_s: float) -> None:
        self._figures.failures[type(error).__name__] += 1
        self._figures.last_error = str(error)
        self._tell("trouble", {"error": type(error).__name__, "message": str(error), "retry_in_s": pause_s})

    def _keep_beating(self) -> None:
        """Tell that this process lives, and what it has counted. What goes wrong with that is told elsewhere."""
        if self._clock() - self._beaten_at < 1.0:
            return
        self._beaten_at = self._clock()
        turns = self._settler.turns
        with contextlib.suppress(*_PASSING):
            self._presence = turns.store.take_lease(presence_name(turns.holder), turns.holder, turns.seconds)
        with contextlib.suppress(*_PASSING):
            stream, topic = self._intake.stream, self._intake.topic
            ends, committed = stream.ends(topic), stream.committed(topic, self._intake.group)
            mine = self._intake.subscription.partitions()
            self._figures.lag = {p: ends[p][1] - committed.get(p, ends[p][0]) for p in mine if p in ends}
        self._figures.waiting = {tier.name.lower(): len(lane) for tier, lane in self._intake.lanes.items()}
        self._beat(self._figures)

    def _close(self) -> None:
        """What was stored is committed; what waits goes to the next member."""
        with contextlib.suppress(*_PASSING):
            self._intake.commit()
        with contextlib.suppress(*_PASSING):
            self._intake.subscription.close()
        with contextlib.suppress(*_PASSING):
            if self._presence is not None:
                self._settler.store.release_lease(self._presence)
        self._beaten_at = float("-inf")
        self._figures.waiting = {tier.name.lower(): len(lane) for tier, lane in self._intake.lanes.items()}
        self._beat(self._figures)
        self._tell("stopped", self._figures.to_json())


#: Leases of processes that run a tunnel; jobs that do not take turns stay away while there are any.
RUNNERS = "tunnel/runner/"


def presence_name(holder: str) -> str:
    return RUNNERS + holder


def _distinct(entries: list[Waiting], most: int) -> list[Waiting]:
    """At most `most` documents, of every item one, and the other messages before the first that is left."""
    out: list[Waiting] = []
    documents: set[str] = set()
    for entry in entries:
        document: Document | None = entry.document
        if document is not None:
            if document.item_id in documents or len(documents) == most:
                break
            documents.add(document.item_id)
        out.append(entry)
    return out
