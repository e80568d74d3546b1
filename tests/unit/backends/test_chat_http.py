"""What the HTTP endpoint makes of servers that misbehave, over real connections; pauses pass on a clock of our own."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("httpx")

from itemcenter import registry
from itemcenter.backends import chat_http
from itemcenter.errors import ConfigError, InvariantError
from itemcenter.llm.limiter import Clock
from itemcenter.ports import ChatAnswer, ChatFailure
from itemcenter.testing.chat_suite import question
from itemcenter.testing.scripted_chat import Fault, FaultKind, ScriptedChat, every, up_to


class FastClock:
    """Runs by itself, and ahead when someone sleeps. naps: how long they wanted to"""

    def __init__(self) -> None:
        self._ahead = 0.0
        self.naps: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(round(seconds, 9))
        self._ahead += seconds
        time.sleep(0.0005)

    @property
    def clock(self) -> Clock:
        return Clock(lambda: time.monotonic() + self._ahead, self.sleep)


def opened(server: ScriptedChat, tmp_path: Path, clock: FastClock | None = None, **options: Any) -> chat_http.ChatHttp:
    given = {"url": server.url, "model": server.model, "forms": tmp_path / "forms.json", "timeout_s": 5.0} | options
    return chat_http.open(chat_http.Options(**given), (clock or FastClock()).clock)


def asked(chat: chat_http.ChatHttp, count: int, **options: Any) -> list[ChatAnswer | ChatFailure]:
    found = dict(chat.ask([question(f"item {number}", **options) for number in range(count)]))
    assert sorted(found) == list(range(count))
    return [found[number] for number in range(count)]


@pytest.mark.parametrize(
    ("kind", "reason", "tries", "lost"),
    [
        ("rate_limit", "rate_limited", None, 0),
        ("server_error", "server_error", 3, 0),
        ("hang", "timeout", 2, 2),
        ("slow_drip", "timeout", 2, 2),
        ("disconnect", "server_error", 2, 2),
        ("wrong_model", "wrong_model", 1, 0),
        ("invalid_body", "malformed", 2, 2),
        ("html", "malformed", 2, 2),
        ("empty_choices", "malformed", 2, 0),
        ("refused", "refused", 1, 0),
    ],
)
def test_each_misbehaviour_is_a_failure_with_its_reason(
    tmp_path: Path, kind: FaultKind, reason: str, tries: int | None, lost: int
) -> None:
    timeout_s = 0.3 if reason == "timeout" else 10.0
    options = {"retries": 2, "patience_s": 9.0, "timeout_s": timeout_s, "structured": "json_schema"}
    with ScriptedChat(faults=every(1, Fault(kind))) as server:
        for outcome in asked(opened(server, tmp_path, **options), 3):
            assert isinstance(outcome, ChatFailure)
            assert outcome.reason == reason, outcome
            assert outcome.lost == lost
            assert tries is None or outcome.tries == tries
            billed = kind in ("wrong_model", "empty_choices")
            assert bool(outcome.usage.prompt) == billed, "what is known to be billed is told"


@pytest.mark.parametrize(
    "kind", ["truncated_json", "ignored_constraint", "duplicated_fields", "extra_fields", "no_usage"]
)
def test_what_is_wrong_with_the_words_is_for_whoever_asked(tmp_path: Path, kind: FaultKind) -> None:
    with ScriptedChat(faults=every(1, Fault(kind))) as server:
        for outcome in asked(opened(server, tmp_path, structured="json_schema"), 3):
            assert isinstance(outcome, ChatAnswer)
            assert bool(outcome.usage.prompt) == (kind != "no_usage")


@pytest.mark.parametrize("retry_after", [None, "2", "0.5", "Wed, 21 Oct 2015 07:28:00 GMT", "soon"])
def test_a_storm_of_refusals_is_waited_out_together(tmp_path: Path, retry_after: str | None) -> None:
    clock, together = FastClock(), threading.Barrier(8)

    def faults(number: int, body: Any) -> Fault | None:
        if number <= 8:  # all of them are under way when the first is refused
            together.wait(timeout=5)
        return Fault("rate_limit", retry_after) if number <= 14 else None

    with ScriptedChat(faults=faults) as server:
        chat = opened(server, tmp_path, clock, structured="json_schema", concurrency=8, patience_s=10_000.0)
        outcomes = asked(chat, 40)
        assert all(isinstance(outcome, ChatAnswer) for outcome in outcomes)
        assert len(server.bodies) == 40 + 14, "nothing is sent but one try for each refusal, and every request once"
        assert server.most_at_once <= 8
    assert chat.limiter.cool_downs <= 7, "eight refusals at once are one pause"


def test_a_pause_is_as_long_as_asked(tmp_path: Path) -> None:
    with ScriptedChat(faults=up_to(1, Fault("rate_limit", "40"))) as server:
        chat = opened(server, tmp_path, structured="json_schema")
        asked(chat, 1)
    assert 40.0 <= chat.limiter.cooled_s <= 40.2


def test_a_storm_without_end_ends_the_run_soon(tmp_path: Path) -> None:
    with ScriptedChat(faults=every(1, Fault("rate_limit", "3600"))) as server:
        outcomes = asked(opened(server, tmp_path, structured="json_schema"), 300)
        assert {outcome.reason for outcome in outcomes if isinstance(outcome, ChatFailure)} == {"rate_limited"}
        assert len(server.bodies) <= 8


def test_hangs_and_errors_now_and_then_are_survived(tmp_path: Path) -> None:
    kinds: dict[int, FaultKind] = {3: "hang", 23: "server_error", 43: "disconnect", 63: "invalid_body"}

    def faults(number: int, body: Any) -> Fault | None:  # far apart: no request meets two of them
        return Fault(kinds[number]) if number in kinds else None

    with ScriptedChat(faults=faults) as server:
        outcomes = asked(opened(server, tmp_path, structured="json_schema", timeout_s=2.0), 80)
        assert all(isinstance(outcome, ChatAnswer) for outcome in outcomes)
        assert sum(outcome.lost for outcome in outcomes) == 3
        assert set(server.outcomes) == {"answered", *kinds.values()}


@pytest.mark.parametrize(
    ("forms", "refuses", "form", "enforced"),
    [
        (["json_schema"], [], "json_schema", True),
        (["structured_outputs"], [], "structured_outputs", True),
        (["json_object"], ["json_schema"], "json_object", True),
        ([], [], "json_schema", False),
        ([], ["json_schema"], "structured_outputs", False),
        ([], ["json_schema", "structured_outputs", "json_object"], "none", False),
    ],
)
def test_the_form_that_binds_is_found_once_and_remembered(
    tmp_path: Path, forms: list[str], refuses: list[str], form: str, enforced: bool
) -> None:
    with ScriptedChat(forms=forms, refuses=refuses) as server:
        chat = opened(server, tmp_path)
        asked(chat, 5)
        found = chat.constraint()
        assert (found.form, found.enforced) == (form, enforced)
        probes = len(server.bodies) - 5
        assert probes == len(found.seen) <= 3
        asked(opened(server, tmp_path), 5)
        assert len(server.bodies) == probes + 10, "a second run does not try again"
        assert not any(name.startswith("guided") for body in server.bodies for name in body)


def test_a_form_that_ends_in_a_500_is_not_the_last_that_is_tried(tmp_path: Path) -> None:
    """As llama-cpp-python's server answers a form that it does not know."""

    def faults(number: int, body: Any) -> Fault | None:
        return Fault("server_error") if (body.get("response_format") or {}).get("type") == "json_schema" else None

    with ScriptedChat(forms=["json_object"], faults=faults) as server:
        found = opened(server, tmp_path, retries=0).constraint()
        assert (found.form, found.enforced) == ("json_object", True)
        assert [what for _, what, _ in found.seen] == ["failed", "ignored", "obeyed"]


def test_a_damaged_memory_is_no_memory(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"x": 3}', "[" * 9000):
        (tmp_path / "forms.json").write_text(text)
        with ScriptedChat() as server:
            asked(opened(server, tmp_path), 1)
            assert len(server.bodies) == 2
        assert json.loads((tmp_path / "forms.json").read_text())


def test_an_endpoint_that_is_down_when_tried_is_tried_again_later(tmp_path: Path) -> None:
    with ScriptedChat(faults=up_to(6, Fault("server_error"))) as server:
        chat = opened(server, tmp_path, retries=0, concurrency=1)
        outcomes = asked(chat, 6)
        assert [isinstance(outcome, ChatAnswer) for outcome in outcomes] == [False] * 3 + [True] * 3
        assert not (tmp_path / "forms.json").exists(), "nothing was found out"


def test_a_key_is_sent_and_never_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THE_KEY", "sk-very-secret")
    with ScriptedChat(key="sk-very-secret") as server:
        chat = opened(server, tmp_path, key_env="THE_KEY")
        asked(chat, 2)
        assert "sk-very" not in chat.model_id + repr(chat.options) + (tmp_path / "forms.json").read_text()
    with ScriptedChat(key="sk-another") as server:
        with pytest.raises(ConfigError, match="check the key in THE_KEY") as caught:
            asked(opened(server, tmp_path, key_env="THE_KEY"), 2)
        assert "wrong key Bearer ***" in str(caught.value), "the server's own words, without the key"
        assert "sk-very" not in str(caught.value)


def test_a_key_that_is_not_set_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_KEY", raising=False)
    options = {"url": "http://localhost:9/v1", "model": "m", "key_env": "NO_KEY"}
    with pytest.raises(ConfigError, match=r"NO_KEY is not set.*export NO_KEY"):
        registry.open_chat("http", options, tmp_path)
    monkeypatch.setenv("NO_KEY", "two\nlines")
    with pytest.raises(ConfigError, match="holds no key"):
        registry.open_chat("http", options, tmp_path)


@pytest.mark.parametrize("session", ["group-7", "größe\r\nX-Evil: 1", "x" * 500])
def test_a_session_is_a_harmless_header(tmp_path: Path, session: str) -> None:
    with ScriptedChat() as server:
        asked(opened(server, tmp_path, structured="json_schema"), 2, session=session)
        sent = {headers["X-Session-ID"] for headers in server.headers}
        assert len(sent) == 1 and (sent == {session}) == (session == "group-7")
        assert all("X-Evil" not in headers for headers in server.headers)


def test_a_model_that_is_not_there_ends_at_once(tmp_path: Path) -> None:
    with ScriptedChat() as server, pytest.raises(ConfigError, match=r"no model 'other'.*the model name 'other'"):
        asked(opened(server, tmp_path, model="other"), 50)


def test_names_with_a_date_are_the_same_model(tmp_path: Path) -> None:
    with ScriptedChat() as server:
        chat = opened(server, tmp_path, structured="none")
        server.faults = lambda number, body: Fault("wrong_model")
        assert isinstance(asked(chat, 1)[0], ChatFailure)
        for answers_as in ("another", "*"):
            (outcome,) = asked(opened(server, tmp_path, structured="none", answers_as=answers_as), 1)
            assert isinstance(outcome, ChatAnswer) and outcome.model == "another-model"


def test_nobody_there(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"  # bound, and nobody listens
        chat = chat_http.open(chat_http.Options(url, "m", forms=tmp_path / "f", retries=2), FastClock().clock)
        for outcome in asked(chat, 3):
            assert isinstance(outcome, ChatFailure)
            assert (outcome.reason, outcome.tries, outcome.lost) == ("unreachable", 3, 0)


def test_all_who_ask_one_endpoint_share_its_limits(tmp_path: Path) -> None:
    with ScriptedChat() as server:
        options = {"url": server.url, "model": server.model}
        one, two = (registry.open_chat("http", options, tmp_path) for _ in range(2))
        assert isinstance(one, chat_http.ChatHttp) and isinstance(two, chat_http.ChatHttp)
        assert one.limiter is two.limiter
        assert one.model_id == two.model_id


@pytest.mark.parametrize(
    "changes", [{"temperature": 0.5}, {"extra": {"top_p": 0.1}}, {"seeds": False}, {"url": "http://elsewhere/v1"},
                {"fingerprint": "weights-7"}]
)  # fmt: skip
def test_what_shapes_answers_is_in_the_model_id(tmp_path: Path, changes: dict[str, Any]) -> None:
    plain = {"url": "http://localhost:9/v1", "model": "m"}
    one, other = (chat_http.open(chat_http.Options(**given)) for given in (plain, plain | changes))
    assert one.model_id != other.model_id
    moved = [chat_http.open(chat_http.Options(url, "m", fingerprint="w")) for url in ("http://a/v1", "http://b/v1")]
    assert moved[0].model_id == moved[1].model_id


def test_a_forked_process_is_told_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedChat() as server:
        chat = opened(server, tmp_path)
        monkeypatch.setattr(os, "getpid", lambda: -1)
        with pytest.raises(InvariantError, match="forked"):
            next(chat.ask([question("a")]))
        assert not server.bodies


def test_pauses_between_tries_are_the_same_every_time(tmp_path: Path) -> None:
    naps = []
    for _ in range(2):
        clock = FastClock()
        with ScriptedChat(faults=every(1, Fault("server_error"))) as server:
            (outcome,) = asked(opened(server, tmp_path, clock, structured="none", retries=3), 1)
        assert outcome.tries == 4
        naps.append(sum(clock.naps) // 0.3)
    assert naps[0] == naps[1] > 3


def test_a_hedge_answers_for_one_that_hangs_and_both_are_counted(tmp_path: Path) -> None:
    with ScriptedChat(faults=up_to(1, Fault("hang", seconds=1.0))) as server:
        chat = opened(server, tmp_path, structured="json_schema", hedge_s=0.05)
        (outcome,) = asked(chat, 1)
        assert isinstance(outcome, ChatAnswer)
        assert outcome.lost == 1 and outcome.seconds < 0.9
        assert len(server.bodies) == 2
        assert chat.worst_tries == 4
        (calm,) = asked(opened(server, tmp_path, structured="json_schema"), 1)
        assert calm.lost == 0 and len(server.bodies) == 3, "off unless asked for"


def test_an_answer_without_end_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itemcenter.backends.chat_http_exchange._MOST_BYTES", 100)
    with ScriptedChat() as server:
        (outcome,) = asked(opened(server, tmp_path, structured="none", retries=0), 1)
    assert isinstance(outcome, ChatFailure) and "more than 100 bytes" in outcome.detail


def test_closing_early_sends_no_more(tmp_path: Path) -> None:
    with ScriptedChat() as server:
        found = opened(server, tmp_path, structured="json_schema", concurrency=3).ask(
            [question(f"item {number}") for number in range(200)]
        )
        next(found)
        found.close()  # type: ignore[attr-defined]
        time.sleep(0.05)
        assert len(server.bodies) <= 6


def test_requests_a_minute(tmp_path: Path) -> None:
    clock = FastClock()
    with ScriptedChat() as server:
        chat = opened(server, tmp_path, clock, structured="json_schema", requests_per_minute=10)
        began = clock.clock.now()
        asked(chat, 25)
        assert 120 <= clock.clock.now() - began < 135


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "localhost:8000"}, "no URL"),
        ({"url": "ftp://host/v1"}, "no URL"),
        ({"url": "https://me:pass@host/v1"}, "environment variable"),
        ({"url": "https://host/v1?api_key=3"}, "environment variable"),
        ({"model": " "}, "name of a model"),
        ({"concurrency": 0}, "concurrency"),
        ({"timeout_s": 0.0}, "timeout_s"),
        ({"structured": "guided_json"}, "structured"),
        ({"modle": "x"}, "did you mean 'model'"),
        ({"extra": 3}, "extra"),
    ],
)
def test_options_are_checked(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        registry.open_chat("http", {"url": "http://localhost:1/v1", "model": "m"} | options, tmp_path)
    assert "pass" not in str(caught.value) or "pass@" not in str(caught.value)


def test_every_outcome_of_a_bad_day_is_counted(tmp_path: Path) -> None:
    """500 requests against everything at once: one outcome each, and each failure has a reason."""
    kinds: list[FaultKind] = ["server_error", "disconnect", "wrong_model", "invalid_body", "empty_choices", "refused"]

    def faults(number: int, body: Any) -> Fault | None:
        return Fault(kinds[number // 4 % len(kinds)]) if number % 4 == 0 else None

    with ScriptedChat(faults=faults) as server:
        outcomes = asked(opened(server, tmp_path, structured="json_schema", retries=1), 500)
    reasons = Counter(outcome.reason for outcome in outcomes if isinstance(outcome, ChatFailure))
    assert set(reasons) == {"server_error", "wrong_model", "malformed", "refused"}
    assert sum(isinstance(outcome, ChatAnswer) for outcome in outcomes) == 500 - sum(reasons.values())
