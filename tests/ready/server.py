"""Forks `itemcenter` for whoever asks on a socket.

    python -W error -m tests.ready.server SOCKET

A call is three file descriptors (standard input, output and error) and a JSON document, ended by closing that side of
the connection: arguments, environment, folder. The answer is the exit code. The server ends when its input does.

What most calls load late is loaded here, and no fork looks through it for garbage: that would copy every page of it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys

import itemcenter.serve.cli.main
from itemcenter.values import to_unit

_LATE = ("embed_static", "store_sqlite", "stream_sqlite")
#: A call that has not ended by then is killed.
_LONGEST_S = 300


def main() -> None:
    for name in _LATE:
        importlib.import_module(f"itemcenter.backends.{name}")
    to_unit(1, "in", "cm")
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(sys.argv[1])
        door.listen(16)
        print("ready", flush=True)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who answer calls
        while True:
            able, _, _ = select.select([door, sys.stdin], [], [])
            if sys.stdin in able:
                return
            connection, _ = door.accept()
            if not os.fork():
                door.close()
                break
            connection.close()
    _answer(connection)


def _answer(connection: socket.socket) -> None:
    """In a fork of the server: fork again, into what was called, and tell how that ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    document, files, _, _ = socket.recv_fds(connection, 1 << 20, 3)
    while piece := connection.recv(1 << 20):
        document += piece
    call = json.loads(document)
    child = os.fork()
    if child:
        _end_with(connection, child)
        _, status = os.waitpid(child, 0)
        with contextlib.suppress(BrokenPipeError):
            connection.sendall(str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    connection.close()
    for place, file in enumerate(files):
        os.dup2(file, place)
        os.close(file)
    sys.stdin, sys.stdout = os.fdopen(0, closefd=False), os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, errors="backslashreplace", closefd=False)
    os.environ.clear()
    os.environ.update(call["environment"])
    os.chdir(call["folder"])
    sys.argv = ["itemcenter", *call["arguments"]]
    signal.alarm(_LONGEST_S)
    itemcenter.serve.cli.main.main()


def _end_with(connection: socket.socket, child: int) -> None:
    """Wait for the end of the child; where the caller has been ended, end the child as well, in the same way."""
    ends = os.pidfd_open(child)
    waiting = select.poll()
    waiting.register(ends, select.POLLIN)
    waiting.register(connection, 0)  # only that it is gone
    if all(descriptor != ends for descriptor, _ in waiting.poll()):
        os.kill(child, signal.SIGTERM)
    os.close(ends)


if __name__ == "__main__":
    main()
