"""Changes: read by number, waited for, streamed."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from itemcenter import wire
from itemcenter.errors import InputError
from itemcenter.serve.http.asking import answer, needs, service, told
from itemcenter.serve.http.feed import EventStream

router = APIRouter(prefix="/v1/changes", tags=["changes"], dependencies=[needs("read")])

#: Numbers that every JSON reader holds exactly.
_LAST = 2**53
Number = Annotated[int, Query(ge=0, le=_LAST, description="Changes behind this number.")]


@router.get("", **told(list[wire.Change]))
async def list_changes(
    request: Request,
    after: Number = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds to wait for the first one.")] = 0.0,
) -> Response:
    """The log by number, without gaps. With `wait`, an empty page comes only after so long (long poll)."""
    at = service(request)
    page = await at.feed.page(after, limit, min(wait, at.options.stream_s))
    return answer(request, page.entries, change=page.change)


_EVENT = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "event": {"const": "change"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
}
_STREAM: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {
            "description": "Server-sent events `change`: data is a `Change`, id its number. Ends with the service.",
            "content": {"text/event-stream": {"schema": _EVENT}},
        }
    },
}


@router.get("/stream", **_STREAM)
async def stream(
    request: Request,
    after: Annotated[int | None, Query(ge=0, le=_LAST, description="Default: from now on.")] = None,
    last_event_id: Annotated[str | None, Header(max_length=20, description="Outranks `after`.")] = None,
) -> Any:
    """Changes as they happen. A reader that was cut off goes on with `Last-Event-ID`, and misses nothing."""
    if last_event_id:
        if not last_event_id.isascii() or not last_event_id.isdigit() or int(last_event_id) > _LAST:
            told_ = f"{last_event_id[:20]!r} is no number of a change"
            raise InputError(told_, place="header.Last-Event-ID", remedy="send the id of the last event")
        after = int(last_event_id)
    at = service(request)
    return Streamed(EventStream(at.feed, after, at.options.slow_s))


class Streamed(Response):
    """The framework wants a `Response`; this one is only handed on."""

    def __init__(self, stream: EventStream) -> None:
        super().__init__()
        self._stream = stream

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self._stream(scope, receive, send)
