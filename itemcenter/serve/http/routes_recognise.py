"""Algorithms that store nothing: recognition, category, brand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from itemcenter import wire
from itemcenter.serve.http.asking import answer, items_of, needs, service, told

router = APIRouter(prefix="/v1", tags=["algorithms"], dependencies=[needs("read")])


@router.post("/recognise", **told(list[wire.Recognised]))
async def recognise(request: Request, body: wire.AskedItems) -> Response:
    """Facts with their evidence out of texts and specs. What a text does not state is told as `not_stated`."""
    items, desks = items_of(request, body.items), service(request).desks
    work = desks.work(lambda center: center.recognise(items, body.source))
    return answer(request, await desks.timed(work))


@router.post("/categorise", **told(list[wire.CategoryGuess]))
async def categorise(request: Request, body: wire.AskedItems, top: Annotated[int, Query(ge=1, le=20)] = 5) -> Response:
    """The category of each item and its likeliest alternatives, at most `top` in all."""
    items, desks = items_of(request, body.items), service(request).desks
    work = desks.work(lambda center: center.categorise(items, body.source, top))
    return answer(request, await desks.timed(work))


@router.post("/brands", **told(list[wire.BrandGuess]))
async def brands(request: Request, body: wire.AskedItems) -> Response:
    """The brand of each item: as given, or as read off its cells and texts."""
    items, desks = items_of(request, body.items), service(request).desks
    work = desks.work(lambda center: center.brands(items, body.source))
    return answer(request, await desks.timed(work))
