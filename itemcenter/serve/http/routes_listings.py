"""Listings: held against the rules of their category, and given titles."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from itemcenter import wire
from itemcenter.errors import InputError
from itemcenter.serve.http.asking import answer, check_count, items_of, needs, service, told

router = APIRouter(prefix="/v1", tags=["listings"], dependencies=[needs("read")])


@router.post("/listings/validate", **told(list[wire.ListingReport]))
async def validate(request: Request, body: wire.AskedItems) -> Response:
    """What is missing, not understood or contradicted in each listing, with reasons and fixes."""
    items, desks = items_of(request, body.items), service(request).desks
    work = desks.work(lambda center: center.validate_listings(items, body.source))
    return answer(request, await desks.timed(work))


@router.post("/titles", **told(list[wire.Titles]))
async def titles(request: Request, body: wire.TitleRequest) -> Response:
    """A short and a long title for each item, made of its own words and its facts alone, whoever writes them."""
    if not body.ids and not body.items:
        raise InputError("titles of nothing", place="body", remedy="give ids, or items")
    check_count(len(body.ids), service(request).options.max_ids, "body.ids")
    items, desks = items_of(request, body.items), service(request).desks
    if body.writer == "facts":
        work = desks.work(lambda center: center.titles(body.ids, items, body.source, body.short, body.long))
        return answer(request, await desks.timed(work))

    async def written() -> list[dict[str, Any]]:
        grounds = await desks.work(lambda center: center.title_grounds(body.ids, items, body.source))
        return await desks.ask(lambda center: center.written_titles(grounds, body.short, body.long))

    return answer(request, await desks.timed(written()))
