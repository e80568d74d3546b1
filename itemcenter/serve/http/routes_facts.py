"""Facts: asked for by key, value, category and who says so; and the account of one cell."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from itemcenter import wire
from itemcenter.jobs.inspect import find_key, no_key
from itemcenter.ports import CellQuery
from itemcenter.schema import CategoryId, CellState, ItemId, KeyId, Producer, SourceId
from itemcenter.serve.http.asking import answer, needs, service, told
from itemcenter.serve.http.routes_items import Cursor, ItemPath, Limit

router = APIRouter(prefix="/v1", tags=["facts"], dependencies=[needs("read")])

Id = Annotated[str | None, Query(max_length=512)]
Share = Annotated[float | None, Query(ge=0, le=1)]
ProducerName = Literal["merchant", "reuse", "inherit", "local_model", "llm", "human"]


@router.get("/facts", **told(list[wire.KeyWords]))
async def list_facts(
    request: Request,
    item: Id = None,
    key: Annotated[str | None, Query(max_length=512, description="Id or name.")] = None,
    category: Annotated[str | None, Query(max_length=512, description="Id, without those below it.")] = None,
    source: Id = None,
    producer: ProducerName | None = None,
    state: Literal["facts", "not_stated"] | None = None,
    value: Annotated[str | None, Query(max_length=2_000, description="Canonical text of a value, exact.")] = None,
    min_confidence: Share = None,
    max_confidence: Share = None,
    order: Literal["item", "key"] = "item",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Cells that match all conditions, by item or by key.

    A page goes on behind the last cell: what is there from the first page to the last comes exactly once.
    """
    at = service(request)
    question = ["facts", item, key, category, source, producer, state, value, min_confidence, max_confidence, order]
    place = at.cursors.place(question, cursor) if cursor else None

    def query(release_key: KeyId | None) -> CellQuery:
        return CellQuery(
            item_id=None if item is None else ItemId(item),
            key_id=release_key,
            category_id=None if category is None else CategoryId(category),
            source=None if source is None else SourceId(source),
            producer=None if producer is None else Producer(producer),
            state=None if state is None else CellState(state),
            text=value,
            min_confidence=min_confidence,
            max_confidence=max_confidence,
            order=order,
            limit=limit,
            after=None if place is None else (ItemId(place[0]), KeyId(place[1])),
        )

    key_id = None
    if key is not None:
        release = at.desks.center.release
        known = find_key(release, key)
        if known is None:
            raise no_key(release, key)
        key_id = known.id
    page = await at.desks.read(lambda center: center.page_of_cells(query(key_id)))
    more = None if page.last is None else at.cursors.make(question, list(page.last))
    return answer(request, page.entries, change=page.change, more=more)


@router.get("/items/{item:segment}/facts/{key:segment}", **told(wire.Account))
async def account(request: Request, item: ItemPath, key: str) -> Response:
    """Why a cell shows what it shows: who says what, and every word that was ever said."""
    return answer(request, await service(request).desks.read(lambda center: center.account(item, key)))
