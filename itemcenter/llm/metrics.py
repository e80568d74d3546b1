"""What asking took: tokens, seconds, failures by reason, under the names of OpenTelemetry's GenAI conventions.

Plain histograms with the bucket bounds that the conventions advise. No label ever holds an item, a key or a text.
Names that the conventions lack begin with `itemcenter.`.
"""

from __future__ import annotations

import bisect
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from itemcenter.llm.closing import closed_after
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest, Usage
from itemcenter.schema import ModelId

_TOKEN_BOUNDS = tuple(4**power for power in range(14))
_SECOND_BOUNDS = tuple(0.01 * 2**power for power in range(14))


@dataclass(slots=True)
class Histogram:
    """bounds: upper, inclusive; counts: one more than bounds"""

    bounds: tuple[float, ...]
    counts: list[int] = field(default_factory=list)
    count: int = 0
    sum: float = 0.0

    def record(self, value: float) -> None:
        if not self.counts:
            self.counts = [0] * (len(self.bounds) + 1)
        self.counts[bisect.bisect_left(self.bounds, value)] += 1
        self.count += 1
        self.sum += value

    def to_json(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "sum": self.sum,
            "explicit_bounds": list(self.bounds),
            "bucket_counts": self.counts,
        }


class ChatMetrics:
    """Counters of one endpoint in one run. provider, model: the labels of all that is recorded"""

    def __init__(self, provider: str = "", model: str = "") -> None:
        self.provider, self.model = provider, model
        self._lock = threading.Lock()
        self.input, self.output, self.cached = (Histogram(_TOKEN_BOUNDS) for _ in range(3))
        self.seconds = Histogram(_SECOND_BOUNDS)
        self.failures: Counter[str] = Counter()
        self.models: Counter[str] = Counter()
        self.replayed = 0
        self.tries = 0
        self.lost = 0
        self.cut = 0

    @property
    def usage(self) -> Usage:
        """All tokens that the endpoint told of."""
        return Usage(int(self.input.sum), int(self.output.sum), int(self.cached.sum))

    @property
    def answered(self) -> int:
        """Answers that were paid for."""
        return self.seconds.count

    def record(self, outcome: ChatAnswer | ChatFailure) -> None:
        with self._lock:
            self.tries += outcome.tries
            self.lost += outcome.lost
            usage = outcome.usage
            if usage.prompt or usage.completion:
                for histogram, tokens in ((self.input, usage.prompt), (self.output, usage.completion)):
                    histogram.record(tokens)
                self.cached.record(usage.cached)
            if isinstance(outcome, ChatAnswer):
                self.seconds.record(outcome.seconds)
                self.models[outcome.model] += 1
                self.cut += not outcome.complete
            else:
                self.failures[outcome.reason] += 1

    def to_json(self) -> dict[str, Any]:
        """One document: metric name -> points with attributes."""
        labels = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": self.provider,
            "gen_ai.request.model": self.model,
        }
        tokens = [
            {"attributes": labels | {"gen_ai.token.type": kind}, **histogram.to_json()}
            for kind, histogram in (("input", self.input), ("output", self.output))
        ]
        return {
            "gen_ai.client.token.usage": tokens,
            "gen_ai.client.inference.usage.cache_read.input_tokens": [{"attributes": labels, **self.cached.to_json()}],
            "gen_ai.client.operation.duration": [{"attributes": labels, **self.seconds.to_json()}],
            "itemcenter.chat.failures": [
                {"attributes": labels | {"error.type": reason}, "value": count}
                for reason, count in sorted(self.failures.items())
            ],
            "itemcenter.chat.answers_by_model": [
                {"attributes": labels | {"gen_ai.response.model": model}, "value": count}
                for model, count in sorted(self.models.items())
            ],
            "itemcenter.chat.tries": self.tries,
            "itemcenter.chat.lost_tries": self.lost,
            "itemcenter.chat.cut_answers": self.cut,
            "itemcenter.chat.replayed": self.replayed,
        }


class MeteredChat:
    """A chat that is counted."""

    def __init__(self, inner: Chat, metrics: ChatMetrics) -> None:
        self._inner, self._metrics = inner, metrics

    @property
    def model_id(self) -> ModelId:
        return self._inner.model_id

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        with closed_after(self._inner.ask(requests)) as outcomes:
            for number, outcome in outcomes:
                self._metrics.record(outcome)
                yield number, outcome
