"""Snapshots over HTTP: taken, listed, read page by page while the center moves on, and as the files that they are."""

from __future__ import annotations

import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyarrow.parquet as pq
import pytest

from itemcenter.center import ItemCenter
from itemcenter.center_folder import locked_folder
from itemcenter.client import Client, ServiceError
from tests.acceptance.served import served
from tests.acceptance.small import MADE_S, ROWS, write_catalog


@pytest.fixture(scope="module")
def home(built_mugs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(built_mugs, tmp_path_factory.mktemp("kept") / "mugs"))


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home) as found:
        yield found


@pytest.fixture
def client(address: str) -> Iterator[Client]:
    with Client(address) as opened:
        yield opened


def test_a_snapshot_stays_as_it_is(client: Client) -> None:
    with pytest.raises(ServiceError, match="none has been taken") as none:
        client.snapshot()
    assert none.value.status == 404 and list(client.snapshots()) == []
    told = {(cell.item, cell.cell.key): cell for cell in client.facts()}
    first = client.take_snapshot().data
    assert client.take_snapshot().data == first  # nothing has changed
    client.set_facts("M-1", "colour", ["red"], lock=True)
    second = client.take_snapshot(delta=True).data
    assert second.change == first.change + 1 and set(second.delta) == {
        "cells",
        "items",
        "retired_cells",
        "retired_items",
    }
    assert [entry.id for entry in client.snapshots(limit=1)] == [second.id, first.id]
    kept = {(cell.item, cell.cell.key): cell for cell in client.snapshot_cells(first.id, limit=2)}
    assert kept == told and kept["M-1", "colour"].cell.facts[0].evidence
    (colour,) = [cell.cell for cell in client.snapshot_cells(item="M-1") if cell.cell.key == "colour"]
    assert colour.locked and [fact.text for fact in colour.facts] == ["red"]
    items = list(client.snapshot_items(str(first.change), limit=1))
    assert [item.id for item in items] == ["M-1", "M-2", "M-3", "V-1"]
    assert items[0].listing == client.item("M-1").data.listing and items[0].category is not None


def test_retired_items_are_in_tables_of_their_own(home: Path, client: Client, tmp_path: Path) -> None:
    config = home / "itemcenter.toml"
    text = config.read_text(encoding="utf-8").replace("[catalog]", '[catalog]\nmissing = "retire"\nmax_missing = 0.5')
    config.write_text(text, encoding="utf-8")
    with ItemCenter.open(home) as center:
        later = write_catalog(tmp_path / "later.csv", ROWS[:-1], made_s=MADE_S + 86_400)
        assert center.build(later).retired == 1
    manifest = client.snapshot(client.take_snapshot().data.id).data
    shown = {item.id for item in client.snapshot_items()} | {cell.item for cell in client.snapshot_cells()}
    assert shown == {"M-1", "M-2", "M-3"} and manifest.items == 3
    (item,) = client.snapshot_items(retired=True)
    assert item.id == "V-1" and item.presence == "retired"
    hidden = list(client.snapshot_cells(retired=True, limit=1))
    rows = {table.name: table.rows for table in manifest.tables}
    assert hidden and {cell.item for cell in hidden} == {"V-1"} and rows["retired_cells"] == len(hidden)


def test_pages_go_on_in_the_snapshot_that_they_began_in(address: str, client: Client) -> None:
    client.take_snapshot()
    held = [(cell.item, cell.cell.key) for cell in client.snapshot_cells()]
    with httpx.Client(base_url=address, timeout=60) as http:
        page = http.get("/v1/snapshots/latest/cells?limit=3").json()
        client.set_facts("M-1", "maker", ["Ada"])
        client.set_facts("M-2", "maker", ["Bo"])
        client.take_snapshot()
        found, change = page["data"], page["change"]
        while page["next"]:
            page = http.get("/v1/snapshots/latest/cells", params={"limit": 3, "cursor": page["next"]}).json()
            assert page["change"] == change
            found += page["data"]
        assert [(cell["item"], cell["cell"]["key"]) for cell in found] == held
        assert {cell["item"]: cell["cell"]["state"] for cell in found if cell["cell"]["key"] == "maker"}[
            "M-2"
        ] == "not_stated"
        for query in ("cells?limit=3&cursor=x", "cells?limit=0", "items?cursor=x"):
            assert http.get(f"/v1/snapshots/latest/{query}").status_code == 422, query


def test_the_files_are_what_the_manifest_says(address: str, client: Client) -> None:
    taken = client.take_snapshot().data
    for table in client.snapshot(taken.id).data.tables:
        for file in table.files:
            content = b"".join(client.snapshot_file(taken.id, table.name, file.name))
            assert len(content) == file.size
            assert hashlib.blake2b(content, digest_size=32).hexdigest() == file.digest
            assert pq.read_table(io.BytesIO(content)).num_rows == file.rows
    with httpx.Client(base_url=address, timeout=60) as http:
        path = f"/v1/snapshots/{taken.id}/files/cells/part-00000.parquet"
        reply = http.get(path)
        assert reply.headers["content-type"] == "application/vnd.apache.parquet"
        same = http.get(path, headers={"If-None-Match": reply.headers["etag"]})
        assert same.status_code == 304 and not same.content
        for other in ("..%2Fmanifest.json", "%2Fetc%2Fpasswd", "part-00001.parquet"):
            assert http.get(f"/v1/snapshots/latest/files/cells/{other}").status_code == 404
        for other in ("no", "1-2-3", "..%2F", "-1"):
            assert http.get(f"/v1/snapshots/{other}").status_code == 422, other
        assert http.get("/v1/snapshots/latest/files/none/part-00000.parquet").status_code == 422


def test_only_the_newest_are_kept_if_wanted(home: Path, address: str, client: Client) -> None:
    client.set_facts("M-3", "colour", ["red"])
    before = [entry.change for entry in client.snapshots()]
    taken = client.take_snapshot(keep=1).data
    assert sorted(taken.removed, reverse=True) == before and [entry.id for entry in client.snapshots()] == [taken.id]
    with httpx.Client(base_url=address, timeout=60) as http:
        for body in ({"keep": 0}, {"keep": "1"}, {"delta": 1}, {"out": "/tmp"}):
            assert http.post("/v1/snapshots", json=body).status_code == 422, body
        with locked_folder(home / "snapshots", "snapshots.lock"):  # somebody takes one right now
            busy = http.post("/v1/snapshots", json={})
            assert busy.status_code == 503 and busy.headers["retry-after"]
        one = {"Idempotency-Key": "one"}
        first = http.post("/v1/snapshots", json={}, headers=one)
        client.set_facts("M-3", "colour", ["white"])
        again = http.post("/v1/snapshots", json={}, headers=one)
        assert again.json() == first.json() and again.headers["idempotency-replayed"] == "true"
