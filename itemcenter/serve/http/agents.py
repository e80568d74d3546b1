"""The agents' door inside of the service, where the extra `mcp` is installed: /mcp, behind the same keys and limits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route

from itemcenter import registry
from itemcenter.errors import MissingExtraError
from itemcenter.serve.http.options import ServiceOptions

PATH = "/mcp"


def add_agents(app: FastAPI, options: ServiceOptions) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Serve `PATH`. Returns what must be open while the application runs."""
    try:
        door = registry.door("mcp")
    except MissingExtraError:
        app.state.ucp_profile = None
        return contextlib.nullcontext
    reach = door.Reach(lambda: app.state.service.desks, lambda: app.state.service.cursors, options.currency)
    server: Any = door.HttpServer(reach, options.max_body)
    app.router.routes.append(Route(PATH, server, include_in_schema=False))
    app.state.ucp_profile = door.profile
    running: Callable[[], AbstractAsyncContextManager[None]] = server.running
    return running
