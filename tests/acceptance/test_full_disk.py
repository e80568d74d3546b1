"""Disks that are full or refuse: exit code 6, a message, nothing lost, and all is well once the cause is gone."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.errors import StoreError
from tests.acceptance.command import Outcome, environment, run
from tests.acceptance.small import ROWS, shown, write_catalog

MANY = [(f"N-{number}", "Mug in navy", "Mugs", "A mug of stoneware. " * 20, "") for number in range(400)]

#: Runs the command line in a process that may write no file longer than the first argument says.
_LIMITED = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from itemcenter.serve.cli.main import main
main()
"""


def run_limited(bytes_a_file: int, *arguments: str | Path) -> Outcome:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _LIMITED, str(bytes_a_file), *map(str, arguments)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, done.stdout, done.stderr)


def test_the_store_is_full(mugs: Path, tmp_path: Path) -> None:
    big = write_catalog(tmp_path / "big.csv", MANY)
    with itemcenter.open_center(mugs) as center:
        digest = center.store.digest()
    told = run("build", big, "--out", mugs, extra={"ITEMCENTER_STORE_MAX_PAGES": "70"})
    assert told.code == 6 and "disk is full" in told.err and "free some space" in told.err
    with itemcenter.open_center(mugs) as center:
        assert center.store.digest() == digest and shown(center, "M-1", "colour") == ["navy"]
        assert center.build(big).new == 400


@pytest.mark.skipif(sys.platform == "win32", reason="limits are a matter of POSIX")
def test_the_operating_system_takes_no_more(mugs: Path, tmp_path: Path) -> None:
    big = write_catalog(tmp_path / "big.csv", MANY)
    with itemcenter.open_center(mugs) as center:
        digest = center.store.digest()
    size = (mugs / "store.db").stat().st_size
    told = run_limited(size + 4096, "build", big, "--out", mugs)
    assert told.code == 6 and str(mugs) in told.err
    with itemcenter.open_center(mugs) as center:
        assert center.store.digest() == digest
        assert center.build(big).new == 400


@pytest.mark.skipif(sys.platform == "win32", reason="limits are a matter of POSIX")
def test_no_room_for_the_quarantine(mugs: Path, catalog: Path, tmp_path: Path) -> None:
    write_catalog(catalog, [*ROWS, ("", "the former quarantine", "", "", "")])
    assert run("build", catalog, "--out", mugs).code == 0
    size = max(path.stat().st_size for path in mugs.rglob("*") if path.is_file()) + 200_000
    bad = write_catalog(tmp_path / "bad.csv", [("", "no id " + "x" * 90_000, "", "", "")] * 8)
    told = run_limited(size, "build", bad, "--out", mugs)
    assert told.code == 6 and "merchant.jsonl.partial" in told.err and "free disk space" in told.err
    rows = run("quarantine", "list", "--center", mugs, "--json").lines
    assert [row["raw"] for row in rows] == [",the former quarantine,,,"], "the former one stays whole"
    assert not list((mugs / "quarantine").glob("*.partial"))
    assert run("build", bad, "--out", mugs, "--json").json["rejected"] == {"no_id": 8}


def test_no_room_for_the_report(center: ItemCenter, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_catalog(catalog, [*ROWS, ("N-1", "Mug in red", "Mugs", "", "")])
    new_run = type(center.folder).new_run

    def blocked(folder: object) -> tuple[int, Path]:
        number, path = new_run(center.folder)
        (path / "report.json").mkdir()
        return number, path

    monkeypatch.setattr(type(center.folder), "new_run", blocked)
    with pytest.raises(StoreError, match="all items are stored, but the report cannot be written"):
        center.build(catalog)
    monkeypatch.undo()
    assert shown(center, "N-1", "colour") == ["red"] and center.build(catalog).unchanged == 5


def test_output_on_a_full_disk(mugs: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    for verb in (["facts", "--json"], ["show", "M-1"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-c", "from itemcenter.serve.cli.main import main; main()", *verb,
                 "--center", str(mugs)],
                env=environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 6 and done.stderr.splitlines() == [
            "itemcenter: the operating system refused: [Errno 28] No space left on device"
        ]


@pytest.mark.parametrize("blocked", ["center.lock", "runs", "quarantine", "state.json.partial"])
def test_parts_that_cannot_be_written(mugs: Path, catalog: Path, blocked: str) -> None:
    """A file where a folder belongs, or a folder where a file belongs: refused for root too."""
    place, moved = mugs / blocked, mugs.parent / "moved"
    if place.exists():
        place.rename(moved)
    if blocked in ("runs", "quarantine"):
        place.write_text("in the way", encoding="utf-8")
    else:
        place.mkdir()
    told = run("build", catalog, "--out", mugs)
    assert told.code == 6 and blocked.removesuffix(".partial") in told.err and "mend the permissions" in told.err
    place.rmdir() if place.is_dir() else place.unlink()
    if moved.exists():
        moved.rename(place)
    assert run("build", catalog, "--out", mugs, "--json").json["unchanged"] == 4


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may write everywhere")
def test_a_read_only_folder(mugs: Path, catalog: Path) -> None:
    mugs.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        told = run("build", catalog, "--out", mugs)
        assert told.code == 6 and "ermission" in told.err
    finally:
        mugs.chmod(stat.S_IRWXU)
    assert run("build", catalog, "--out", mugs, "--json").json["unchanged"] == 4
