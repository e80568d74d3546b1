"""Opening the door: by stdio for a host on this machine, over HTTP inside of the service."""

from __future__ import annotations

import anyio
from mcp.server.stdio import stdio_server

from itemcenter.serve.access import Cursors
from itemcenter.serve.http.desks import Desks
from itemcenter.serve.http.options import ServiceOptions
from itemcenter.serve.mcp.server import HttpServer, make_server
from itemcenter.serve.mcp.tool import Reach
from itemcenter.serve.mcp.ucp_tools import profile

__all__ = ["HttpServer", "Reach", "ServiceOptions", "profile", "run_stdio"]


def run_stdio(options: ServiceOptions) -> None:
    """Answer on standard output what comes on standard input, until that ends. Who started this may read everything."""
    anyio.run(_stdio, options)


async def _stdio(options: ServiceOptions) -> None:
    desks, cursors = Desks(options), Cursors(options.center)
    desks.load()
    try:
        server = make_server(Reach(lambda: desks, lambda: cursors, options.currency))
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
    finally:
        await desks.close()
