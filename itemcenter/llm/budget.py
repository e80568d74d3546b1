"""A hard cap on money and tokens: nothing is sent that could go beyond it, counted at its worst.

Before a request goes out, the most that it can cost is set aside: every byte of it a token, its answer as long as
allowed, each try that may be billed. When it comes back, what it really cost takes the place of that. So the cap
holds whatever happens, and what is lost to caution is less than one request.
"""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from itemcenter.errors import ConfigError
from itemcenter.llm.closing import closed_after
from itemcenter.llm.prices import Price
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest, Usage
from itemcenter.schema import ModelId

#: Tokens that a chat template may put around all messages, and around each: the longest seen are under half of these.
_TEMPLATE_TOKENS, _MESSAGE_TOKENS = 256, 32
#: More tokens than the endpoints known to us make of one picture.
_IMAGE_TOKENS = 16_384
#: Requests set aside and handed on together. Large, so that endpoints are kept busy; shrinks near the cap.
_WINDOW = 256


@dataclass(frozen=True, slots=True)
class Cap:
    """Most money (in the currency of the prices) and most tokens of one run; 0 for no cap."""

    money: float = 0.0
    tokens: int = 0

    def __post_init__(self) -> None:
        if not (self.money >= 0 and math.isfinite(self.money)) or self.tokens < 0:
            raise ConfigError(f"a cap must be 0 (none) or more, not {min(self.money, self.tokens)}")


def worst_usage(request: ChatRequest) -> Usage:
    """The most tokens that a request can take: no tokenizer makes more tokens of a text than it has bytes."""
    size = _TEMPLATE_TOKENS
    for message in request.messages:
        size += len(message.text.encode("utf-8", "replace")) + _MESSAGE_TOKENS + _IMAGE_TOKENS * len(message.images)
    if request.shape is not None:  # some endpoints write the schema into the prompt
        size += len(json.dumps(request.shape.schema)) + len(request.shape.name)
    return Usage(size, request.max_tokens)


class Budget:
    """What may be spent and what was; shared by all who ask one endpoint. Thread-safe."""

    def __init__(self, cap: Cap, price: Price, worst_tries: int = 1) -> None:
        """worst_tries: how many tries of one request may be billed at most"""
        if cap.money and not (price.prompt or price.completion):
            raise ConfigError(
                "a cap on money needs the endpoint's prices", remedy="give [chat.NAME.price] prompt and completion"
            )
        self.cap, self.price, self._worst_tries = cap, price, worst_tries
        self._lock = threading.Lock()
        self._set_aside = (0.0, 0)
        #: Money and tokens spent, at their worst where the endpoint did not tell.
        self.money, self.tokens = 0.0, 0
        #: Requests that were not sent because of the cap.
        self.refused = 0

    def worst(self, request: ChatRequest, tries: int = 0) -> tuple[float, int]:
        """Money and tokens that `tries` of a request can cost, by default all that may be billed."""
        usage, times = worst_usage(request), tries or self._worst_tries
        money = usage.prompt * self.price.dearest_prompt + usage.completion * self.price.completion
        return times * money / 1_000_000, times * (usage.prompt + usage.completion)

    def set_aside(self, request: ChatRequest) -> bool:
        """Whether there is money and room for this request at its worst; then it is kept for it."""
        money, tokens = self.worst(request)
        with self._lock:
            kept_money, kept_tokens = self._set_aside
            if self.cap.money and self.money + kept_money + money > self.cap.money:
                return False
            if self.cap.tokens and self.tokens + kept_tokens + tokens > self.cap.tokens:
                return False
            self._set_aside = (kept_money + money, kept_tokens + tokens)
            return True

    def settle(self, request: ChatRequest, outcome: ChatAnswer | ChatFailure | None) -> None:
        """What was set aside for a request is free again, and what it cost is spent. outcome: None if never sent"""
        money, tokens = self.worst(request)
        spent_money, spent_tokens = (0.0, 0) if outcome is None else self._cost(request, outcome)
        with self._lock:
            kept_money, kept_tokens = self._set_aside
            self._set_aside = (max(0.0, kept_money - money), kept_tokens - tokens)
            self.money += spent_money
            self.tokens += spent_tokens

    def _cost(self, request: ChatRequest, outcome: ChatAnswer | ChatFailure) -> tuple[float, int]:
        untold = isinstance(outcome, ChatAnswer) and not outcome.replayed and not outcome.usage.prompt
        money, tokens = self.price.of(outcome.usage), outcome.usage.prompt + outcome.usage.completion
        unknown = outcome.lost + untold
        if unknown:
            lost_money, lost_tokens = self.worst(request, unknown)
            money, tokens = money + lost_money, tokens + lost_tokens
        return money, tokens


class BudgetedChat:
    """A chat that stays within a budget; what it does not send is a failure `budget`."""

    def __init__(self, inner: Chat, budget: Budget) -> None:
        self._inner, self._budget = inner, budget

    @property
    def model_id(self) -> ModelId:
        return self._inner.model_id

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        start = 0
        while start < len(requests):
            end = start
            while end < min(start + _WINDOW, len(requests)) and self._budget.set_aside(requests[end]):
                end += 1
            if end == start:
                break
            yield from self._asked(requests, range(start, end))
            start = end
        for number in range(start, len(requests)):
            self._budget.refused += 1
            yield number, ChatFailure("budget", self._told(), tries=0)

    def _asked(self, requests: Sequence[ChatRequest], numbers: range) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        open_numbers = set(numbers)
        try:
            with closed_after(self._inner.ask(requests[numbers.start : numbers.stop])) as outcomes:
                for place, outcome in outcomes:
                    number = numbers[place]
                    open_numbers.discard(number)
                    self._budget.settle(requests[number], outcome)
                    yield number, outcome
        finally:
            for number in open_numbers:
                self._budget.settle(requests[number], None)

    def _told(self) -> str:
        cap = self._budget.cap
        most = [f"{cap.money:g} in money"] * bool(cap.money) + [f"{cap.tokens:,} tokens"] * bool(cap.tokens)
        return f"not sent: it could go beyond the cap of {' and '.join(most)}"
