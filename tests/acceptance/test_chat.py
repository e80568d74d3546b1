"""An endpoint as a user meets it: examined by `doctor`, forecast, capped, killed half-way and resumed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import itemcenter
from itemcenter.config import load_config
from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.ports import ChatAnswer, ChatFailure
from itemcenter.serve.cli.main import cli
from itemcenter.testing.chat_process import requests
from itemcenter.testing.scripted_chat import Fault, ScriptedChat, every
from tests.acceptance.command import environment, run

pytest.importorskip("httpx")


def configured(folder: Path, server: ScriptedChat, more: str = "") -> Path:
    """A center whose endpoint `local` is the scripted one."""
    with itemcenter.create(folder / "center"):
        pass
    config = folder / "center" / "itemcenter.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[chat.local]\nurl = "{server.url}"\nmodel = "{server.model}"\n{more}', encoding="utf-8")
    return folder / "center"


def examined(url: str, *options: str) -> Result:
    """`itemcenter doctor --chat URL --json` in this process."""
    return CliRunner().invoke(cli, ["doctor", "--chat", url, "--json", *options])


def faults_of(document: Any) -> dict[str, str]:
    return {check["check"]: check["remedy"] for check in document["checks"] if not check["ok"]}


def test_doctor_finds_nothing_wrong_with_a_good_server() -> None:
    with ScriptedChat() as server:
        told = examined(server.url, "--price", "2.5", "10")
        assert told.exit_code == 0, told.output
        document = json.loads(told.output)
        assert faults_of(document) == {}
        assert document["model"] == server.model
        cost = document["cost"]
        assert cost["requests"] == len(server.bodies)
        assert cost["tokens"]["prompt"] == server.prompt_tokens
        assert cost["tokens"]["completion"] == server.completion_tokens
        assert cost["money"] == pytest.approx(
            (server.prompt_tokens * 2.5 + server.completion_tokens * 10) / 1e6, abs=1e-6
        )
        assert cost["requests"] < 20 and cost["tokens"]["prompt"] < 12_000
        assert not any(name.startswith("guided") for body in server.bodies for name in body)


@pytest.mark.parametrize(
    ("server", "faults", "words"),
    [
        (ScriptedChat(forms=[]), {"constraint", "constraint on lists"}, "older fields are ignored"),
        (ScriptedChat(forms=["structured_outputs"], block=784), {"prefix cache"}, "--prefix-match-unit"),
        (ScriptedChat(block=0), {"prefix cache"}, "--enable-prefix-caching"),
        (ScriptedChat(context=2048, cuts=True, tells_context=False), {"context"}, "num_ctx"),
        (ScriptedChat(context=2048), {"context"}, "--max-model-len"),
        (ScriptedChat(steady=False, logprobs=False), {"determinism", "logprobs"}, "VLLM_BATCH_INVARIANT"),
        (ScriptedChat(faults=every(1, Fault("wrong_model"))), {"model name"}, "answers_as"),
        (ScriptedChat(faults=every(1, Fault("no_usage"))), {"tokens", "prefix cache", "context"}, "at its worst"),
        (ScriptedChat(faults=every(1, Fault("html"))), {"answers"}, "nothing else was tried"),
        (ScriptedChat(key="wanted"), {"endpoint"}, "key_env"),
    ],
    ids=["ignores", "blocks", "uncached", "cuts", "short", "unsteady", "model", "countless", "html", "key"],
)
def test_doctor_tells_what_is_wrong_and_what_to_do(server: ScriptedChat, faults: set[str], words: str) -> None:
    with server:
        told = examined(server.url)
    assert told.exit_code == 1, told.output
    found = faults_of(json.loads(told.output))
    assert set(found) == faults, found
    assert words in " ".join(found.values())


def test_doctor_speaks_to_people_and_examines_what_is_configured(tmp_path: Path) -> None:
    with ScriptedChat(forms=["structured_outputs"]) as server:
        center = configured(tmp_path, server, "[chat.local.price]\nprompt = 1.0\ncompletion = 2.0\n")
        told = run("doctor", "--center", center, "--chat", "local")
        assert told.code == 0, told.out + told.err
        words = " ".join(told.out.split())
        assert "structured_outputs: obeyed" in words and "0.0112 in money" in words, words
        probes = len(server.bodies)
        with itemcenter.open_center(center).endpoint("local") as chat:
            list(chat.ask(requests(3)))
        assert len(server.bodies) == probes + 3, "what doctor found about shapes is remembered"
    nobody = CliRunner().invoke(cli, ["doctor", "--center", str(center), "--chat", "lokal"])
    assert isinstance(nobody.exception, NotFoundError) and "configured: local" in str(nobody.exception)
    gone = examined(server.url)
    assert isinstance(gone.exception, ConfigError) and "--model" in gone.exception.remedy
    gone = examined(server.url, "--model", "m")
    assert gone.exit_code == 1 and "unreachable" in gone.output


def start(server: ScriptedChat, folder: Path, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-W", "error", "-m", "itemcenter.testing.chat_process"]
    return subprocess.Popen(
        [*command, server.url, server.model, str(folder), str(count)],
        env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_killed_half_way_and_resumed_every_request_is_paid_once(tmp_path: Path) -> None:
    count, under_way = 200, 4
    with ScriptedChat() as server:
        first = start(server, tmp_path, count)
        assert first.stdout is not None and first.stderr is not None
        reported = [int(first.stdout.readline()) for _ in range(count // 2)]
        first.send_signal(signal.SIGKILL)
        reported += [int(line) for line in first.stdout]
        first.wait()
        first.stdout.close()
        first.stderr.close()
        before = len(server.bodies)
        second = start(server, tmp_path, count)
        out, err = second.communicate(timeout=60)
        assert second.returncode == 0, err
        *lines, figures = out.splitlines()
        assert sorted(int(line) for line in lines) == list(range(count))
        told = json.loads(figures)
        sent = len(server.bodies) - 1  # the probe of how shapes are asked for is sent once and remembered
        assert count <= sent <= count + under_way, "one pass, and at most what was under way when it was killed"
        assert told["replayed"] >= len(reported), "whatever was reported is kept"
        assert told["answered"] == len(server.bodies) - before == count - told["replayed"]


def test_a_forecast_is_near_what_the_run_takes(tmp_path: Path) -> None:
    with ScriptedChat() as server:
        center = configured(tmp_path, server, "[chat.local.price]\nprompt = 3.0\ncompletion = 9.0\n")
        with itemcenter.open_center(center).endpoint("local") as chat:
            asked = requests(300)
            found = chat.forecast(asked)
            sampled = chat.figures()
            list(chat.ask(asked))
            told = chat.figures()
        tokens = sum(told[name] - sampled[name] for name in ("prompt_tokens", "completion_tokens"))
        assert found.tokens == pytest.approx(tokens, rel=0.05)
        assert len(server.bodies) == 301, "the sample is part of the run"
        assert told["money"] == pytest.approx(
            (told["prompt_tokens"] * 3 + told["completion_tokens"] * 9) / 1e6, rel=1e-3
        )
        probe = 1
        assert told["tries"] == len(server.bodies) - probe
        assert told["cached_tokens"] > 0.2 * told["prompt_tokens"], "questions about one item share its text"


@pytest.mark.parametrize(("cap", "name"), [("max_tokens = 9000", "spent_tokens"), ("max_money = 0.01", "money")])
def test_a_cap_stops_in_time(tmp_path: Path, cap: str, name: str) -> None:
    price = "[chat.local.price]\nprompt = 1.0\ncompletion = 2.0\n"
    with ScriptedChat(faults=every(9, Fault("invalid_body"))) as server:
        center = configured(tmp_path, server, f'structured = "json_schema"\n{cap}\n{price}')
        with itemcenter.open_center(center).endpoint("local") as chat:
            outcomes = dict(chat.ask(requests(300)))
            told = chat.figures()
        most = float(cap.split("=")[1])
        billed = server.prompt_tokens + server.completion_tokens
        assert 0.5 * most < told[name] <= most
        assert billed <= chat.budget.tokens, "what was billed is never more than what was counted"
        stopped = [outcome for outcome in outcomes.values() if isinstance(outcome, ChatFailure)]
        assert {outcome.reason for outcome in stopped} == {"budget"}
        assert told["failures"] == {"budget": len(stopped)}
        assert len(stopped) + sum(isinstance(outcome, ChatAnswer) for outcome in outcomes.values()) == 300


def test_an_unknown_endpoint_and_bad_tables_are_told(tmp_path: Path) -> None:
    with ScriptedChat() as server:
        center = configured(tmp_path, server)
        with itemcenter.open_center(center) as opened, pytest.raises(NotFoundError, match="did you mean 'local'"):
            opened.endpoint("locale")
    config = center / "itemcenter.toml"
    whole = config.read_text(encoding="utf-8")
    for wrong, message in (
        ("max_money = 1.0\n", "max_money needs prices"),
        ('price = "cheap"\n', "price"),
        ("[chat.local.price]\nprompts = 1.0\n", "did you mean 'prompt'"),
        ("[chat.local.price]\nprompt = -1.0\n", "0 or more"),
        ("[chat]\nurl = 3\n", "itemcenter.toml"),
        ('["chat"."a b"]\nmodel = "m"\n', "cannot name an endpoint"),
    ):
        config.write_text(whole + wrong, encoding="utf-8")
        with pytest.raises(ConfigError) as caught:
            load_config(config)
        assert message in str(caught.value)
