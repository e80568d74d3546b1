"""The client: a method for each thing that the service does, answering with the models of `itemcenter.wire`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from itemcenter.client.exchange import Exchange
from itemcenter.client.failures import ServiceError
from itemcenter.wire import (
    Account,
    Answer,
    AskedItems,
    BrandGuess,
    CategoryEntry,
    CategoryGuess,
    Change,
    Item,
    ItemIds,
    KeyEntry,
    KeyWords,
    Listing,
    ListingReport,
    ListingWithId,
    PutItems,
    PutReport,
    Recognised,
    Release,
    ReviewDecision,
    ReviewEntry,
    ReviewEvent,
    ScopeEntry,
    SetFacts,
    Snapshot,
    SnapshotItem,
    TableName,
    TakenSnapshot,
    TakeSnapshot,
    TitleRequest,
    Titles,
    ValueEntry,
)


class Client(Exchange):
    """All methods raise `ServiceError`."""

    # -- data ---------------------------------------------------------------------------------------------------

    def item(self, item_id: str) -> Answer[Item]:
        """One item with its facts."""
        return self.ask(Answer[Item], "GET", f"/v1/items/{_part(item_id)}")

    def lookup(self, ids: Sequence[str], *, keys: Sequence[str] = (), listing: bool = True) -> Answer[list[Item]]:
        """Several items in the given order; those that are not held are left out."""
        body = ItemIds(ids=list(ids), keys=list(keys), listing=listing)
        return self.ask(Answer[list[Item]], "POST", "/v1/lookup", body=body)

    def items(self, limit: int = 100) -> Iterator[Item]:
        """All items by id, read page by page."""
        return self._pages(Answer[list[Item]], "/v1/items", {"limit": limit})

    def facts(self, limit: int = 100, **conditions: Any) -> Iterator[KeyWords]:
        """Cells that match, read page by page; conditions as `/v1/facts` has them: key, value, category and more."""
        return self._pages(Answer[list[KeyWords]], "/v1/facts", {"limit": limit, **conditions})

    def account(self, item_id: str, key: str) -> Answer[Account]:
        """Why a cell shows what it shows, with its history."""
        return self.ask(Answer[Account], "GET", f"/v1/items/{_part(item_id)}/facts/{_part(key)}")

    def changes(self, after: int = 0, limit: int = 100, wait_s: float = 0.0) -> Answer[list[Change]]:
        """The change log behind a number; waits so long for the first change (at most 60 s)."""
        query = {"after": after, "limit": limit, "wait": wait_s}
        return self.ask(Answer[list[Change]], "GET", "/v1/changes", query=query)

    def stream(self, after: int | None = None) -> Iterator[Change]:
        """Changes as they happen, without end; comes back after each cut and goes on behind the last one."""
        while True:
            headers = {} if after is None else {"Last-Event-ID": str(after)}
            try:
                for line in self.lines("/v1/changes/stream", {}, headers):
                    if line.startswith("data: "):
                        change = Change.model_validate_json(line.removeprefix("data: "))
                        after = change.number
                        yield change
            except ServiceError as error:
                if not error.retry_s:
                    raise
                self._sleep(error.retry_s)

    # -- snapshots ----------------------------------------------------------------------------------------------

    def take_snapshot(self, *, delta: bool = False, keep: int | None = None) -> Answer[TakenSnapshot]:
        """Keep the state of now."""
        body = TakeSnapshot(delta=delta, keep=keep)
        return self.ask(Answer[TakenSnapshot], "POST", "/v1/snapshots", body=body)

    def snapshots(self, limit: int = 100) -> Iterator[Snapshot]:
        """The newest first, read page by page."""
        return self._pages(Answer[list[Snapshot]], "/v1/snapshots", {"limit": limit})

    def snapshot(self, name: str = "latest") -> Answer[Snapshot]:
        """A manifest. name: an id, a change number, or "latest" """
        return self.ask(Answer[Snapshot], "GET", f"/v1/snapshots/{_part(name)}")

    def snapshot_cells(
        self, name: str = "latest", *, item: str | None = None, retired: bool = False, limit: int = 100
    ) -> Iterator[KeyWords]:
        """What showed then, by item and key, read page by page."""
        query = {"item": item, "retired": retired, "limit": limit}
        return self._pages(Answer[list[KeyWords]], f"/v1/snapshots/{_part(name)}/cells", query)

    def snapshot_items(
        self, name: str = "latest", *, retired: bool = False, limit: int = 100
    ) -> Iterator[SnapshotItem]:
        query = {"retired": retired, "limit": limit}
        return self._pages(Answer[list[SnapshotItem]], f"/v1/snapshots/{_part(name)}/items", query)

    def snapshot_file(self, name: str, table: TableName, file: str) -> Iterator[bytes]:
        """The bytes of a Parquet file that the manifest names, in parts."""
        return self.parts(f"/v1/snapshots/{_part(name)}/files/{table}/{_part(file)}")

    # -- ontology -----------------------------------------------------------------------------------------------

    def release(self) -> Answer[Release]:
        return self.ask(Answer[Release], "GET", "/v1/ontology")

    def categories(self, parent: str | None = None, limit: int = 100) -> Iterator[CategoryEntry]:
        query = {"parent": parent, "limit": limit}
        return self._pages(Answer[list[CategoryEntry]], "/v1/ontology/categories", query)

    def category(self, category_id: str) -> Answer[CategoryEntry]:
        return self.ask(Answer[CategoryEntry], "GET", f"/v1/ontology/categories/{_part(category_id)}")

    def scopes(self, category_id: str) -> Answer[list[ScopeEntry]]:
        """What is asked of a category's items."""
        return self.ask(Answer[list[ScopeEntry]], "GET", f"/v1/ontology/categories/{_part(category_id)}/keys")

    def keys(self, limit: int = 100) -> Iterator[KeyEntry]:
        return self._pages(Answer[list[KeyEntry]], "/v1/ontology/keys", {"limit": limit})

    def values(self, key: str, limit: int = 100) -> Iterator[ValueEntry]:
        return self._pages(Answer[list[ValueEntry]], f"/v1/ontology/keys/{_part(key)}/values", {"limit": limit})

    # -- algorithms ---------------------------------------------------------------------------------------------

    def recognise(self, items: Sequence[ListingWithId], source: str = "merchant") -> Answer[list[Recognised]]:
        body = AskedItems(items=list(items), source=source)
        return self.ask(Answer[list[Recognised]], "POST", "/v1/recognise", body=body)

    def categorise(
        self, items: Sequence[ListingWithId], source: str = "merchant", top: int = 5
    ) -> Answer[list[CategoryGuess]]:
        body = AskedItems(items=list(items), source=source)
        return self.ask(Answer[list[CategoryGuess]], "POST", "/v1/categorise", query={"top": top}, body=body)

    def brands(self, items: Sequence[ListingWithId], source: str = "merchant") -> Answer[list[BrandGuess]]:
        body = AskedItems(items=list(items), source=source)
        return self.ask(Answer[list[BrandGuess]], "POST", "/v1/brands", body=body)

    def validate(self, items: Sequence[ListingWithId], source: str = "merchant") -> Answer[list[ListingReport]]:
        body = AskedItems(items=list(items), source=source)
        return self.ask(Answer[list[ListingReport]], "POST", "/v1/listings/validate", body=body)

    def titles(self, request: TitleRequest) -> Answer[list[Titles]]:
        return self.ask(Answer[list[Titles]], "POST", "/v1/titles", body=request)

    # -- writing ------------------------------------------------------------------------------------------------

    def put_item(
        self, item_id: str, listing: Listing, source: str = "merchant", *, etag: str = ""
    ) -> Answer[PutReport]:
        """etag: of the item as it was read; the write is refused (412) where it has changed since"""
        path, query = f"/v1/items/{_part(item_id)}", {"source": source}
        return self.ask(Answer[PutReport], "PUT", path, query=query, body=listing, headers=_match(etag))

    def put_items(self, items: Sequence[ListingWithId], source: str = "merchant") -> Answer[list[PutReport]]:
        body = PutItems(items=list(items), source=source)
        return self.ask(Answer[list[PutReport]], "POST", "/v1/items", body=body)

    def forget_item(self, item_id: str, *, etag: str = "") -> Answer[list[int]]:
        return self.ask(Answer[list[int]], "DELETE", f"/v1/items/{_part(item_id)}", headers=_match(etag))

    def set_facts(
        self, item_id: str, key: str, values: Sequence[str], *, lock: bool = False, etag: str = ""
    ) -> Answer[list[int]]:
        """A person's word on a cell; no values say `not stated`."""
        path, body = f"/v1/items/{_part(item_id)}/facts/{_part(key)}", SetFacts(values=list(values), lock=lock)
        return self.ask(Answer[list[int]], "PUT", path, body=body, headers=_match(etag))

    def unlock_facts(self, item_id: str, key: str, *, etag: str = "") -> Answer[list[int]]:
        path = f"/v1/items/{_part(item_id)}/facts/{_part(key)}"
        return self.ask(Answer[list[int]], "DELETE", path, headers=_match(etag))

    # -- review -------------------------------------------------------------------------------------------------

    def reviews(self, standing: str = "open", limit: int = 100) -> Iterator[ReviewEntry]:
        return self._pages(Answer[list[ReviewEntry]], "/v1/reviews", {"standing": standing, "limit": limit})

    def decide(self, decision: ReviewDecision) -> Answer[list[ReviewEvent]]:
        return self.ask(Answer[list[ReviewEvent]], "POST", "/v1/reviews/decisions", body=decision)

    def ready(self) -> bool:
        """Whether the service can work."""
        with contextlib.suppress(ServiceError):
            return self.ask(Answer[str], "GET", "/readyz").data == "ready"
        return False

    def _pages(self, model: Any, path: str, query: dict[str, Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            page = self.ask(model, "GET", path, query={**query, "cursor": cursor})
            yield from page.data
            if page.next is None:
                return
            cursor = page.next


def _part(text: str) -> str:
    """A part of a path. "." and ".." mean something else there: items of these ids are looked up in a batch."""
    return quote(text, safe="")


def _match(etag: str) -> dict[str, str]:
    return {"If-Match": f'"{etag}"'} if etag else {}
