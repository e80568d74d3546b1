"""Looking one item up, without the framework's way from a request to arguments: that is more than half of the time.

`GET /v1/items/ITEM` is answered here, in front of the application; its route has the same words for the documents.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from itemcenter.serve.http.asking import Service, not_changed
from itemcenter.serve.http.door import App, Receive, Scope, Send
from itemcenter.serve.http.problems import Refusal
from itemcenter.serve.http.segments import SLASH

_PREFIX = "/v1/items/"


class _Route:
    path = "/v1/items/{item:segment}"


class QuickItem:
    """service: found when the first request comes, after the application has been started"""

    def __init__(self, app: App, service: Callable[[], Service]) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(_PREFIX):
            await self._app(scope, receive, send)
            return
        item = path[len(_PREFIX) :]
        if not item or "/" in item:
            await self._app(scope, receive, send)
            return
        scope["route"] = _Route  # every role may read
        tags = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
        answer = await one_item(self._service(), item.replace(SLASH, "/"), tags.decode("latin-1"))
        await answer(scope, receive, send)


async def one_item(at: Service, item_id: str, if_none_match: str) -> Response:
    """`wire.Answer` of a `wire.Item`. Raises `Refusal`."""
    found = await at.desks.quick(lambda center: center.item_text(item_id))
    if found is None:
        raise Refusal(404, f"there is no item {item_id[:200]!r}", place="path.item", remedy="ids are case-sensitive")
    text, etag, change = found
    same = not_changed(if_none_match, etag)
    if same is not None:
        return same
    release = at.desks.center.release.id
    body = b'{"data":%b,"release":"%b","change":%d,"next":null}' % (text, release.encode(), change)
    return Response(body, 200, {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache"}, "application/json")
