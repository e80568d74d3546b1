"""An endpoint with everything around it: cached(budgeted(metered(endpoint))).

What the cache holds costs nothing and is not counted; what goes past it is kept within the cap; what is sent is
metered. So the figures of a run are what that run paid for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.errors import ConfigError
from itemcenter.llm.batch import BatchResult, read_batches, write_batches
from itemcenter.llm.budget import Budget, BudgetedChat, Cap
from itemcenter.llm.forecast import SAMPLE, Forecast, forecast
from itemcenter.llm.metrics import ChatMetrics, MeteredChat
from itemcenter.llm.prices import Price
from itemcenter.llm.response_cache import CachedChat, ResponseCache
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest
from itemcenter.schema import ModelId


@dataclass(frozen=True, slots=True)
class Purse:
    """What an endpoint asks for tokens, and what may be spent on it in a run."""

    price: Price = field(default_factory=Price)
    cap: Cap = field(default_factory=Cap)


class ChatStack(Chat):
    """A chat for everyone to use. Close it."""

    def __init__(
        self, endpoint: Chat, cache: Path, purse: Purse | None = None, *, provider: str = "", worst_tries: int = 1
    ) -> None:
        """worst_tries: how many tries of one request the endpoint may bill; cache: the file of answers"""
        purse = purse or Purse()
        self.endpoint = endpoint
        self.price = purse.price
        self.metrics = ChatMetrics(provider, endpoint.model_id.removeprefix("chat:").rpartition("@")[0])
        self.budget = Budget(purse.cap, purse.price, worst_tries)
        self._cache = ResponseCache(cache)
        sent = BudgetedChat(MeteredChat(endpoint, self.metrics), self.budget)
        self._chat = CachedChat(sent, self._cache, self.metrics)

    @property
    def model_id(self) -> ModelId:
        return self.endpoint.model_id

    @property
    def cache(self) -> ResponseCache:
        return self._cache

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        return self._chat.ask(requests)

    def waiting(self, requests: Sequence[ChatRequest]) -> list[ChatRequest]:
        """Those that were never answered: what a run would send."""
        return self._chat.waiting(requests)

    def forecast(self, requests: Sequence[ChatRequest], sample: int = SAMPLE) -> Forecast:
        """What these requests will take; asks at most `sample` of them, which then are answered."""
        return forecast(requests, self._chat, self.price, sample)

    def to_batches(self, requests: Sequence[ChatRequest], folder: Path) -> list[Path]:
        """What was never answered, as batch files in OpenAI's format. Raises `ConfigError` where that cannot be."""
        body = getattr(self.endpoint, "body", None)
        if body is None:
            raise ConfigError("this endpoint has no batch files", remedy="use the backend `http`")
        return write_batches(self.waiting(requests), folder, body, self.model_id)

    def from_batches(self, files: Iterable[Path]) -> BatchResult:
        """Output and error files of a batch into the cache: the next run finds these answers and pays nothing."""
        return read_batches(files, self._cache, self.model_id, getattr(self.endpoint, "answers_as", "*"))

    def figures(self) -> dict[str, Any]:
        """What was asked and paid so far, for a run's report."""
        usage = self.metrics.usage
        return {
            "answered": self.metrics.answered,
            "replayed": self.metrics.replayed,
            "failures": dict(sorted({**self.metrics.failures, **self._refused()}.items())),
            "prompt_tokens": usage.prompt,
            "completion_tokens": usage.completion,
            "cached_tokens": usage.cached,
            "spent_tokens": self.budget.tokens,
            "money": round(self.budget.money, 6),
            "tries": self.metrics.tries,
            "lost_tries": self.metrics.lost,
            "seconds": round(self.metrics.seconds.sum, 3),
        }

    def _refused(self) -> dict[str, int]:
        return {"budget": self.budget.refused} if self.budget.refused else {}

    def close(self) -> None:
        self._cache.close()
        close = getattr(self.endpoint, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> ChatStack:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
