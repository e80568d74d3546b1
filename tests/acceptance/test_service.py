"""The service as a program meets it: look-ups, questions, writes, changes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from itemcenter import wire
from itemcenter.center import ItemCenter
from itemcenter.jobs.inspect import find_key
from itemcenter.ontology.key_map import write_key_map
from itemcenter.schema import KeyId, KeyMapping
from itemcenter.schema.key_mapping import KeyDecision
from tests.acceptance.served import served
from tests.acceptance.small import shown

MUG = {"title": "Mug in navy", "category_path": ["Mugs"], "specs": [{"name": "height", "value": "12 cm"}]}


@pytest.fixture
def http(mugs: Path) -> Iterator[httpx.Client]:
    with served(mugs) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def reading(built_demo: Path) -> Iterator[httpx.Client]:
    """Of a center that nobody writes to."""
    with served(built_demo) as address, httpx.Client(base_url=address, timeout=20) as client:
        yield client


def data(reply: httpx.Response, status: int = 200) -> Any:
    assert reply.status_code == status, reply.text
    return reply.json()["data"]


def problem(reply: httpx.Response, status: int) -> wire.Problem:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    found = wire.Problem.model_validate_json(reply.content)
    assert found.status == status and found.request_id == reply.headers["x-request-id"]
    return found


def test_an_item_with_its_evidence(http: httpx.Client, mugs: Path) -> None:
    reply = http.get("/v1/items/M-1")
    item = wire.Answer[wire.Item].model_validate_json(reply.content).data
    assert item.listing is not None and item.listing.title == "Mug in navy"
    assert item.category is not None and item.category.path == "Mugs"
    colour = next(cell for cell in item.cells if cell.key == "colour")
    assert [fact.text for fact in colour.facts] == ["navy"]
    assert colour.facts[0].evidence[0].text == "navy" and colour.time == "2026-01-01T00:00:00.000000Z"
    with ItemCenter.open(mugs) as center:
        assert [cell.key for cell in item.cells] == [cell.key_id for cell in center.store.view(item.id).cells]  # type: ignore[union-attr,arg-type]
        assert reply.json()["change"] == center.store.counts().changes
    again = http.get("/v1/items/M-1", headers={"If-None-Match": reply.headers["etag"]})
    assert again.status_code == 304 and not again.content
    problem(http.get("/v1/items/none"), 404)


def test_every_answer_is_of_the_documented_shape(reading: httpx.Client) -> None:
    strict = {"v1/items": list[wire.Item], "v1/facts": list[wire.KeyWords], "v1/changes": list[wire.Change]}
    for path, model in strict.items():
        for entry in wire.Answer[model].model_validate_json(reading.get(f"/{path}?limit=1000").content).data:  # type: ignore[valid-type]
            assert entry


def test_a_batch_comes_in_the_given_order(http: httpx.Client) -> None:
    body = {"ids": ["V-1", "none", "M-1"], "keys": ["colour"], "listing": False}
    found = data(http.post("/v1/lookup", json=body))
    assert [item["id"] for item in found] == ["V-1", "M-1"]
    assert all("listing" not in item and {cell["key"] for cell in item["cells"]} <= {"colour"} for item in found)
    assert "at most" in problem(http.post("/v1/lookup", json={"ids": ["x"] * 1_001}), 422).detail


def test_pages_hold_each_cell_once_while_others_write(http: httpx.Client, mugs: Path) -> None:
    for order in ("item", "key"):
        with ItemCenter.open(mugs) as center:
            before = {(cell.item_id, cell.key_id) for cell in center.facts()}
        met: list[tuple[str, str]] = []
        cursor: str | None = None
        for number in range(100):
            query = {"limit": 2, "order": order} | ({"cursor": cursor} if cursor else {})
            page = http.get("/v1/facts", params=query).json()
            met += [(entry["item"], entry["cell"]["key"]) for entry in page["data"]]
            cursor = page["next"]
            if cursor is None:
                break
            for place in ("A", "M-2", "Z") if number < 3 else ():  # before, between and behind
                data(http.put(f"/v1/items/{place}-{order}-{number}", json=MUG))
        assert len(met) == len(set(met)) and before <= set(met)


def test_questions_about_facts(reading: httpx.Client, built_demo: Path) -> None:
    with ItemCenter.open(built_demo) as center:
        key = find_key(center.release, "colour")
        assert key is not None
        wanted = [cell.item_id for cell in center.facts(key_id=key.id, text="white", min_confidence=0.5)]
    query = {"key": "colour", "value": "white", "min_confidence": 0.5, "limit": 1000}
    assert [entry["item"] for entry in data(reading.get("/v1/facts", params=query))] == wanted and wanted
    assert "nearest" in problem(reading.get("/v1/facts", params={"key": "colur"}), 404).remedy


def test_a_cursor_is_good_for_its_own_question(http: httpx.Client) -> None:
    cursor = http.get("/v1/facts?limit=1&key=colour").json()["next"]
    assert "another question" in problem(http.get(f"/v1/facts?limit=1&key=material&cursor={cursor}"), 422).detail
    assert "no cursor" in problem(http.get(f"/v1/facts?limit=1&key=colour&cursor={cursor[:-2]}AA"), 422).detail
    for bad in ("", "x", "é", "A" * 40):
        reply = http.get("/v1/items", params={"cursor": bad})
        assert reply.status_code == (200 if not bad else 422)


def test_the_ontology_changes_with_its_release_alone(reading: httpx.Client) -> None:
    release = reading.get("/v1/ontology")
    assert release.headers["etag"].strip('"') == release.json()["data"]["id"] == release.json()["release"]
    tag = {"If-None-Match": release.headers["etag"]}
    categories = data(reading.get("/v1/ontology/categories?limit=1000"))
    one = next(entry for entry in categories if entry["parent"])
    below = data(reading.get("/v1/ontology/categories", params={"parent": one["parent"]}))
    assert one["id"] in [entry["id"] for entry in below]
    path = f"/v1/ontology/categories/{quote(one['id'], safe='')}"
    assert data(reading.get(path)) == one and reading.get(path, headers=tag).status_code == 304
    scopes = data(reading.get(f"{path}/keys"))
    assert any(scope["core"] for scope in scopes)
    keys, cursor = [], None
    while True:
        page = reading.get("/v1/ontology/keys", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        keys += page["data"]
        cursor = page["next"]
        if cursor is None:
            break
    assert len({key["id"] for key in keys}) == len(keys) == release.json()["data"]["counts"]["keys"]
    listed = next(key for key in keys if key["values"])
    values = data(reading.get(f"/v1/ontology/keys/{quote(listed['id'], safe='')}/values?limit=1000"))
    assert len(values) == listed["values"]
    for path in ("categories/none", "keys/none", "keys/none/values", "categories/none/keys"):
        problem(reading.get(f"/v1/ontology/{path}"), 404)


def test_put_change_lock_and_forget(http: httpx.Client, mugs: Path) -> None:
    put = data(http.put("/v1/items/N%2F1", json=MUG))
    assert put["id"] == "N/1" and put["outcome"] == "new" and put["changes"]
    assert data(http.put("/v1/items/N%2F1", json=MUG)) == {"id": "N/1", "outcome": "unchanged", "changes": []}
    assert data(http.put("/v1/items/N%2F1", json=MUG | {"title": "Mug in red"}))["outcome"] == "changed"
    item = data(http.get("/v1/items/N%2F1"))
    assert [cell["facts"][0]["text"] for cell in item["cells"] if cell["key"] == "colour"] == ["red"]
    numbers = data(http.put("/v1/items/N%2F1/facts/colour", json={"values": ["white", "navy"], "lock": True}))
    assert numbers == [data(http.get("/v1/changes?limit=1000"))[-1]["number"]]
    data(http.put("/v1/items/N%2F1", json=MUG | {"title": "Mug in red, red, red"}))
    with ItemCenter.open(mugs) as center:
        assert shown(center, "N/1", "colour") == ["white", "navy"]
    account = data(http.get("/v1/items/N%2F1/facts/colour"))
    assert account["shown"]["locked"] and account["words"][0]["source"] == "human" and len(account["history"]) > 2
    assert data(http.delete("/v1/items/N%2F1/facts/colour"))
    with ItemCenter.open(mugs) as center:
        assert shown(center, "N/1", "colour") == ["red"]
    assert (
        "takes one value"
        in problem(http.put("/v1/items/N%2F1/facts/material", json={"values": ["glass", "steel"]}), 422).detail
    )
    assert "nearest" in problem(http.put("/v1/items/N%2F1/facts/material", json={"values": ["glas"]}), 422).remedy
    assert data(http.delete("/v1/items/N%2F1"))
    problem(http.get("/v1/items/N%2F1"), 404)
    assert data(http.put("/v1/items/N%2F1", json=MUG))["outcome"] == "new"
    assert data(http.get("/v1/items/N%2F1"))["id"] == "N/1"


def test_a_put_is_what_a_build_of_one_item_is(http: httpx.Client, mugs: Path, workbook: Path, tmp_path: Path) -> None:
    """The same facts as those of the items that a build has read."""
    with ItemCenter.open(mugs) as center:
        for item_id in ("M-1", "M-2", "M-3", "V-1"):
            found = data(http.get(f"/v1/items/{item_id}"))
            data(http.put(f"/v1/items/copy-{item_id}", json=found["listing"]))
            copied = data(http.get(f"/v1/items/copy-{item_id}"))
            assert _told(copied) == _told(found)
        assert center.store.counts().items == 8


def _told(item: dict[str, Any]) -> list[Any]:
    return [(cell["key"], cell["state"], cell.get("facts"), cell["source"]) for cell in item["cells"]]


def test_a_batch_is_taken_in_whole_or_not_at_all(http: httpx.Client) -> None:
    good = {"id": "B-1", **MUG}
    assert [entry["outcome"] for entry in data(http.post("/v1/items", json={"items": [good]}))] == ["new"]
    for bad in ({"id": "B-3", **MUG, "title": " "}, {"id": " B-3", **MUG}, {"id": "B-2", **MUG}):
        answer = problem(http.post("/v1/items", json={"items": [{"id": "B-2", **MUG}, bad]}), 422)
        assert answer.remedy
        problem(http.get("/v1/items/B-2"), 404)
    assert "human" in problem(http.put("/v1/items/B-9", json=MUG, params={"source": "human"}), 422).detail


def test_preconditions(http: httpx.Client) -> None:
    tag = http.get("/v1/items/M-1").headers["etag"]
    data(http.put("/v1/items/M-1/facts/colour", json={"values": ["red"]}, headers={"If-Match": tag}))
    stale = http.put("/v1/items/M-1/facts/colour", json={"values": ["navy"]}, headers={"If-Match": tag})
    assert "changed since" in problem(stale, 412).detail
    problem(http.put("/v1/items/M-1", json=MUG, headers={"If-None-Match": "*"}), 412)
    problem(http.put("/v1/items/new", json=MUG, headers={"If-Match": "*"}), 412)
    problem(http.delete("/v1/items/M-1", headers={"If-Match": tag}), 412)
    data(http.put("/v1/items/new", json=MUG, headers={"If-None-Match": "*"}))
    fresh = http.get("/v1/items/M-1").headers["etag"]
    written = http.put("/v1/items/M-1/facts/colour", json={"values": ["navy"]}, headers={"If-Match": f'"x", {fresh}'})
    assert written.headers["etag"] == http.get("/v1/items/M-1").headers["etag"] != fresh


def test_what_is_sent_twice_is_done_once(http: httpx.Client, mugs: Path) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = http.put("/v1/items/M-1/facts/colour", json={"values": ["red"]}, headers=headers)
    second = http.put("/v1/items/M-1/facts/colour", json={"values": ["red"]}, headers=headers)
    assert second.content == first.content and second.headers["idempotency-replayed"] == "true"
    assert second.headers["etag"] == first.headers["etag"] and "idempotency-replayed" not in first.headers
    with ItemCenter.open(mugs) as center:
        assert sum(word.source == "human" for word in center.why("M-1", "colour").history) == 1
    for other in (
        http.put("/v1/items/M-1/facts/colour", json={"values": ["navy"]}, headers=headers),
        http.put("/v1/items/M-2/facts/colour", json={"values": ["red"]}, headers=headers),
        http.delete("/v1/items/M-1/facts/colour", headers=headers),
    ):
        assert "another request" in problem(other, 422).detail
    failed = {"Idempotency-Key": "k-2"}
    problem(http.put("/v1/items/M-1/facts/colour", json={"values": ["none"]}, headers=failed), 422)
    data(http.put("/v1/items/M-1/facts/colour", json={"values": ["navy"]}, headers=failed))


def test_algorithms_store_nothing(http: httpx.Client, mugs: Path) -> None:
    items = [{"id": "q", "title": "Mug in crimson", "category_path": ["Mugs"],
              "specs": [{"name": "material", "value": "wood"}, {"name": "colr", "value": "x"}]}]  # fmt: skip
    body = {"items": items}
    recognised = data(http.post("/v1/recognise", json=body))[0]
    colour = next(cell for cell in recognised["machine"] if cell["key"] == "colour")
    assert colour["facts"][0]["text"] == "red" and colour["facts"][0]["evidence"][0]["text"] == "crimson"
    assert recognised["unknown"] == ["material: wood"]
    assert data(http.post("/v1/categorise?top=1", json=body))[0]["category"]["id"] == "mugs"
    assert data(http.post("/v1/brands", json={"items": [items[0] | {"brand": "Ada"}]}))[0]["brand"] == "Ada"
    report = data(http.post("/v1/listings/validate", json=body))[0]
    issues = {issue["code"]: issue for issue in report["issues"]}
    assert not report["ok"] and set(issues) == {"not_understood", "unknown_key", "only_in_text", "missing_key"}
    assert issues["not_understood"]["suggestions"] and issues["unknown_key"]["suggestions"] == ["colour"]
    assert issues["only_in_text"]["suggestions"] == ["red"] and issues["missing_key"]["key"] == "material"
    titles = data(http.post("/v1/titles", json={"items": items, "ids": ["M-1"]}))
    assert titles[0]["short"]["text"] == "Mugs, navy, stoneware, 10 cm"
    assert titles[1]["short"] == {"text": "Mugs, red", "parts": ["field:category", "key:colour"]}
    problem(http.post("/v1/titles", json={"ids": ["none"]}), 404)
    problem(http.post("/v1/titles", json={}), 422)
    with ItemCenter.open(mugs) as center:
        assert center.store.item("q") is None  # type: ignore[arg-type]


def test_a_long_poll_ends_with_the_first_change(http: httpx.Client) -> None:
    last = http.get("/v1/changes").json()["change"]
    assert data(http.get(f"/v1/changes?after={last}&wait=0.2")) == []
    timer = threading.Timer(0.4, lambda: httpx.put(
        str(http.base_url.join("/v1/items/M-1/facts/colour")), json={"values": ["red"]}, timeout=20))  # fmt: skip
    timer.start()
    begin = time.monotonic()
    found = data(http.get(f"/v1/changes?after={last}&wait=15"))
    timer.join()
    assert [change["number"] for change in found] == [last + 1] and time.monotonic() - begin < 10
    assert found[0]["before"]["facts"][0]["text"] == "navy" and found[0]["after"]["facts"][0]["text"] == "red"


def test_a_stream_goes_on_where_it_was_cut_off(http: httpx.Client) -> None:
    last = http.get("/v1/changes").json()["change"]
    with http.stream("GET", "/v1/changes/stream") as reply:  # from now on
        assert reply.headers["content-type"].startswith("text/event-stream")
        lines = reply.iter_lines()
        assert next(lines) == "retry: 2000"
        while next(lines) != ": still here":
            pass
        data(http.put("/v1/items/M-1/facts/colour", json={"values": ["red"]}))
        told = (line for line in lines if line and not line.startswith(":"))
        event = [next(told) for _ in range(3)]
    assert event[:2] == [f"id: {last + 1}", "event: change"]
    assert json.loads(event[2].removeprefix("data: "))["number"] == last + 1
    with http.stream("GET", "/v1/changes/stream?after=0", headers={"Last-Event-ID": str(last - 1)}) as reply:
        numbers = [int(line[4:]) for _, line in zip(range(12), reply.iter_lines(), strict=False) if line[:3] == "id:"]
    assert numbers == [last, last + 1]
    problem(http.get("/v1/changes/stream", headers={"Last-Event-ID": "x"}), 422)


def test_a_stream_ends_in_time(mugs: Path) -> None:
    with served(mugs, stream_s=0.6) as address, httpx.stream("GET", f"{address}/v1/changes/stream?after=0") as reply:
        assert reply.read().count(b"event: change") == 13


def test_too_many_streams(mugs: Path) -> None:
    with served(mugs, max_streams=1) as address, httpx.stream("GET", f"{address}/v1/changes/stream"):
        refused = httpx.get(f"{address}/v1/changes/stream")
        assert problem(refused, 503).remedy and refused.headers["retry-after"]


def test_what_a_build_has_learned_is_taken_up(http: httpx.Client, mugs: Path) -> None:
    """What merchants mean by a key is one of the things that decisions depend on."""
    body = {"items": [{"id": "q", "title": "Mug", "category_path": ["Mugs"],
                       "specs": [{"name": "Werkstoff", "value": "glass"}]}]}  # fmt: skip
    assert data(http.post("/v1/recognise", json=body))[0]["merchant"] == []
    with ItemCenter.open(mugs) as center:
        before = center.decides_by
        mapping = KeyMapping("Werkstoff", None, KeyId("material"), KeyDecision.YES)
        write_key_map(center.folder.key_map, [mapping], center.release)
        assert center.decides_by != before
    for _ in range(200):
        found = data(http.post("/v1/recognise", json=body))[0]["merchant"]
        if found:
            break
        time.sleep(0.05)
    assert found[0]["key"] == "material"


def test_a_new_release_is_taken_up(http: httpx.Client, mugs: Path, tmp_path: Path) -> None:
    from tests.acceptance.small import WORKBOOK, write_workbook

    former = http.get("/v1/ontology").json()["release"]
    more = WORKBOOK["values.csv"] + "material,material/wood,wood,\n"
    with ItemCenter.open(mugs) as center:
        center.import_ontology(str(write_workbook(tmp_path / "book", values=more)))
    for _ in range(200):
        if http.get("/v1/ontology").json()["release"] != former:
            break
        time.sleep(0.05)
    data(http.put("/v1/items/M-1/facts/material", json={"values": ["wood"]}))
    assert "wood" in http.get("/v1/items/M-1").text
