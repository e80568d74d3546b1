"""What handlers share: who asks and may, what the service holds, answers in the one shape, items out of requests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Depends, Request, Response

from itemcenter import wire
from itemcenter.errors import InputError, InvariantError
from itemcenter.schema import CategoryId, Item, ItemId, Spec, SpuId
from itemcenter.serve.access import AccessKey, AccessKeys, AuditLog, Cursors, KeptAnswers, Role
from itemcenter.serve.http.desks import Desks
from itemcenter.serve.http.fast_json import json_text
from itemcenter.serve.http.feed import Feed
from itemcenter.serve.http.figures import Figures
from itemcenter.serve.http.options import ServiceOptions
from itemcenter.serve.http.problems import Refusal
from itemcenter.serve.http.segments import SLASH

_ETAG = re.compile(r'(?:W/)?"([^"]*)"')


@dataclass(slots=True)
class Service:
    """Everything that handlers work with; one in a worker."""

    options: ServiceOptions
    keys: AccessKeys
    figures: Figures
    desks: Desks
    feed: Feed
    cursors: Cursors
    kept: KeptAnswers
    audit: AuditLog
    #: Writes that go on though nobody waits for them any more.
    going_on: set[asyncio.Task[Response]]


def service(request: Request) -> Service:
    found: Service = request.app.state.service
    return found


def caller(request: Request) -> AccessKey:
    found: AccessKey = request.scope["itemcenter.caller"]
    return found


def needs(role: Role) -> Any:
    """A dependency: the caller must have this role. It also stands in the documents (`openapi`)."""

    async def check(request: Request) -> None:
        check_role(request, role)

    check.role = role  # type: ignore[attr-defined]
    return Depends(check)


def check_role(request: Request, role: Role) -> None:
    """Raises `Refusal`."""
    who = caller(request)
    if not who.may(role):
        told = f"the key {who.name!r} has the role {who.role!r}, this needs {role!r}"
        raise Refusal(403, told, remedy="ask for a key with that role")


def answer(
    request: Request,
    data: Any,
    *,
    change: int | None = None,
    more: str | None = None,
    etag: str = "",
    status: int = 200,
) -> Response:
    """`wire.Answer`."""
    release = service(request).desks.center.__dict__.get("release")
    body = {"data": data, "release": "" if release is None else release.id, "change": change, "next": more}
    headers = {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache"} if etag else None
    return Response(json_text(body), status, headers, "application/json")


def etags(header: str) -> list[str]:
    """The tags of an If-Match or If-None-Match; "*" stands for any."""
    return ["*"] if header.strip() == "*" else _ETAG.findall(header)


def not_changed(if_none_match: str, etag: str) -> Response | None:
    """304 where the caller has this already."""
    given = etags(if_none_match) if if_none_match else ()
    if etag in given or "*" in given:
        return Response(None, 304, {"ETag": f'"{etag}"', "Cache-Control": "private, no-cache"})
    return None


def unchanged(request: Request, etag: str) -> Response | None:
    """`not_changed` of a request."""
    return not_changed(request.headers.get("if-none-match", ""), etag)


def path_of(request: Request) -> str:
    """As the caller wrote it, as far as slashes go."""
    return request.url.path.replace(SLASH, "%2F")


def check_count(count: int, most: int, place: str) -> None:
    if count > most:
        raise InputError(f"{count} entries at once, at most {most}", place=place, remedy="send them in several parts")


def cut(cursors: Cursors, question: Any, cursor: str | None, entries: Sequence[Any], limit: int) -> Any:
    """A page of entries that do not change (those of a release): (entries, cursor of the next page)."""
    start = int(cursors.place(question, cursor)) if cursor else 0
    end = start + limit
    return entries[start:end], cursors.make(question, end) if end < len(entries) else None


def item_of(listing: wire.Listing, item_id: str, place: str = "body") -> Item:
    """The item that a listing describes. Raises `InputError` naming the place."""
    if not listing.title.strip():
        raise InputError("an item needs a title", place=f"{place}.title", remedy="send the merchant's title")
    if not all(step.strip() for step in listing.category_path):
        raise InputError("a category path has no empty steps", place=f"{place}.category_path", remedy="leave it out")
    try:
        return Item(
            id=ItemId(item_id),
            title=listing.title,
            description=listing.description,
            brand=listing.brand,
            category_path=tuple(listing.category_path),
            category_id=None if listing.category_id is None else CategoryId(listing.category_id),
            group_id=None if listing.group_id is None else SpuId(listing.group_id),
            texts=_pairs(listing.texts),
            specs=tuple([Spec(entry.name, entry.value) for entry in listing.specs]),
            images=tuple(listing.images),
            extras=_pairs(listing.extras),
        )
    except InvariantError as error:
        raise InputError(error.message, place=place, remedy=error.remedy or "mend the listing") from error


def items_of(request: Request, listings: Sequence[wire.ListingWithId]) -> list[Item]:
    check_count(len(listings), service(request).options.max_items, "body.items")
    return [item_of(listing, listing.id, f"body.items.{place}") for place, listing in enumerate(listings)]


def _pairs(entries: Iterable[wire.NamedText]) -> tuple[tuple[str, str], ...]:
    return tuple([(entry.name, entry.value) for entry in entries])


def told(model: Any, status: int = 200, also: Mapping[int, str] | None = None, **more: Any) -> dict[str, Any]:
    """Arguments of a route that answers `wire.Answer[model]`; failures that all have are added by `openapi`.

    also: further statuses with their meaning
    """
    responses: dict[int | str, dict[str, Any]] = {status: {"model": wire.Answer[model], "description": "Done."}}
    for code, meaning in (also or {}).items():
        responses[code] = {"description": meaning}
    return {"response_model": None, "responses": responses, "status_code": status, **more}
