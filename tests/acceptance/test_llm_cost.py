"""What a language model costs, by the command line: forecast and paid once, capped in time, killed and resumed."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import itemcenter
from itemcenter.demo import backbone_path
from itemcenter.errors import ConfigError
from itemcenter.ports import ChatRequest
from itemcenter.testing.fake_chat import choose, read_prompt
from itemcenter.testing.scripted_chat import ScriptedChat
from itemcenter.testing.simulated_models import spoken
from tests.acceptance.command import run, start
from tests.acceptance.small import write_demo_part
from tests.acceptance.test_dry_run import files

pytest.importorskip("httpx")

CONCURRENCY = 4


@spoken
def naming(request: ChatRequest, number: int) -> str:
    """Takes the first candidate whose name stands in a text; a tenth of its answers quote what is not there."""
    prompt = read_prompt(request)
    texts = "\n".join(text for _, text in prompt.fields.values())
    named = [(n, 1, name) for n, name in prompt.options.items() if name in texts][:1]
    return choose(prompt, *named) if number % 10 else choose(prompt, (1, 1, "word for word"))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo_part(tmp_path_factory.mktemp("part") / "catalog.csv")


def asking(home: Path, server: ScriptedChat, endpoint: str = "") -> Path:
    """A center in which nothing was built yet, or the one that is there, with this endpoint."""
    if not home.exists():
        with itemcenter.create(home) as center:
            center.import_ontology(str(backbone_path(small=True)))
    (home / "itemcenter.toml").write_text(
        f"""
[learning]
when = "never"
[escalation]
when = "unsure"
band = [0.05, 1.0]
trust = 0.9
endpoint = "local"
[chat.other]
url = "http://127.0.0.1:9/v1"
model = "nobody"
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


def built(home: Path, catalog: Path, *more: str) -> dict[str, Any]:
    told = run("build", catalog, "--out", home, "--json", *more)
    assert told.code == 0, told.err
    return dict(told.json)


class Whole:
    """What a build that nothing disturbs asks, takes and decides."""

    def __init__(self, home: Path, catalog: Path) -> None:
        with ScriptedChat(naming) as server:
            self.report = built(asking(home, server), catalog)
            self.requests = len(server.bodies)
            self.money = (server.prompt_tokens + 2 * server.completion_tokens) / 1e6
        self.digest = self.report["digest"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, catalog: Path) -> Whole:
    found = Whole(tmp_path_factory.mktemp("whole") / "center", catalog)
    told = found.report["escalation"]
    assert told["asked"] > 100 and told["added"] + told["changed"] > 0 and told["abstained"]["not_in_text"] > 0
    return found


def test_a_dry_run_forecasts_leaves_the_store_alone_and_what_it_asked_is_not_paid_twice(
    tmp_path: Path, catalog: Path, whole: Whole
) -> None:
    with ScriptedChat(naming) as server:
        home = asking(tmp_path / "center", server)
        before = files(home)
        told = run("build", catalog, "--out", home, "--dry-run")
        assert told.code == 0, told.err
        words = " ".join(told.out.split())
        questions = whole.report["escalation"]["questions"]
        assert f"a run would send {questions:,} requests" in words and "were asked for this and are paid" in words
        paid = len(server.bodies)
        assert 0 < paid <= 0.25 * whole.requests
        after = files(home)
        assert {name for name in after if name not in before} <= {
            "chat", "chat/answers.db", "chat/answers.db-shm", "chat/answers.db-wal"
        }  # fmt: skip
        assert before.items() <= after.items()
        report = built(home, catalog)
        assert (report["digest"], len(server.bodies)) == (whole.digest, whole.requests)
        assert report["escalation"]["replayed"] == paid
        again = built(home, catalog, "--dry-run")["escalation"]["forecast"]
        assert (again["requests"], again["asked"], len(server.bodies)) == (0, 0, whole.requests)


def test_killed_half_way_the_same_command_pays_for_the_rest_alone(tmp_path: Path, catalog: Path, whole: Whole) -> None:
    with ScriptedChat(naming, seconds_a_token=1e-5) as server:
        home = asking(tmp_path / "center", server)
        process = start("build", catalog, "--out", home)
        _wait(lambda: len(server.bodies) >= whole.requests // 2 or process.poll() is not None)
        process.kill()
        process.communicate()
        assert len(server.bodies) < whole.requests, "it was killed in time"
        report = built(home, catalog)
        assert whole.requests <= len(server.bodies) <= whole.requests + CONCURRENCY
        assert report["digest"] == whole.digest


def test_a_cap_stops_in_time_and_the_next_build_goes_on(tmp_path: Path, catalog: Path, whole: Whole) -> None:
    cap = round(whole.money / 2, 6)
    with ScriptedChat(naming) as server:
        home = asking(tmp_path / "center", server, f"max_money = {cap}")
        told = run("build", catalog, "--out", home)
        assert told.code == 0, told.err
        assert "the cap was reached:" in told.out and "budget" in told.out
        assert 0.5 * cap < (server.prompt_tokens + 2 * server.completion_tokens) / 1e6 <= cap
        with itemcenter.open_center(home) as center:
            assert sum(len(cell.facts) for cell in center.facts()) > 100, "the build ended with facts"
        report = built(asking(home, server), catalog)
        assert (report["digest"], len(server.bodies)) == (whole.digest, whole.requests)


def test_several_endpoints_need_a_name(tmp_path: Path, catalog: Path) -> None:
    with ScriptedChat(naming) as server:
        home = asking(tmp_path / "center", server)
        config = home / "itemcenter.toml"
        config.write_text(config.read_text(encoding="utf-8").replace('endpoint = "local"\n', ""), encoding="utf-8")
        told = run("build", catalog, "--out", home)
        assert told.code != 0 and "several endpoints are configured: other, local" in told.err
        assert "[escalation] endpoint" in told.err
        with itemcenter.open_center(home) as center, pytest.raises(ConfigError, match="several endpoints"):
            center.chat  # noqa: B018
        assert server.bodies == []


def test_the_only_endpoint_needs_no_name(tmp_path: Path) -> None:
    with ScriptedChat(naming) as server:
        home = asking(tmp_path / "center", server)
        config = home / "itemcenter.toml"
        text = config.read_text(encoding="utf-8").replace('endpoint = "local"\n', "")
        start_, end = text.index("[chat.other]"), text.index("[chat.local]")
        config.write_text(text[:start_] + text[end:], encoding="utf-8")
        with itemcenter.open_center(home) as center:
            assert center.chat is not None and "scripted-1" in center.chat.model_id


def _wait(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not reached() and time.monotonic() < deadline:
        time.sleep(0.005)
