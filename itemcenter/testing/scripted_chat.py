"""An OpenAI-compatible endpoint that answers by a script and misbehaves on demand. Part of the product, for tests.

    with ScriptedChat(script=lambda body, schema: '{"picks": []}') as server:
        chat = registry.open_chat("http", {"url": server.url, "model": server.model}, folder)

    python -m itemcenter.testing.scripted_chat --port 8099 --fault hang --every 10

A script gets the body of a request and the schema that binds it (None where none does) and returns the words of the
model. Tokens are countable, a prefix cache is simulated; what came in is in `server.bodies`.
"""

from __future__ import annotations

import argparse
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, get_args

from itemcenter.testing.scripted_tokens import PrefixCache, conforming, prompt_tokens, tokens_of

Script = Callable[[Mapping[str, Any], Mapping[str, Any] | None], str]
FaultKind = Literal[
    "rate_limit", "server_error", "hang", "slow_drip", "disconnect", "wrong_model", "invalid_body", "empty_choices",
    "no_usage", "truncated_json", "ignored_constraint", "duplicated_fields", "extra_fields", "refused", "html",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """kind: what goes wrong; retry_after: header of a refusal, as written, None for none; seconds: of a hang or drip"""

    kind: FaultKind
    retry_after: str | None = None
    seconds: float = 30.0


Faults = Callable[[int, Mapping[str, Any]], Fault | None]


def sensible(body: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
    """The script if none is given: what a bound model says is drawn from the schema by the prompt; else "banana"."""
    if schema is None:
        return "banana"
    return json.dumps(conforming(schema, random.Random(json.dumps(body["messages"]))))


def every(nth: int, fault: Fault, first: int = 1) -> Faults:
    """A fault for each nth request, beginning with number `first`, counted from 1."""
    return lambda number, body: fault if number >= first and (number - first) % nth == 0 else None


def up_to(last: int, fault: Fault) -> Faults:
    """A fault for the first `last` requests."""
    return lambda number, body: fault if number <= last else None


class ScriptedChat:
    """Runs in threads of this process from `__enter__` to `__exit__`."""

    def __init__(
        self,
        script: Script = sensible,
        faults: Faults = lambda number, body: None,
        *,
        model: str = "scripted-1",
        forms: Iterable[str] = ("json_schema", "structured_outputs"),
        refuses: Iterable[str] = (),
        block: int = 16,
        context: int = 32_768,
        cuts: bool = False,
        tells_context: bool = True,
        tells_cached: bool = True,
        logprobs: bool = True,
        steady: bool = True,
        key: str = "",
        seconds_a_token: float = 0.0,
        port: int = 0,
    ) -> None:
        """forms: which ways of asking for a shape bind; refuses: which are answered with 400; others are ignored.

        block: of the prefix cache; cuts: a prompt beyond `context` is cut without a word instead of refused;
        steady: whether equal requests have equal answers; seconds_a_token: of a prompt, those in the cache left out
        """
        self.script, self.faults, self.model, self.key = script, faults, model, key
        self.forms, self.refuses = frozenset(forms), frozenset(refuses)
        self.context, self.cuts, self.steady = context, cuts, steady
        self.tells_context, self.tells_cached, self.logprobs = tells_context, tells_cached, logprobs
        self.seconds_a_token = seconds_a_token
        self.cache = PrefixCache(block)
        self.lock = threading.Lock()
        self.bodies: list[Mapping[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        #: Requests by what became of them: "answered" or the kind of a fault; tokens that were billed.
        self.outcomes: Counter[str] = Counter()
        self.prompt_tokens = self.completion_tokens = self.cached_tokens = 0
        self.at_once = self.most_at_once = 0
        self.closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.scripted = self
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> ScriptedChat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def bound_by(self, body: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
        """The form in which a request asks for a shape ("" for none), and its schema."""
        wanted, vllm = body.get("response_format") or {}, body.get("structured_outputs") or {}
        if wanted.get("type") == "json_schema":
            return "json_schema", wanted["json_schema"]["schema"]
        if "schema" in wanted:
            return "json_object", wanted["schema"]
        return ("structured_outputs", vllm["json"]) if "json" in vllm else ("", None)

    def reply(self, body: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """The document that answers a request; `kind` is a fault in its content, or ""."""
        form, schema = self.bound_by(body)
        prompt = prompt_tokens(body["messages"])[: self.context if self.cuts else None]
        cached = self.cache.take(prompt)
        self.closing.wait(self.seconds_a_token * (len(prompt) - cached))
        bound = form in self.forms and kind != "ignored_constraint"
        text = self.script(body, schema if bound else None)
        if not self.steady:
            text = text.replace("banana", f"banana {time.monotonic_ns()}")
        said = tokens_of(text)
        most = int(body.get("max_tokens") or body.get("max_completion_tokens") or 1 << 20)
        finish = "length" if len(said) > most else "stop"
        said = said[:most]
        if kind == "truncated_json":
            said = said[: len(said) // 2]
        text = "".join(said)
        if kind == "duplicated_fields" and text.startswith("{"):
            text = "{" + text[1:-1] + "," + text[1:-1] + "}" if len(text) > 2 else text
        elif kind == "extra_fields" and text.startswith("{"):
            text = '{"invented":"gold","note":[1,2,3],' + text[1:]
        with self.lock:
            self.prompt_tokens += len(prompt)
            self.completion_tokens += len(said)
            self.cached_tokens += cached
        usage: dict[str, Any] = {"prompt_tokens": len(prompt), "completion_tokens": len(said)}
        usage["total_tokens"] = len(prompt) + len(said)
        if self.tells_cached:
            usage["prompt_tokens_details"] = {"cached_tokens": cached}
        choice: dict[str, Any] = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": finish,
        }
        if body.get("logprobs") and self.logprobs:
            others = [{"token": "?", "logprob": -3.0}] * int(body.get("top_logprobs", 0))
            choice["logprobs"] = {
                "content": [{"token": token, "logprob": -0.1, "top_logprobs": others} for token in said]
            }
        out = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "model": "another-model" if kind == "wrong_model" else self.model,
            "choices": [] if kind == "empty_choices" else [choice],
        }
        return out if kind == "no_usage" else out | {"usage": usage}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    scripted: ScriptedChat

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        scripted = self.server.scripted
        if self.path != "/v1/models":
            self._json(404, {"error": {"message": "no such path"}})
            return
        entry: dict[str, Any] = {"id": scripted.model, "object": "model"}
        if scripted.tells_context:
            entry["max_model_len"] = scripted.context
        self._json(200, {"object": "list", "data": [entry]})

    def do_POST(self) -> None:
        scripted = self.server.scripted
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        with scripted.lock:
            scripted.bodies.append(body)
            scripted.headers.append(dict(self.headers))
            number = len(scripted.bodies)
            scripted.at_once += 1
            scripted.most_at_once = max(scripted.most_at_once, scripted.at_once)
        try:
            fault = self._refusal(body) or scripted.faults(number, body)
            with scripted.lock:
                scripted.outcomes[
                    fault.kind if isinstance(fault, Fault) else "answered" if fault is None else "4xx"
                ] += 1
            if isinstance(fault, tuple):
                self._json(*fault)
            else:
                self._answer(body, fault)
        finally:
            with scripted.lock:
                scripted.at_once -= 1

    def _refusal(self, body: Mapping[str, Any]) -> tuple[int, Any] | None:
        """What a well-behaved endpoint refuses, too."""
        scripted = self.server.scripted
        if self.path != "/v1/chat/completions":
            return 404, {"error": {"message": "no such path"}}
        if scripted.key and self.headers.get("Authorization") != f"Bearer {scripted.key}":
            return 401, {"error": {"message": f"wrong key {self.headers.get('Authorization')}"}}
        if body.get("model") != scripted.model:
            return 404, {"error": {"message": f"no model {body.get('model')!r}"}}
        if scripted.bound_by(body)[0] in scripted.refuses:
            return 400, {"error": {"message": "unknown response_format"}}
        if not scripted.cuts and len(prompt_tokens(body["messages"])) > scripted.context:
            return 400, {"error": {"message": f"the prompt is longer than the context of {scripted.context} tokens"}}
        return None

    def _answer(self, body: Mapping[str, Any], fault: Fault | None) -> None:
        kind = fault.kind if fault is not None else ""
        headers = {} if fault is None or fault.retry_after is None else {"Retry-After": fault.retry_after}
        if kind == "rate_limit":
            self._json(429, {"error": {"message": "too many requests"}}, headers)
        elif kind == "server_error":
            self._json(500, {"error": {"message": "out of memory"}}, headers)
        elif kind == "refused":
            self._json(400, {"error": {"message": "refused by policy"}})
        elif kind == "invalid_body":
            self._bytes(200, b'{"choices": [{"message": {"content": "oops')
        elif kind == "html":
            self._bytes(200, b"<html><body>Sign in</body></html>", {"Content-Type": "text/html"})
        elif kind == "disconnect":
            self.close_connection = True
        elif kind == "hang":
            self.server.scripted.closing.wait(fault.seconds if fault is not None else 0)
            self.close_connection = True
        elif kind == "slow_drip":
            self._drip(self.server.scripted.reply(body, ""), fault.seconds if fault is not None else 0)
        else:
            self._json(200, self.server.scripted.reply(body, kind))

    def _drip(self, document: Any, seconds: float) -> None:
        content, until = json.dumps(document).encode(), time.monotonic() + seconds
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for byte in content:
            if time.monotonic() > until or self.server.scripted.closing.wait(0.02):
                self.close_connection = True
                return
            self.wfile.write(bytes([byte]))

    def _json(self, status: int, document: Any, headers: Mapping[str, str] | None = None) -> None:
        self._bytes(status, json.dumps(document).encode(), headers)

    def _bytes(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def main() -> None:
    """Serve until killed; prints the URL as soon as it can be asked."""
    options = argparse.ArgumentParser(description="A scripted OpenAI-compatible endpoint for tests.")
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--model", default="scripted-1")
    options.add_argument("--fault", choices=get_args(FaultKind))
    options.add_argument("--every", type=int, default=1, help="one request in so many has the fault")
    options.add_argument("--retry-after", help="header of refusals")
    options.add_argument("--forms", default="json_schema,structured_outputs", help="which forms of a shape bind")
    options.add_argument("--block", type=int, default=16, help="of the prefix cache; 0: none")
    options.add_argument("--seconds", type=float, default=30.0, help="how long a hang lasts")
    given = options.parse_args()
    faults: Faults = lambda number, body: None  # noqa: E731
    if given.fault:
        faults = every(given.every, Fault(given.fault, given.retry_after, given.seconds))
    server = ScriptedChat(
        faults=faults, model=given.model, forms=given.forms.split(","), block=given.block, port=given.port
    )
    with server:
        print(server.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
