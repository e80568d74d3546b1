"""Items in the shapes of others: JSON-LD, a product feed, and where agents find the catalog."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from itemcenter.center import ItemCenter
from itemcenter.errors import StreamError
from itemcenter.items.write.target import TargetOptions
from itemcenter.serve.http.agents import PATH
from itemcenter.serve.http.asking import needs, service
from itemcenter.serve.http.fast_json import json_text
from itemcenter.serve.http.problems import Refusal
from itemcenter.serve.http.routes_items import ItemPath

router = APIRouter(tags=["agents"])

#: Items of a feed that are read at once.
_AT_ONCE = 200
_HOST = re.compile(r"[A-Za-z0-9.-]{1,255}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
Currency = Annotated[str, Query(pattern="^([A-Z]{3})?$", description="Of prices that name none (ISO 4217).")]
Constant = Annotated[str, Query(max_length=500)]


def _gives(kind: str, told: str, schema: dict[str, Any]) -> dict[str, Any]:
    content = {200: {"description": told, "content": {kind: {"schema": schema}}}}
    return {"response_class": Response, "responses": content}


@router.get(
    "/v1/items/{item:segment}/jsonld",
    dependencies=[needs("read")],
    **_gives("application/ld+json", "A schema.org `Product`.", {"type": "object"}),
)
async def jsonld(request: Request, item: ItemPath, currency: Currency = "") -> Response:
    """One item as schema.org JSON-LD: a `Product` whose facts are `PropertyValue`s with unit codes and their proof."""
    at = service(request)
    told = currency or at.options.currency
    found = await at.desks.read(lambda center: center.jsonld(item, told))
    return Response(json_text(found), 200, None, "application/ld+json")


@router.get(
    "/v1/feeds/openai",
    dependencies=[needs("read")],
    **_gives("application/x-ndjson", "A JSON object a line.", {"type": "string"}),
)
async def openai_feed(
    request: Request,
    currency: Currency = "",
    seller_name: Constant = "",
    seller_url: Constant = "",
    store_country: Constant = "",
    target_countries: Constant = "",
) -> Response:
    """All items by id as an OpenAI product feed, streamed. Each piece is of one state, the whole feed need not be."""
    at = service(request)
    given = {"seller_name": seller_name, "seller_url": seller_url, "store_country": store_country,
             "target_countries": target_countries}  # fmt: skip
    constants = tuple((name, value) for name, value in given.items() if value)
    options = TargetOptions(currency or at.options.currency, constants)

    async def lines() -> AsyncIterator[bytes]:
        after: str | None = ""
        while after is not None:
            if at.feed.stopping:
                raise StreamError("the service is ending", remedy="ask another one")
            place = after

            def piece(center: ItemCenter, place: str = place) -> Any:
                return center.openai_lines(place, _AT_ONCE, options)

            page = await at.desks.read(piece)
            after = page.last
            yield "".join(map(str, page.entries)).encode("utf-8", "replace")

    return StreamingResponse(lines(), 200, None, "application/x-ndjson")


@router.get("/.well-known/ucp", **_gives("application/json", "A UCP profile.", {"type": "object"}))
async def ucp_profile(request: Request) -> Response:
    """Where agents of the Universal Commerce Protocol find the catalog. It says nothing of what the center holds."""
    profile, host = request.app.state.ucp_profile, request.headers.get("host", "")
    if profile is None:
        raise Refusal(404, "no agents are served here", remedy="pip install 'itemcenter[mcp]' and start it again")
    if not _HOST.fullmatch(host):
        raise Refusal(400, "the request names no host", place="header.Host")
    scheme = "https" if request.headers.get("x-forwarded-proto") == "https" else request.url.scheme
    return Response(json_text(profile(f"{scheme}://{host}{PATH}")), 200, None, "application/json")
