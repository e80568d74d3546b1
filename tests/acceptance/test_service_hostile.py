"""Texts that want to be something else, through every route: orders, markup, formulas, control signs, a megabyte."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from itemcenter.testing.hostile_texts import HOSTILE
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
def address(built_mugs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import shutil

    center = Path(shutil.copytree(built_mugs, tmp_path_factory.mktemp("hostile") / "mugs"))
    with served(center, stream_s=0.1, max_body=32 * 1024 * 1024) as found:
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
