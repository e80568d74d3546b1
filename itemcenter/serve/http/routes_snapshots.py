"""Snapshots: taken, listed, read row by row or as the Parquet files that they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from itemcenter import wire
from itemcenter.center.snapshot_pages import SnapshotFilePlace
from itemcenter.errors import NotFoundError
from itemcenter.serve.http.asking import answer, needs, service, told, unchanged
from itemcenter.serve.http.routes_items import Cursor, Limit
from itemcenter.serve.http.writing import once

router = APIRouter(prefix="/v1/snapshots", tags=["snapshots"])

_READ = [needs("read")]
_BLOCK = 256 * 1024
SnapshotPath = Annotated[str, Path(
    pattern=r"^(latest|[0-9]{1,15}(-[0-9]{1,15})?)$",
    description="Its id, its change number alone, or `latest`.",
)]  # fmt: skip
Retired = Annotated[bool, Query(description="Of the retired items, which are hidden: they may come back.")]


@router.post(
    "",
    dependencies=[needs("admin")],
    **told(
        wire.TakenSnapshot,
        also={409: "The same request is being worked on.", 501: "The extra that writes Delta Lake is not installed."},
    ),
)
async def take_snapshot(
    request: Request,
    body: wire.TakeSnapshot,
    once_key: Annotated[str | None, Header(alias="Idempotency-Key", max_length=255)] = None,
) -> Response:
    """Keep the state of now; writers go on meanwhile. Where nothing has changed, the newest snapshot is told again."""

    async def do() -> Response:
        def take(center: Any) -> Any:
            return center.keep_snapshot(delta=body.delta, keep=body.keep)

        taken = await service(request).desks.read_on(take)
        return answer(request, taken, change=taken["change"])

    return await once(request, [], do)


@router.get("", dependencies=_READ, **told(list[wire.Snapshot]))
async def list_snapshots(request: Request, limit: Limit = 100, cursor: Cursor = None) -> Response:
    """Manifests of all snapshots, the newest first."""
    at, question = service(request), ["snapshots"]
    before = str(at.cursors.place(question, cursor)) if cursor else None
    page = await at.desks.read(lambda center: center.snapshot_list(before, limit))
    more = None if page.last is None else at.cursors.make(question, page.last)
    return answer(request, page.entries, change=page.change, more=more)


@router.get("/{snapshot}", dependencies=_READ, **told(wire.Snapshot))
async def get_snapshot(request: Request, snapshot: SnapshotPath) -> Response:
    """A snapshot's manifest: what it is as of, its digest, its tables with their files."""
    found = await service(request).desks.read(lambda center: center.snapshot_form(snapshot))
    return answer(request, found, change=found["change"])


@router.get("/{snapshot}/cells", dependencies=_READ, **told(list[wire.KeyWords]))
async def list_snapshot_cells(
    request: Request,
    snapshot: SnapshotPath,
    item: Annotated[str | None, Query(max_length=512, description="Only this item's.")] = None,
    retired: Retired = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Response:
    """What showed then, by item and key, with evidence. All pages are of one snapshot, also those of `latest`."""
    at, question = service(request), ["snapshot cells", snapshot, item, retired]
    place = at.cursors.place(question, cursor) if cursor else None
    name, after = (snapshot, None) if place is None else (place[0], (place[1], place[2]))
    page = await at.desks.read(lambda center: center.snapshot_cells(name, after, limit, item, retired))
    more = None if page.last is None else at.cursors.make(question, list(page.last))
    return answer(request, page.entries, change=page.change, more=more)


@router.get("/{snapshot}/items", dependencies=_READ, **told(list[wire.SnapshotItem]))
async def list_snapshot_items(
    request: Request, snapshot: SnapshotPath, retired: Retired = False, limit: Limit = 100, cursor: Cursor = None
) -> Response:
    """The items as they stood then, by id: listing, category, source. All pages are of one snapshot."""
    at, question = service(request), ["snapshot items", snapshot, retired]
    place = at.cursors.place(question, cursor) if cursor else None
    name, after = (snapshot, None) if place is None else (place[0], place[1])
    page = await at.desks.read(lambda center: center.snapshot_items(name, after, limit, retired))
    more = None if page.last is None else at.cursors.make(question, list(page.last))
    return answer(request, page.entries, change=page.change, more=more)


_PARQUET: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"description": "A Parquet file.",
              "content": {"application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}}}},
        304: {"description": "As in `If-None-Match`."},
    },
}  # fmt: skip


@router.get("/{snapshot}/files/{table}/{file}", dependencies=_READ, **_PARQUET)
async def get_snapshot_file(
    request: Request, snapshot: SnapshotPath, table: wire.TableName, file: Annotated[str, Path(max_length=100)]
) -> Response:
    """A file of one of its tables, as the manifest names it; the ETag is the digest of its bytes."""
    at = service(request)
    found = await at.desks.read(lambda center: center.snapshot_file(snapshot, table, file))
    same = unchanged(request, found.digest)
    if same is not None:
        return same
    headers = {"ETag": f'"{found.digest}"', "Cache-Control": "private, no-cache", "Content-Length": str(found.size)}
    handle = await at.desks.read(lambda _: _opened(found))
    return StreamingResponse(_blocks(handle), 200, headers, "application/vnd.apache.parquet")


def _opened(found: SnapshotFilePlace) -> IO[bytes]:
    try:
        return found.path.open("rb")
    except FileNotFoundError as error:
        raise NotFoundError("this snapshot has just been removed", remedy="ask for the newest one") from error


def _blocks(handle: IO[bytes]) -> Iterator[bytes]:
    with handle:
        while block := handle.read(_BLOCK):
            yield block
