"""One server for all tests of a process."""

from __future__ import annotations

import functools
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


@functools.cache
def door() -> str:
    """Path of the server's socket. It ends with the tests: its input is closed then."""
    path = str(Path(tempfile.mkdtemp(prefix="ready")) / "socket")
    program = [sys.executable, "-W", "error", "-m", "tests.ready.server", path]
    server = subprocess.Popen(program, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    _servers.append(server)
    assert server.stdout is not None and server.stdout.readline() == b"ready\n"
    return path


_servers: list[subprocess.Popen[bytes]] = []
