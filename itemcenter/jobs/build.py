"""The build: read a catalog, recognise what is new or changed, store it. Streams, resumes, and skips what is settled.

An item is settled when the store holds it with the same fingerprint: same content, same release, same recogniser. So is
one of an earlier release that the present one cannot decide otherwise: it is spared, and gets the new fingerprint.
Each batch is one transaction, so a killed build has lost at most one batch, and the next run skips all before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from itemcenter.flow import Processes, QuarantineWriter, StageClock
from itemcenter.items import DUPLICATE_ID, ReadRow, RowFault
from itemcenter.jobs.build_report import BuildReport, ProposalTally
from itemcenter.ports import Recognition, Recognizer, ReleaseScopes, Store
from itemcenter.schema import (
    AttributeWrite,
    CategoryMatch,
    Item,
    ItemId,
    ItemRecord,
    Presence,
    RejectedRow,
    ReleaseId,
    SourceId,
    WriteBatch,
)
from itemcenter.tunnel import SourcePolicy, ingest_recognition
from itemcenter.tunnel.fingerprint import UNFINISHED, fingerprint_of
from itemcenter.tunnel.own_documents import displaced

#: Rows compared together, items recognised and stored together: numpy's overhead has vanished, a lost batch is cheap.
BATCH_ITEMS = 256
#: Where few rows of a batch need work, they wait for those of the next ones until they are such a part of a batch:
#: large enough to be worth a transaction, small enough to keep all workers busy.
_LEAST_PART = 4


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What a build works with.

    source:   the merchant's source name; machine_source: the recogniser's
    time_us:  when the catalog was made (version time of everything it says), microseconds since 1970
    revision: number of this run; a later run over the same catalog wins over an earlier one
    limit:    stop after this many readable items
    dry_run:  recognise, but write nothing; of two rows with one id, only those in one batch are noticed then
    retry:    the rows come out of quarantine: an id that the source has in another row is a duplicate still
    workers:  processes that recognise; what comes out does not depend on their number
    place:    what a row's number is called for people
    """

    source: SourceId
    machine_source: SourceId
    time_us: int
    revision: int
    run: str
    limit: int | None = None
    dry_run: bool = False
    retry: bool = False
    workers: int = 1
    place: Callable[[int], str] = "row {}".format


def least_part() -> int:
    """Items that are worth a batch of their own."""
    return max(1, BATCH_ITEMS // _LEAST_PART)


Progress = Callable[[BuildReport], None]


def build(
    rows: Iterable[ReadRow],
    recognizer: Recognizer,
    store: Store,
    policy: SourcePolicy,
    quarantine: QuarantineWriter | None,
    plan: BuildPlan,
    progress: Progress = lambda report: None,
    scopes: ReleaseScopes | None = None,
) -> BuildReport:
    """Run the build to the end of `rows` and return its report. `KeyboardInterrupt` leaves whole batches stored.

    scopes: which items an earlier release need not be decided anew for; None decides all of them
    """
    clock = StageClock()
    report = BuildReport(run=plan.run, source=plan.source, release_id=recognizer.release_id, dry_run=plan.dry_run)
    report.model_id = recognizer.model_id
    tally = ProposalTally()
    under_way: dict[ItemId, int] = {}

    def to_recognise() -> Iterator[list[_OpenRow]]:
        waiting: list[_OpenRow] = []
        for batch in _batches(clock.pulling("read", rows), plan.limit):
            report.rows += len(batch)
            with clock.stage("compare"):
                found = _open_rows(batch, under_way, recognizer, store, quarantine, plan, report)
            if scopes is not None and scopes.earlier:
                with clock.stage("scope"):
                    found = _in_scope(found, scopes, recognizer, store, plan, report)
            if not plan.dry_run:
                under_way.update((row.item.id, row.row) for row in found)
            waiting += found
            if len(waiting) < least_part():
                progress(report)
                continue
            yield waiting
            waiting = []
        if waiting:
            yield waiting

    def recognise(open_rows: list[_OpenRow]) -> list[Recognition]:
        return recognizer.recognize([row.item for row in open_rows])

    with Processes(recognise, plan.workers) as processes:
        for open_rows, recognitions in clock.waiting("recognise", processes.map(to_recognise())):
            with clock.stage("store"):
                held = store.words([row.item.id for row in open_rows])
                for recognition in recognitions:
                    report.count_recognition(recognition)
                    tally.add(recognition.proposals)
                if not plan.dry_run:
                    parts = [
                        ingest_recognition(
                            _record(row, recognition.category, plan, recognition.unfinished),
                            recognition,
                            policy=policy,
                            machine_source=plan.machine_source,
                            held=held.get(row.item.id, []),
                            guarded=True,
                        )
                        for row, recognition in zip(open_rows, recognitions, strict=True)
                    ]
                    parts.append(WriteBatch(writes=_marks(store, open_rows, plan.source)))
                    report.changes += len(store.apply(_joined(parts)))
                for row in open_rows:
                    under_way.pop(row.item.id, None)
            report.seconds = dict(clock.seconds)
            progress(report)
    report.proposals = tally.rows()
    report.seconds = dict(clock.seconds)
    report.total_seconds = clock.total
    return report


@dataclass(frozen=True, slots=True)
class _OpenRow:
    """A row whose item is new or has changed. held: the fingerprint in the store, None for a new one"""

    row: int
    item: Item
    fingerprint: str
    held: str | None = None


def _batches(rows: Iterable[ReadRow], limit: int | None) -> Iterator[list[ReadRow]]:
    batch: list[ReadRow] = []
    readable = 0
    for row in rows:
        batch.append(row)
        readable += row.item is not None
        if len(batch) == BATCH_ITEMS:
            yield batch
            batch = []
        if limit is not None and readable >= limit:
            break
    if batch:
        yield batch


def _open_rows(
    batch: list[ReadRow],
    under_way: Mapping[ItemId, int],
    recognizer: Recognizer,
    store: Store,
    quarantine: QuarantineWriter | None,
    plan: BuildPlan,
    report: BuildReport,
) -> list[_OpenRow]:
    """Rows that need work; all others are counted, and settled or rejected.

    A center holds one record of an item, the newest, whoever it came from: an older one is outdated.
    under_way: items of earlier batches that are not stored yet, with their rows
    """
    out: list[_OpenRow] = []
    stamps = store.stamps([row.item.id for row in batch if row.item is not None])
    first_row: dict[ItemId, int] = {}
    settled: dict[ItemId, int] = {}

    def reject(rejected: RejectedRow) -> None:
        report.rejected[rejected.reason] = report.rejected.get(rejected.reason, 0) + 1
        if quarantine is not None:
            quarantine.add(rejected)

    for row in batch:
        if row.item is None:
            if row.rejected is not None:
                reject(row.rejected)
            continue
        item, stamp = row.item, stamps.get(row.item.id)
        met_before = stamp is not None and (
            stamp.run == plan.run or (plan.retry and stamp.source == plan.source and stamp.row != row.row)
        )
        if item.id in first_row or item.id in under_way or met_before:
            earlier = first_row.get(item.id) or under_way.get(item.id) or (stamp.row if stamp is not None else 0)
            fault = RowFault(DUPLICATE_ID, f"the id {item.id!r} stands in {plan.place(earlier)} already")
            reject(row.refused(plan.source, fault))
            continue
        first_row[item.id] = row.row
        report.items += 1
        before = report.outdated
        fingerprint = fingerprint_of(item, recognizer.release_id, recognizer.model_id, plan.source)
        if stamp is not None and stamp.time_us > plan.time_us:
            report.outdated += 1
        elif stamp is not None and stamp.fingerprint == fingerprint:
            report.unchanged += 1
            settled[item.id] = row.row
        elif stamp is None and (forgotten := store.forgotten(item.id)) is not None and forgotten >= plan.time_us:
            report.forgotten += 1
        else:
            report.new += stamp is None
            report.changed += stamp is not None
            out.append(_OpenRow(row.row, item, fingerprint, None if stamp is None else stamp.fingerprint))
        back = stamp is not None and stamp.presence is not Presence.PRESENT
        report.returned += back and report.outdated == before
    if settled and not plan.dry_run:
        store.mark_seen(settled, plan.run, plan.time_us)
    return out


def _in_scope(
    rows: list[_OpenRow],
    scopes: ReleaseScopes,
    recognizer: Recognizer,
    store: Store,
    plan: BuildPlan,
    report: BuildReport,
) -> list[_OpenRow]:
    """The rows that must be decided; those that only their release tells apart, and that it cannot touch, are spared.

    They count as unchanged. A category that is only known more or less surely than before is stored.
    """
    asked: dict[ReleaseId, list[_OpenRow]] = {}
    for row in rows:
        for earlier in scopes.earlier if row.held is not None else ():
            if row.held == fingerprint_of(row.item, earlier, recognizer.model_id, plan.source):
                asked.setdefault(earlier, []).append(row)
                break
    spared: dict[ItemId, _OpenRow] = {}
    moved: list[ItemRecord] = []
    for earlier, found in asked.items():
        records = [store.item(row.item.id) for row in found]
        matches = [None if record is None else record.category for record in records]
        touches = scopes.touched(earlier, [row.item for row in found], matches)
        for row, held, (reason, category) in zip(found, matches, touches, strict=True):
            if reason:
                report.scope[reason] = report.scope.get(reason, 0) + 1
                continue
            spared[row.item.id] = row
            if category != held:
                moved.append(_record(row, category, plan))
    report.spared += len(spared)
    report.unchanged += len(spared)
    report.changed -= len(spared)
    if spared and not plan.dry_run:
        seen = {item_id: row.row for item_id, row in spared.items()}
        if moved:
            store.apply(WriteBatch(items=tuple(moved)))
        store.mark_seen(seen, plan.run, plan.time_us, {item_id: row.fingerprint for item_id, row in spared.items()})
    return [row for row in rows if row.item.id not in spared]


def _record(row: _OpenRow, category: CategoryMatch | None, plan: BuildPlan, unfinished: bool = False) -> ItemRecord:
    return ItemRecord(
        item=row.item,
        category=category,
        source=plan.source,
        time_us=plan.time_us,
        revision=plan.revision,
        fingerprint=UNFINISHED if unfinished else row.fingerprint,
        row=row.row,
        run=plan.run,
    )


def _marks(store: Store, rows: list[_OpenRow], source: SourceId) -> tuple[AttributeWrite, ...]:
    """Of the documents of other sources whose place these rows take."""
    former = store.stamps([row.item.id for row in rows if row.held is not None])
    return tuple(mark for item_id, stamp in former.items() for mark in displaced(store, item_id, stamp, source))


def _joined(parts: list[WriteBatch]) -> WriteBatch:
    return WriteBatch(
        items=tuple(record for part in parts for record in part.items),
        tombstones=tuple(stone for part in parts for stone in part.tombstones),
        writes=tuple(write for part in parts for write in part.writes),
    )
