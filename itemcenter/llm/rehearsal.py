"""A rehearsal of asking: what a run would send is gathered instead, for a forecast.

What was answered before is answered again, as in the run; all else fails as if the budget were spent. How many answers
will not hold and be sent back is measured on the requests that are asked for the forecast.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from itemcenter.flow import HashSample
from itemcenter.llm.ask import Asked, AskTally, ask_all
from itemcenter.llm.forecast import Forecast
from itemcenter.llm.openai_body import request_key
from itemcenter.llm.prices import Price
from itemcenter.llm.stack import ChatStack
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest, Usage
from itemcenter.schema import ModelId

#: Requests that are kept to forecast from, however many there are.
_KEPT = 2_000
#: Requests that are asked for a forecast, unless the run is shorter than ten times that: fewer would do for the lengths
#: of texts, but not for how many answers will be sent back.
_SAMPLE = 100


@dataclass(frozen=True, slots=True)
class RunForecast:
    """What a run would send, each request once, and what that takes, together with what was asked for this.

    repairs: of answers that will not hold, expected, besides `requests`; asked: requests and repairs, paid already
    spread: standard error of all tokens; infinite where nothing was answered
    """

    requests: int
    repairs: int
    asked: int
    usage: Usage
    money: float
    spread: float
    failed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """spread_tokens: null where nothing was answered"""
        return {
            "requests": self.requests,
            "repairs": self.repairs,
            "asked": self.asked,
            "prompt_tokens": self.usage.prompt,
            "completion_tokens": self.usage.completion,
            "money": round(self.money, 6),
            "spread_tokens": round(self.spread) if math.isfinite(self.spread) else None,
            "failed": list(self.failed),
        }


class _Gathered(NamedTuple):
    asked: Asked[Any]
    repairs: int


class _Repairs(NamedTuple):
    """sent: of the answers to `of` requests; usage: of them together"""

    sent: int
    of: int
    usage: Usage


class RehearsedChat(Chat):
    """Gathers what would be sent to the endpoint. In one process."""

    def __init__(self, stack: ChatStack) -> None:
        self._stack = stack
        self._seen: set[bytes] = set()
        self._sample: HashSample[_Gathered] = HashSample(_KEPT)

    @property
    def model_id(self) -> ModelId:
        return self._stack.model_id

    @property
    def requests(self) -> int:
        """So many would be sent."""
        return len(self._seen)

    def gather(self, asked: Sequence[Asked[Any]], repairs: int) -> None:
        by_key = {self._key(entry.request): entry for entry in asked}
        for request in self._stack.waiting([entry.request for entry in asked]):
            key = self._key(request)
            self._seen.add(bytes.fromhex(key[:32]))
            self._sample.offer(key, _Gathered(by_key[key], repairs))

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        self.gather([Asked(request, lambda answer: None) for request in requests], 0)  # for who asks without `ask_all`
        waiting = set(map(self._key, self._stack.waiting(requests)))
        known = [place for place, request in enumerate(requests) if self._key(request) not in waiting]
        for number, outcome in self._stack.ask([requests[place] for place in known]):
            yield known[number], outcome
        for place in sorted(set(range(len(requests))) - set(known)):
            yield place, ChatFailure("budget", "only a rehearsal: nothing is sent", tries=0)

    def forecast(self) -> RunForecast:
        """Asks the endpoint a few of what was gathered; the answers are kept: the run does not pay for them again."""
        kept = self._sample.entries()
        part = self._stack.forecast([entry.asked.request for entry in kept], _SAMPLE)
        return _whole(part, self._repairs(kept), self.requests, len(kept), self._stack.price)

    def _repairs(self, kept: Sequence[_Gathered]) -> _Repairs:
        """What was asked for the forecast is read as the run will read it; what does not hold is sent back."""
        waiting = set(map(self._key, self._stack.waiting([entry.asked.request for entry in kept])))
        answered = [entry for entry in kept if self._key(entry.asked.request) not in waiting]
        tally = AskTally()
        ask_all(self._stack, [entry.asked for entry in answered if entry.repairs], tally)
        sent = tally.requests - tally.questions
        return _Repairs(sent, len(answered), Usage(tally.prompt_tokens, tally.completion_tokens))

    def _key(self, request: ChatRequest) -> str:
        return request_key(self.model_id, request)


def _whole(part: Forecast, repairs: _Repairs, requests: int, kept: int, price: Price) -> RunForecast:
    """Of all requests from those that were kept, the asked ones among them."""
    rest, left = kept - part.sampled, requests - part.sampled
    scale = left / rest if rest else 0.0
    again = left / repairs.of if repairs.of else 0.0
    usage = Usage(
        part.paid.prompt + repairs.usage.prompt + round(part.usage.prompt * scale + repairs.usage.prompt * again),
        part.paid.completion
        + repairs.usage.completion
        + round(part.usage.completion * scale + repairs.usage.completion * again),
    )
    # a share that was seen of so few is not sure, least of all 0; a repair takes no less than what it repairs
    share = (repairs.sent + 1) / (repairs.of + 2)
    seen = repairs.usage if repairs.sent else part.paid
    each = (seen.prompt + seen.completion) / max(1, repairs.sent or part.sampled)
    unsure = left * each * math.sqrt(share * (1 - share) / max(1, repairs.of))
    spread = math.hypot(part.spread * scale, unsure)
    expected, asked = repairs.sent + round(repairs.sent * again), part.sampled + repairs.sent
    return RunForecast(requests, expected, asked, usage, price.of(usage), spread, part.failed)
