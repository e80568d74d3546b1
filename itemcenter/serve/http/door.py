"""Around all routes: who asks, how often and how much; request ids, traces, safe headers, the access log, figures.

A plain ASGI layer, since it stands in the way of every request: a look-up must not pay for what only writes need.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import os
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from itemcenter.errors import ItemCenterError
from itemcenter.llm.trace import TRACEPARENT
from itemcenter.serve.access import AccessKey, AccessKeys, Rates
from itemcenter.serve.http.figures import Figures
from itemcenter.serve.http.options import ServiceOptions
from itemcenter.serve.http.problems import Refusal, of_error, refused, surprise

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger("itemcenter.access")

#: Answered without a key: whether the service lives says nothing of what it holds.
OPEN_PATHS = frozenset(("/healthz", "/readyz", "/.well-known/ucp"))
#: Who asks where there are no keys: somebody on this machine.
NOBODY = AccessKey("local", "local", "admin", "", 0)
_SAFE_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
]
_TRACE = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


class Door:
    def __init__(self, app: App, options: ServiceOptions, keys: AccessKeys, figures: Figures) -> None:
        self._app, self._options, self._keys, self._figures = app, options, keys, figures
        self._rates = Rates(options.rate / options.workers, options.burst / options.workers)
        self._hosts = frozenset(name.encode() for name in options.hosts)
        self._quiet = not _log.isEnabledFor(logging.INFO)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await self._app(scope, receive, send)
            return
        begin = time.perf_counter()
        request_id = os.urandom(8).hex()
        scope["itemcenter.request_id"] = request_id
        headers = dict(scope["headers"])
        trace = _trace(headers.get(b"traceparent"))
        if trace is not None:
            TRACEPARENT.set(trace.here)
        sent = _Sent(send, request_id, trace)
        try:
            self._enter(scope, headers)
            await self._app(scope, self._counted(receive), sent)
        except Refusal as error:
            await refused(error, request_id)(scope, receive, sent)
        except ItemCenterError as error:
            await of_error(error, request_id)(scope, receive, sent)
        except Exception as error:
            if sent.started:
                raise
            await surprise(error, request_id)(scope, receive, sent)
        finally:
            seconds = time.perf_counter() - begin
            route = getattr(scope.get("route"), "path", "") or "none"
            self._figures.count(scope["method"], route, sent.status, seconds)
            if not self._quiet:
                self._tell(scope, route, sent, seconds, request_id, trace)

    def _enter(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        """Raises `Refusal`."""
        raw = scope.get("raw_path") or scope["path"].encode()
        if b"%" in raw:
            scope["path"] = _path(raw)
        if scope["path"] in OPEN_PATHS:
            scope["itemcenter.caller"] = NOBODY
            return
        client = str((scope.get("client") or ("localhost",))[0])
        if self._keys.needed() or not is_loopback(client):
            caller = self._keys.find(_key(headers))
            if caller is None:
                given = "authorization" if b"authorization" in headers or b"x-api-key" in headers else ""
                told = "this key does not count" if given else "a key is needed"
                remedy = "send `Authorization: Bearer KEY`; `itemcenter access create` makes one"
                raise Refusal(401, told, place=given, remedy=remedy, headers={"WWW-Authenticate": "Bearer"})
            name = caller.id
        else:
            if _host(headers.get(b"host", b"")) not in self._hosts:
                told = "without keys the service answers this machine alone, by its own name"
                raise Refusal(421, told, place="host", remedy="`itemcenter access create` makes keys")
            caller, name = NOBODY, client
        scope["itemcenter.caller"] = caller
        wait_s = self._rates.wait_s(name)
        if wait_s:
            told, after = f"too many requests with the key {caller.name!r}", str(int(wait_s) + 1)
            raise Refusal(429, told, remedy=f"wait {after} s", headers={"Retry-After": after})
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > self._options.max_body:
            raise self._too_large()

    def _counted(self, receive: Receive) -> Receive:
        """The body's parts, until there are too many."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._options.max_body:
                raise self._too_large()
            return message

        return counted

    def _too_large(self) -> Refusal:
        most = self._options.max_body
        return Refusal(413, f"a request may have {most:,} bytes", place="body", remedy="send it in several parts")

    def _tell(
        self, scope: Scope, route: str, sent: _Sent, seconds: float, request_id: str, trace: _Trace | None
    ) -> None:
        """No query and no header: either may hold a secret."""
        caller = scope.get("itemcenter.caller")
        entry = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "request_id": request_id,
            "method": scope["method"],
            "path": scope["path"][:500],
            "route": route,
            "status": sent.status,
            "ms": round(seconds * 1000, 2),
            "bytes": sent.bytes,
            "key": caller.id if caller is not None else "",
            "client": str((scope.get("client") or ("",))[0]),
        }
        if trace is not None:
            entry |= {"trace_id": trace.id, "parent_id": trace.parent, "span_id": trace.span}
        _log.info(json.dumps(entry))


class _Sent:
    """Hands an answer on with the headers that all have, and keeps what the log tells of it."""

    def __init__(self, send: Send, request_id: str, trace: _Trace | None) -> None:
        self._send, self.status, self.bytes, self.started = send, 500, 0, False
        self._headers = [(b"x-request-id", request_id.encode()), *_SAFE_HEADERS]
        if trace is not None:
            self._headers.append((b"traceparent", trace.here.encode()))

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.started = message["status"], True
            headers = list(message.get("headers", ()))
            if not any(name == b"cache-control" for name, _ in headers):
                headers.append((b"cache-control", b"no-store"))
            message = {**message, "headers": headers + self._headers}
        else:
            self.bytes += len(message.get("body", b""))
        await self._send(message)


def _path(raw: bytes) -> str:
    """A path whose ids may hold slashes: %2F stays apart from those between the parts."""
    if b"%00" in raw:
        raise Refusal(400, "a path holds no control characters", place="path")
    try:
        whole = unquote_to_bytes(raw.replace(b"%2F", b"%00").replace(b"%2f", b"%00")).decode()
    except UnicodeDecodeError as error:
        raise Refusal(400, "the path is not UTF-8", place="path", remedy="encode ids as UTF-8, then %xx") from error
    return whole


@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _key(headers: dict[bytes, bytes]) -> str:
    given = headers.get(b"authorization", b"")
    kind, _, key = given.partition(b" ")
    if kind.lower() != b"bearer":
        key = headers.get(b"x-api-key", b"")
    return key.strip().decode("latin-1")


def _host(header: bytes) -> bytes:
    """Without its port."""
    if header.startswith(b"["):
        return header.partition(b"]")[0] + b"]"
    return header.partition(b":")[0].lower()


class _Trace(NamedTuple):
    """Of a request that is traced. parent: the caller's span; span: the one of what is done here"""

    id: str
    parent: str
    span: str
    flags: str

    @property
    def here(self) -> str:
        """The `traceparent` of all that is done for this request."""
        return f"00-{self.id}-{self.span}-{self.flags}"


def _trace(header: bytes | None) -> _Trace | None:
    """The trace of a W3C traceparent, with a span for this request."""
    found = _TRACE.fullmatch(header) if header is not None else None
    if found is None or not int(found[1], 16) or not int(found[2], 16):
        return None
    return _Trace(found[1].decode(), found[2].decode(), os.urandom(8).hex(), found[3].decode())
