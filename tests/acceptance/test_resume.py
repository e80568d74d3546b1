"""Builds that are killed, interrupted, or not alone: what is stored is whole, and the next build finishes the work."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.demo import backbone_path
from itemcenter.schema import ItemId, KeyId
from tests.acceptance.command import end, run, start
from tests.acceptance.small import write_many

#: 1671 items in 7 batches: about two seconds of work, of which the first third is enough to be met half-way.
_COPIES = 3
#: Items that are learned from, in as few seconds.
_LEARNED = 200


class Whole(NamedTuple):
    catalog: Path
    items: int
    digest: str
    rejected: dict[str, int]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The catalog, and what a build that nothing disturbs makes of it."""
    home = tmp_path_factory.mktemp("whole")
    catalog = write_many(home / "catalog.csv", _COPIES)
    text = catalog.read_text(encoding="utf-8").splitlines(keepends=True)
    # rejects at the beginning, in the middle and at the end: two without id, a duplicate far behind its first
    text.insert(1, ",,no id here,,,,,,\n")
    text.insert(len(text) // 2, ",,nor here,,,,,,\n")
    text.append(text[2])
    catalog.write_text("".join(text), encoding="utf-8")
    with itemcenter.open_center(_center(home / "center")) as center:
        report = center.build(catalog)
        assert center.folder.learned("merchant").is_dir()
    assert report.rejected == {"no_id": 2, "duplicate_id": 1}
    return Whole(catalog, report.items, report.digest, report.rejected)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A center with its ontology, and no item yet."""
    return _center(tmp_path / "center")


def _center(folder: Path) -> Path:
    with itemcenter.create(folder) as center:
        center.import_ontology(str(backbone_path(small=True)))
    (folder / "itemcenter.toml").write_text(f"[learning]\nitems = {_LEARNED}\n", encoding="utf-8")
    return folder


def _wait(process: subprocess.Popen[str], reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 300  # a machine may have other work
    while process.poll() is None and time.monotonic() < deadline:
        if reached():
            return
        time.sleep(0.01)
    raise AssertionError(f"the build ended too early: {end(process)}")


def _half_way(process: subprocess.Popen[str], home: Path) -> None:
    """Return when the build has stored something."""
    with itemcenter.open_center(home) as center:
        _wait(process, lambda: center.store.counts().items > 0)


def _resumed(home: Path, whole: Whole) -> None:
    """The next build finishes the work, and does only what is left of it."""
    with itemcenter.open_center(home) as center:
        stored = center.store.counts().items
        assert 0 < stored < whole.items, "stopped half-way"
        assert center.quarantine.sources() == [], "a quarantine that is not complete is none"
        report = center.build(whole.catalog)
        assert (report.unchanged, report.new) == (stored, whole.items - stored)
        assert sum(report.categories.values()) == whole.items - stored, "recognised: only the rest"
        assert (report.digest, report.rejected) == (whole.digest, whole.rejected)
        reasons = [row.reason for row in center.quarantine.rows(center.quarantine.sources()[0])]
        assert reasons == ["no_id", "no_id", "duplicate_id"]
        assert [change.number for change in center.store.changes()] == [*range(1, center.store.counts().changes + 1)]


def test_a_killed_build_goes_on_where_it_was(home: Path, whole: Whole) -> None:
    process = start("build", whole.catalog, "--out", home)
    _half_way(process, home)
    process.send_signal(signal.SIGKILL)
    assert end(process).code == -signal.SIGKILL
    _resumed(home, whole)


def test_ctrl_c_says_so_and_the_same_command_goes_on(home: Path, whole: Whole) -> None:
    process = start("build", whole.catalog, "--out", home)
    _half_way(process, home)
    process.send_signal(signal.SIGINT)
    told = end(process)
    assert told.code == 130 and "run the same command again" in told.err
    assert not list((home / "quarantine").glob("*.partial"))
    _resumed(home, whole)


def test_two_builds_at_once_and_an_edit_in_between(home: Path, whole: Whole) -> None:
    process = start("build", whole.catalog, "--out", home)
    _half_way(process, home)
    process.send_signal(signal.SIGSTOP)  # so that all this is sure to happen while it runs
    second = run("build", whole.catalog, "--out", home)
    assert second.code == 5 and f"process {process.pid} is working on" in second.err and "wait" in second.err
    with itemcenter.open_center(home) as center:
        item = next(center.store.items()).item.id
    editing = start("set", item, "color", "mint", "--lock", "--center", home)
    with contextlib.suppress(subprocess.TimeoutExpired):  # it waits where the build was stopped within a transaction
        editing.wait(10)
    process.send_signal(signal.SIGCONT)
    edit, first = end(editing), end(process)
    assert (edit.code, first.code) == (0, 0) and f"{whole.items:,} new" in first.out, (edit, first)
    with itemcenter.open_center(home) as center:
        last = list(center.store.changes())[-1].after
        assert last is not None and last.source != "human", "the edit came in between"
        _shows_mint(center, item)
        assert center.unlock(item, "color")
        assert center.store.digest() == whole.digest
        assert center.build(whole.catalog).unchanged == whole.items


def _shows_mint(center: ItemCenter, item: str) -> None:
    cell = center.store.cell(ItemId(item), KeyId("color"))
    assert cell is not None and cell.version.locked and cell.facts[0].value.text == "mint"
