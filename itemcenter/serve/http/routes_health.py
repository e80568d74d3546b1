"""Whether the service lives, whether it can work, and its figures."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from itemcenter.serve.http.asking import answer, needs, service, told
from itemcenter.serve.http.problems import Refusal

router = APIRouter(tags=["operations"])


@router.get("/healthz", **told(str))
async def health(request: Request) -> Response:
    """The process answers."""
    return answer(request, "alive")


@router.get("/readyz", **told(str))
async def ready(request: Request) -> Response:
    """The store can be read, there is an ontology, and the recogniser is open; 503 until then and while ending."""
    at = service(request)
    if at.feed.stopping:
        raise Refusal(503, "the service is ending", remedy="ask another one")
    if not at.desks.warm:
        raise Refusal(503, "the recogniser is being opened", remedy="wait a few seconds")
    if "release" not in at.desks.center.__dict__:
        raise Refusal(503, "the center has no ontology yet", remedy="`itemcenter ontology import SOURCE`")
    change = await at.desks.quick(lambda center: center.last_change)
    return answer(request, "ready", change=change)


_TEXT: dict[str, Any] = {
    "response_class": Response,
    "responses": {200: {"description": "Prometheus text.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
}


@router.get("/metrics", dependencies=[needs("read")], **_TEXT)
async def metrics(request: Request) -> Response:
    """Figures for Prometheus: requests by route and status, their times, streams, the last change."""
    text, kind = service(request).figures.text()
    return Response(text, 200, None, kind)
