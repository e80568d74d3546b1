"""Items: looked up one by one, in batches, page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from itemcenter import wire
from itemcenter.serve.http.asking import answer, check_count, needs, service, told
from itemcenter.serve.http.quick_item import one_item

router = APIRouter(prefix="/v1/items", tags=["items"], dependencies=[needs("read")])
#: Beside the items, not among them: an item may be called "lookup".
batch = APIRouter(prefix="/v1", tags=["items"], dependencies=[needs("read")])

ItemPath = Annotated[str, Path(description="The item's id, percent-encoded (a slash in it as %2F).", max_length=512)]
Limit = Annotated[int, Query(ge=1, le=1_000, description="Entries of a page.")]
Cursor = Annotated[str | None, Query(max_length=4_000, description="`next` of the page before.")]


@router.get("/{item:segment}", **told(wire.Item, also={304: "As in `If-None-Match`."}))
async def get_item(request: Request, item: ItemPath) -> Response:
    """One item: what its merchant says, its category, and every fact with its evidence."""
    return await one_item(service(request), item, request.headers.get("if-none-match", ""))


@batch.post("/lookup", **told(list[wire.Item]))
async def lookup(request: Request, body: wire.ItemIds) -> Response:
    """Several items at once, in the given order; those that are not held are left out."""
    check_count(len(body.ids), service(request).options.max_ids, "body.ids")
    keys = frozenset(body.keys)
    found = await service(request).desks.read(lambda center: center.lookup(body.ids, listing=body.listing, keys=keys))
    return answer(request, found.entries, change=found.change)


@router.get("", **told(list[wire.Item]))
async def list_items(request: Request, limit: Limit = 100, cursor: Cursor = None) -> Response:
    """All items by id. A page goes on behind the last id, whatever has been written meanwhile."""
    at, question = service(request), ["items"]
    after = str(at.cursors.place(question, cursor)) if cursor else ""
    page = await at.desks.read(lambda center: center.list_items(after, limit))
    more = None if page.last is None else at.cursors.make(question, page.last)
    return answer(request, page.entries, change=page.change, more=more)
