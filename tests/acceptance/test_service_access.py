"""Who may do what: every route without a key, with a wrong one, and with each role; rates, sizes, hosts, origins."""

from __future__ import annotations

import asyncio
import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.serve.access import ROLES, AccessKeys, Role
from itemcenter.serve.http.door import OPEN_PATHS, Door
from itemcenter.serve.http.figures import Figures
from itemcenter.serve.http.options import ServiceOptions
from itemcenter.serve.http.run import check_host
from tests.acceptance.command import run
from tests.acceptance.routes import examples, served_routes
from tests.acceptance.served import bearer, key, served

KEYS = tuple[str, dict[Role, str], Path]


@pytest.fixture(scope="module")
def guarded(built_mugs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KEYS]:
    import shutil

    center = Path(shutil.copytree(built_mugs, tmp_path_factory.mktemp("guarded") / "mugs"))
    with ItemCenter.open(center) as opened:
        opened.snapshot()
    keys: dict[Role, str] = {role: key(center, role) for role in ROLES}
    with served(center, stream_s=0.3) as address:
        yield address, keys, center


def test_the_examples_are_all_routes() -> None:
    assert {(entry.method, entry.route) for entry in examples()} == served_routes()


def test_nothing_is_answered_without_a_key(guarded: KEYS) -> None:
    address, keys, _ = guarded
    wrong = keys["admin"][:-1] + ("A" if keys["admin"][-1] != "A" else "B")
    with httpx.Client(base_url=address, timeout=60) as http:
        for example in examples():
            for headers in ({}, bearer(wrong), {"X-API-Key": "x"}, {"Authorization": "Basic eDp4"}):
                reply = http.request(example.method, example.path, json=example.body, headers=headers)
                assert reply.status_code == (200 if example.path in OPEN_PATHS else 401), example
                if reply.status_code == 401:
                    assert reply.headers["content-type"] == "application/problem+json", example
                    assert reply.headers["www-authenticate"] == "Bearer", example
        assert http.get("/v1/none").status_code == 401  # not even what there is
        assert http.get("/v1/none", headers=bearer(keys["read"])).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_it_may(guarded: KEYS, role: Role) -> None:
    address, keys, _ = guarded
    with httpx.Client(base_url=address, headers=bearer(keys[role]), timeout=60) as http:
        for example in examples():
            reply = http.request(example.method, example.path, json=example.body)
            may = example.role in ("", "read", role) or role == "admin"
            assert (reply.status_code != 403) is may, (example, reply.text)
            if not may:
                assert role in reply.json()["detail"] and example.role in reply.json()["detail"]
            else:
                assert reply.status_code in (200, 404), (example, reply.text)  # the item is forgotten at the end


def test_a_key_that_was_taken_back(guarded: KEYS) -> None:
    address, _, center = guarded
    fresh = key(center, "read")
    headers = bearer(fresh)
    for _ in range(60):  # a running service takes it up within a second
        if httpx.get(f"{address}/v1/ontology", headers=headers).status_code == 200:
            break
        time.sleep(0.05)
    assert httpx.get(f"{address}/v1/ontology", headers={"X-API-Key": fresh}).status_code == 200
    AccessKeys(center).revoke(fresh.split("_")[1])
    for _ in range(60):
        if httpx.get(f"{address}/v1/ontology", headers=headers).status_code == 401:
            break
        time.sleep(0.05)
    assert httpx.get(f"{address}/v1/ontology", headers=headers).status_code == 401


def test_keys_are_kept_as_hashes_and_for_their_owner(guarded: KEYS) -> None:
    _, keys, center = guarded
    httpx.put(f"{guarded[0]}/v1/items/audited", json={"title": "x"}, headers=bearer(keys["write"]))
    for file in (center / "service").iterdir():
        if file.suffix in (".json", ".key", ".jsonl", ".db"):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
        assert not any(text.encode() in file.read_bytes() for text in keys.values()), file
    assert stat.S_IMODE((center / "service").stat().st_mode) == 0o700


def test_writes_are_audited_and_reads_are_not(guarded: KEYS) -> None:
    address, keys, center = guarded
    log = center / "service" / "audit.jsonl"
    before = len(log.read_text().splitlines()) if log.exists() else 0
    headers = bearer(keys["write"])
    httpx.get(f"{address}/v1/items", headers=headers)
    httpx.put(f"{address}/v1/items/audit%2Fed", json={"title": " "}, headers=headers)  # refused
    reply = httpx.put(f"{address}/v1/items/audit%2Fed", json={"title": "Mug"}, headers=headers)
    (entry,) = [json.loads(line) for line in log.read_text().splitlines()[before:]]
    assert entry["request_id"] == reply.headers["x-request-id"] and entry["items"] == ["audit/ed"]
    assert entry["name"] == "a write" and entry["role"] == "write" and entry["path"] == "/v1/items/audit%2Fed"
    with ItemCenter.open(center) as opened:
        httpx.put(f"{address}/v1/items/audit%2Fed/facts/maker", json={"values": ["Ada"]}, headers=headers)
        assert opened.why("audit/ed", "maker").history[-1].author == "a write"


def test_without_keys_this_machine_alone(mugs: Path) -> None:
    options = ServiceOptions(mugs)
    for host in ("127.0.0.1", "localhost", "::1", "[::1]"):
        check_host(options, host)
    for host in ("0.0.0.0", "192.168.1.5", "example.org", "::"):
        with pytest.raises(ConfigError, match="this machine alone"):
            check_host(options, host)
    with served(mugs) as address:
        assert httpx.get(f"{address}/v1/items").status_code == 200
        rebound = httpx.get(f"{address}/v1/items", headers={"Host": "evil.example"})  # a page that names us its own
        assert rebound.status_code == 421 and "own name" in rebound.json()["detail"]
        text = key(mugs, "read")
        AccessKeys(mugs).revoke(text.split("_")[1])
        for _ in range(60):  # a key that was taken back opens nothing, least of all to everybody
            if httpx.get(f"{address}/v1/items").status_code == 401:
                break
            time.sleep(0.05)
        assert httpx.get(f"{address}/v1/items").status_code == 401
    check_host(options, "0.0.0.0")


def test_whoever_is_not_this_machine_needs_a_key(mugs: Path) -> None:
    app = Door(_no_app, ServiceOptions(mugs), AccessKeys(mugs), Figures())
    for client, status in (("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 401), ("2001:db8::1", 401)):
        sent: list[Any] = []

        async def send(message: Any, sent: list[Any] = sent) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": "/v1/items", "raw_path": b"/v1/items", "client": (client, 1),
                 "headers": [(b"host", b"localhost")]}  # fmt: skip
        asyncio.run(app(scope, _nothing, send))
        assert sent[0]["status"] == status, client


def test_what_nobody_has_foreseen_is_told_without_details(mugs: Path) -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise ZeroDivisionError("the secret of the house")

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/v1/items", "raw_path": b"/v1/items", "client": ("::1", 1),
             "headers": [(b"host", b"localhost")]}  # fmt: skip
    asyncio.run(Door(broken, ServiceOptions(mugs), AccessKeys(mugs), Figures())(scope, _nothing, send))
    assert sent[0]["status"] == 500 and b"secret" not in sent[1]["body"] and b"problem:error" in sent[1]["body"]


async def _no_app(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def _nothing() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}


def test_rates_sizes_and_origins(mugs: Path) -> None:
    origin = {"Origin": "https://shop.example"}
    rated = served(mugs, rate=2.0, burst=5.0, origins=(origin["Origin"],))
    with rated as address, httpx.Client(base_url=address, timeout=60) as http:
        first = http.get("/v1/ontology", headers=origin)
        assert first.status_code == 200 and first.headers["access-control-allow-origin"] == origin["Origin"]
        replies = (http.get("/v1/ontology") for _ in range(1_000))
        refused = next(reply for reply in replies if reply.status_code == 429)
        assert int(refused.headers["retry-after"]) >= 1 and refused.json()["remedy"]
        asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
        assert http.options("/v1/items/big", headers=asked).status_code == 400
        assert http.options("/v1/items/big", headers=asked | origin).status_code == 200
    with served(mugs, max_body=2_000) as address, httpx.Client(base_url=address, timeout=60) as http:
        reply = http.get("/v1/ontology", headers=origin)
        assert "access-control-allow-origin" not in reply.headers
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "none" in reply.headers["content-security-policy"]
        plain = http.put("/v1/items/x", content=b'{"title": "x"}', headers={"Content-Type": "text/plain"})
        assert plain.status_code in (415, 422)  # what a page may send unasked is no request
        assert http.put("/v1/items/big", json={"title": "x" * 3_000}).status_code == 413
        parts = (part for part in (b'{"title": "', b"x" * 3_000, b'"}'))  # of no told length
        json_body = {"Content-Type": "application/json"}
        assert http.put("/v1/items/big", content=parts, headers=json_body).status_code == 413


def test_the_commands(mugs: Path) -> None:
    made = run("access", "create", "shop", "--role", "write", "--center", mugs)
    text = made.out.strip()
    assert text.startswith("ick_") and "once" in made.err
    (row,) = run("access", "list", "--center", mugs, "--json").json["keys"]
    assert row["name"] == "shop" and row["role"] == "write" and row["revoked"] is None and "digest" not in row
    found = AccessKeys(mugs).find(text)
    assert found is not None and found.id == row["id"] and text not in (mugs / "service" / "access.json").read_text()
    assert run("access", "revoke", row["id"], "--center", mugs).code == 0
    assert AccessKeys(mugs).find(text) is None and "revoked" in run("access", "list", "--center", mugs).out
    assert run("access", "revoke", "none", "--center", mugs).code == 4
    assert run("access", "create", "a\tb", "--center", mugs).code == 2
    (mugs / "service" / "access.json").write_text("{}")
    assert run("access", "list", "--center", mugs).code == 6
