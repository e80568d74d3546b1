"""A language model reads documents for discovery, by the commands: forecast, capped, killed and resumed, in doubt."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import itemcenter
from itemcenter.demo import SMALL
from itemcenter.ports import ChatRequest
from itemcenter.testing.fake_chat import read_sheets
from itemcenter.testing.hostile_texts import HOSTILE
from itemcenter.testing.scripted_chat import ScriptedChat
from itemcenter.testing.simulated_models import spoken
from tests.acceptance.command import run, start
from tests.acceptance.small import write_catalog

pytest.importorskip("httpx")

CONCURRENCY = 4
#: What the texts say without naming a key, and the key under which the model files it.
SAYS = {"octarine hue": ("Colour", "octarine"), "opens to 160 degrees": ("Hinge angle", "160 degrees")}
CATEGORIES = ("Gaming laptops", "Table lamps", "No such category")


@spoken
def reading(request: ChatRequest, number: int) -> str:
    """Tells what it knows how to read; of every document, too, what no text says; where told to choose, of the next."""
    units: list[tuple[int, str, str, str]] = []
    documents = read_sheets(request).documents
    for place, texts in enumerate(documents, start=1):
        body = " ".join(text for _, text in texts)
        units += [(place, key, value, quote) for quote, (key, value) in SAYS.items() if quote in body]
        units += [(place % len(documents) + 1, "Colour", "octarine", "octarine hue")] * ("choose" in body)
        units.append((place, "Certificate", "platinum", "certified platinum"))
        units.append((place, "=HYPERLINK(1)", "Laptop", "Laptop"))
    names = ("document", "key", "value", "quote")
    return json.dumps({"units": [dict(zip(names, unit, strict=True)) for unit in units]})


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = []
    for n in range(120):
        said = (
            list(SAYS)[n % 2] if n % 5 == 0 else HOSTILE[n % len(HOSTILE)].replace("\ud800", "").replace("\udfff", "")
        )
        rows.append([f"X{n}", f"Laptop {n}", CATEGORIES[n % 3], f"Thing number {n}, {said}, and no more."])
    path = tmp_path_factory.mktemp("shop") / "shop.csv"
    write_catalog(path, rows, ["id", "title", "category", "description"])
    return path


def asking(home: Path, server: ScriptedChat, endpoint: str = "", discovery: str = "") -> Path:
    if not home.exists():
        with itemcenter.create(home) as center:
            center.import_ontology(str(SMALL / "backbone"))
    (home / "itemcenter.toml").write_text(
        f"""
[discovery]
documents = 80
{discovery}
[chat.local]
url = "{server.url}"
model = "{server.model}"
fingerprint = "test"
structured = "json_schema"
concurrency = {CONCURRENCY}
{endpoint}
[chat.local.price]
prompt = 1.0
completion = 2.0
""",
        encoding="utf-8",
    )
    return home


def discovered(home: Path, catalog: Path, *more: str) -> tuple[dict[str, Any], bytes]:
    out = home.parent / f"{home.name}.jsonl"
    told = run("ontology", "discover", catalog, "--center", home, "--out", out, "--names", "0", "--json", *more)
    assert told.code == 0, told.err
    return dict(told.json), out.read_bytes()


def proposals(lines: bytes) -> Iterator[dict[str, Any]]:
    return map(json.loads, lines.decode().splitlines())


class Whole:
    """What a run that nothing disturbs asks and finds."""

    def __init__(self, home: Path, catalog: Path) -> None:
        with ScriptedChat(reading) as server:
            self.told, self.found = discovered(asking(home, server), catalog, "--llm")
            self.requests = len(server.bodies)
            self.money = (server.prompt_tokens + 2 * server.completion_tokens) / 1e6


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, catalog: Path) -> Whole:
    return Whole(tmp_path_factory.mktemp("whole") / "center", catalog)


def test_what_the_model_reads_becomes_proposals_that_tell_who_read_it(
    tmp_path: Path, catalog: Path, whole: Whole
) -> None:
    told = whole.told["llm"]
    assert told["documents"] == 80 and told["unread"] == 0 and whole.requests == 21  # 27, 27 and 26 of a category
    assert told["dropped"]["no_key_name"] == 80 < told["dropped"]["not_in_text"] and told["units"] > 10
    found = {entry["text"]: entry for entry in proposals(whole.found)}
    assert found["Hinge angle"]["kind"] == "key" and "platinum" not in found and "Certificate" not in found
    value = found["octarine"]
    assert all(int(source[1:]) % 10 == 0 for source in value["sources"]), "only those that say it"
    assert value["kind"] == "value" and dict(value["signs"]) == {"asked": float(value["support"])}
    with ScriptedChat(reading) as server:
        home = asking(tmp_path / "center", server)
        told, lines = discovered(home, catalog)
        assert "llm" not in told and server.bodies == []
        assert not {"octarine", "Hinge angle"} & {entry["text"] for entry in proposals(lines)}
        told, lines = discovered(asking(home, server, discovery="llm = true"), catalog, "--documents", "6")
        assert told["llm"]["documents"] == 6 and len(server.bodies) == 3


def test_a_dry_run_tells_the_costs_and_what_it_asked_is_not_paid_twice(
    tmp_path: Path, catalog: Path, whole: Whole
) -> None:
    with ScriptedChat(reading) as server:
        home, out = asking(tmp_path / "center", server), tmp_path / "none.jsonl"
        said = run("ontology", "discover", catalog, "--center", home, "--out", out, "--llm", "--dry-run")
        assert said.code == 0 and "a run would send 21 requests" in said.out and not out.exists(), said.err
        assert 0 < len(server.bodies) < 21
        assert discovered(home, catalog, "--llm")[1] == whole.found and len(server.bodies) == whole.requests
        refused = run("ontology", "discover", catalog, "--center", home, "--dry-run")
        assert refused.code != 0 and "--llm" in refused.err


def test_killed_half_way_the_same_command_pays_for_the_rest_alone(tmp_path: Path, catalog: Path, whole: Whole) -> None:
    with ScriptedChat(reading, seconds_a_token=2e-4) as server:
        home = asking(tmp_path / "center", server)
        process = start(
            "ontology", "discover", catalog, "--center", home, "--names", "0", "--llm", "--out", tmp_path / "out"
        )
        deadline = time.monotonic() + 120
        while len(server.bodies) < 9 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        process.kill()
        process.communicate()
        assert len(server.bodies) < whole.requests, "it was killed in time"
        assert discovered(home, catalog, "--llm")[1] == whole.found
        assert whole.requests <= len(server.bodies) <= whole.requests + CONCURRENCY


def test_a_cap_stops_in_time_and_the_same_command_goes_on(tmp_path: Path, catalog: Path, whole: Whole) -> None:
    with ScriptedChat(reading) as server:
        home = asking(tmp_path / "center", server, f"max_money = {whole.money:.6f}")  # caution leaves some of it
        told, _ = discovered(home, catalog, "--llm")
        assert 0 < told["llm"]["unread"] < 80 and set(told["llm"]["abstained"]) == {"budget"}
        assert (server.prompt_tokens + 2 * server.completion_tokens) / 1e6 <= whole.money
        assert discovered(asking(home, server), catalog, "--llm")[1] == whole.found
        assert len(server.bodies) == whole.requests


def test_an_answer_that_cannot_be_read_goes_to_quarantine_and_the_rest_is_used(tmp_path: Path, catalog: Path) -> None:
    def stubborn(body: Any, schema: Any) -> str:
        return "I would rather not." if "number 0," in body["messages"][1]["content"] else reading(body, schema)

    with ScriptedChat(stubborn) as server:
        home = asking(tmp_path / "center", server)
        told, lines = discovered(home, catalog, "--llm", "--documents", "120")
        assert told["llm"]["unread"] == 4 and told["llm"]["abstained"] == {"no_json": 1}
        assert {"octarine", "Hinge angle"} <= {entry["text"] for entry in proposals(lines)}
        listed = run("quarantine", "list", "--source", "discovery", "--center", home, "--json")
        assert listed.code == 0 and "I would rather not." in listed.out, listed.err


def test_there_must_be_a_model_to_ask(tmp_path: Path, catalog: Path) -> None:
    with itemcenter.create(tmp_path / "center") as center:
        center.import_ontology(str(SMALL / "backbone"))
    told = run("ontology", "discover", catalog, "--center", tmp_path / "center", "--llm", "--out", tmp_path / "out")
    assert told.code != 0 and "[chat.NAME]" in told.err and not (tmp_path / "out").exists()


def test_growing_asks_too_and_a_job_that_is_done_asks_nothing(tmp_path: Path, catalog: Path) -> None:
    with ScriptedChat(reading) as server:
        home = asking(tmp_path / "center", server)
        grow = ("ontology", "grow", catalog, "--center", home, "--llm", "--documents", "120", "--json")
        told = run(*grow)
        assert told.code == 0 and told.json["llm"]["documents"] == 120, told.err
        asked = len(server.bodies)
        again = run(*grow)
        assert again.code == 0 and "discover" in again.json["resumed"] and len(server.bodies) == asked, again.err
        listed = run("ontology", "review", "list", "--standing", "any", "--limit", "500", "--center", home, "--json")
        said = {entry["proposal"]["text"]: entry["proposal"] for entry in listed.json}
        assert "asked" in dict(said["octarine"]["signs"])
