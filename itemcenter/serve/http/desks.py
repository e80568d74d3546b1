"""Who does the work: a store is used from one thread, so every thread has an `ItemCenter` of its own.

quick   on the event loop: point look-ups of a store that keeps them short (`ports.lookup.QuickReads`)
read    a few threads: pages, histories, logs
work    one thread: recognition, and everything that writes; in order of arrival, at most so many waiting
ask     one thread: waits for an endpoint that answers questions, likewise
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from itemcenter.center import ItemCenter
from itemcenter.errors import CenterBusyError, NotFoundError
from itemcenter.jobs.wire_form import WireForm
from itemcenter.ports.lookup import QuickReads
from itemcenter.serve.http.fast_json import json_text, loads
from itemcenter.serve.http.options import ServiceOptions

Result = TypeVar("Result")
Verb = Callable[[ItemCenter], Result]


class Desks:
    """Open and close it on the event loop."""

    def __init__(self, options: ServiceOptions) -> None:
        self._options = options
        self._readers = ThreadPoolExecutor(options.readers, "reader")
        self._worker = ThreadPoolExecutor(1, "worker")
        self._seats = threading.local()
        self._asker = ThreadPoolExecutor(1, "asker")
        self._waiting = {self._worker: 0, self._asker: 0}
        self._going_on: set[asyncio.Task[Any]] = set()
        self._generation = 0
        self._decides_by: tuple[object, ...] = ()
        self._first = ItemCenter.open(options.center)
        self.quick_reads = isinstance(self._first.store, QuickReads)
        self.warm = False

    @property
    def center(self) -> ItemCenter:
        """The one of the event loop."""
        return self._first

    def load(self) -> None:
        """Open what all threads share. A center without an ontology is served, too, until it has one."""
        with contextlib.suppress(NotFoundError):
            self._decides_by = self._first.decides_by
            self._first.wire_form = WireForm(self._first.release, loads, json_text)

    async def quick(self, verb: Verb[Result]) -> Result:
        return verb(self._first) if self.quick_reads else await self.read(verb)

    async def read(self, verb: Verb[Result]) -> Result:
        """Raises what the verb does, and `CenterBusyError` where it takes too long."""
        return await self.in_time(self._run(self._readers, verb))

    async def read_on(self, verb: Verb[Result]) -> Result:
        """As `read`, to its end, however long that takes."""
        return await self._run(self._readers, verb)

    async def work(self, verb: Verb[Result]) -> Result:
        """To its end, however long that takes. Raises `CenterBusyError` where too many wait already."""
        return await self._queued(self._worker, verb, "recognition or writing")

    async def ask(self, verb: Verb[Result]) -> Result:
        """As `work`, for what waits for an endpoint: nobody's writes wait with it."""
        return await self._queued(self._asker, verb, "an endpoint")

    async def _queued(self, pool: ThreadPoolExecutor, verb: Verb[Result], what: str) -> Result:
        if self._waiting[pool] >= self._options.max_waiting:
            raise CenterBusyError(f"{self._waiting[pool]} requests wait for {what}", remedy="try again later")
        self._waiting[pool] += 1
        try:
            return await self._run(pool, verb)
        finally:
            self._waiting[pool] -= 1

    async def timed(self, doing: Coroutine[Any, Any, Result]) -> Result:
        """`in_time`, of what has not begun."""
        task = asyncio.create_task(doing)
        self._going_on.add(task)
        task.add_done_callback(self._going_on.discard)
        return await self.in_time(task)

    async def in_time(self, doing: asyncio.Future[Result]) -> Result:
        """What is being done, if it is done in the time of a request; it goes on if not."""
        done, _ = await asyncio.wait([doing], timeout=self._options.timeout_s)
        if not done:
            doing.add_done_callback(_looked_at)
            told = f"this takes longer than {self._options.timeout_s:g} s"
            raise CenterBusyError(told, remedy="try again later, or ask for less at once")
        return doing.result()

    async def warm_up(self) -> None:
        """Open the recogniser, which takes seconds with a large ontology."""

        def open_recognizer(center: ItemCenter) -> None:
            with contextlib.suppress(NotFoundError):
                center.categorise([], "merchant", 1)

        await self._run(self._worker, open_recognizer)
        self.warm = True

    async def follow(self) -> None:
        """Look whether the center would decide otherwise now (a new release, a build has learned), and take that up."""
        current = await self.read(lambda center: center.decides_by)
        if current != self._decides_by:
            self._decides_by = current
            self._generation += 1
            old, self._first = self._first, ItemCenter.open(self._options.center)
            old.close()
            self.load()
            await self.warm_up()

    async def close(self) -> None:
        """Every thread closes its own store."""
        for pool, threads in ((self._readers, self._options.readers), (self._worker, 1), (self._asker, 1)):
            together = threading.Barrier(threads)

            def leave(together: threading.Barrier = together) -> None:
                together.wait(10)
                center = getattr(self._seats, "center", None)
                if center is not None:
                    center.close()

            with contextlib.suppress(threading.BrokenBarrierError):
                await asyncio.gather(*[asyncio.wrap_future(pool.submit(leave)) for _ in range(threads)])
            pool.shutdown(wait=False)
        self._first.close()

    def _run(self, pool: ThreadPoolExecutor, verb: Verb[Result]) -> asyncio.Future[Result]:
        context = contextvars.copy_context()  # what is done belongs to the request's trace
        return asyncio.wrap_future(pool.submit(lambda: context.run(verb, self._own())))

    def _own(self) -> ItemCenter:
        """The center of this thread; a new one where the release has changed."""
        held: tuple[int, ItemCenter] | None = getattr(self._seats, "held", None)
        if held is not None and held[0] == self._generation:
            return held[1]
        if held is not None:
            held[1].close()
        center = self._first.beside()
        self._seats.held = (self._generation, center)
        self._seats.center = center
        return center


def _looked_at(future: asyncio.Future[Any]) -> None:
    """An error that nobody waits for any more is no surprise."""
    if not future.cancelled():
        future.exception()
