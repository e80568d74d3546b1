"""A service in a thread of this process, asked over a real connection."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from itemcenter.center import ItemCenter
from itemcenter.serve.access import AccessKeys, Role
from itemcenter.serve.http.app import make_app
from itemcenter.serve.http.options import ServiceOptions

#: Tests run beside others: a machine that is busy with them is no fault of the service.
READY_S = 120.0
#: Streams that end soon, so that nothing waits for them.
QUICK = ServiceOptions(Path(), heartbeat_s=0.2, stream_s=5.0, slow_s=5.0)


@contextlib.contextmanager
def served(center: Path, options: ServiceOptions = QUICK, **changes: Any) -> Iterator[str]:
    """The address of a service of the center, ready."""
    app = make_app(replace(options, center=center, **changes))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, server_header=False))
    thread = threading.Thread(target=server.run, name="service")
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.005)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with httpx.Client(base_url=address, timeout=READY_S) as client:
            end = time.monotonic() + READY_S
            while client.get("/readyz").status_code != 200:
                assert time.monotonic() < end, "the service is not ready"
                time.sleep(0.02)
        yield address
    finally:
        server.should_exit = True
        thread.join(30)


def key(center: Path, role: Role) -> str:
    """A new key."""
    with ItemCenter.open(center) as opened, opened.folder.locked():
        return AccessKeys(center).create(f"a {role}", role)[0]


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}
