"""Batch files in OpenAI's format: questions written out for a cheaper, slower run elsewhere, answers read back.

A line's `custom_id` is the key of its request in the response cache, so answers go straight there without any state
in between, in any order, from any number of files; the next run finds them and pays nothing. `vllm run-batch` and the
hosts' batch services read and write these files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import InputError
from itemcenter.flow.whole_file import text_file
from itemcenter.llm.openai_body import read_reply, request_key
from itemcenter.llm.response_cache import ResponseCache
from itemcenter.ports import ChatAnswer, ChatRequest, Usage
from itemcenter.schema import ModelId

_URL = "/v1/chat/completions"
#: What OpenAI takes in one file; other hosts take as many or more.
MOST_LINES = 50_000
#: Answers kept in one transaction.
_AT_ONCE = 500
#: Longest line that is read; a longer one is counted as unreadable.
_LONGEST_LINE = 16 << 20


@dataclass(slots=True)
class BatchResult:
    """kept: answers now in the cache; wasted: counts by reason of what could not be used; usage: billed tokens told"""

    kept: int = 0
    wasted: Counter[str] = field(default_factory=Counter)
    usage: Usage = field(default_factory=lambda: Usage(0, 0))


def write_batches(
    requests: Sequence[ChatRequest], folder: Path, body: Callable[[ChatRequest], dict[str, Any]], model_id: ModelId
) -> list[Path]:
    """Files `batch-0001.jsonl`, ... of at most 50,000 lines each; equal requests are written once.

    body: the JSON of a request, as the endpoint wants it. Raises `StoreError` for what the system refuses.
    """
    lines = {request_key(model_id, request): request for request in requests}
    entries = iter(lines.items())
    files: list[Path] = []
    while some := list(islice(entries, MOST_LINES)):
        path = folder / f"batch-{len(files) + 1:04d}.jsonl"
        with text_file(path) as handle:
            for key, request in some:
                line = {"custom_id": key, "method": "POST", "url": _URL, "body": body(request)}
                handle.write(json.dumps(line, separators=(",", ":")) + "\n")
        files.append(path)
    return files


def read_batches(files: Iterable[Path], cache: ResponseCache, model_id: ModelId, answers_as: str) -> BatchResult:
    """Output and error files into the cache, streamed. answers_as: how the answering model's name must begin, or "*".

    A line that cannot be used is counted by reason, never fatal. Raises `InputError` for a file that cannot be read.
    """
    result = BatchResult()
    for path in files:
        try:
            with path.open("rb") as handle:
                found = _answers(handle, answers_as, result)
                while some := list(islice(found, _AT_ONCE)):
                    cache.keep(model_id, some)
                    result.kept += len(some)
        except OSError as error:
            raise InputError(
                f"cannot read {path}: {error.strerror}", remedy="name the files that the batch gave"
            ) from error
    return result


def _answers(lines: Iterable[bytes], answers_as: str, result: BatchResult) -> Iterator[tuple[str, ChatAnswer]]:
    for line in lines:
        if not line.strip():
            continue
        key, document, wrong = _line(line)
        if wrong:
            result.wasted[wrong] += 1
            continue
        try:
            reply = read_reply(document)
        except ValueError:
            result.wasted["malformed"] += 1
            continue
        usage, sum_ = reply.usage, result.usage
        result.usage = Usage(sum_.prompt + usage.prompt, sum_.completion + usage.completion, sum_.cached + usage.cached)
        if reply.refused:
            result.wasted["refused"] += 1
        elif reply.model and answers_as != "*" and not reply.model.startswith(answers_as):
            result.wasted["wrong_model"] += 1
        else:
            yield key, ChatAnswer(reply.text, reply.model, usage, reply.complete, tokens=reply.tokens)


def _line(line: bytes) -> tuple[str, Any, str]:
    """(key, reply, what is wrong or "") of a line of an output or an error file."""
    if len(line) > _LONGEST_LINE:
        return "", None, "unreadable"
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return "", None, "unreadable"
    key = entry.get("custom_id") if isinstance(entry, dict) else None
    if not isinstance(key, str) or len(key) != 64 or not set(key) <= set("0123456789abcdef"):
        return "", None, "not_ours"
    response = entry.get("response")
    if entry.get("error") or not isinstance(response, dict):
        return key, None, "server_error"
    if response.get("status_code", 200) != 200:
        return key, None, "rate_limited" if response.get("status_code") == 429 else "refused"
    return key, response.get("body"), ""
