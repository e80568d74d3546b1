"""What a service can be told; one object, so that it can be handed to worker processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """center: the center's folder; hosts: names under which callers without a key may reach this machine

    max_body:    bytes of a request; max_items: items of a batch that is thought about, max_ids: of one looked up
    max_waiting: requests that may wait for the thread that thinks and writes
    timeout_s:   of one request; what it has begun to write is finished all the same
    rate, burst: requests a second and at once of one key (0: no limit), in all workers together
    origins:     web pages that browsers may let ask (CORS); none by default
    heartbeat_s, stream_s: of a change stream: how often a sign of life, and how long one lasts
    slow_s:      a subscriber that takes nothing for so long is let go
    max_streams: change streams a worker keeps open
    readers:     threads that read
    workers:     processes of the service
    currency:    of prices that name none, for agents and product feeds
    """

    center: Path
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]", "::1")
    max_body: int = 2 * 1024 * 1024
    max_items: int = 100
    max_ids: int = 1_000
    max_waiting: int = 64
    timeout_s: float = 30.0
    rate: float = 0.0
    burst: float = 0.0
    origins: tuple[str, ...] = ()
    heartbeat_s: float = 15.0
    stream_s: float = 3_600.0
    slow_s: float = 60.0
    max_streams: int = 1_000
    readers: int = 4
    workers: int = 1
    currency: str = ""
