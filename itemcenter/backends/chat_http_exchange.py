"""One HTTP exchange with an endpoint: a request out, a status and JSON back, within a time and a size.

Everything that can go wrong leaves as `Fault` with one of a few kinds; driver errors and keys never do.
"""

from __future__ import annotations

import email.utils
import json
import time
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from itemcenter.llm.trace import TRACEPARENT

#: A longer answer is no answer to anything that is asked here, and must not fill the memory.
_MOST_BYTES = 16 << 20

#: unreachable: never arrived, nothing is billed; timeout, broken: may have been answered, and billed.
FaultKind = Literal["unreachable", "timeout", "broken"]


class Fault(Exception):
    def __init__(self, kind: FaultKind, detail: str) -> None:
        super().__init__(detail)
        self.kind: FaultKind = kind
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Reply:
    """document: decoded JSON; None where the body is none. seconds: from sending to the last byte"""

    status: int
    document: Any
    retry_after_s: float | None
    seconds: float


class Exchange:
    """An open connection pool to one endpoint. Thread-safe. base: without a slash at its end"""

    def __init__(self, base: str, key: str, timeout_s: float, connections: int) -> None:
        self.base, self._key, self._timeout_s = base, key, timeout_s
        headers = {"User-Agent": "itemcenter"} | ({"Authorization": f"Bearer {key}"} if key else {})
        self._client = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,  # a key must not travel to where a redirect points
        )
        self.close = weakref.finalize(self, self._client.close)

    def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
        """Raises `Fault`."""
        return self._send("POST", path, json.dumps(body).encode("ascii"), headers or {})

    def get(self, path: str) -> Reply:
        """Raises `Fault`."""
        return self._send("GET", path, None, {})

    def _send(self, method: str, path: str, content: bytes | None, headers: Mapping[str, str]) -> Reply:
        began = time.monotonic()
        kind = {"Content-Type": "application/json"} if content is not None else {}
        trace = TRACEPARENT.get()
        kind |= {"traceparent": trace} if trace else {}
        try:
            with self._client.stream(method, self.base + path, content=content, headers={**kind, **headers}) as reply:
                body = self._body(reply, began + self._timeout_s)
                document = _decoded(body)
                return Reply(reply.status_code, document, _retry_after_s(reply.headers), time.monotonic() - began)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            raise Fault("unreachable", self.clean(f"no connection to {self.base}: {error}")) from error
        except httpx.TimeoutException as error:
            raise Fault("timeout", f"no answer within {self._timeout_s:g} s") from error
        except httpx.HTTPError as error:
            raise Fault("broken", self.clean(f"the connection broke: {error}")) from error

    def _body(self, reply: httpx.Response, until: float) -> bytes:
        """The whole body. The time limit is for all of it: an endpoint that drips never meets a limit a read."""
        parts, size = [], 0
        for part in reply.iter_bytes():
            size += len(part)
            if size > _MOST_BYTES:
                raise Fault("broken", f"an answer of more than {_MOST_BYTES:,} bytes")
            if time.monotonic() > until:
                raise Fault("timeout", f"no whole answer within {self._timeout_s:g} s")
            parts.append(part)
        return b"".join(parts)

    def clean(self, text: str) -> str:
        """A text for people, without the key, should an endpoint send it back."""
        return (text.replace(self._key, "***") if self._key else text)[:300]


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds that the endpoint asks to wait: as a number, in milliseconds, or as a date. None for anything else."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        given = headers.get(name, "")
        try:
            seconds = float(given) / unit
        except ValueError:
            continue
        if 0 <= seconds < 1e9:
            return seconds
    try:
        when = email.utils.parsedate_to_datetime(headers.get("retry-after", ""))
        return max(0.0, when.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None
