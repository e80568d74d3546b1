"""`itemcenter tunnel backup|restore`: while writers go on, verified, refused where anything is not as it was."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from itemcenter.center import ItemCenter
from itemcenter.testing.store_process import batch, open_file
from tests.acceptance.command import run, start


def test_a_center_comes_back_as_it_was(mugs: Path, tmp_path: Path) -> None:
    (mugs / "snapshots" / "old").mkdir(parents=True)
    (mugs / "snapshots" / "old" / "x").write_text("x")
    with ItemCenter.open(mugs) as center:
        digest, release = center.store.digest(), center.release.id
    told = run("tunnel", "backup", tmp_path / "copy", "--center", mugs, "--json").json
    assert told["store"]["digest"] == digest and told["files"] > 5
    assert not (tmp_path / "copy" / "snapshots").exists()
    assert "sound" in run("tunnel", "restore", tmp_path / "copy", "--verify").out
    assert (
        run("tunnel", "restore", tmp_path / "copy", "--out", tmp_path / "new", "--json").json["store"] == told["store"]
    )
    with ItemCenter.open(tmp_path / "new") as center:
        assert (center.store.digest(), center.release.id) == (digest, release)
        item = next(iter(center.facts())).item_id
    for path in sorted(mugs.rglob("*.toml")) + sorted((mugs / "releases").rglob("*.json")):
        assert (tmp_path / "new" / path.relative_to(mugs)).read_bytes() == path.read_bytes()
    assert run("show", item, "--center", tmp_path / "new").out == run("show", item, "--center", mugs).out
    assert run("tunnel", "reconcile", "--with", mugs, "--center", tmp_path / "new").code == 0


def test_what_a_writer_had_been_told_is_in_it(mugs: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "itemcenter.testing.store_process", str(mugs / "store.db"), "0", "400", "a", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        last = [int(process.stdout.readline()) for _ in range(5)][-1]
        told = run("tunnel", "backup", tmp_path / "copy", "--center", mugs, "--json").json
        assert process.poll() is None, "the writer must have been at work all the time"
    finally:
        process.kill()
        process.communicate()
    open_file(tmp_path / "copy" / "store.db").close()
    assert run("tunnel", "restore", tmp_path / "copy", "--out", tmp_path / "new").code == 0
    store, other = open_file(tmp_path / "new" / "store.db"), open_file(mugs / "store.db")
    assert store.counts().changes == told["store"]["changes"] <= other.counts().changes
    for number in range(last + 1):
        assert store.apply(batch(number, "a")) == []
    assert list(store.changes()) == list(other.changes(0, told["store"]["changes"])), "a state that stood at one moment"
    store.close()
    other.close()


@pytest.mark.parametrize("which", ["store.db", "itemcenter.toml"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(mugs: Path, tmp_path: Path, which: str) -> None:
    copy = tmp_path / "copy"
    assert run("tunnel", "backup", copy, "--center", mugs).code == 0
    data = (copy / which).read_bytes()
    (copy / which).write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    for arguments in (["--verify"], ["--out", tmp_path / "new"]):
        outcome = run("tunnel", "restore", copy, *arguments)
        assert outcome.code == 6 and which in outcome.err and "not as it was copied" in outcome.err
    (copy / which).unlink()
    assert "missing" in run("tunnel", "restore", copy, "--out", tmp_path / "new").err
    assert not list(tmp_path.glob("new*"))


def test_a_manifest_that_reaches_outside_is_refused(mugs: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert run("tunnel", "backup", copy, "--center", mugs).code == 0
    manifest = json.loads((copy / "backup.json").read_text())
    for path in ("../evil", "/etc/evil", "a/../../evil"):
        (copy / "backup.json").write_text(json.dumps(manifest | {"files": [manifest["files"][0] | {"path": path}]}))
        outcome = run("tunnel", "restore", copy, "--out", tmp_path / "new")
        assert outcome.code == 6 and "outside of itself" in outcome.err
    (copy / "backup.json").write_text(json.dumps(manifest | {"format": 9}))
    assert "newer itemcenter" in run("tunnel", "restore", copy, "--verify").err


def test_what_is_asked_wrongly_is_told(mugs: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    for arguments, code, words in (
        (["backup", tmp_path / "full", "--center", mugs], 2, "is there already"),
        (["backup", mugs / "copy", "--center", mugs], 2, "inside of the center"),
        (["restore", tmp_path / "full", "--out", tmp_path / "new"], 4, "is no backup"),
        (["restore", tmp_path / "full"], 2, "--verify"),
    ):
        outcome = run("tunnel", *arguments)
        assert outcome.code == code and words in outcome.err
    (mugs / "itemcenter.toml").write_text(f'[store]\npath = "{tmp_path}/elsewhere.db"\n')
    outcome = run("tunnel", "backup", tmp_path / "copy", "--center", mugs)
    assert outcome.code == 2 and "--without-store" in outcome.err
    told = run("tunnel", "backup", tmp_path / "copy", "--without-store", "--center", mugs)
    assert told.code == 0 and "without the store" in told.out


def test_a_killed_backup_leaves_none(mugs: Path, tmp_path: Path) -> None:
    process = start("tunnel", "backup", tmp_path / "copy", "--center", mugs)
    deadline = time.monotonic() + 30
    while not (tmp_path / "copy.partial").exists() and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    if not (tmp_path / "copy").exists():
        assert run("tunnel", "backup", tmp_path / "copy", "--center", mugs).code == 0
    assert run("tunnel", "restore", tmp_path / "copy", "--verify").code == 0
    assert not (tmp_path / "copy.partial").exists()
