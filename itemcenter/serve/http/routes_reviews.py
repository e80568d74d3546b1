"""Review: the proposals for the ontology, and people's decisions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Request, Response

from itemcenter import wire
from itemcenter.center import ItemCenter
from itemcenter.ontology.review import Standing
from itemcenter.serve.http.asking import answer, caller, cut, needs, service, told
from itemcenter.serve.http.routes_items import Cursor, Limit
from itemcenter.serve.http.writing import once

router = APIRouter(prefix="/v1/reviews", tags=["review"])


@router.get("", dependencies=[needs("read")], **told(list[wire.ReviewEntry]))
async def list_reviews(
    request: Request,
    standing: Literal["auto", "open", "accepted", "rejected", "merged", "inserted", "any"] = "open",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Proposals, the most important first. Later pages leave out what was decided meanwhile."""
    at = service(request)
    wanted = None if standing == "any" else Standing(standing)
    entries = await at.desks.read(lambda center: center.review_entries(wanted))
    page, more = cut(at.cursors, ["reviews", standing], cursor, entries, limit)
    return answer(request, page, more=more)


@router.post(
    "/decisions",
    dependencies=[needs("review")],
    **told(list[wire.ReviewEvent], also={409: "The same request is being worked on."}),
)
async def decide(
    request: Request,
    body: wire.ReviewDecision,
    once_key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=255)] = None,
) -> Response:
    """One person's word on some proposals, all of it or nothing."""
    fields = tuple(body.fields.items())

    def word(center: ItemCenter) -> list[dict[str, Any]]:
        made = center.decide(body.action, body.proposals, by=caller(request).name, text=body.text, fields=fields)
        return [
            {"id": event.id, "action": event.action, "proposal": event.proposal_id, "by": event.author,
             "text": event.text}
            for event in made
        ]  # fmt: skip

    async def do() -> Response:
        return answer(request, await service(request).desks.work(word))

    return await once(request, body.proposals, do)
