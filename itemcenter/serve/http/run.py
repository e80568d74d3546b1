"""Starting a service: one process, or several workers that share a socket."""

from __future__ import annotations

import logging
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from functools import partial

import uvicorn
from uvicorn.supervisors import Multiprocess

from itemcenter.errors import ConfigError, StoreError
from itemcenter.serve.access import AccessKeys, AuditLog, Cursors, KeptAnswers
from itemcenter.serve.http.app import make_app
from itemcenter.serve.http.door import App, is_loopback
from itemcenter.serve.http.options import ServiceOptions

#: How long requests that are being answered may take when the service ends.
GRACE_S = 20
#: A worker that does not answer its parent for so long is replaced; to import everything can take many seconds.
_STARTING_S = 60


def run(
    options: ServiceOptions,
    host: str,
    port: int,
    *,
    access_log: bool = True,
    tell: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve until the process is told to end (SIGTERM, Ctrl-C). Raises `ConfigError`, `StoreError`.

    tell: is told the address once the port is taken
    """
    check_host(options, host)
    # Made once before workers would make them at once.
    Cursors(options.center), KeptAnswers(options.center), AuditLog(options.center)
    config = uvicorn.Config(
        partial(worker_app, options, access_log),
        factory=True,
        workers=options.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        timeout_worker_healthcheck=_STARTING_S,
        h11_max_incomplete_event_size=64 * 1024,
    )
    with _listening(host, port) as taken, tempfile.TemporaryDirectory(prefix="itemcenter-figures-") as figures:
        tell(f"http://{host}:{taken.getsockname()[1]}")
        if options.workers == 1:
            uvicorn.Server(config).run(sockets=[taken])
            return
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = figures
        try:
            Multiprocess(config, sockets=[taken]).run()
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


def _listening(host: str, port: int) -> socket.socket:
    """A socket that holds the port. Raises `StoreError`."""
    name = host.strip("[]")
    try:
        taken = socket.create_server((name, port), family=socket.AF_INET6 if ":" in name else socket.AF_INET)
    except OSError as error:
        told = f"cannot listen on {host}:{port}: {error.strerror or error}"
        raise StoreError(told, remedy="name another --port or --host") from error
    taken.set_inheritable(True)
    return taken


def worker_app(options: ServiceOptions, access_log: bool) -> App:
    """In each worker: what is logged goes to standard error, one JSON object a line for each request."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name, level in (("itemcenter.access", logging.INFO), ("itemcenter.service", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level if access_log or name != "itemcenter.access" else logging.WARNING)
    return make_app(options)


def check_host(options: ServiceOptions, host: str) -> None:
    """Without keys a service is for this machine alone. Raises `ConfigError`."""
    if not AccessKeys(options.center).needed() and not is_loopback(host):
        raise ConfigError(
            f"without keys the service listens on this machine alone, not on {host}",
            remedy="`itemcenter access create` makes a key; or leave --host as it is",
        )
