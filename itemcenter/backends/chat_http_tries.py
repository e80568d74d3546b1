"""One request until it is answered or given up: what is tried again, how often, after which pause.

    refused for too many requests (429, 503 with Retry-After)   all pause, waited out for `patience_s`
    5xx, no connection                                         tried again up to `retries` times, pauses grow
    no answer in time, broken connection, unreadable answer    tried again once: the lost answer may be billed
    other 4xx, another model than was asked                    given up at once

Pauses are spread by a random number that depends on request and try alone, so that runs repeat.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from itemcenter.backends.chat_http_exchange import Exchange, Fault, Reply
from itemcenter.errors import ConfigError
from itemcenter.llm import openai_body
from itemcenter.llm.budget import worst_usage
from itemcenter.llm.limiter import Limiter, OutOfPatience
from itemcenter.llm.openai_body import BodySettings, Form, body_of, read_reply
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, FailureReason, Usage
from itemcenter.schema import ModelId, content_hash

if TYPE_CHECKING:
    from itemcenter.backends.chat_http import Options

#: First and longest pause before a further try, in seconds.
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 30.0
#: What a header can carry as it is.
_PLAIN = re.compile(r"[A-Za-z0-9._~:/+=-]{1,128}")
#: Bytes of a prompt that make a token, for keeping to a quota: low, so that quotas are rather kept than tried.
_BYTES_A_TOKEN = 3


@dataclass(frozen=True, slots=True)
class _Again:
    """Try once more after a pause."""

    reason: FailureReason
    detail: str
    lost: bool = False
    pauses: bool = True
    usage: Usage = field(default_factory=lambda: Usage(0, 0))


class Tries:
    """Thread-safe."""

    def __init__(self, options: Options, exchange: Exchange, limiter: Limiter, settings: BodySettings) -> None:
        self._options, self._exchange, self._limiter, self._settings = options, exchange, limiter, settings
        self._answered_once = False
        self._hedges: ThreadPoolExecutor | None = None
        self._hedges_lock = threading.Lock()

    def outcome(self, request: ChatRequest, form: Form, stopped: Callable[[], bool]) -> ChatAnswer | ChatFailure:
        """Raises `ConfigError` where key, path or model are refused and nothing was ever answered."""
        body = body_of(request, self._settings, form)
        key = openai_body.request_key(ModelId(self._settings.model), request)
        worst = worst_usage(request)
        tokens = worst.prompt // _BYTES_A_TOKEN + worst.completion
        chance = random.Random(f"{self._options.seed} {key}")
        clock = self._limiter.clock
        tries = faults = unread = lost = 0
        billed = Usage(0, 0)
        refusal = ""
        while True:
            try:
                sent_at = self._limiter.enter(tokens, stopped)
            except OutOfPatience:
                detail = refusal or "not sent: the endpoint refuses requests for their number"
                return ChatFailure("rate_limited", f"{detail}; patience_s is over", tries, billed, lost)
            if sent_at is None:
                return ChatFailure("budget", "not sent: nobody waits for it any more", tries, billed, lost)
            tries += 1
            answered = False
            try:
                reply, doubled = self._exchanged(body, request.session, tokens, stopped)
                lost += doubled
                answered = reply.status < 400 or reply.status not in (429, 503)
                found: ChatAnswer | ChatFailure | _Again = self._judged(reply)
            except Fault as fault:
                found = _of_fault(fault)
                reply = None
            finally:
                self._limiter.leave(answered=answered)
            if isinstance(found, ChatAnswer):
                self._answered_once = True
                return replace(found, tries=tries, lost=lost, usage=_sum(found.usage, billed))
            if isinstance(found, ChatFailure):
                return replace(found, tries=tries, lost=lost, usage=_sum(found.usage, billed))
            lost += found.lost and not found.usage.prompt
            billed = _sum(billed, found.usage)
            if not found.pauses:
                asked_s = None if reply is None else reply.retry_after_s
                self._limiter.cool_down(sent_at, asked_s, chance.random())
                refusal = found.detail
                continue
            faults += 1
            unread += found.lost
            if faults > self._options.retries or unread > 1:
                return ChatFailure(found.reason, found.detail, tries, billed, lost)
            pause_s = min(_FIRST_PAUSE_S * 2.0 ** (faults - 1), _LONGEST_PAUSE_S) * (0.5 + chance.random() / 2)
            until = clock.now() + pause_s
            while clock.now() < until and not stopped():
                clock.sleep(min(0.25, max(until - clock.now(), 0.001)))

    def _judged(self, reply: Reply) -> ChatAnswer | ChatFailure | _Again:
        status = reply.status
        if status == 200:
            return self._answer(reply)
        detail = self._exchange.clean(f"HTTP {status}{_told(reply.document)}")
        if status == 429 or (status == 503 and reply.retry_after_s is not None):
            return _Again("rate_limited", detail, pauses=False)
        if status >= 500 or status in (408, 409, 425):
            return _Again("server_error", detail)
        if status in (401, 403, 404) and not self._answered_once:
            raise ConfigError(detail, place=self._exchange.base, remedy=self._remedy(status))
        return ChatFailure("refused", detail)

    def _remedy(self, status: int) -> str:
        if status == 404:
            return f"check the URL (it ends in /v1 nearly everywhere) and the model name {self._settings.model!r}"
        variable = self._options.key_env
        return f"check the key in {variable}" if variable else "name the environment variable of the key in key_env"

    def _answer(self, reply: Reply) -> ChatAnswer | ChatFailure | _Again:
        try:
            found = read_reply(reply.document)
        except ValueError as error:
            told = reply.document.get("usage") if isinstance(reply.document, dict) else None
            return _Again("malformed", str(error), lost=True, usage=openai_body.read_usage(told))
        wanted = self._options.answers_as or self._settings.model
        if found.model and wanted != "*" and not found.model.startswith(wanted):
            detail = f"{found.model!r} answered, not {wanted!r}; set answers_as if that is the same model"
            return ChatFailure("wrong_model", detail, usage=found.usage)
        if found.refused:
            return ChatFailure("refused", self._exchange.clean(found.refused), usage=found.usage)
        return ChatAnswer(found.text, found.model, found.usage, found.complete, reply.seconds, tokens=found.tokens)

    def _exchanged(
        self, body: dict[str, object], session: str, tokens: int, stopped: Callable[[], bool]
    ) -> tuple[Reply, int]:
        """The reply, and how many copies of the request may be billed besides it."""
        headers = {}
        if session:
            headers["X-Session-ID"] = session if _PLAIN.fullmatch(session) else content_hash(session)
        if not self._options.hedge_s:
            return self._exchange.post("/chat/completions", body, headers), 0
        pool = self._hedge_pool()
        first = pool.submit(copy_context().run, self._exchange.post, "/chat/completions", body, headers)
        done, _ = wait([first], timeout=self._options.hedge_s)
        if done:
            return first.result(), 0
        try:
            entered = self._limiter.enter(tokens, lambda: stopped() or first.done())
        except OutOfPatience:
            entered = None
        if entered is None:
            return first.result(), 0
        try:
            second = pool.submit(copy_context().run, self._exchange.post, "/chat/completions", body, headers)
            done, running = wait([first, second], return_when=FIRST_COMPLETED)
            good = next((one for one in done if one.exception() is None and one.result().status == 200), None)
            if good is None and running:
                (good,) = running
            return (good or first).result(), 1
        finally:
            self._limiter.leave(answered=False)

    def _hedge_pool(self) -> ThreadPoolExecutor:
        with self._hedges_lock:
            if self._hedges is None:
                self._hedges = ThreadPoolExecutor(2 * self._options.concurrency, "chat-hedge")
            return self._hedges


def _of_fault(fault: Fault) -> _Again:
    if fault.kind == "unreachable":
        return _Again("unreachable", fault.detail)
    return _Again("timeout" if fault.kind == "timeout" else "server_error", fault.detail, lost=True)


def _told(document: object) -> str:
    """What the endpoint says about a failure, in any of the forms that are in use."""
    found = document.get("error", document) if isinstance(document, dict) else document
    if isinstance(found, dict):
        found = found.get("message") or found.get("detail") or found
    return "" if found is None else f": {found}"


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(one.prompt + other.prompt, one.completion + other.completion, one.cached + other.cached)
