"""Load on an HTTP server: many kept connections driven by one process, each with one request under way.

The client must cost less than the server: requests are bytes made beforehand, answers are only looked at for their
status and length.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

_CHUNK = 1 << 18


@dataclass(slots=True)
class Load:
    """Latencies in seconds, in order of the answers; statuses that were no 200"""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: dict[int, int] = field(default_factory=dict)
    bytes: int = 0

    def figures(self) -> dict[str, float | int]:
        """Requests a second, milliseconds at the middle and at 99 of 100, bytes of an answer."""
        ordered = sorted(self.latencies)
        count = len(ordered)
        return {
            "requests": count,
            "failures": sum(self.failures.values()),
            "requests_per_s": round(count / self.seconds, 1),
            "p50_ms": round(1000 * ordered[count // 2], 3),
            "p99_ms": round(1000 * ordered[min(count - 1, count * 99 // 100)], 3),
            "bytes_per_answer": self.bytes // max(1, count),
        }


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.held = b""
        self.sent = 0.0

    def send(self, request: bytes) -> None:
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def take(self) -> tuple[int, int] | None:
        """(status, bytes of the body) once an answer is whole."""
        part = self.socket.recv(_CHUNK)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.held += part
        end = self.held.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.held[:end].lower()
        place = head.find(b"content-length:")
        length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(self.held) < end + 4 + length:
            return None
        status = int(head[9:12])
        self.held = self.held[end + 4 + length :]
        return status, length


def load(port: int, requests: Sequence[bytes], connections: int, seconds: float) -> Load:
    """Send the requests round and round for so long."""
    out, chosen = Load(), selectors.DefaultSelector()
    open_connections = [_Connection(port) for _ in range(connections)]
    number = 0
    begin = time.perf_counter()
    for connection in open_connections:
        chosen.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(requests[number % len(requests)])
        number += 1
    end, under_way = begin + seconds, connections
    while under_way:
        for key, _ in chosen.select(30):
            connection = key.data
            answer = connection.take()
            if answer is None:
                continue
            now = time.perf_counter()
            status, length = answer
            out.latencies.append(now - connection.sent)
            out.bytes += length
            if status != 200:
                out.failures[status] = out.failures.get(status, 0) + 1
            if now >= end:
                under_way -= 1
                chosen.unregister(connection.socket)
                connection.socket.close()
            else:
                connection.send(requests[number % len(requests)])
                number += 1
    out.seconds = time.perf_counter() - begin
    return out


def cpu_seconds(pid: int) -> float:
    """What a process and those below it have used of processors so far."""
    used, parents = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
                parents[int(entry.name)], used[int(entry.name)] = int(words[1]), int(words[11]) + int(words[12])
    total, found = 0, {pid}
    while found:
        total += sum(used.get(number, 0) for number in found)
        found = {number for number, parent in parents.items() if parent in found}
    return total / os.sysconf("SC_CLK_TCK")


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body
