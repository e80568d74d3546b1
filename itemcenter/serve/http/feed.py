"""The change log for those who wait: long polls and streams.

Nothing is fanned out: whoever waits is woken when the log has grown, and reads it by number, a page at a time. A slow
subscriber costs the memory of one page, and writers do not know that there are any.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

from itemcenter.center.services import Page
from itemcenter.errors import CenterBusyError, ItemCenterError
from itemcenter.serve.http.desks import Desks
from itemcenter.serve.http.fast_json import json_text
from itemcenter.serve.http.figures import Figures
from itemcenter.serve.http.options import ServiceOptions

#: How often the log is looked at while somebody waits; between two looks nobody is told anything.
_LOOK_S = 0.05
#: Changes read at once for a stream.
_PAGE = 50
#: Pages that are remembered: those at the end of the log, which all who keep up read, and a few further ones.
_MOST_PAGES = 16

Message = MutableMapping[str, Any]


class Feed:
    """On the event loop. stopping: set when the service is about to end, so that waits and streams do"""

    def __init__(self, desks: Desks, options: ServiceOptions, figures: Figures) -> None:
        self._desks, self._options, self._figures = desks, options, figures
        self.stopping = False
        self._waiters = 0
        self._streams = 0
        self._last = 0
        self._pages: dict[tuple[int, int], asyncio.Task[tuple[int, bytes]]] = {}
        self._grown = asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None

    async def page(self, after: int, limit: int, wait_s: float = 0.0) -> Page:
        """Changes behind a number; where there are none, waits for the first one."""
        page = await self._desks.read(lambda center: center.page_of_changes(after, limit))
        if page.entries or not wait_s or not await self._wait(after, wait_s):
            return page
        return await self._desks.read(lambda center: center.page_of_changes(after, limit))

    async def events(self, after: int | None) -> AsyncIterator[bytes]:
        """Server-sent events: each change with its number as id; signs of life between them."""
        if after is None:
            after = await self._desks.quick(lambda center: center.last_change)
        end = time.monotonic() + self._options.stream_s
        yield b"retry: 2000\n\n"
        while not self.stopping and (left := end - time.monotonic()) > 0:
            try:
                last, text = await self._events_behind(after)
            except ItemCenterError:
                return  # the subscriber comes back, and goes on behind the last number that it has seen
            if text:
                after = last
                yield text
            elif not await self._wait(after, min(left, self._options.heartbeat_s)):
                yield b": still here\n\n"

    async def _events_behind(self, after: int) -> tuple[int, bytes]:
        """A page of events and its last number. Subscribers at one place of the log share what one of them reads."""
        place = (after, self._last)  # more may be behind a page that was not full when the log was shorter
        reading = self._pages.get(place)
        if reading is None:
            while len(self._pages) >= _MOST_PAGES:
                self._pages.pop(next(iter(self._pages)))
            reading = self._pages[place] = asyncio.create_task(self._read_events(after))
        try:
            return await asyncio.shield(reading)
        except ItemCenterError:
            self._pages.pop(place, None)
            raise

    async def _read_events(self, after: int) -> tuple[int, bytes]:
        page = await self.page(after, _PAGE)
        self._last = max(self._last, page.change)
        number = page.entries[-1]["number"] if page.entries else after
        return number, b"".join([_event(entry) for entry in page.entries])

    @contextlib.asynccontextmanager
    async def stream(self) -> AsyncIterator[None]:
        """Around an open stream. Raises `CenterBusyError` where there are too many."""
        if self._streams >= self._options.max_streams:
            raise CenterBusyError(f"{self._streams} change streams are open", remedy="try again later, or poll")
        self._streams += 1
        self._figures.streams.set(self._streams)
        try:
            yield
        finally:
            self._streams -= 1
            self._figures.streams.set(self._streams)

    async def _wait(self, after: int, timeout_s: float) -> bool:
        """Whether the log has grown beyond a number in time."""
        self._waiters += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        try:
            async with self._grown, asyncio.timeout(timeout_s):
                await self._grown.wait_for(lambda: self._last > after or self.stopping)
        except TimeoutError:
            return False
        finally:
            self._waiters -= 1
        return self._last > after

    async def _look(self) -> None:
        """While anybody waits."""
        while self._waiters:
            with contextlib.suppress(ItemCenterError):
                last = await self._desks.quick(lambda center: center.last_change)
                if last > self._last or self.stopping:
                    self._last = max(last, self._last)
                    self._figures.change.set(self._last)
                    async with self._grown:
                        self._grown.notify_all()
            await asyncio.sleep(_LOOK_S)


def _event(change: dict[str, Any]) -> bytes:
    return b"id: %d\nevent: change\ndata: %b\n\n" % (change["number"], json_text(change))


class EventStream:
    """An ASGI answer of server-sent events that lets go of a subscriber who takes nothing."""

    def __init__(self, feed: Feed, after: int | None, slow_s: float) -> None:
        self._feed, self._after, self._slow_s = feed, after, slow_s

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        async with self._feed.stream():
            headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            left = asyncio.create_task(_gone(receive))
            try:
                async for part in self._feed.events(self._after):
                    if left.done():
                        return
                    async with asyncio.timeout(self._slow_s):
                        await send({"type": "http.response.body", "body": part, "more_body": True})
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            except TimeoutError:
                return  # the connection is closed: its answer has no end
            finally:
                left.cancel()


async def _gone(receive: Callable[[], Awaitable[Message]]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
