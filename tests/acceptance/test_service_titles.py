"""Titles by a language model over HTTP: what holds is given, nothing else; the trace goes on to the endpoint."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from itemcenter.client import Client, ServiceError
from itemcenter.testing.scripted_chat import ScriptedChat
from itemcenter.wire import ListingWithId, TitleRequest
from tests.acceptance.served import served

#: What the model writes of each mug: words of the item; praise that nobody has proved; a number from nowhere; markup.
WRITTEN = {"navy": "Mug in navy, stoneware, 10 cm", "red": "Best mug in red", "white": "White mug 99 cm"}
_PARENT = "b7ad6b7169203331"
_TRACE = "0af7651916cd43dd8448eb211c80319c"


def script(body: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
    told = json.dumps(body["messages"]).lower()
    title = next((title for colour, title in WRITTEN.items() if f"mug in {colour}" in told), "<script>x</script>")
    return json.dumps({"title": title})


@pytest.fixture(scope="module")
def asked(built_mugs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, ScriptedChat]]:
    center = Path(shutil.copytree(built_mugs, tmp_path_factory.mktemp("titled") / "mugs"))
    with ScriptedChat(script) as endpoint:
        config = center / "itemcenter.toml"
        more = f'[chat.local]\nurl = "{endpoint.url}"\nmodel = "{endpoint.model}"\nhedge_s = 5.0\n'
        config.write_text(f"{config.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
        with served(center) as address:
            yield address, endpoint


def test_only_what_the_item_says(asked: tuple[str, ScriptedChat]) -> None:
    with Client(asked[0]) as client:
        given = [ListingWithId(id="asked", title="Mug in navy, 10 cm, of stoneware", category_path=["Mugs"])]
        request = TitleRequest(ids=["M-1", "M-2", "M-3", "V-1"], items=given, writer="model")
        told = {entry.id: entry for entry in client.titles(request).data}
        plain = {entry.id: entry for entry in client.titles(request.model_copy(update={"writer": "facts"})).data}
        for name in ("M-1", "asked"):
            assert told[name].short is not None and told[name].short.text == WRITTEN["navy"]
            assert told[name].short.writer == "model" and "key:colour" in told[name].short.parts
        for name in ("M-2", "M-3", "V-1"):  # praise, a number from nowhere, markup: the title of facts stands
            assert told[name] == plain[name] and told[name].long is not None and told[name].long.writer == "facts"


def test_the_trace_goes_on_to_the_endpoint(asked: tuple[str, ScriptedChat]) -> None:
    address, endpoint = asked
    body = {"ids": ["M-1"], "writer": "model", "short": 39}  # another question: answers that are kept ask nobody
    with httpx.Client(base_url=address, timeout=60) as http:
        before = len(endpoint.headers)
        reply = http.post("/v1/titles", json=body, headers={"traceparent": f"00-{_TRACE}-{_PARENT}-00"})
        assert reply.status_code == 200, reply.text
        sent = [{name.lower(): value for name, value in entry.items()} for entry in endpoint.headers[before:]]
        traces = {entry.get("traceparent") for entry in sent}
        assert traces == {reply.headers["traceparent"]} and len(sent) == 1
        version, trace, span, flags = reply.headers["traceparent"].split("-")
        assert (version, trace, flags) == ("00", _TRACE, "00") and span != _PARENT
        before = len(endpoint.headers)
        assert http.post("/v1/titles", json={**body, "short": 38}).status_code == 200
        assert len(endpoint.headers) > before
        assert all("traceparent" not in map(str.lower, entry) for entry in endpoint.headers[before:])


def test_without_a_language_model(built_mugs: Path, tmp_path: Path) -> None:
    with served(Path(shutil.copytree(built_mugs, tmp_path / "mugs"))) as address, Client(address) as client:
        with pytest.raises(ServiceError, match="no language model") as refused:
            client.titles(TitleRequest(ids=["M-1"], writer="model"))
        assert refused.value.status == 422 and "[chat.NAME]" in refused.value.remedy
