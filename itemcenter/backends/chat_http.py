"""`chat` over HTTP: any endpoint that speaks OpenAI's chat completions (vLLM, Ollama, llama.cpp, a host).

Requests run in threads of one process. All who ask the same endpoint with the same key and model share one limiter;
one refusal for too many requests makes all of them pause. Nothing that happens to one request ends the others.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

from itemcenter.backends.chat_http_exchange import Exchange, Fault
from itemcenter.backends.chat_http_tries import Tries
from itemcenter.errors import ConfigError, InvariantError
from itemcenter.llm.constraint import Constraint, FormMemory, try_forms
from itemcenter.llm.limiter import Clock, Limiter
from itemcenter.llm.openai_body import BodySettings, Form, body_of
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest
from itemcenter.schema import ModelId, content_hash

ABILITIES: frozenset[str] = frozenset()

#: An endpoint that did not answer when its forms were tried is not tried again for so long.
_PROBE_AGAIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Options:
    """url: up to and with `/v1`. model: as the endpoint names it.

    key_env:     environment variable that holds the key; "" for none
    provider:    its name in metrics, such as "openai"; "" takes the host's
    fingerprint: what identifies the model besides its name, part of cache keys; "" takes the URL, so that answers
                 of one server never pass for another's; give it a name to keep answers when a server moves
    answers_as:  how the names of models that may answer begin; "" for `model`, "*" for any
    structured:  how shapes are asked for; "auto" tries what binds, and remembers it in the file `forms`
    temperature: below 0 is not sent; seeds: whether the seed is sent; limit_field, extra: for endpoints that want it so
    timeout_s:   for a whole answer; patience_s: how long refusals for too many requests are waited out
    retries:     further tries after a fault; at most one of them after an answer that was lost, for that may be billed
    hedge_s:     send a second copy of what takes longer, and take the first answer; 0 for never: both are billed
    """

    url: str
    model: str
    key_env: str = ""
    provider: str = ""
    fingerprint: str = ""
    answers_as: str = ""
    structured: Literal["auto", "json_schema", "structured_outputs", "json_object", "none"] = "auto"
    temperature: float = 0.0
    seeds: bool = True
    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    extra: dict | None = None  # type: ignore[type-arg]  # the registry reads plain types
    concurrency: int = 8
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    timeout_s: float = 60.0
    patience_s: float = 300.0
    retries: int = 4
    hedge_s: float = 0.0
    seed: int = 0
    forms: Path = Path("chat/forms.json")

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{self.url.split('@')[-1]!r} is no URL of an endpoint", remedy="http://HOST:PORT/v1")
        if parts.username or parts.password or parts.query:
            place = f"{parts.scheme}://{parts.hostname}"
            remedy = "put the key into an environment variable and name that in key_env"
            raise ConfigError("the URL of an endpoint must not hold a key or a query", place=place, remedy=remedy)
        for name, least, most in (("concurrency", 1, 1024), ("retries", 0, 100), ("timeout_s", 0.01, 86_400),
                                  ("patience_s", 0, 86_400), ("hedge_s", 0, 86_400), ("requests_per_minute", 0, 10**9),
                                  ("tokens_per_minute", 0, 10**12)):  # fmt: skip
            if not least <= getattr(self, name) <= most:
                raise ConfigError(f"{name} must lie between {least} and {most}, not {getattr(self, name)}")
        if not self.model.strip():
            raise ConfigError("an endpoint needs the name of a model", remedy="GET URL/models lists them")


#: One limiter an endpoint, key and model: that is what hosts count. Gone when the last chat that uses it is.
_LIMITERS: WeakValueDictionary[tuple[str, str, str], Limiter] = WeakValueDictionary()
_LIMITERS_LOCK = threading.Lock()


def open(options: Options, clock: Clock | None = None) -> ChatHttp:
    """An endpoint, not yet asked. Raises `ConfigError` where the key's environment variable is not set."""
    key = ""
    if options.key_env:
        key = os.environ.get(options.key_env, "").strip()
        if not key or not key.isascii() or not key.isprintable():
            raise ConfigError(
                f"the environment variable {options.key_env} {'holds no key' if key else 'is not set'}",
                place=options.url,
                remedy=f"export {options.key_env}=... in the shell that runs itemcenter",
            )
    return ChatHttp(options, key, clock)


class ChatHttp(Chat):
    """See `Chat`. Thread-safe; not for a forked process: limits and connections would not be shared."""

    def __init__(self, options: Options, key: str, clock: Clock | None) -> None:
        self.options = options
        self.exchange = Exchange(options.url.rstrip("/"), key, options.timeout_s, 2 * options.concurrency)
        name = (self.exchange.base, hashlib.sha256(key.encode()).hexdigest(), options.model)
        with _LIMITERS_LOCK:
            limiter = None if clock else _LIMITERS.get(name)
            if limiter is None:
                limits = (options.concurrency, options.requests_per_minute, options.tokens_per_minute)
                limiter = _LIMITERS[name] = Limiter(*limits, options.patience_s, clock)
        self.limiter = limiter
        extra = options.extra or {}
        self.settings = BodySettings(options.model, options.temperature, options.limit_field, options.seeds, extra)
        self._tries = Tries(options, self.exchange, self.limiter, self.settings)
        self._process = os.getpid()
        self._memory = FormMemory(options.forms)
        self._endpoint = content_hash([self.exchange.base, options.model])
        self._constraint: Constraint | None = None
        self._try_again_at = 0.0
        self._probing = threading.Lock()
        shaping = [options.fingerprint or self.exchange.base, options.temperature, options.seeds, extra]
        self._model_id = ModelId(f"chat:{options.model}@{content_hash(shaping)[:12]}")

    @property
    def model_id(self) -> ModelId:
        return self._model_id

    @property
    def worst_tries(self) -> int:
        """How many tries of one request may be billed: the answered one, a lost one, and their hedges."""
        return (2 if self.options.retries else 1) * (2 if self.options.hedge_s else 1)

    def close(self) -> None:
        """Connections are closed; also done when the chat is forgotten."""
        self.exchange.close()

    def constraint(self) -> Constraint:
        """What binds answers to a shape here: as configured, remembered, or tried now (up to three requests)."""
        if self.options.structured != "auto":
            return Constraint(self.options.structured, False)
        with self._probing:  # whoever else needs it waits for the one who tries
            found = self._constraint
            if found is not None and (found.known or time.monotonic() < self._try_again_at):
                return found
            found = self._memory.get(self._endpoint)
            if found is None:
                found = try_forms(self.ask_once)
                self._try_again_at = time.monotonic() + _PROBE_AGAIN_S
                self.remember(found)
            self._constraint = found
            return found

    def remember(self, found: Constraint) -> None:
        """What was found about shapes, by us or by `doctor`, for later runs; nothing where no answer came."""
        if found.known:
            self._memory.put(self._endpoint, found)
            self._constraint = found

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """The JSON that is sent for a request; for batch files."""
        form: Form = "none" if request.shape is None else self.constraint().form
        return body_of(request, self.settings, form)

    @property
    def answers_as(self) -> str:
        """How the name of a model that may answer begins, or "*"."""
        return self.options.answers_as or self.options.model

    def ask_once(self, request: ChatRequest, form: Form) -> ChatAnswer | ChatFailure:
        """One request with a form of the caller's choice."""
        return self._tries.outcome(request, form, lambda: False)

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        if os.getpid() != self._process:
            remedy = "ask in the process that opened the chat; forked workers hand their questions over"
            raise InvariantError("an endpoint was asked in a forked process", remedy=remedy)
        if not requests:
            return
        stop = threading.Event()
        waiting = deque(enumerate(requests))
        running: dict[Future[ChatAnswer | ChatFailure], int] = {}
        pool = ThreadPoolExecutor(min(self.options.concurrency, len(requests)), "chat")
        try:
            while waiting or running:
                # no more than are answered at once: what is answered and not yet handed on is lost if we are killed
                while waiting and len(running) < self.options.concurrency:
                    number, request = waiting.popleft()
                    running[pool.submit(copy_context().run, self._one, request, stop)] = number
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(done, key=running.__getitem__):
                    yield running.pop(future), future.result()
        finally:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _one(self, request: ChatRequest, stop: threading.Event) -> ChatAnswer | ChatFailure:
        if stop.is_set():
            return ChatFailure("budget", "not sent: nobody waits for it any more", tries=0)
        form: Form = "none" if request.shape is None else self.constraint().form
        return self._tries.outcome(request, form, stop.is_set)

    def get(self, path: str) -> object:
        """The JSON document at a path of the endpoint, None where there is none; for `doctor`."""
        try:
            reply = self.exchange.get(path)
        except Fault:
            return None
        return reply.document if reply.status == 200 else None
