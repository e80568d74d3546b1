"""Requests and answers in the JSON of OpenAI's chat completions, which vLLM, Ollama, llama.cpp and hosts speak.

A reply is untrusted: every field is checked before it is used, numbers that make no sense count as not given.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from itemcenter.ports import AnswerShape, ChatRequest, TokenChances, Usage
from itemcenter.schema import ModelId

#: How a shape is asked for. `json_schema`: OpenAI's; `structured_outputs`: vLLM's since 0.12 (older `guided_*` fields
#: are ignored there without a word, so they are never sent); `json_object`: llama.cpp's, the schema beside the type.
Form = Literal["json_schema", "structured_outputs", "json_object", "none"]
FORMS: tuple[Form, ...] = ("json_schema", "structured_outputs", "json_object")

#: What one number of tokens may be at most; more is a fault of the endpoint.
_MOST_TOKENS = 1 << 40


@dataclass(frozen=True, slots=True)
class BodySettings:
    """What every request of an endpoint carries. temperature: below 0, not sent; extra: fields as they are"""

    model: str
    temperature: float = 0.0
    limit_field: str = "max_tokens"
    send_seed: bool = True
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """model: "" where the endpoint does not name it; refused: why it would not answer, "" if it did"""

    text: str
    model: str
    usage: Usage
    complete: bool
    tokens: tuple[TokenChances, ...] = ()
    refused: str = ""


def request_key(model_id: ModelId, request: ChatRequest) -> str:
    """64 hexadecimal digits: equal for requests that have equal answers. The session only routes, so it is left out.

    The order of a schema's properties counts: models answer in that order.
    """
    shape = None if request.shape is None else [request.shape.name, request.shape.schema]
    messages = [[message.role, message.text, list(message.images)] for message in request.messages]
    parts = [model_id, messages, shape, request.max_tokens, request.seed, request.logprobs]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).hexdigest()


def body_of(request: ChatRequest, settings: BodySettings, form: Form) -> dict[str, Any]:
    """The JSON to send."""
    body: dict[str, Any] = {
        "model": settings.model,
        "messages": [
            {"role": message.role, "content": _content(message.text, message.images)} for message in request.messages
        ],
        settings.limit_field: request.max_tokens,
    }
    if settings.temperature >= 0:
        body["temperature"] = settings.temperature
    if settings.send_seed:
        body["seed"] = request.seed
    if request.logprobs:
        body |= {"logprobs": True, "top_logprobs": request.logprobs}
    if request.shape is not None:
        body |= _shape_fields(request.shape, form)
    return body | dict(settings.extra)


def _content(text: str, images: tuple[str, ...]) -> Any:
    if not images:
        return text
    return [{"type": "text", "text": text}, *({"type": "image_url", "image_url": {"url": image}} for image in images)]


def _shape_fields(shape: AnswerShape, form: Form) -> dict[str, Any]:
    schema = dict(shape.schema)
    if form == "json_schema":
        named = {"name": shape.name, "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": named}}
    if form == "structured_outputs":
        return {"structured_outputs": {"json": schema}}
    if form == "json_object":
        return {"response_format": {"type": "json_object", "schema": schema}}
    return {}


def read_reply(document: Any) -> Reply:
    """A reply out of decoded JSON. Raises `ValueError` telling what is wrong with it."""
    if not isinstance(document, dict):
        raise ValueError("the answer is no JSON object")
    choices = document.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ValueError("the answer has no `choices`")
    message, finish = choices[0].get("message"), choices[0].get("finish_reason")
    if not isinstance(message, dict):
        raise ValueError("the answer has no `choices[0].message`")
    text, refusal = message.get("content"), message.get("refusal")
    refused = str(refusal)[:200] if refusal else "content filter" if finish == "content_filter" else ""
    if not isinstance(text, str) and not refused:
        raise ValueError("`choices[0].message.content` is no text")
    model = document.get("model")
    return Reply(
        _storable(text) if isinstance(text, str) else "",
        _storable(model)[:200] if isinstance(model, str) else "",
        read_usage(document.get("usage")),
        finish != "length",
        _chances(choices[0].get("logprobs")),
        refused,
    )


def read_usage(given: Any) -> Usage:
    """Zero for what is not told, or told as something that is no count."""
    if not isinstance(given, dict):
        return Usage(0, 0)
    prompt, completion = _count(given.get("prompt_tokens")), _count(given.get("completion_tokens"))
    details = given.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else 0
    return Usage(prompt, completion, min(cached, prompt))


def _count(value: Any) -> int:
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else 0


def _chances(given: Any) -> tuple[TokenChances, ...]:
    content = given.get("content") if isinstance(given, dict) else None
    out = []
    for entry in content if isinstance(content, list) else ():
        pair = _pair(entry)
        if pair is not None:
            others = entry.get("top_logprobs")
            found = [_pair(other) for other in others] if isinstance(others, list) else []
            out.append(TokenChances(*pair, tuple(other for other in found if other is not None)))
    return tuple(out)


def _pair(entry: Any) -> tuple[str, float] | None:
    if not isinstance(entry, dict):
        return None
    token, logprob = entry.get("token"), entry.get("logprob")
    if not isinstance(token, str) or not isinstance(logprob, int | float) or logprob != logprob:
        return None
    return _storable(token), max(float(logprob), -9999.0)


def _storable(text: str) -> str:
    """Halves of surrogate pairs, which JSON can spell and files cannot hold, become the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
