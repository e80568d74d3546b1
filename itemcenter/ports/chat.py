"""Port `chat`: an endpoint that answers messages, freely or in the shape of a JSON schema.

One bad request never ends a run: what cannot be answered comes back as a `ChatFailure` with its reason. A model's words
are data to check, never to trust; a shape that was asked for is checked by the caller, whatever the endpoint promises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from itemcenter.schema import ModelId

Role = Literal["system", "user", "assistant"]

#: Why there is no answer. `budget`: the cap was reached, nothing was sent; `refused`: the endpoint's own 4xx;
#: `wrong_model`: another model answered than was asked.
FailureReason = Literal[
    "timeout", "rate_limited", "server_error", "refused", "unreachable", "malformed", "wrong_model", "budget"
]


@dataclass(frozen=True, slots=True)
class Message:
    """images: `https:` or `data:` URLs, shown after the text; only for endpoints that take them"""

    role: Role
    text: str
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """name: letters, digits, `_`; schema: a JSON schema, all of it closed (`additionalProperties: false`)"""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question. Equal requests have equal answers as far as the endpoint can: temperature 0 and a seed.

    session: names what requests share at their start (a product group), so that a router can keep them together
    logprobs: how many alternatives of each answered token to return; 0 for none
    """

    messages: tuple[Message, ...]
    shape: AnswerShape | None = None
    max_tokens: int = 256
    seed: int = 0
    session: str = ""
    logprobs: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counts them. cached: of the prompt, from its prefix cache (0 where it does not tell)."""

    prompt: int
    completion: int
    cached: int = 0


@dataclass(frozen=True, slots=True)
class TokenChances:
    """One answered token and its alternatives with natural-log probabilities."""

    token: str
    logprob: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """model: as the endpoint names what answered. complete: False where the token limit cut the text.

    seconds: of the successful try. tries: how many were made. replayed: from the response cache, nothing was paid.
    lost: tries whose answer never came or could not be read, which the endpoint may bill all the same.
    """

    text: str
    model: str
    usage: Usage
    complete: bool = True
    seconds: float = 0.0
    tries: int = 1
    replayed: bool = False
    lost: int = 0
    tokens: tuple[TokenChances, ...] = ()


@dataclass(frozen=True, slots=True)
class ChatFailure:
    """detail: for people; never holds a key or a header. usage: what is known to be billed; lost: as in an answer"""

    reason: FailureReason
    detail: str
    tries: int = 1
    usage: Usage = field(default_factory=lambda: Usage(0, 0))
    lost: int = 0


class Chat(Protocol):
    @property
    def model_id(self) -> ModelId:
        """Name and fingerprint of the model and of all settings that shape answers; part of cache keys."""
        ...

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        """(number of the request, its outcome), each as it comes, in any order, one for each request.

        Requests may run at once. Closing the iterator stops what has not been sent. Raises `ConfigError` only where no
        request can ever succeed (no such model, key refused).
        """
        ...
