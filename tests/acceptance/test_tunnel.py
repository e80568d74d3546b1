"""The tunnel of a center as its users meet it: every tier gives a build's facts, and its process can be ended."""

from __future__ import annotations

import json
import shutil
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.errors import CenterBusyError, ConfigError, NotFoundError
from itemcenter.schema import Envelope, Item, ItemId, ItemPut, ItemRemoved, SourceId, Tier, partition_of
from itemcenter.tunnel.envelope import write_envelope
from tests.acceptance.command import end, run, start
from tests.acceptance.small import MADE_S, ROWS, dated, with_cell, write_catalog

NOW_US = (MADE_S + 60) * 1_000_000
CHANGED = [
    *with_cell("M-1", "title", "Mug in crimson"),
    ("M-4", "Glass mug", "Mugs", "Clear glass.", "height: 9 cm"),
    ("M-5", "Glass mug", "Mugs", "Clear glass.", "height: 9 cm"),
]


def documents(center: ItemCenter, rows: Iterable[tuple[str, ...]], folder: Path) -> list[Item]:
    """As the catalog's reader gives them."""
    path = write_catalog(folder / "documents.csv", list(rows))
    return [row.item for row in center.open_catalog(path) if row.item is not None]


def send(center: ItemCenter, items: Iterable[Item], time_us: int = NOW_US, first: int = 0) -> None:
    posts = [
        write_envelope(Envelope(f"m{n}", "test", time_us, ItemPut(item, SourceId(MERCHANT), time_us)))
        for n, item in enumerate(items, start=first)
    ]
    center.topics().send(center.config.tunnel.inbox, posts)


def test_every_tier_gives_the_facts_of_a_build(mugs: Path, tmp_path: Path) -> None:
    changed = write_catalog(tmp_path / "changed.csv", CHANGED, made_s=MADE_S + 60)
    copies = [Path(shutil.copytree(mugs, tmp_path / f"copy{n}")) for n in range(3)]
    with itemcenter.open_center(mugs) as built:
        wanted = built.build(changed).digest
    with itemcenter.open_center(copies[0]) as by_day:
        found = by_day.day(changed, shard_items=2)
        assert found.report.digest == wanted and (found.report.new, found.report.changed) == (2, 1)
        again = by_day.day(changed, shard_items=2)
        assert again.report.digest == wanted and again.figures is not None and again.figures.decided == 0
        assert not any(by_day.folder.tunnel.glob("day-*")), "shards are gone when all is stored"
    for copy, tiers in ((copies[1], {Tier.SECOND, Tier.MINUTE}), (copies[2], {Tier.MINUTE})):
        with itemcenter.open_center(copy) as by_tunnel:
            send(by_tunnel, [*documents(by_tunnel, CHANGED, tmp_path), *documents(by_tunnel, ROWS, tmp_path)[:1]][::-1])
            send(by_tunnel, documents(by_tunnel, CHANGED, tmp_path), NOW_US + 1)
            by_tunnel.run_tunnel(tiers, once=True)
            assert by_tunnel.store.digest() == wanted
            assert by_tunnel.day_stored().digest == wanted
            assert by_tunnel.store.leases() == []


def test_a_price_costs_no_decision(center: ItemCenter, tmp_path: Path) -> None:
    first = documents(center, ROWS, tmp_path)
    send(center, first)
    center.run_tunnel(once=True)
    priced = [Item(**{**_fields(item), "extras": (("price", "5.00"),)}) for item in first]
    send(center, priced, NOW_US + 1, first=10)
    figures = center.run_tunnel(once=True)
    stages = {stage for _, stage in figures.stages}
    assert stages <= {"renewed", "decided"} and sum(c for (_, s), c in figures.stages.items() if s == "renewed") >= 2
    record = center.store.item(ItemId("M-1"))
    assert record is not None and record.item.extras == (("price", "5.00"),)


def _fields(item: Item) -> dict[str, object]:
    return {name: getattr(item, name) for name in Item.__slots__}


def test_an_item_that_is_gone_and_comes_back(center: ItemCenter, tmp_path: Path) -> None:
    gone = ItemRemoved(ItemId("M-1"), SourceId(MERCHANT), NOW_US)
    center.topics().send("inbox", [write_envelope(Envelope("g", "test", NOW_US, gone))])
    center.run_tunnel(once=True)
    assert center.store.counts().retired == 1
    send(center, documents(center, ROWS, tmp_path)[:1], NOW_US - 1)
    center.run_tunnel(once=True)
    assert center.store.counts().retired == 1, "that was said before"
    send(center, documents(center, ROWS, tmp_path)[:1], NOW_US + 1)
    center.run_tunnel(once=True)
    assert center.store.counts().retired == 0


def test_a_build_and_a_tunnel_keep_out_of_each_other_s_way(center: ItemCenter, catalog: Path) -> None:
    with center.folder.locked(), pytest.raises(CenterBusyError):
        center.run_tunnel(once=True)
    assert center.store.leases() == []
    lease = center.store.take_lease("tunnel/runner/host:1:x", "host:1:x", 100)
    assert lease is not None
    with pytest.raises(CenterBusyError, match="a tunnel is running"):
        center.build(catalog)
    assert center.day(catalog).report.items == 4


def test_wrong_tiers_and_nothing_to_help(center: ItemCenter) -> None:
    with pytest.raises(ConfigError):
        center.run_tunnel({Tier.DAY})
    with pytest.raises(NotFoundError):
        center.day_help()


def test_another_process_can_help(mugs: Path, tmp_path: Path) -> None:
    """The plan of a day job that was killed before it had decided anything."""
    changed = write_catalog(tmp_path / "changed.csv", CHANGED, made_s=MADE_S + 60)

    class Killed(BaseException):
        pass

    def killed(report: object) -> None:
        raise Killed

    with itemcenter.open_center(mugs) as center, pytest.raises(Killed):
        center.day(changed, shard_items=1, progress=killed)
    with itemcenter.open_center(mugs) as helper:
        found = helper.day_help()
        assert found.figures is not None and found.figures.finished == 1
        assert found.figures.decided == found.report.changed + found.report.new > 0
    with itemcenter.open_center(mugs) as center:
        done = center.day(changed, shard_items=1)
        assert done.figures is not None and done.figures.finished == 6 and done.report.run == found.report.run
        assert [mark.number for mark in center.store.runs()] == [1, 2]


def test_the_commands(mugs: Path, tmp_path: Path) -> None:
    with itemcenter.open_center(mugs) as center:
        send(center, documents(center, CHANGED, tmp_path))
        center.topics().send(
            "inbox", [write_envelope(Envelope("x", "t", 1, ItemRemoved(ItemId("a"), SourceId("human"), 1)))]
        )
    done = run("tunnel", "run", "--once", "--center", mugs)
    assert done.code == 0, done.err
    lines = [json.loads(line) for line in done.err.splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["started", "stopped"]
    assert lines[-1]["received"] == {"ItemPut": 6} and lines[-1]["dead"] == {"source": 1}
    found = run("tunnel", "status", "--json", "--center", mugs).json
    assert found["dead"] == 1 and all(lag == 0 for rows in found["groups"].values() for _, _, lag in rows)
    told = run("tunnel", "run", "--tiers", "hour", "--center", mugs)
    assert told.code == 2 and "second, minute or both" in told.err
    later = dated(write_catalog(tmp_path / "later.csv", CHANGED[:2]), MADE_S + 120)
    day = run("tunnel", "day", later, "--json", "--center", mugs)
    assert day.code == 0 and day.json["items"] == 2 and day.json["day"]["shards"] == 1


def test_processes_for_some_partitions(mugs: Path, tmp_path: Path) -> None:
    """Two processes, each for its own; what is nobody's stays."""
    with itemcenter.open_center(mugs) as center:
        send(center, documents(center, CHANGED, tmp_path))
        place, count = ("--center", mugs), center.config.tunnel.partitions
        mine = {partition_of(ItemId(row[0]), count) for row in CHANGED[:2]}
        left = [row[0] for row in CHANGED if partition_of(ItemId(row[0]), count) not in mine]
        assert left and len(mine) < count
        done = run("tunnel", "run", "--once", "--partitions", ",".join(map(str, mine)), *place)
        assert done.code == 0, done.err
        assert sorted([*_newer(center, NOW_US), *left]) == sorted(row[0] for row in CHANGED)
        status = center.tunnel_status()
        assert {partition for rows in status.groups.values() for partition, _, lag in rows if lag} == {
            partition_of(ItemId(item), count) for item in left
        }
        rest = ",".join(str(partition) for partition in range(count) if partition not in mine)
        assert run("tunnel", "run", "--once", "--partitions", rest, *place).code == 0
        assert len(_newer(center, NOW_US)) == len(CHANGED)
    for wrong, words in (("a", "numbers"), ("-1", "numbers"), ("", "numbers"), (str(count), "not among")):
        told = run("tunnel", "run", "--once", "--partitions", wrong, *place)
        assert told.code in (2, 6) and words in told.err, told


def test_a_running_tunnel_ends_when_it_is_asked_to_and_goes_on_when_it_was_killed(mugs: Path, tmp_path: Path) -> None:
    (mugs / "itemcenter.toml").write_text("[stream]\nsession_s = 3.0\n", encoding="utf-8")  # until it is taken for dead
    with itemcenter.open_center(mugs) as center:
        items = documents(center, CHANGED, tmp_path)
        for number, signal_ in enumerate((signal.SIGKILL, signal.SIGTERM)):
            process = start("tunnel", "run", "--center", mugs)
            send(center, items, NOW_US + number, first=10 * number)
            _wait(lambda: len(_newer(center, NOW_US + number)) == len(items))  # noqa: B023 - called at once
            process.send_signal(signal_)
            if signal_ is signal.SIGKILL:
                process.communicate()
            else:
                done = end(process)
                assert done.code == 0 and json.loads(done.err.splitlines()[-1])["event"] == "stopped"
        status = center.tunnel_status()
        assert all(lag == 0 for rows in status.groups.values() for _, _, lag in rows)


def _newer(center: ItemCenter, time_us: int) -> list[str]:
    return [record.item.id for record in center.store.items() if record.time_us >= time_us]


def _wait(there: object, most_s: float = 90.0) -> None:
    begin = time.monotonic()
    while not there():  # type: ignore[operator]
        assert time.monotonic() - begin < most_s
        time.sleep(0.05)
