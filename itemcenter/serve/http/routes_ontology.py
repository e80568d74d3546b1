"""The ontology: its release, categories, keys and values. All of it changes with the release alone (ETag)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from itemcenter import wire
from itemcenter.errors import NotFoundError
from itemcenter.jobs import ontology_form as form
from itemcenter.jobs.inspect import no_key
from itemcenter.schema import CategoryId, KeyId, OntologyRelease
from itemcenter.serve.http.asking import answer, cut, needs, service, told, unchanged
from itemcenter.serve.http.routes_items import Cursor, Limit

router = APIRouter(prefix="/v1/ontology", tags=["ontology"], dependencies=[needs("read")])
_SAME = {304: "As in `If-None-Match`."}


@router.get("", **told(wire.Release, also=_SAME))
async def get_release(request: Request) -> Response:
    """The release that the service works with."""
    release = _release(request)
    return _told(request, release, form.release_form(release))


@router.get("/categories", **told(list[wire.CategoryEntry], also=_SAME))
async def list_categories(
    request: Request,
    parent: Annotated[str | None, Query(max_length=512, description="Only those right below this one.")] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """Categories in the release's order."""
    release = _release(request)
    ids: Any = [entry.id for entry in release.categories]
    if parent is not None:
        ids = release.children.get(_category(release, parent), ())
    question = ["categories", release.id, parent]
    page, more = cut(service(request).cursors, question, cursor, ids, limit)
    entries = [form.category_form(release, category_id) for category_id in page]
    return _told(request, release, entries, more)


@router.get("/categories/{category:segment}", **told(wire.CategoryEntry, also=_SAME))
async def get_category(request: Request, category: str) -> Response:
    """One category."""
    release = _release(request)
    return _told(request, release, form.category_form(release, _category(release, category)))


@router.get("/categories/{category:segment}/keys", **told(list[wire.ScopeEntry], also=_SAME))
async def list_scopes(request: Request, category: str) -> Response:
    """What is asked of the category's items, in order: its own keys and those that it inherits."""
    release = _release(request)
    return _told(request, release, form.scopes_form(release, _category(release, category)))


@router.get("/keys", **told(list[wire.KeyEntry], also=_SAME))
async def list_keys(request: Request, limit: Limit = 100, cursor: Cursor = None) -> Response:
    """Keys in the release's order."""
    release = _release(request)
    page, more = cut(service(request).cursors, ["keys", release.id], cursor, release.keys, limit)
    return _told(request, release, [form.key_form(release, key) for key in page], more)


@router.get("/keys/{key:segment}", **told(wire.KeyEntry, also=_SAME))
async def get_key(request: Request, key: str) -> Response:
    """One key."""
    release = _release(request)
    found = release.key_by_id.get(KeyId(key))
    if found is None:
        raise no_key(release, key)
    return _told(request, release, form.key_form(release, found))


@router.get("/keys/{key:segment}/values", **told(list[wire.ValueEntry], also=_SAME))
async def list_values(request: Request, key: str, limit: Limit = 100, cursor: Cursor = None) -> Response:
    """The value list of a key in the expert's order; empty for a key without one."""
    release = _release(request)
    found = release.key_by_id.get(KeyId(key))
    if found is None:
        raise no_key(release, key)
    values = () if found.value_list_id is None else release.list_by_id[found.value_list_id].values
    page, more = cut(service(request).cursors, ["values", release.id, key], cursor, values, limit)
    return _told(request, release, [form.value_form(value) for value in page], more)


def _release(request: Request) -> OntologyRelease:
    return service(request).desks.center.release


def _category(release: OntologyRelease, category_id: str) -> CategoryId:
    if CategoryId(category_id) not in release.category_by_id:
        remedy = "`/v1/ontology/categories` lists them"
        raise NotFoundError(f"there is no category {category_id[:200]!r}", remedy=remedy)
    return CategoryId(category_id)


def _told(request: Request, release: OntologyRelease, data: Any, more: str | None = None) -> Response:
    return unchanged(request, release.id) or answer(request, data, more=more, etag=release.id)
