"""The day job alone, with fakes: the digest of a build, shards that are finished and left alone, claims, duplicates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from itemcenter.errors import StoreError
from itemcenter.items import ReadRow
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.day import DayJob, process_holder, redecide
from itemcenter.jobs.day_facts import read_facts, write_facts
from itemcenter.jobs.day_shards import DayPlan, ShardFolder
from itemcenter.ports import Recognition
from itemcenter.schema import Item, ItemId, ReleaseId, SourceId, Spec, SpuId, Tier
from itemcenter.testing import FakeRecognizer, ReferenceStore
from itemcenter.tunnel.decide import Decider
from itemcenter.tunnel.standing import Document
from tests.unit.jobs.parts import MACHINE, MERCHANT, item, recognizer, rows
from tests.unit.tunnel.tiers import Tunnel, digest_of_build

NOON_US = 1_000


class Killed(BaseException):
    pass


class Day:
    """A day job over one folder and one store; each `run` is a new process."""

    def __init__(self, folder: Path, store: ReferenceStore | None = None) -> None:
        self.folder, self.store = ShardFolder(folder / "day"), store or ReferenceStore()
        self.asked: list[ItemId] = []

    def shard(self, read: Sequence[ReadRow], shard_items: int = 3) -> DayPlan:
        return self.folder.shard(read, DayPlan("mark", "000001", 1, MERCHANT, NOON_US), shard_items)

    def run(
        self,
        plan: DayPlan,
        *,
        killed_after: int | None = None,
        release: str = "fake-release",
        workers: int = 1,
        sleep: Callable[[float], None] | None = None,
    ) -> DayJob:
        made = FakeRecognizer(recognizer().phrases, release_id=ReleaseId(release))
        decider = Decider(MERCHANT, MACHINE, made)
        tunnel = Tunnel(self.store)
        settler = tunnel.settler.__class__(
            tunnel.settler.turns, tunnel.settler.policy, lambda source: decider, plan.run, plan.number
        )
        report = BuildReport(plan.run, MERCHANT, ReleaseId(release))
        seen = [0]

        def progress(told: BuildReport) -> None:
            seen[0] += 1
            if seen[0] == killed_after:
                raise Killed

        job = DayJob(self.folder, plan, made, settler, process_holder(), workers, report, progress)
        job.sleep = sleep or pytest.fail
        try:
            job.run()
        finally:
            self.asked = made.asked
        return job


ITEMS = tuple(
    Item(
        ItemId(f"i{n}"),
        ("a navy mug", "a red mug", "a mug")[n % 3],
        category_path=("Home", ("Mugs", "Cups")[n % 2]),
        group_id=SpuId(f"g{n // 4}"),
        specs=(Spec("colour", "red"),) if n % 5 == 0 else (),
    )
    for n in range(12)
)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_digest_of_a_build(tmp_path: Path, workers: int) -> None:
    day = Day(tmp_path)
    job = day.run(day.shard(rows(*ITEMS)), workers=workers)
    assert day.store.digest() == digest_of_build(*ITEMS)
    assert (job.report.items, job.report.new, job.figures.decided) == (12, 12, 12)
    assert job.figures.shards == len(job.plan.shards) and job.figures.finished == 0


def test_categories_and_groups_stand_together(tmp_path: Path) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(*ITEMS), 100)
    assert len(plan.shards) == 2
    for shard in plan.shards:
        found = [entry.item for entry in day.folder.read(shard)]
        groups = [entry.group_id for entry in found]
        assert len({entry.category_path for entry in found}) == 1 and groups == sorted(groups, key=str)


@pytest.mark.parametrize(("killed_after", "shard_items"), [(1, 5), (2, 3), (3, 4), (4, 2)])
def test_killed_and_resumed(tmp_path: Path, killed_after: int, shard_items: int) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(*ITEMS), shard_items)
    with pytest.raises(Killed):
        day.run(plan, killed_after=min(killed_after, len(plan.shards)))
    before, shards = list(day.asked), min(killed_after, len(plan.shards))
    kept = day.folder.plan()
    assert kept == plan
    job = day.run(plan)
    assert not set(before) & set(day.asked), "nothing is decided twice"
    assert sorted([*before, *day.asked]) == sorted(entry.id for entry in ITEMS)
    assert job.figures.finished >= shards - 1
    assert day.store.digest() == digest_of_build(*ITEMS)


def test_a_finished_job_touches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(*ITEMS))
    day.run(plan)
    monkeypatch.setattr(day.store, "apply", None)
    job = day.run(plan)
    assert job.figures.finished == len(plan.shards) and day.asked == []


def test_facts_that_were_computed_before_a_crash_are_not_computed_again(tmp_path: Path) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(*ITEMS))

    def refuse(*given: object, **named: object) -> None:
        raise StoreError("the disk is full")

    apply = day.store.apply
    day.store.apply = refuse  # type: ignore[method-assign, assignment]
    with pytest.raises(StoreError):
        day.run(plan)
    before = list(day.asked)
    day.store.apply = apply  # type: ignore[method-assign]
    day.run(plan)
    assert before and not set(before) & set(day.asked) and day.store.digest() == digest_of_build(*ITEMS)


def test_another_release_decides_again(tmp_path: Path) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(*ITEMS))
    day.run(plan)
    day.run(plan, release="later")
    assert len(day.asked) == 12


def test_duplicates_are_refused_with_their_text(tmp_path: Path) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(item("a", "a navy mug"), None, item("b"), item("a", "a red mug"), item("a", "a mug")), 2)
    assert (plan.rows, plan.skip, plan.rejected) == (5, (4, 5), {"no_id": 1, "duplicate_id": 2})
    told = [(entry.row, entry.message, entry.raw) for entry in day.folder.rejects() if entry.reason == "duplicate_id"]
    assert told[0] == (4, "the id 'a' stands in row 1 already", "a,a red mug") and len(told) == 2
    day.run(plan)
    assert day.store.digest() == digest_of_build(item("a", "a navy mug"), item("b"))


def test_newer_documents_of_a_tunnel_stay(tmp_path: Path) -> None:
    day = Day(tmp_path)
    tunnel = Tunnel(day.store)
    newer, older = item("i0", "a red thing"), item("i1", "a navy thing")
    tunnel.settler.settle([Document(newer, MERCHANT, NOON_US + 1)], Tier.SECOND)
    tunnel.settler.settle([Document(older, MERCHANT, NOON_US - 1)], Tier.SECOND)
    job = day.run(day.shard(rows(*ITEMS)))
    assert (job.report.outdated, job.report.changed, job.report.new) == (1, 1, 10)
    assert day.store.digest() == digest_of_build(newer, *ITEMS[1:])


def test_an_older_catalog_than_another_source_s_documents_still_gives_its_words(tmp_path: Path) -> None:
    day, other = Day(tmp_path), SourceId("merchant:eu")
    tunnel = Tunnel(day.store)
    newer = item("i0", "a red thing", colour="red")
    tunnel.settler.settle([Document(newer, other, NOON_US + 1)], Tier.SECOND)
    tunnel.settler.keep([Document(item("i2", "a mug", colour="navy"), other, NOON_US - 1)])
    own = [item("i0", "a navy mug", colour="navy"), item("i1"), item("i2", "a mug", colour="red")]
    job = day.run(day.shard(rows(*own)))
    assert (job.report.outdated, job.report.changed, job.report.new) == (1, 1, 1)
    record = day.store.item(ItemId("i0"))
    assert record is not None and record.item == newer and sorted(day.asked) == ["i0", "i1", "i2", "i2"]
    assert _colours(day.store, "i0") == {MERCHANT: "navy", other: "red", MACHINE: "red"}
    assert _colours(day.store, "i2") == {MERCHANT: "red", other: "navy", MACHINE: ""}, "it waited for its day"
    again = day.run(day.shard(rows(*own)))
    assert again.figures.decided == 0 and _colours(day.store, "i0")[MERCHANT] == "navy"


def _colours(store: ReferenceStore, name: str) -> dict[str, str]:
    words = store.words([ItemId(name)])[ItemId(name)]
    return {word.source: "".join(fact.value.text for fact in word.facts) for word in words}


def test_claims_of_the_living_are_waited_for_and_those_of_the_dead_taken(tmp_path: Path) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(*ITEMS))
    dead = day.store.take_lease(f"day/{plan.shards[0].name}", f"{process_holder().split(':')[0]}:999999999", 1000)
    alive = day.store.take_lease(f"day/{plan.shards[1].name}", "another-machine:1", 1000)
    assert dead is not None and alive is not None
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        day.store.release_lease(alive)

    day.run(plan, sleep=sleep)
    assert len(waited) == 1 and day.store.digest() == digest_of_build(*ITEMS)


def test_a_damaged_shard_is_told_and_damaged_facts_are_made_anew(tmp_path: Path) -> None:
    day = Day(tmp_path)
    plan = day.shard(rows(*ITEMS))
    day.run(plan)
    facts = sorted(day.folder.path.glob("*.facts.parquet"))
    facts[0].write_bytes(b"half")
    assert read_facts(facts[0]) is None
    (day.folder.path / f"{plan.shards[0].name}.parquet").write_bytes(b"half")
    with pytest.raises(StoreError, match="cannot be read"):
        day.run(plan)


def test_facts_as_a_file(tmp_path: Path) -> None:
    found = recognizer().recognize([*ITEMS[:3], item("x", "half \ud83d of a navy mug", colour="red")])
    write_facts(tmp_path / "f.parquet", found)
    read = read_facts(tmp_path / "f.parquet")
    assert read is not None and list(read.values()) == found


def test_what_waits_in_the_store_is_decided(tmp_path: Path) -> None:
    store = ReferenceStore()
    tunnel = Tunnel(store, revision=1)
    tunnel.settler.settle([Document(ITEMS[0], MERCHANT, 5)], Tier.SECOND)
    tunnel.settler.keep([Document(ITEMS[1], MERCHANT, 6), Document(ITEMS[2], MERCHANT, 7)])
    later = Tunnel(store, revision=2)
    report = BuildReport("000002", MERCHANT, ReleaseId("fake-release"))
    redecide(store, later.settler, report, 1, lambda told: None)
    assert (report.items, report.unchanged, report.changed) == (3, 1, 2)
    assert store.digest() == digest_of_build(*ITEMS[:3]) and later.recognizer.asked == ["i1", "i2"]


def test_unfinished_decisions_are_decided_by_the_next_day(tmp_path: Path) -> None:
    store = ReferenceStore()
    tunnel = Tunnel(store, pruned=False)
    whole = tunnel.recognizer.recognize

    def half(items: Sequence[Item]) -> list[Recognition]:
        return [Recognition(entry.id, None, {}, {}, unfinished=True) for entry in items]

    tunnel.recognizer.recognize = half  # type: ignore[method-assign]
    tunnel.settler.settle([Document(ITEMS[0], MERCHANT, 5)], Tier.MINUTE)
    tunnel.recognizer.recognize = whole  # type: ignore[method-assign]
    redecide(store, tunnel.settler, BuildReport("000002", MERCHANT, ReleaseId("r")), 1, lambda told: None)
    assert store.digest() == digest_of_build(ITEMS[0])
