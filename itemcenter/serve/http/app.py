"""The application of one worker: routes, failures and the door put together; opened and closed with the server."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import AsyncIterator
from types import FrameType
from typing import Any, cast

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from itemcenter import __version__
from itemcenter.errors import ItemCenterError
from itemcenter.serve.access import AccessKeys, AuditLog, Cursors, KeptAnswers
from itemcenter.serve.http import (
    routes_agents,
    routes_changes,
    routes_facts,
    routes_health,
    routes_items,
    routes_listings,
    routes_ontology,
    routes_recognise,
    routes_reviews,
    routes_snapshots,
    routes_write,
)
from itemcenter.serve.http.agents import add_agents
from itemcenter.serve.http.asking import Service
from itemcenter.serve.http.desks import Desks
from itemcenter.serve.http.door import App, Door
from itemcenter.serve.http.feed import Feed
from itemcenter.serve.http.figures import Figures
from itemcenter.serve.http.openapi import documents
from itemcenter.serve.http.options import ServiceOptions
from itemcenter.serve.http.problems import add_handlers
from itemcenter.serve.http.quick_item import QuickItem

#: How often the center is asked whether it has a new release, or has learned something.
_LOOK_S = 2.0
ROUTERS = (
    routes_items.router,
    routes_items.batch,
    routes_write.router,
    routes_facts.router,
    routes_ontology.router,
    routes_changes.router,
    routes_recognise.router,
    routes_listings.router,
    routes_reviews.router,
    routes_snapshots.router,
    routes_agents.router,
    routes_health.router,
)


def make_app(options: ServiceOptions) -> App:
    """An ASGI application. The center is opened when the server starts it."""
    figures, keys = Figures(), AccessKeys(options.center)
    app = FastAPI(
        title="itemcenter",
        version=__version__,
        description="Items, facts with their evidence, ontology, changes and algorithms of a center.",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lambda app: _lifespan(app, options, keys, figures),
    )
    for router in ROUTERS:
        app.include_router(router)
    documents(app, ROUTERS)
    app.state.agents = add_agents(app, options)
    add_handlers(app, [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)])
    door: App = Door(QuickItem(cast(App, app), lambda: cast(Service, app.state.service)), options, keys, figures)
    if options.origins:
        door = cast(App, CORSMiddleware(
            cast(Any, door),
            allow_origins=options.origins,
            allow_methods=["GET", "POST", "PUT", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match",
                           "Last-Event-ID", "traceparent"],
            expose_headers=["ETag", "X-Request-Id", "Retry-After", "traceparent"],
        ))  # fmt: skip
    return door


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI, options: ServiceOptions, keys: AccessKeys, figures: Figures) -> AsyncIterator[None]:
    desks = Desks(options)
    desks.load()
    feed = Feed(desks, options, figures)
    center = options.center
    service = Service(
        options, keys, figures, desks, feed, Cursors(center), KeptAnswers(center), AuditLog(center), going_on=set()
    )
    app.state.service = service
    following = asyncio.create_task(_follow(desks))
    with _told_to_end(feed):
        try:
            async with app.state.agents():
                yield
        finally:
            feed.stopping = True
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
            await asyncio.gather(*service.going_on, return_exceptions=True)
            await desks.close()


async def _follow(desks: Desks) -> None:
    """Open the recogniser, then take up each new release of the center."""
    with contextlib.suppress(ItemCenterError):
        await desks.warm_up()
    while True:
        await asyncio.sleep(_LOOK_S)
        with contextlib.suppress(ItemCenterError):
            await desks.follow()


@contextlib.contextmanager
def _told_to_end(feed: Feed) -> Any:
    """The server waits for open answers before it tells the application that it ends, and streams have no end.

    So the signal is heard here, too, before the server's own way of ending goes on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    former: dict[int, Any] = {}

    def ending(number: int, frame: FrameType | None) -> None:
        feed.stopping = True
        handler = former.get(number)
        if callable(handler):
            handler(number, frame)

    for heard in (signal.SIGINT, signal.SIGTERM):
        former[heard] = signal.signal(heard, ending)
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
