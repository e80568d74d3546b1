"""Around every write: done once however often it is sent, finished though nobody waits, kept in the audit log."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from fastapi import Request, Response

from itemcenter.serve.http.asking import Service, caller, etags, path_of, service
from itemcenter.serve.http.problems import Refusal

#: Ids of a batch that the audit log names.
_MOST_NAMED = 100
_LONGEST_NAME = 255


async def once(request: Request, items: Sequence[str], do: Callable[[], Awaitable[Response]]) -> Response:
    """The answer of `do`, or the one that it gave when the same request came before (`Idempotency-Key`).

    items: what is written to, for the audit log. Raises `Refusal` for a key that was used for another request.
    """
    at, who = service(request), caller(request)
    name = request.headers.get("idempotency-key")
    if name is not None:
        if not 0 < len(name) <= _LONGEST_NAME:
            raise Refusal(422, f"a key of 1 to {_LONGEST_NAME} characters", place="header.Idempotency-Key")
        digest = await _digest(request)
        kept = await asyncio.to_thread(at.kept.begin, who.id, name, digest)
        if kept is not None:
            if kept.request != digest:
                told = "this Idempotency-Key was used for another request"
                raise Refusal(422, told, place="header.Idempotency-Key", remedy="use a new key for each request")
            if kept.status is None:
                told = "the same request is being worked on"
                raise Refusal(409, told, remedy="send it again in a second", headers={"Retry-After": "1"})
            headers = {**json.loads(kept.headers), "Idempotency-Replayed": "true"}
            return Response(kept.body, kept.status, headers, "application/json")
    task = asyncio.create_task(_done(at, request, name, items, do))
    at.going_on.add(task)
    task.add_done_callback(at.going_on.discard)
    return await at.desks.in_time(task)


async def _done(
    at: Service, request: Request, name: str | None, items: Sequence[str], do: Callable[[], Awaitable[Response]]
) -> Response:
    who = caller(request)
    try:
        response = await do()
    except BaseException:
        if name is not None:
            await asyncio.to_thread(at.kept.give_up, who.id, name)
        raise
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="microseconds"),
        "request_id": request.scope["itemcenter.request_id"],
        "key": who.id,
        "name": who.name,
        "role": who.role,
        "method": request.method,
        "route": getattr(request.scope.get("route"), "path", ""),
        "path": path_of(request)[:1000],
        "items": list(items[:_MOST_NAMED]),
        "count": len(items),
        "status": response.status_code,
    }
    await asyncio.to_thread(at.audit.add, entry)
    if name is not None:
        headers = {key: value for key, value in response.headers.items() if key in ("etag", "cache-control")}
        place = (who.id, name, response.status_code, json.dumps(headers), bytes(response.body))
        await asyncio.to_thread(at.kept.end, *place)
    return response


def check_match(request: Request, held: str) -> None:
    """The preconditions of a write. held: the item's etag, "" where it is not held. Raises `Refusal`."""
    wanted, unwanted = request.headers.get("if-match"), request.headers.get("if-none-match")
    if wanted is not None:
        tags = etags(wanted)
        if not held or (held not in tags and "*" not in tags):
            told = "the item has changed since" if held else "the item is not held"
            raise Refusal(412, told, place="header.If-Match", remedy="read it again, then decide anew")
    if unwanted is not None and held:
        tags = etags(unwanted)
        if held in tags or "*" in tags:
            told = "the item is held already"
            raise Refusal(412, told, place="header.If-None-Match", remedy="send If-Match with its etag to change it")


async def _digest(request: Request) -> str:
    """Of everything that makes two requests the same."""
    state = hashlib.sha256()
    parts: list[Any] = [request.method, request.url.path, request.url.query]
    parts += [request.headers.get(name, "") for name in ("if-match", "if-none-match")]
    state.update("\n".join(parts).encode())
    state.update(await request.body())
    return state.hexdigest()
