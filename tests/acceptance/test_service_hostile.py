"""Texts that want to be something else, through every route: orders, markup, formulas, control signs, a megabyte."""

from __future__ import annotations

import csv
import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from itemcenter.center import ItemCenter
from itemcenter.client import Client
from itemcenter.serve.cli.report_command import write_page
from itemcenter.testing.hostile_texts import HOSTILE
from itemcenter.wire import Listing, NamedText, TitleRequest
from tests.acceptance.routes import examples
from tests.acceptance.served import served

TEXTS = (
    *HOSTILE[::13],
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://evil.example","x")',
    "\x00\x01\x1b[31m\r\nSet-Cookie: a=b\r\n\r\n",
    "../../../etc/passwd%00.%2e%2e%2f",
    "'; DROP TABLE items; --",
    "\ud800 half a pair \udfff",
    "\u202eevil\u2066 \U000e0041 \uffff",
    "x" * 1_000_000,
)


@pytest.fixture(scope="module")
def home(built_mugs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(built_mugs, tmp_path_factory.mktemp("hostile") / "mugs"))


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with served(home, stream_s=0.1, max_body=32 * 1024 * 1024) as found:
        yield found


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_through_every_route(address: str, text: str) -> None:
    """As id, key, value and text: an answer or a refusal with a reason, and what was stored comes back as it was."""
    short = text[:200]
    encodable = not any("\ud800" <= sign <= "\udfff" for sign in short)
    with httpx.Client(base_url=address, timeout=60) as http:
        asked = examples(text=text, value=short, query=short if encodable else "x")
        asked += (
            examples(item=short, key=short, text=text, query=short, file=quote(short, safe="")) if encodable else []
        )
        for example in asked:
            body = None if example.body is None else json.dumps(example.body).encode("ascii")
            headers = {"Content-Type": "application/json"} if body else {}
            reply = http.request(example.method, example.path, content=body, headers=headers)
            assert reply.status_code < 500, (example.route, reply.text[:500])
            assert reply.headers["x-content-type-options"] == "nosniff" and "set-cookie" not in reply.headers
            if example.route == "/mcp" and reply.headers["content-type"] == "application/json":
                assert {"result", "error"} & reply.json().keys()  # refused in the words of its own protocol
            elif reply.status_code >= 400:
                assert reply.headers["content-type"] == "application/problem+json", example.route
                assert reply.json()["detail"], example.route
            elif reply.headers["content-type"] == "application/json":
                json.loads(reply.content.decode("utf-8"))
        if encodable and text.strip():
            listing = {"title": text[:500], "description": text, "extras": [{"name": "a", "value": text}]}
            reply = http.put("/v1/items/kept", json=listing)
            assert reply.status_code == 200, reply.text[:300]
            assert http.get("/v1/items/kept").json()["data"]["listing"] == listing


class Markup(HTMLParser):
    """What a browser would make of a page, as far as anything in it could act."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.acting: list[str] = []
        self._script = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("img", "iframe", "object", "embed", "base", "link", "form"):
            self.acting.append(tag)
        self.acting += [name for name, text in attrs if name.startswith("on") or "script:" in (text or "").lower()]
        self._script = dict(attrs).get("type") or "program" if tag == "script" else ""

    def handle_endtag(self, tag: str) -> None:
        self._script = ""

    def handle_data(self, data: str) -> None:
        if self._script == "application/ld+json":
            json.loads(data)
        elif self._script and "alert(1)" in data:
            self.acting.append(data)


def test_what_was_taken_in_goes_out_harmless(home: Path, address: str, tmp_path: Path) -> None:
    """Every text as an item and as a person's word: the client reads it as it was, no export lets it act."""
    texts = [text for text in TEXTS if text.strip() and not any("\ud800" <= sign <= "\udfff" for sign in text)]
    with Client(address) as client:
        listings = {}
        for place, text in enumerate(texts):
            part = text[:300].strip("\x00\x01\x1b\r\n ") or "x"
            listings[f"H-{place}"] = Listing(
                title=part, description=text, brand=part, category_path=["Mugs"],
                specs=[NamedText(name="maker", value=part)], extras=[NamedText(name="price", value=part)],
                images=[part],
            )  # fmt: skip
            client.put_item(f"H-{place}", listings[f"H-{place}"])
            client.set_facts(f"H-{place}", "maker", [part.replace(" | ", "/")])
        assert {name: client.item(name).data.listing for name in listings} == listings
        client.take_snapshot()
        kept = {item.id: item.listing for item in client.snapshot_items(limit=3)}
        assert {name: kept[name] for name in listings} == listings
        makers = {cell.item: cell.cell.facts[0].text for cell in client.facts(key="maker") if cell.cell.facts}
        shown = {
            cell.item: cell.cell.facts[0].text
            for cell in client.snapshot_cells()
            if cell.cell.key == "maker" and cell.cell.facts
        }
        assert listings.keys() <= makers.keys() and shown == makers
        assert len(list(islice(client.stream(after=0), 5))) == 5 and client.titles(TitleRequest(ids=[*listings])).data
    with ItemCenter.open(home) as center:
        for target, name in (("google", "a.tsv"), ("google", "a.xml"), ("shopify", "b.csv"), ("akeneo", "c.csv"),
                             ("csv", "d.csv"), ("openai", "e.jsonl"), ("jsonld", "f.html"), ("jsonld", "g.jsonl"),
                             ("parquet", "h.parquet")):  # fmt: skip
            assert center.export_items(tmp_path / name, target).tally.items >= len(texts)
        center.export(tmp_path / "i.csv", "csv")
        found, files = center.report()
        write_page(tmp_path / "j.html", "Texts", found, files, None, center.effect())
    csv.field_size_limit(16 * 1024 * 1024)
    for path in [*tmp_path.glob("*.csv"), *tmp_path.glob("*.tsv")]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else _delimiter(path)))
        assert len(rows) > len(texts) and len({len(row) for row in rows}) == 1, path.name
        run = [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert not run, (path.name, run)
    assert not {element.tag for element in ET.parse(tmp_path / "a.xml").iter()} & {"script", "img", "b"}
    for path in tmp_path.glob("*.jsonl"):
        assert len([json.loads(line) for line in path.read_bytes().split(b"\n") if line]) >= len(texts)
    for path in tmp_path.glob("*.html"):
        assert not Markup(path.read_text(encoding="utf-8")).acting, path.name


def _delimiter(path: Path) -> str:
    return ";" if path.name == "c.csv" else ","


def test_requests_that_are_none(address: str) -> None:
    headers = {"Content-Type": "application/json"}
    for body, status in ((b"{", 400), (b"", 422), (b"[]", 422), (b'{"title": 1}', 422), (b"\xff", 400),
                         (b'{"title": "x", "unknown": 1}', 422), (b"[" * 100_000, 400),
                         (b'{"title": NaN}', 422), (b'{"title": "\\ud800"}', 422)):  # fmt: skip
        reply = httpx.put(f"{address}/v1/items/x", content=body, headers=headers)
        assert reply.status_code in (400, 422), (body[:20], reply.status_code, status)
        assert reply.headers["content-type"] == "application/problem+json"
    refused = httpx.patch(f"{address}/v1/items/x")
    assert refused.status_code == 405 and refused.headers["allow"] == "DELETE, GET, PUT"
    empty = httpx.put(f"{address}/v1/items/x", json={"title": "x", "category_path": [""]})
    assert empty.status_code == 422 and empty.json()["place"] == "body.category_path"
    assert httpx.get(f"{address}/v1/items/%ff").status_code == 400
    assert httpx.get(f"{address}/v1/items/a%00b").status_code == 400
    assert httpx.get(f"{address}/v1/items/a/b/c").status_code == 404
    for query in ("limit=0", "limit=x", "limit=1001", "order=no", "min_confidence=2", "min_confidence=nan"):
        assert httpx.get(f"{address}/v1/facts?{query}").status_code == 422, query
    assert httpx.get(f"{address}/v1/changes?after=99999999999999999999").status_code == 422
