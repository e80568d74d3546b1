"""Forked workers: order, errors, dead workers, interrupts; the same results as without them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import CatalogError, WorkerError
from itemcenter.flow import Processes
from itemcenter.flow.processes import can_fork

forking = pytest.mark.skipif(not can_fork(), reason="this system does not fork")


def mapped(batches: list[int], workers: int) -> list[tuple[int, tuple[int, bool]]]:
    here = os.getpid()
    with Processes(lambda batch: (batch * batch, os.getpid() == here), workers) as processes:
        return list(processes.map(batches))


@settings(deadline=None, max_examples=12)
@given(st.lists(st.integers(), max_size=12), st.integers(1, 4))
def test_results_come_in_the_order_of_the_batches(batches: list[int], workers: int) -> None:
    found = mapped(batches, workers)
    assert [(batch, square) for batch, (square, _) in found] == [(batch, batch * batch) for batch in batches]


@forking
def test_the_work_is_done_elsewhere_unless_one_worker_or_one_batch_is_enough() -> None:
    assert [here for _, (_, here) in mapped([1, 2, 3], 2)] == [False] * 3
    assert [here for _, (_, here) in mapped([1, 2, 3], 1)] == [True] * 3
    assert [here for _, (_, here) in mapped([1], 2)] == [True]


@forking
def test_a_slow_batch_holds_its_place_and_the_others_only_so_far() -> None:
    taken: list[int] = []

    def batches() -> Iterator[int]:
        for number in range(20):
            taken.append(number)
            yield number

    def work(number: int) -> int:
        time.sleep(0.5 if number == 0 else 0.0)
        return number

    with Processes(work, 2) as processes:
        results = processes.map(batches())
        assert next(results) == (0, 0)
        assert len(taken) <= 6, "two batches a worker, and what is looked at to see whether forks are worth it"
        assert [number for number, _ in results] == list(range(1, 20))


@forking
def test_big_batches_and_answers() -> None:
    with Processes(lambda batch: batch + batch, 2) as processes:
        found = list(processes.map([b"x" * 3_000_000] * 5))
    assert [len(answer) for _, answer in found] == [6_000_000] * 5


class _Unpicklable(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


def _fails(batch: int) -> int:
    if batch == 1:
        raise CatalogError("no such row", place="row 1", remedy="add it")
    if batch == 2:
        raise _Unpicklable("odd", "one")
    return batch


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_work_is_raised_here(workers: int) -> None:
    with Processes(_fails, workers) as processes, pytest.raises(CatalogError) as caught:
        list(processes.map([0, 1, 0, 0]))
    assert (caught.value.place, caught.value.remedy) == ("row 1", "add it")


@forking
def test_an_error_that_cannot_be_handed_over_keeps_its_name_and_words() -> None:
    with Processes(_fails, 2) as processes, pytest.raises(WorkerError, match="_Unpicklable: odd"):
        list(processes.map([0, 2, 0]))


@forking
def test_a_worker_that_is_killed_is_told_of() -> None:
    def work(batch: int) -> int:
        if batch == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return batch

    with Processes(work, 2) as processes, pytest.raises(WorkerError, match="ended from outside"):
        list(processes.map([0, 1, 2, 3]))


_PARENT = """
import os, time
from itemcenter.flow import Processes
def work(batch):
    time.sleep(0.3)  # long enough for both to get one
    return os.getpid()
with Processes(work, 2) as processes:
    print(*(pid for _, pid in processes.map([1, 2])), flush=True)
    time.sleep(60)
"""


@forking
def test_workers_end_with_the_process_that_made_them() -> None:
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        alive = [_alive(pid) for pid in workers]
        parent.kill()
    assert len(set(workers)) == 2 and alive == [True, True]
    deadline = time.monotonic() + 10
    while any(map(_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_alive, workers))


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
