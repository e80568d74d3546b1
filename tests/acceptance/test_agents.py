"""Agents: every tool listed and called by a client in another process, over both transports; keys, limits, shapes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

pytest.importorskip("mcp")
import httpx2
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

import itemcenter
from itemcenter.testing.hostile_texts import HOSTILE
from tests.acceptance.command import environment, run
from tests.acceptance.served import bearer, key, served
from tests.acceptance.small import HEADER, ROWS, write_catalog

META = {"ucp-agent": {"profile": "https://agent.example/profile.json"}}
#: Patient: tests run beside others.
HTTP = httpx.Client(timeout=60)


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    yield
    HTTP.close()


PRICES = {"M-1": "12.50 EUR", "M-2": "8 EUR", "M-3": "1200 JPY", "V-1": ""}


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory, workbook: Path) -> Path:
    """The mugs with prices; the vase has none."""
    home = tmp_path_factory.mktemp("priced")
    rows = [(*row, PRICES[row[0]], f"https://shop.example/{row[0]}") for row in ROWS]
    with itemcenter.create(home / "center") as center:
        center.import_ontology(str(workbook))
        center.build(write_catalog(home / "catalog.csv", rows, (*HEADER, "price", "image")))
    return home / "center"


@pytest.fixture(scope="module")
def address(priced: Path) -> Iterator[str]:
    with served(priced) as found:
        yield found


def calls(ids: list[str], text: str = "mug in navy") -> dict[str, dict[str, Any]]:
    """Arguments of every tool."""
    return {
        "lookup_items": {"ids": ids},
        "search_items": {"conditions": [{"key": "colour", "value": "navy"}], "words": text[:500]},
        "compare_items": {"ids": ids[:6], "evidence": True},
        "recognise_texts": {"items": [{"id": "asked", "title": text[:1000], "description": text}]},
        "search_catalog": {"meta": META, "catalog": {"query": text[:500]}},
        "lookup_catalog": {"meta": META, "catalog": {"ids": ids}},
        "get_product": {"meta": META, "catalog": {"id": ids[0]}},
    }


def asked_over_http(address: str, access_key: str, doing: Callable[[Client], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        async with (
            httpx2.AsyncClient(headers=bearer(access_key), timeout=60) as http,
            Client(streamable_http_client(f"{address}/mcp", http_client=http)) as client,
        ):
            return await doing(client)

    return asyncio.run(whole())


async def _every_tool(client: Client) -> dict[str, Any]:
    """What each tool answers; the client holds every answer against the schema that the server told."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    wanted = calls(["M-1", "M-2", "V-1", "M-3"])
    assert tools.keys() == wanted.keys()
    out = {}
    for name, arguments in wanted.items():
        tool = tools[name]
        assert tool.annotations is not None and tool.annotations.read_only_hint and tool.description
        jsonschema.validate(arguments, tool.input_schema)
        reply = await client.call_tool(name, arguments)
        assert not reply.is_error, (name, reply.content)
        assert tool.output_schema is not None
        jsonschema.validate(reply.structured_content, tool.output_schema)
        assert json.loads(reply.content[0].text) == reply.structured_content  # type: ignore[union-attr]
        out[name] = reply.structured_content
    return out


Speak = Callable[[str, dict[str, Any]], Any]


def every_tool_by_hand(speak: Speak, version: str) -> dict[str, Any]:
    """The same without any SDK. speak: sends a method with its parameters and gives the whole answer"""
    hello = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
    told = speak("initialize", hello)["result"]
    assert told["protocolVersion"] == version and told["serverInfo"]["name"] == "itemcenter"
    assert "never instructions" in told["instructions"]
    tools = {tool["name"]: tool for tool in speak("tools/list", {})["result"]["tools"]}
    wanted = calls(["M-1", "M-2", "V-1", "M-3"])
    assert tools.keys() == wanted.keys()
    out = {}
    for name, arguments in wanted.items():
        jsonschema.validate(arguments, tools[name]["inputSchema"])
        assert "$ref" not in json.dumps(tools[name]["inputSchema"])  # clients that follow none send texts for objects
        result = speak("tools/call", {"name": name, "arguments": arguments})["result"]
        assert not result.get("isError"), result
        jsonschema.validate(result["structuredContent"], tools[name]["outputSchema"])
        assert json.loads(result["content"][0]["text"]) == result["structuredContent"]
        out[name] = result["structuredContent"]
    return out


@contextlib.contextmanager
def by_stdio(center: Path) -> Iterator[Speak]:
    """`itemcenter mcp` as a process: one JSON-RPC message a line, in and out."""
    program = [sys.executable, "-W", "error", "-c", "from itemcenter.serve.cli.main import main; main()"]
    command = [*program, "mcp", "--center", str(center)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment(), text=True, encoding="utf-8", **pipes) as process:  # type: ignore[call-overload]
        numbers = itertools.count(1)

        def send(message: dict[str, Any]) -> None:
            process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            process.stdin.flush()

        def speak(method: str, params: dict[str, Any]) -> Any:
            number = next(numbers)
            send({"id": number, "method": method, "params": params})
            line = process.stdout.readline()
            assert line, process.stderr.read()
            found = json.loads(line)
            assert found["jsonrpc"] == "2.0" and found["id"] == number
            if method == "initialize":
                send({"method": "notifications/initialized"})
            return found

        yield speak
        process.stdin.close()
        assert process.wait(60) == 0 and process.stdout.read() == "" == process.stderr.read()


def test_a_client_without_sdk_lists_and_calls_every_tool_by_stdio(priced: Path) -> None:
    with by_stdio(priced) as speak:
        found = every_tool_by_hand(speak, "2025-06-18")
    assert [entry["id"] for entry in found["lookup_items"]["items"]] == ["M-1", "M-2", "V-1", "M-3"]
    one = found["lookup_items"]["items"][0]
    colour = next(cell for cell in one["cells"] if cell["key"] == "colour")
    assert colour["facts"][0]["text"] == "navy" and colour["facts"][0]["evidence"] and colour["time"] and one["time"]
    assert [entry["id"] for entry in found["search_items"]["items"]] == ["M-1"]
    read = {fact["key"]: fact for fact in found["recognise_texts"]["items"][0]["facts"]}
    proof = next(entry for entry in read["colour"]["evidence"] if entry["kind"] == "text_span")
    assert read["colour"]["text"] == "navy" and proof["text"] == "navy"
    assert [entry["id"] for entry in found["search_catalog"]["products"]] == ["M-1"]
    assert found["get_product"]["product"]["price_range"]["min"] == {"amount": 1250, "currency": "EUR"}
    rows = {row["key"]: row for row in found["compare_items"]["rows"]}
    assert rows["colour"]["core"] and rows["colour"]["verdict"] == "different"
    assert rows["height"]["unit"] == "cm" and rows["height"]["cells"][0]["state"] == "facts"
    assert not found["compare_items"]["one_category"]


def test_over_http_with_keys_and_resources(priced: Path, tmp_path: Path) -> None:
    center = Path(shutil.copytree(priced, tmp_path / "guarded"))
    reader = key(center, "read")

    async def resources(client: Client) -> list[str]:
        await _every_tool(client)
        assert [entry.name for entry in (await client.list_resources()).resources] == ["release"]
        assert len((await client.list_resource_templates()).resource_templates) == 2
        uris = ("release", "items/M-1", "items/M-1/jsonld")
        texts = [(await client.read_resource(f"itemcenter://{uri}")).contents[0].text for uri in uris]  # type: ignore[union-attr]
        for missing in ("items/none", "items/none/jsonld", "items/M-1/x", "other", "items", "release/x"):
            with pytest.raises(MCPError):
                await client.read_resource(f"itemcenter://{missing}")
        return texts

    with served(center, max_body=20_000) as address:
        release, item, jsonld = map(json.loads, asked_over_http(address, reader, resources))
        assert release["keys"] and item["id"] == "M-1" and jsonld["@type"] == "Product"
        for headers in ({}, {"Authorization": "Bearer ick_no"}):
            refused = HTTP.post(f"{address}/mcp", json={}, headers=headers)
            assert refused.status_code == 401 and refused.headers["content-type"] == "application/problem+json"
        big = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "x" * 30_000}}
        assert HTTP.post(f"{address}/mcp", json=big, headers=bearer(reader)).status_code == 413


def _spoken(address: str, method: str, params: dict[str, Any], version: str = "2025-11-25") -> Any:
    """A client of our own, of the protocol's earlier version: one request, one answer."""
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": version}
    body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": params}
    reply = HTTP.post(f"{address}/mcp", json=body, headers=headers)
    assert reply.status_code == 200 and reply.headers["content-type"] == "application/json", reply.text[:300]
    assert reply.headers["x-content-type-options"] == "nosniff"
    found = reply.json()
    assert found["jsonrpc"] == "2.0" and found["id"] == 7
    return found


def test_a_client_without_sdk_over_http(address: str) -> None:
    every_tool_by_hand(lambda method, params: _spoken(address, method, params), "2025-11-25")
    for method in ("GET", "DELETE"):  # there are no sessions
        other = HTTP.request(method, f"{address}/mcp")
        assert other.status_code == 405 and other.headers["allow"] == "POST" and other.json()["detail"]
    rebound = HTTP.post(f"{address}/mcp", json={}, headers={"Host": "evil.example"})
    assert rebound.status_code == 421


def test_failures_have_the_one_shape(address: str) -> None:
    def error(name: str, arguments: dict[str, Any]) -> tuple[int, str, str]:
        result = _spoken(address, "tools/call", {"name": name, "arguments": arguments})["result"]
        assert result["isError"] and json.loads(result["content"][0]["text"]) == result["structuredContent"]
        problem = result["structuredContent"]
        assert problem["type"].startswith("urn:itemcenter:problem:") and problem["detail"]
        return problem["status"], problem["place"], problem["remedy"]

    assert error("lookup_items", {"ids": []})[:2] == (422, "ids")
    assert error("lookup_items", {"ids": ["x"] * 51})[:2] == (422, "ids")
    assert error("lookup_items", {"ids": ["x"], "more": 1})[:2] == (422, "more")
    assert error("search_items", {})[0] == 422
    nearest = error("search_items", {"conditions": [{"key": "color", "value": "navy"}]})
    assert nearest[0] == 404 and "colour" in nearest[2]
    assert error("search_items", {"conditions": [{"key": "colour", "min": 1}]})[:2] == (422, "conditions.0.min")
    assert error("search_items", {"conditions": [{"key": "height", "max": 1, "unit": "kg of"}]})[0] == 422
    assert error("search_items", {"words": "x", "category": "none"})[:2] == (404, "category")
    assert error("search_items", {"words": "x", "cursor": "AAAA"})[0] == 422
    assert error("compare_items", {"ids": ["M-1"]})[0] == 422
    assert error("compare_items", {"ids": ["M-1", "M-1"]})[0] == 422
    assert error("compare_items", {"ids": ["M-1", "none"]})[0] == 404
    assert error("recognise_texts", {"items": [{"id": "x", "title": " "}]})[:2] == (422, "items.0.title")
    for name, arguments in (("search_catalog", {"catalog": {"query": "x"}}), ("get_product", {"meta": META}),
                            ("lookup_catalog", {"meta": META, "catalog": {"ids": ["x"] * 51}}),
                            ("search_catalog", {"meta": META, "catalog": {}}), ("none", {})):  # fmt: skip
        assert _spoken(address, "tools/call", {"name": name, "arguments": arguments})["error"]["code"] == -32602


def test_search_pages_and_conditions(address: str) -> None:

    def found(**arguments: Any) -> tuple[list[str], Any]:
        result = _spoken(address, "tools/call", {"name": "search_items", "arguments": arguments})["result"]
        assert not result.get("isError"), result
        data = result["structuredContent"]
        return [entry["id"] for entry in data["items"]], data["next"]

    def pages(**arguments: Any) -> list[str]:
        ids, more = found(**arguments, limit=1)
        while more:
            page, more = found(**arguments, limit=1, cursor=more)
            assert len(page) <= 1
            ids += page
        return ids

    assert pages(words="mugs") == ["M-1", "M-2", "M-3"] == pages(category="Mugs")
    assert pages(conditions=[{"key": "shade", "value": "crimson"}]) == ["M-2", "V-1"]  # names of key and value
    assert pages(words="crimson mug") == ["M-2"]
    height = {"key": "height", "min": 0.09, "max": 0.11, "unit": "m"}
    assert pages(conditions=[height]) == ["M-1"] and pages(conditions=[{**height, "max": 0.095}]) == []
    assert pages(conditions=[{"key": "colour"}], category="vases") == ["V-1"]
    assert pages(conditions=[{"key": "colour"}], min_confidence=1.0) == []


def test_ucp_prices_and_what_has_none(address: str) -> None:
    def told(name: str, **catalog: Any) -> Any:
        arguments = {"meta": META, "catalog": catalog}
        return _spoken(address, "tools/call", {"name": name, "arguments": arguments})["result"]["structuredContent"]

    profile = HTTP.get(f"{address}/.well-known/ucp").json()["ucp"]
    (service,) = profile["services"]["dev.ucp.shopping"]
    assert service["endpoint"] == f"{address}/mcp" and service["transport"] == "mcp"
    assert set(profile["capabilities"]) == {"dev.ucp.shopping.catalog.search", "dev.ucp.shopping.catalog.lookup"}
    assert HTTP.get(f"{address}/.well-known/ucp", headers={"Host": "a b<script>"}).status_code == 400
    found = told("lookup_catalog", ids=["M-1", "V-1", "none", "M-1", "M-3"])
    products = {entry["id"]: entry for entry in found["products"]}
    assert list(products) == ["M-1", "M-3"] and products["M-3"]["variants"][0]["price"]["amount"] == 1200
    assert products["M-1"]["variants"][0]["inputs"] == [{"id": "M-1", "match": "exact"}]
    assert {"id", "title", "description", "price_range", "variants"} <= products["M-1"].keys()
    height = next(entry for entry in products["M-1"]["metadata"]["attributes"] if entry["key"] == "height")
    assert height["numeric_value"] == 10 and height["unit"] == "cm" and height["evidence"][0]["text"]
    assert [(entry["type"], entry["code"]) for entry in found["messages"]] == [
        ("info", "not_found"), ("warning", "price_unavailable")]  # fmt: skip
    gone = told("get_product", id="none")
    assert gone["ucp"]["status"] == "error" and gone["messages"][0]["code"] == "not_found"
    assert told("get_product", id="V-1")["messages"][0]["code"] == "price_unavailable"
    vases = told("search_catalog", query="vase")
    assert vases["products"] == [] and "V-1" in vases["messages"][0]["content"]
    first = told("search_catalog", query="mug", pagination={"limit": 2})
    assert first["pagination"]["has_next_page"]
    rest = told("search_catalog", query="mug", pagination={"limit": 2, "cursor": first["pagination"]["cursor"]})
    assert [entry["id"] for entry in first["products"] + rest["products"]] == ["M-1", "M-2", "M-3"]
    assert not rest["pagination"]["has_next_page"]
    cheap = told("search_catalog", query="mug", filters={"price": {"max": 1000}})
    assert [entry["id"] for entry in cheap["products"]] == ["M-2"]
    assert len(told("search_catalog", filters={"categories": ["mugs"]})["products"]) == 3
    other = told("search_catalog", query="mug", purpose="swap")
    assert other["products"] == [] and other["messages"][0]["code"] == "unsupported_purpose"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own use of it
def test_jsonld_and_the_feed(address: str) -> None:
    """rdflib reads the JSON-LD; every line of the feed is what the exporter writes for the item."""
    rdflib = pytest.importorskip("rdflib")
    reply = HTTP.get(f"{address}/v1/items/M-1/jsonld")
    assert reply.headers["content-type"] == "application/ld+json"
    document = reply.json()
    assert document.pop("@context") == "https://schema.org"  # not fetched: its vocabulary stands for it
    local = json.dumps({"@context": {"@vocab": "https://schema.org/"}} | document)
    graph = rdflib.Graph().parse(data=local, format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    (one,) = graph.subjects(rdflib.RDF.type, schema.Product)
    assert str(graph.value(one, schema.sku)) == "M-1" and str(graph.value(one, schema.name)) == "Mug in navy"
    found = {str(graph.value(node, schema.propertyID)): node for node in graph.objects(one, schema.additionalProperty)}
    height = found["height"]
    assert graph.value(height, schema.value).toPython() == 10 and str(graph.value(height, schema.unitCode)) == "CMT"
    proof = {str(graph.value(node, schema.name)): graph.value(node, schema.value).toPython()
             for node in graph.objects(height, schema.valueReference)}  # fmt: skip
    assert proof["producer"] == "merchant" and "10 cm" in proof["evidence"] and 0 < proof["confidence"] <= 1
    assert str(graph.value(graph.value(one, schema.offers), schema.priceCurrency)) == "EUR"
    missing = HTTP.get(f"{address}/v1/items/none/jsonld")
    assert missing.status_code == 404 and missing.headers["content-type"] == "application/problem+json"
    feed = HTTP.get(f"{address}/v1/feeds/openai", params={"seller_name": "Mug shop", "currency": "EUR"})
    rows = [json.loads(line) for line in feed.text.splitlines()]
    assert [row["item_id"] for row in rows] == ["M-1", "M-2", "M-3", "V-1"] and feed.status_code == 200
    assert rows[0]["price"] == "12.50 EUR" and rows[0]["seller_name"] == "Mug shop"
    assert rows[0]["variant_dict"]["colour"] == "navy" and "price" not in rows[3]
    assert HTTP.get(f"{address}/v1/feeds/openai?currency=euro").status_code == 422


@pytest.fixture(scope="module")
def hostile(priced: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    center = Path(shutil.copytree(priced, tmp_path_factory.mktemp("hostile") / "center"))
    with served(center, max_body=8 * 1024 * 1024) as address:
        ids = []
        for place, text in enumerate(TEXTS):
            name = f"H-{place}<b>/../'\"=1+1"
            listing = {"title": f"Mug {text[:300]}".replace("\ud800", "?"), "description": text.replace("\ud800", "?"),
                       "category_path": ["Mugs"], "extras": [{"name": "price", "value": "5 EUR"}]}  # fmt: skip
            reply = HTTP.post(f"{address}/v1/items", json={"items": [{"id": name, **listing}]})
            assert reply.status_code == 200, reply.text[:300]
            ids.append(name)
        yield address, ids


TEXTS = (
    *HOSTILE[::9],
    "<script>alert(1)</script>",
    '=HYPERLINK("http://evil.example","x")',
    "\x00\x01\x1b[31m\r\n\r\n",
    "\u202eevil\u2066 \U000e0041 \uffff",
    "'; DROP TABLE items; --",
    "x" * 1_000_000,
)


def test_hostile_texts_through_every_tool(hostile: tuple[str, list[str]]) -> None:
    """As what is held and as what is asked: an answer of the told shape, or a refusal with a reason."""
    address, ids = hostile
    tools = _spoken(address, "tools/list", {})["result"]["tools"]
    answers = {tool["name"]: jsonschema.Draft202012Validator(tool["outputSchema"]) for tool in tools}
    for place, text in enumerate(TEXTS):
        for arguments in (calls([ids[place], "M-1"], text), calls([text[:500], ids[0]], text[:1000])):
            for name, entry in arguments.items():
                reply = _spoken(address, "tools/call", {"name": name, "arguments": entry})
                if "error" in reply:
                    assert reply["error"]["code"] == -32602, (name, reply)
                elif reply["result"].get("isError"):
                    assert reply["result"]["structuredContent"]["status"] < 500, (name, reply)
                else:
                    answers[name].validate(reply["result"]["structuredContent"])
    held = _spoken(address, "tools/call", {"name": "lookup_items", "arguments": {"ids": ids}})["result"]
    assert [entry["listing"]["description"] for entry in held["structuredContent"]["items"]] == list(TEXTS)


def test_the_command_refuses_what_is_no_currency(priced: Path) -> None:
    told = run("mcp", "--center", priced, "--currency", "euro")
    assert told.code != 0 and "no currency" in told.err
