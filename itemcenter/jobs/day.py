"""The day tier: a whole catalog in shards, each claimed, decided, stored, and not touched again once it is.

    shards (Parquet) -> decided by worker processes -> facts (Parquet) -> stored in turns at partitions

Whether a shard is finished is asked of the store, item by item: so a job that was killed goes on with the others, and
a store that was brought back from a backup gets again what it lost. Facts that were computed and not stored before the
crash are read from their file. Several processes may work on one plan: a lease keeps them from the same shard.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from itemcenter.flow import Processes, StageClock
from itemcenter.jobs.build_report import BuildReport, ProposalTally
from itemcenter.jobs.day_facts import read_facts, write_facts
from itemcenter.jobs.day_shards import DayPlan, Shard, ShardFolder
from itemcenter.ports import Recognition, Recognizer, Store
from itemcenter.schema import Item, Lease, Presence, SourceId, Tier, content_hash
from itemcenter.tunnel.settle import Looked, Settler
from itemcenter.tunnel.standing import Document, Standing

#: Seconds until another process may claim a shard whose claimer says nothing more; renewed with every shard.
_CLAIM_S = 300.0
#: Documents stored together.
_STORED = 256
#: Stored items that are decided anew together.
_PAGE = 256

Progress = Callable[[BuildReport], None]


@dataclass(slots=True)
class DayFigures:
    """shards: of the plan; finished: found stored already; decided: items; moved: overtaken by another tier"""

    shards: int = 0
    finished: int = 0
    decided: int = 0
    moved: int = 0

    def to_json(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class DayJob:
    """holder: this process, as `process_holder` names it"""

    folder: ShardFolder
    plan: DayPlan
    recognizer: Recognizer
    settler: Settler
    holder: str
    workers: int
    report: BuildReport
    progress: Progress = lambda report: None
    figures: DayFigures = field(default_factory=DayFigures)
    tally: ProposalTally = field(default_factory=ProposalTally)
    sleep: Callable[[float], None] = time.sleep
    _claims: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Return when every shard is stored, by this process or another. `KeyboardInterrupt` leaves whole batches."""
        clock = StageClock()
        self.figures.shards = len(self.plan.shards)
        self._free_dead_claims()
        open_shards = list(self.plan.shards)
        with Processes(self._decide, self.workers) as processes:
            while open_shards:
                later: list[Shard] = []
                for work, path in clock.waiting("recognise", processes.map(self._claimed(open_shards, later, clock))):
                    with clock.stage("store"):
                        self._store(work, path)
                    self.report.seconds = dict(clock.seconds)
                    self.progress(self.report)
                if len(later) == len(open_shards):
                    self.sleep(1.0)
                open_shards = later
        self.report.proposals = self.tally.rows()
        self.report.seconds, self.report.total_seconds = dict(clock.seconds), clock.total

    # -- one shard --------------------------------------------------------------------------------------------------

    def _claimed(self, shards: list[Shard], later: list[Shard], clock: StageClock) -> Iterator[_Work]:
        """Shards that this process may work on; those of others come `later`."""
        store = self.settler.store
        for shard in shards:
            lease = store.take_lease(f"{_CLAIM}{shard.name}", self.holder, _CLAIM_S)
            if lease is None:
                later.append(shard)
                continue
            for name in self._claims:  # what is under way may take long
                store.take_lease(name, self.holder, _CLAIM_S)
            with clock.stage("compare"):
                work = self._look(shard, lease)
            if work is None:
                store.release_lease(lease)
            else:
                self._claims.add(lease.name)
                yield work

    def _look(self, shard: Shard, lease: Lease) -> _Work | None:
        """None where the shard is stored already. Counts its items."""
        skip = frozenset(self.plan.skip)
        source, time_us = SourceId(self.plan.source), self.plan.time_us
        documents = [Document(e.item, source, time_us, e.row) for e in self.folder.read(shard, skip)]
        looked = self.settler.look(documents)
        self.report.items += len(looked)
        for entry in looked:
            self._count(entry)
        unmet = [entry for entry in looked if self.settler.unmet(entry)]
        fresh = [entry.document for entry in looked if entry.standing in (Standing.OPEN, Standing.BESIDE)]
        if not fresh and not unmet:
            self.figures.finished += 1
            self.progress(self.report)
            return None
        return _Work(shard, lease, [*fresh, *(entry.document for entry in unmet)], [e.item for e in fresh])

    def _count(self, entry: Looked) -> None:
        report = self.report
        report.new += entry.standing is Standing.OPEN and entry.stamp is None
        report.changed += entry.standing is Standing.OPEN and entry.stamp is not None
        report.unchanged += entry.standing is Standing.UNCHANGED
        outdated = entry.standing in (Standing.OUTDATED, Standing.BESIDE)
        report.outdated += outdated
        report.forgotten += entry.standing is Standing.FORGOTTEN
        back = entry.stamp is not None and entry.stamp.presence is not Presence.PRESENT
        report.returned += back and not outdated

    def _decide(self, work: _Work) -> Path:
        """In a worker process: the facts of a shard's open items, as a file."""
        asked = content_hash([self.recognizer.release_id, self.recognizer.model_id, [item.id for item in work.items]])
        path = self.folder.path / f"{work.shard.name}.{asked[:16]}.facts.parquet"
        if not path.is_file():
            found = [
                entry
                for begin in range(0, len(work.items), _STORED)
                for entry in self.recognizer.recognize(work.items[begin : begin + _STORED])
            ]
            write_facts(path, found)
        return path

    def _store(self, work: _Work, path: Path) -> None:
        known = read_facts(path)
        if known is None:  # damaged by a crash of the machine
            path.unlink(missing_ok=True)
            known = {entry.item_id: entry for entry in self.recognizer.recognize(work.items)}
        for entry in known.values():
            self.report.count_recognition(entry)
            self.tally.add(entry.proposals)
        for begin in range(0, len(work.documents), _STORED):
            left = work.documents[begin : begin + _STORED]
            settled, left = self.settler.settle_decided(left, known, Tier.DAY)
            if left:  # a tombstone or an older release came between: rare, so here and now
                settled.add(self.settler.settle(left, Tier.DAY))
            self.report.changes += settled.changes
            self.figures.moved += settled.moved
        self.figures.decided += len(known)
        self._claims.discard(work.claim.name)
        self.settler.store.release_lease(work.claim)

    def _free_dead_claims(self) -> None:
        """Take back what processes of this machine claimed that are no more."""
        store = self.settler.store
        for lease in store.leases():
            if lease.name.startswith(_CLAIM) and _is_dead(lease.holder):
                store.release_lease(lease)


@dataclass(frozen=True, slots=True)
class _Work:
    """documents: to be stored; items: those of them that must be decided"""

    shard: Shard
    claim: Lease
    documents: list[Document]
    items: list[Item]


_CLAIM = "day/"


def process_holder() -> str:
    """A name by which others of this machine can tell whether the process still lives."""
    return f"{socket.gethostname()}:{os.getpid()}"


def _is_dead(holder: str) -> bool:
    host, _, number = holder.partition(":")
    if host != socket.gethostname() or not number.isdigit() or os.name != "posix":
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def redecide(store: Store, settler: Settler, report: BuildReport, workers: int, progress: Progress) -> None:
    """Decide what the store holds and what was not decided as it would be now: what waits for the day, was left
    unfinished, or was decided under another release or model.
    """
    clock = StageClock()

    def stale() -> Iterator[list[Document]]:
        after, waiting = None, list[Document]()
        while page := list(store.items(after=after, limit=_PAGE)):
            after = page[-1].item.id
            for record in page:
                report.rows += 1
                report.items += 1
                if record.fingerprint == settler.deciders(record.source).fingerprint(record.item):
                    report.unchanged += 1
                else:
                    report.changed += 1
                    waiting.append(Document(record.item, record.source, record.time_us, record.row))
            if len(waiting) >= _PAGE:
                yield waiting
                waiting = []
        if waiting:
            yield waiting

    def decide(documents: list[Document]) -> list[Recognition]:
        by_source: dict[SourceId, list[Item]] = {}
        for document in documents:
            by_source.setdefault(document.source, []).append(document.item)
        return [
            entry
            for source, items in by_source.items()
            for entry in settler.deciders(source).recognizer.recognize(items)
        ]

    with Processes(decide, workers) as processes:
        for documents, found in clock.waiting("recognise", processes.map(stale())):
            with clock.stage("store"):
                settled, left = settler.settle_decided(documents, {e.item_id: e for e in found}, Tier.DAY)
                if left:
                    settled.add(settler.settle(left, Tier.DAY))
            for entry in found:
                report.count_recognition(entry)
            report.changes += settled.changes
            progress(report)
    report.seconds, report.total_seconds = dict(clock.seconds), clock.total
