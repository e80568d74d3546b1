"""A publisher that is killed, at named points and at any moment, loses nothing: who follows has what the store has."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from itemcenter import registry
from itemcenter.ports import CellQuery
from itemcenter.testing.store_process import open_file
from itemcenter.tunnel.change_event import Told, read_told
from itemcenter.tunnel.subscribe import Mirror, Taken

PARTITIONS = 3


def _process(folder: Path, first: int, last: int, die_at: int = 0) -> subprocess.Popen[str]:
    names = [str(folder / "store.db"), str(folder / "stream.db"), "out"]
    command = [sys.executable, "-m", "itemcenter.testing.publish_process", *names, str(first), str(last), str(die_at)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name == "nt", reason="kills by signal")
def test_a_killed_publisher_loses_nothing(tmp_path: Path) -> None:
    with contextlib.closing(registry.open_stream("sqlite", {"path": str(tmp_path / "stream.db")}, tmp_path)) as stream:
        stream.create("out", PARTITIONS)
        reached = 0
        for die_at, lines in ((1, 0), (4, 0), (0, 3), (0, 6)):
            with _process(tmp_path, reached, 1_000, die_at) as process:
                assert process.stdout
                told = [process.stdout.readline() for _ in range(lines + 1)]
                if not die_at:
                    process.kill()
                told += process.stdout.readlines()
            assert process.returncode == -9
            reached += len([line for line in told if line.strip().isdigit()])
        with _process(tmp_path, reached, reached + 2) as process:
            assert process.stdout and len(process.stdout.readlines()) == 3
        mirror, numbers = Mirror(), set()
        repeated = 0
        for partition, (first, end) in stream.ends("out").items():
            for entry in stream.read("out", partition, first, end):
                told_entry: Told = read_told(entry.post)
                taken = mirror.take(told_entry, partition)
                assert taken is not Taken.GAP
                repeated += taken is Taken.REPEATED
                if told_entry.log == "cells":
                    numbers.add(told_entry.number)
        with contextlib.closing(open_file(tmp_path / "store.db")) as store:
            shown = {(c.item_id, c.key_id): c.content for c in store.cells(CellQuery(include_retired=True))}
            assert {name: cell.content for name, cell in mirror.cells.items()} == shown
            assert numbers == set(range(1, store.counts().changes + 1))
        assert repeated, "none of the kills came between the sending and the note of it"
