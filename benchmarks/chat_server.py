"""An endpoint that is not ours: constraint, prefix reuse, forecast and doctor against llama.cpp's own server.

    python3 -m venv V && V/bin/pip install 'llama-cpp-python[server]' gguf tokenizers     (builds for minutes)
    V/bin/python -m benchmarks.tiny_model MODEL.gguf
    python -m benchmarks.chat_server --python V/bin/python --model MODEL.gguf [--out results]
    python -m benchmarks.chat_server --url http://HOST:PORT/v1                            (any other endpoint)

Writes `chat_server.json` (200 cells in a shape, and a forecast of them), `chat_orders.json` (how much of the prompts is
found in the prefix cache, by the order of questions) and `chat_doctor.json` (what doctor says of this server and of
three scripted ones that misbehave). Times are the machine's; shares and counts are not.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import re
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import result_file
from benchmarks.chat_cells import cells, parsed
from itemcenter import registry
from itemcenter.jobs.doctor_chat import examine_chat
from itemcenter.llm import ChatStack, Price
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest
from itemcenter.testing.scripted_chat import ScriptedChat

_ITEMS, _KEYS = 20, 10


@contextlib.contextmanager
def served(python: str, model: Path, log: Path) -> Iterator[str]:
    """The URL of a llama.cpp server with this model; it writes its log there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [python, "-m", "llama_cpp.server", "--model", str(model), "--model_alias", "tiny", "--n_ctx", "8192",
               "--n_threads", "1", "--n_threads_batch", "1", "--logits_all", "true", "--port", str(port)]  # fmt: skip
    with log.open("wb") as handle:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=handle)
    try:
        until = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"{' '.join(command)} did not come up")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.kill()
        process.wait()


def opened(url: str, model: str, folder: Path, name: str) -> ChatStack:
    options = {"url": url, "model": model, "concurrency": 1, "timeout_s": 300.0}
    return ChatStack(registry.open_chat("http", options, folder), folder / f"{name}.db", worst_tries=2)


def run(chat: ChatStack, requests: list[ChatRequest]) -> dict[str, Any]:
    """Ask all, one after another, and count what came back."""
    before, began = chat.figures(), time.monotonic()
    outcomes = dict(chat.ask(requests))
    seconds = time.monotonic() - began
    after = chat.figures()
    answers = {number: outcome for number, outcome in outcomes.items() if isinstance(outcome, ChatAnswer)}
    prompt = after["prompt_tokens"] - before["prompt_tokens"]
    cached = after["cached_tokens"] - before["cached_tokens"]
    return {
        "cells": len(requests),
        "answered": len(answers),
        "in_shape": sum(parsed(requests[number], answer.text) for number, answer in answers.items()),
        "failures": [outcome.reason for outcome in outcomes.values() if isinstance(outcome, ChatFailure)],
        "prompt_tokens": prompt,
        "completion_tokens": after["completion_tokens"] - before["completion_tokens"],
        "cached_share_told": round(cached / prompt, 4) if prompt else None,
        "seconds": round(seconds, 2),
        "seconds_a_cell_median": round(statistics.median(answer.seconds for answer in answers.values()), 4),
    }


def constrained(url: str, model: str, folder: Path) -> dict[str, Any]:
    """200 cells, item by item: a forecast from some of them, then all."""
    asked = cells(_ITEMS, _KEYS)
    with opened(url, model, folder, "cells") as chat:
        expected = chat.forecast(asked)
        before = chat.figures()
        found = run(chat, asked)
        after = chat.figures()
    prompt = after["prompt_tokens"] - before["prompt_tokens"]
    tokens = prompt + after["completion_tokens"] - before["completion_tokens"]
    found["forecast"] = {
        "sampled": expected.sampled,
        "forecast_tokens": expected.tokens,
        "actual_tokens": tokens,
        "error": round(expected.tokens / tokens - 1, 4),
        "prompt_error": round(expected.usage.prompt / prompt - 1, 4),
    }
    print(found, flush=True)
    return found


_HIT = re.compile(rb"(\d+) prefix-match hit")


def hits(log: Path | None, start: int) -> int:
    """Prompt tokens that llama.cpp's server found in its cache, by its log from byte `start` on."""
    if log is None:
        return 0
    with log.open("rb") as handle:
        handle.seek(start)
        return sum(int(found) for found in _HIT.findall(handle.read()))


def orders(url: str, model: str, folder: Path, log: Path | None) -> dict[str, Any]:
    """The same cells item by item, shuffled, and with the question first; answers of one token, so that reading the
    prompt is what takes the time. Each order with an empty response cache."""
    asked = cells(_ITEMS // 4, _KEYS)
    arranged = {
        "item_first": asked,
        "item_first_shuffled": random.Random(1).sample(asked, len(asked)),
        "question_first": cells(_ITEMS // 4, _KEYS, item_first=False),
    }
    out = {}
    for name, requests in arranged.items():
        start = log.stat().st_size if log is not None else 0
        with opened(url, model, folder, name) as chat:
            out[name] = run(chat, [replace(request, max_tokens=1, shape=None) for request in requests])
        if log is not None:
            out[name]["cached_share_by_log"] = round(hits(log, start) / out[name]["prompt_tokens"], 4)
        del out[name]["in_shape"]  # nothing was asked for
        print(name, out[name], flush=True)
    return out


def examined(url: str, model: str, folder: Path) -> dict[str, Any]:
    options = {"url": url, "model": model, "answers_as": "*", "timeout_s": 300.0, "patience_s": 20.0, "retries": 1}
    chat = registry.open_chat("http", options, folder)
    found = examine_chat(chat, model, model, Price(), seed=time.time_ns())  # type: ignore[arg-type]
    return {"model": model} | found.to_json()


def misbehaving(folder: Path) -> dict[str, Any]:
    servers = {
        "ignores every form of a shape": ScriptedChat(forms=[]),
        "prefix cache with blocks of 784 tokens": ScriptedChat(block=784),
        "cuts prompts at 2,048 tokens, no logprobs, no two answers alike": ScriptedChat(
            context=2048, cuts=True, tells_context=False, logprobs=False, steady=False
        ),
    }
    out = {}
    for name, server in servers.items():
        with server:
            out[name] = examined(server.url, server.model, folder / name.split()[0])
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--url", help="of an endpoint that is running")
    options.add_argument("--server", default="llama.cpp", help="its name in the results")
    options.add_argument("--alias", default="tiny", help="its model")
    options.add_argument("--python", help="of an environment with llama-cpp-python[server]")
    options.add_argument("--model", type=Path, help="file that benchmarks.tiny_model wrote")
    options.add_argument("--log", type=Path, help="of that server, where it is llama.cpp's")
    options.add_argument("--only", choices=["doctor", "cells", "orders"], help="one of the three files")
    options.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    given = options.parse_args()
    data = [given.model] if given.model else []
    with contextlib.ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
        served_log = folder / "server.log"
        url = given.url or open_things.enter_context(served(given.python, given.model, served_log))
        log = given.log or (served_log if served_log.exists() else None)
        if given.only in (None, "doctor"):
            doctor = {given.server: examined(url, given.alias, folder), **misbehaving(folder)}
            result_file.write(given.out, "chat_doctor", doctor, data)
        if given.only in (None, "orders"):
            result_file.write(given.out, "chat_orders", orders(url, given.alias, folder, log), data)
        if given.only in (None, "cells"):
            result_file.write(given.out, "chat_server", constrained(url, given.alias, folder), data)


if __name__ == "__main__":
    main()
