"""A rehearsal of asking: what a run would send is gathered instead, for a forecast.

What was answered before is answered again, as in the run; all else fails as if the budget were spent. Repairs of
answers that will not hold cannot be known, and are not in the forecast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from itemcenter.flow import HashSample
from itemcenter.llm.forecast import Forecast
from itemcenter.llm.openai_body import request_key
from itemcenter.llm.prices import Price
from itemcenter.llm.stack import ChatStack
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest, Usage
from itemcenter.schema import ModelId

#: Requests that are kept to forecast from, however many there are.
_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class RunForecast:
    """requests: that a run would send, each once; usage, money, spread: of all of them; asked: of them, for this"""

    requests: int
    asked: int
    usage: Usage
    money: float
    spread: float
    failed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "requests": self.requests,
            "asked": self.asked,
            "prompt_tokens": self.usage.prompt,
            "completion_tokens": self.usage.completion,
            "money": round(self.money, 6),
            "spread_tokens": round(self.spread, 1),
            "failed": list(self.failed),
        }


class RehearsedChat(Chat):
    """Gathers what would be sent to the endpoint. In one process."""

    def __init__(self, stack: ChatStack) -> None:
        self._stack = stack
        self._seen: set[bytes] = set()
        self._sample: HashSample[ChatRequest] = HashSample(_KEPT)

    @property
    def model_id(self) -> ModelId:
        return self._stack.model_id

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        keys = [request_key(self.model_id, request) for request in requests]
        waiting = {request_key(self.model_id, request): request for request in self._stack.waiting(requests)}
        for key, request in waiting.items():
            self._seen.add(bytes.fromhex(key[:32]))
            self._sample.offer(key, request)
        known = [place for place, key in enumerate(keys) if key not in waiting]
        for number, outcome in self._stack.ask([requests[place] for place in known]):
            yield known[number], outcome
        for place, key in enumerate(keys):
            if key in waiting:
                yield place, ChatFailure("budget", "only a rehearsal: nothing is sent", tries=0)

    def forecast(self) -> RunForecast:
        """Asks the endpoint a few of what was gathered; the answers are kept: the run does not pay for them again."""
        kept = self._sample.entries()
        part = self._stack.forecast(kept)
        return _whole(part, len(self._seen), len(kept), self._stack.price)


def _whole(part: Forecast, requests: int, kept: int, price: Price) -> RunForecast:
    """Of all requests from those that were kept, the asked ones among them."""
    rest, left = kept - part.sampled, requests - part.sampled
    scale = left / rest if rest else 0.0
    usage = Usage(
        part.paid.prompt + round(part.usage.prompt * scale), part.paid.completion + round(part.usage.completion * scale)
    )
    return RunForecast(requests, part.sampled, usage, price.of(usage), part.spread * scale, part.failed)
