"""Publishing a center's changes: at least once, in order, repetitions recognisable by their number.

The logs of a store are written in the transaction that merges, so they are the outbox: nothing is merged without being
told, nothing is told that was not merged. How far a publisher has come stands in the store, too, as cursors; each moves
when the target holds what lies before it. A crash in between repeats the entries since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Literal

from itemcenter.errors import CenterBusyError
from itemcenter.ports import Store
from itemcenter.schema import Lease
from itemcenter.tunnel.change_event import LOGS, Log, ReleaseUsed, Told, write_told
from itemcenter.tunnel.change_reader import ChangeFilter, Sieve, full, incremental, releases_used
from itemcenter.tunnel.cloud_event import CloudEvent
from itemcenter.tunnel.publish_targets import Target, channel_of


@dataclass(frozen=True, slots=True)
class PublishOptions:
    """name:     of the publisher: its cursors in the store, its lease

    producer: which center tells it (CloudEvents "source")
    begin:    where a publisher begins that has told nothing yet: "full" = with everything that is there, "log" = with
              the first change ever, "now" = with the next one
    batch:    entries of a log that are read, sent and acknowledged together
    lease_s:  one process at a time publishes under a name; how long it is waited for after it died
    """

    name: str = "out"
    producer: str = "itemcenter"
    begin: Literal["full", "log", "now"] = "full"
    filter: ChangeFilter = field(default_factory=ChangeFilter)
    batch: int = 2_000
    lease_s: float = 60.0


class Publisher:
    """Call `step` again and again; it tells a part of what is new. `sent` counts the messages.

    Raises `CenterBusyError` where another process publishes under the name, `LeaseLostError` where one has taken over.
    holder: names this process; after_send: called between send and cursor, for tests that stop there
    named: the name of a release by its id, "" where it has none
    """

    def __init__(
        self,
        store: Store,
        target: Target,
        options: PublishOptions,
        holder: str,
        *,
        named: Callable[[str], str] = lambda release_id: "",
        after_send: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._target, self._options, self._holder = store, target, options, holder
        self._named, self._after_send = named, after_send
        self.sent = 0
        self._sieve = Sieve(store, options.filter)
        self._lease = self._take_lease()
        prefix = f"publish/{options.name}/"
        held = {name[len(prefix) :]: at for name, at in store.cursors().items() if name.startswith(prefix)}
        self._new = "cells" not in held
        self._at: dict[Log, int] = {log: held.get(log, 0) for log in LOGS}
        self._run = held.get("runs", 0)
        #: What was told last in each channel: what comes again after a crash is not sent twice where that is known.
        self._last = {(log, channel): held.get(f"{log}/{channel}", self._at[log])
                      for log in LOGS for channel in range(target.channels)}  # fmt: skip

    def step(self) -> int:
        """How many entries were dealt with, told or filtered out; 0 where nothing is new."""
        self._lease = self._store.renew_lease(self._lease, self._options.lease_s)
        self._sieve.forget()
        done = 0
        if self._new:
            done = self._begin()
            self._new = False
        return done + sum(self._follow(log) for log in LOGS)

    def close(self) -> None:
        self._store.release_lease(self._lease)

    def _begin(self) -> int:
        """Set the cursors of a new publisher; "full" tells everything first, and begins anew after a crash."""
        begin, sent = self._options.begin, 0
        with self._store.reading() as state:
            counts = state.counts()
            ends: dict[Log, int] = {"cells": counts.changes, "items": counts.item_changes}
            if begin == "full":
                for release in releases_used(state)[-1:]:
                    release = replace(release, name=self._named(release.release_id))
                    sent += self._send([Told("cells", release.after, release)])
                sieve = Sieve(state, self._options.filter)
                for log in ("items", "cells"):
                    sent += self._send(full(state, sieve, log))
            if begin != "log":
                self._run = max((mark.number for mark in state.runs()), default=0)
        if begin != "log":
            self._at = ends
            self._last = {(log, channel): ends[log] for log, channel in self._last}
        self._move("runs", self._run)
        for (log, channel), number in self._last.items():
            self._move(f"{log}/{channel}", number)
        self._move("items", self._at["items"])
        self._move("cells", self._at["cells"])
        return sent

    def _follow(self, log: Log) -> int:
        after = self._at[log]
        releases = releases_used(self._store, self._run) if log == "cells" else []
        last = self._store.counts().changes if log == "cells" else self._store.counts().item_changes
        until = min(last, after + self._options.batch)
        releases = [replace(entry, name=self._named(entry.release_id)) for entry in releases if entry.after <= until]
        if until == after and not releases:
            return 0
        entries = incremental(self._store, self._sieve, log, after, until)
        self._send(_merged(entries, releases), chained=True)
        for channel in range(self._target.channels):
            self._move(f"{log}/{channel}", self._last[log, channel])
        if releases:
            self._run = releases[-1].run
            self._move("runs", self._run)
        self._at[log] = until
        self._move(log, until)
        return until - after + len(releases)

    def _send(self, entries: Iterable[Told], *, chained: bool = False) -> int:
        sent, waiting = 0, iter(entries)
        while part := list(islice(waiting, self._options.batch)):
            last = self._last.copy()
            events = list(self._events(part, last if chained else None))
            if events:
                self._lease = self._store.renew_lease(self._lease, self._options.lease_s)
                self._target.put(events)
            self._last = last  # not before: what was not sent comes again
            sent += len(events)
        self.sent += sent
        self._after_send()
        return sent

    def _events(
        self, entries: Iterable[Told], last: dict[tuple[Log, int], int] | None
    ) -> Iterator[tuple[int, CloudEvent]]:
        """last: the last number told in each channel, moved on; None for entries that stand in no chain"""
        channels, producer = self._target.channels, self._options.producer
        for told in entries:
            only = channel_of(told, channels)
            for channel in range(channels) if only is None else (only,):
                if last is None or only is None:
                    yield channel, write_told(told, producer)
                elif told.number > last[told.log, channel]:
                    yield channel, write_told(replace(told, previous=last[told.log, channel]), producer)
                    last[told.log, channel] = told.number

    def _move(self, name: str, number: int) -> None:
        self._store.move_cursor(f"publish/{self._options.name}/{name}", number, self._lease)

    def _take_lease(self) -> Lease:
        name = f"publish/{self._options.name}"
        lease = self._store.take_lease(name, self._holder, self._options.lease_s)
        if lease is None:
            holders = [held.holder for held in self._store.leases() if held.name == name]
            raise CenterBusyError(
                f"{holders[0] if holders else 'another process'} publishes {self._options.name!r}",
                remedy="end it, or publish under another name",
            )
        return lease


def _merged(entries: Iterable[Told], releases: Iterable[ReleaseUsed]) -> Iterator[Told]:
    """A release stands before the first change that was decided with it."""
    waiting = sorted(releases, key=lambda release: (release.after, release.run))
    for told in entries:
        while waiting and waiting[0].after < told.number:
            yield Told("cells", waiting[0].after, waiting.pop(0))
        yield told
    yield from [Told("cells", release.after, release) for release in waiting]
