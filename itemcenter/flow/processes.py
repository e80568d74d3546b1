"""Work on a stream of batches in forked processes, results in the order of the batches.

A fork shares everything that is open when it is made (release, model, indexes) and costs no start. Where a system
cannot fork, or with one worker, the work is done in this process: the results are the same.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from threadpoolctl import threadpool_limits

from itemcenter.errors import WorkerError

B = TypeVar("B")
R = TypeVar("R")

_FIRST_OTHER_FILE = 3
#: Batches given out and not handed on, a worker: a slow batch holds up the others only so far.
_AHEAD = 2


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def can_fork() -> bool:
    """Linux only: the system libraries of macOS do not survive a fork."""
    return os.name == "posix" and os.uname().sysname == "Linux"


class Processes(Generic[B, R]):
    """`workers` forks that do `work` on a batch; used in a `with` statement, which ends them."""

    def __init__(self, work: Callable[[B], R], workers: int) -> None:
        self._work = work
        self._count = workers if can_fork() else 1
        self._idle: deque[Connection] = deque()
        self._all: list[tuple[BaseProcess, Connection]] = []

    def __enter__(self) -> Processes[B, R]:
        return self

    def __exit__(self, *raised: object) -> None:
        for process, pipe in self._all:
            process.kill()
            pipe.close()
        for process, _ in self._all:
            process.join()
        self._all.clear()
        self._idle.clear()

    def map(self, batches: Iterable[B]) -> Iterator[tuple[B, R]]:
        """Each batch with its result, in order.

        Raises what the work raises, and `WorkerError` where a worker dies.
        """
        source = iter(batches)
        head = list(islice(source, 2 if self._count > 1 else 0))
        source = chain(head, source)
        if len(head) < 2:  # one batch is done sooner than a fork is made
            with threadpool_limits(1):  # as in the workers: the same sums in the same order
                for batch in source:
                    yield batch, self._work(batch)
            return
        order: deque[int] = deque()
        given: dict[int, B] = {}
        answered: dict[int, R] = {}
        busy: dict[Connection, int] = {}
        number, more, most = 0, True, _AHEAD * self._count
        while more or order:
            while more and len(order) < most and (self._idle or len(self._all) < self._count):
                try:
                    batch = next(source)
                except StopIteration:
                    more = False
                    break
                pipe = self._idle.popleft() if self._idle else self._started()
                _hand_over(pipe, batch)
                busy[pipe], given[number] = number, batch
                order.append(number)
                number += 1
            if busy:  # wait only for the oldest; take what else is there
                patient = order[0] not in answered
                ready = wait(list(busy), None if patient else 0)
                for pipe in [pipe for pipe in busy if pipe in ready]:
                    answered[busy.pop(pipe)] = self._answer(pipe)
                    self._idle.append(pipe)
            if order and order[0] in answered and not (more and self._idle and len(order) < most):
                first = order.popleft()
                yield given.pop(first), answered.pop(first)

    def _started(self) -> Connection:
        context = multiprocessing.get_context("fork")
        mine, its = context.Pipe()
        gc.freeze()  # a collection in the fork would copy every page of what is shared
        process = context.Process(target=_serve, args=(its, self._work), daemon=True)
        with warnings.catch_warnings():
            # Python warns of a fork beside threads: the child uses nothing that a thread of ours may have locked.
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        its.close()
        self._all.append((process, mine))
        return mine

    def _answer(self, pipe: Connection) -> R:
        try:
            done, result = pickle.loads(pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise WorkerError(
                "a worker process was ended from outside",
                remedy="it may have run out of memory: set [executor] workers = 1, or smaller files",
            ) from error
        if done:
            answer: R = result
            return answer
        raise result


def _hand_over(pipe: Connection, batch: Any) -> None:
    try:
        pipe.send_bytes(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL))
    except OSError as error:
        raise WorkerError("a worker process was ended from outside") from error


def _serve(pipe: Connection, work: Callable[[Any], Any]) -> None:
    """The life of a worker: ends when its pipe is closed, and so with the process that made it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who made it decides what an interrupt means
    own = pipe.fileno()
    os.closerange(_FIRST_OTHER_FILE, own)  # locks, stores and the pipes of other workers are not ours to hold
    os.closerange(own + 1, os.sysconf("SC_OPEN_MAX") if own < 1 << 16 else own + 1)
    gc.disable()  # what was there before is frozen, what a batch leaves behind is collected between batches
    with threadpool_limits(1), suppress(EOFError, OSError):  # the cores are taken by the other workers
        while True:
            pipe.send_bytes(_done(work, pipe.recv_bytes()))
            gc.collect()


def _done(work: Callable[[Any], Any], batch: bytes) -> bytes:
    try:
        return pickle.dumps((True, work(pickle.loads(batch))), pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        try:
            packed = pickle.dumps((False, error), pickle.HIGHEST_PROTOCOL)
            pickle.loads(packed)
        except Exception:
            packed = pickle.dumps((False, WorkerError(f"{type(error).__name__}: {error}")), pickle.HIGHEST_PROTOCOL)
        return packed
