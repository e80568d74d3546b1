"""`itemcenter` as a call to the server; only what starts quickly is imported.

python -I tests/ready/client.py SOCKET ARGUMENT...
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence


def call(door: str, arguments: Sequence[str], environment: Mapping[str, str], folder: str, files: Sequence[int]) -> int:
    """The exit code, once the call has ended; files: its standard input, output and error."""
    document = json.dumps({"arguments": [*arguments], "environment": {**environment}, "folder": folder}).encode()
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(door)
        sent = socket.send_fds(connection, [document], [*files])
        connection.sendall(document[sent:])
        connection.shutdown(socket.SHUT_WR)
        return int(connection.recv(64) or b"1")


if __name__ == "__main__":
    code = call(sys.argv[1], sys.argv[2:], os.environ, os.getcwd(), (0, 1, 2))  # noqa: PTH109  (pathlib is slow to load)
    sys.exit(code if code >= 0 else 128 - code)
