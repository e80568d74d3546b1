"""Opening the door: by stdio for a host on this machine, over HTTP inside of the service."""

from __future__ import annotations

import asyncio
import contextlib

import anyio
from mcp.server.stdio import stdio_server

from itemcenter.errors import ItemCenterError
from itemcenter.serve.access import Cursors
from itemcenter.serve.http.desks import Desks
from itemcenter.serve.http.options import ServiceOptions
from itemcenter.serve.mcp.server import HttpServer, make_server
from itemcenter.serve.mcp.tool import Reach
from itemcenter.serve.mcp.ucp_tools import profile

__all__ = ["HttpServer", "Reach", "ServiceOptions", "profile", "run_stdio"]

#: How often the center is asked whether it has a new release.
_LOOK_S = 2.0


def run_stdio(options: ServiceOptions) -> None:
    """Answer on standard output what comes on standard input, until that ends. Who started this may read everything."""
    anyio.run(_stdio, options)


async def _stdio(options: ServiceOptions) -> None:
    desks, cursors = Desks(options), Cursors(options.center)
    desks.load()
    following = asyncio.create_task(_follow(desks))
    try:
        server = make_server(Reach(lambda: desks, lambda: cursors, options.currency))
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        await desks.close()


async def _follow(desks: Desks) -> None:
    """Take up each new release of the center, and what it has learned."""
    while True:
        await asyncio.sleep(_LOOK_S)
        with contextlib.suppress(ItemCenterError):
            await desks.follow()
