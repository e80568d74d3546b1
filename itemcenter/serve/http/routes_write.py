"""Writes: items, people's words on cells. All take `Idempotency-Key`, `If-Match` and `If-None-Match`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response

from itemcenter import wire
from itemcenter.center import ItemCenter
from itemcenter.errors import InputError
from itemcenter.jobs.put_items import PutOutcome
from itemcenter.schema import Change
from itemcenter.serve.http.asking import answer, caller, item_of, items_of, needs, service, told
from itemcenter.serve.http.routes_items import ItemPath
from itemcenter.serve.http.writing import check_match, once

router = APIRouter(prefix="/v1/items", tags=["writing"], dependencies=[needs("write")])

_ALSO = {409: "The same request is being worked on.", 412: "A precondition does not hold."}
#: Read by `once` and `check_match`; named here so that the documents have them.
Once = Annotated[str | None, Header(alias="Idempotency-Key", max_length=255, description="Sent twice, done once.")]
Match = Annotated[str | None, Header(alias="If-Match", max_length=2_000, description="Etags of the item, or *.")]
NoMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=2_000, description="* : only if not held.")]
Source = Annotated[str, Query(min_length=1, max_length=100, description="Whose catalog the item is from.")]
_JOIN = " | "


@router.put("/{item:segment}", **told(wire.PutReport, also=_ALSO))
async def put_item(
    request: Request,
    item: ItemPath,
    body: wire.Listing,
    source: Source = "merchant",
    once_key: Once = None,
    match: Match = None,
    no_match: NoMatch = None,
) -> Response:
    """Take an item in: it is recognised and stored before this answers."""
    noun = item_of(body, item)

    def put(center: ItemCenter) -> list[PutOutcome]:
        check_match(request, center.etag(item))
        return center.put_items([noun], source)

    async def do() -> Response:
        outcomes = await service(request).desks.work(put)
        return answer(request, _report(outcomes[0]), change=_last(outcomes))

    return await once(request, [item], do)


@router.post("", **told(list[wire.PutReport], also={409: _ALSO[409]}))
async def put_items(request: Request, body: wire.PutItems, once_key: Once = None) -> Response:
    """Take several items in, all of them or none."""
    items = items_of(request, body.items)

    async def do() -> Response:
        outcomes = await service(request).desks.work(lambda center: center.put_items(items, body.source))
        return answer(request, [_report(outcome) for outcome in outcomes], change=_last(outcomes))

    return await once(request, [item.id for item in items], do)


@router.delete("/{item:segment}", **told(list[int], also=_ALSO))
async def forget_item(request: Request, item: ItemPath, once_key: Once = None, match: Match = None) -> Response:
    """Hide an item and all that was said of it; a later delivery brings it back. The numbers of the changes."""
    return await _edit(request, item, lambda center: center.forget(item, author=caller(request).name))


@router.put("/{item:segment}/facts/{key:segment}", **told(list[int], also=_ALSO))
async def set_facts(
    request: Request, item: ItemPath, key: str, body: wire.SetFacts, once_key: Once = None, match: Match = None
) -> Response:
    """A person's word on a cell, above merchant and machine; `lock` puts it above everything."""
    for place, value in enumerate(body.values):
        if not value.strip() or _JOIN in value:
            told_ = "a value is a text with something in it" if not value.strip() else f"a value without {_JOIN!r}"
            raise InputError(f"wanted: {told_}", place=f"body.values.{place}", remedy="send one entry a value")
    text, author = _JOIN.join(body.values), caller(request).name
    return await _edit(request, item, lambda center: center.set(item, key, text, lock=body.lock, author=author))


@router.delete("/{item:segment}/facts/{key:segment}", **told(list[int], also=_ALSO))
async def unlock_facts(
    request: Request, item: ItemPath, key: str, once_key: Once = None, match: Match = None
) -> Response:
    """Take the person's word back, locked or not: the other sources count again."""
    return await _edit(request, item, lambda center: center.unlock(item, key, author=caller(request).name))


async def _edit(request: Request, item: str, edit: Callable[[ItemCenter], list[Change]]) -> Response:
    def checked(center: ItemCenter) -> tuple[list[Change], str]:
        check_match(request, center.etag(item))
        return edit(center), center.etag(item)

    async def do() -> Response:
        changes, etag = await service(request).desks.work(checked)
        numbers = [change.number for change in changes]
        return answer(request, numbers, change=numbers[-1] if numbers else None, etag=etag)

    return await once(request, [item], do)


def _report(outcome: PutOutcome) -> dict[str, Any]:
    return {"id": outcome.item_id, "outcome": outcome.outcome, "changes": list(outcome.changes)}


def _last(outcomes: list[PutOutcome]) -> int | None:
    return max((number for outcome in outcomes for number in outcome.changes), default=None)
