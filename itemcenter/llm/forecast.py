"""What a run will take, before it runs: tokens and money, from a few of its own requests.

Some of the requests are asked for real: spread over their kinds (the shape of the answer) and lengths. Their answers
go into the response cache, so they are part of the run and not paid twice. How many tokens the endpoint makes of a
text is fitted to what it counted; what it answers is not known before, so the sample's mean stands for it, by kind.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.llm.prices import Price
from itemcenter.llm.response_cache import CachedChat
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, Usage

#: Requests that are asked for a forecast, unless the run is shorter than ten times that.
SAMPLE = 24
_LEAST_SAMPLE = 4
#: How strongly the fit is held to one rate for all texts where the sample says little else.
_RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Forecast:
    """requests: to be sent, the sample left out; sampled: asked already; usage: expected of the requests.

    money: at the full price of prompt tokens, so without what a prefix cache will save
    spread: standard error of prompt plus completion tokens
    failed: sampled requests without an answer, by reason; nothing can be said where all failed
    """

    requests: int
    sampled: int
    usage: Usage
    money: float
    spread: float
    paid: Usage
    failed: tuple[str, ...] = ()

    @property
    def tokens(self) -> int:
        return self.usage.prompt + self.usage.completion


def forecast(requests: Sequence[ChatRequest], chat: CachedChat, price: Price, sample: int = SAMPLE) -> Forecast:
    """Asks up to `sample` of the requests that are not answered yet."""
    waiting = chat.waiting(requests)
    chosen = _spread(waiting, min(sample, max(_LEAST_SAMPLE, len(waiting) // 10), len(waiting)))
    outcomes = dict(chat.ask([waiting[place] for place in chosen]))
    answers: list[tuple[ChatRequest, ChatAnswer]] = []
    failed, paid = [], []
    for place, outcome in outcomes.items():
        paid.append(outcome.usage)
        if isinstance(outcome, ChatFailure):
            failed.append(outcome.reason)
        elif outcome.usage.prompt:
            answers.append((waiting[chosen[place]], outcome))
    rest = [request for place, request in enumerate(waiting) if place not in set(chosen)]
    usage, spread = _expected(rest, answers)
    bill = Usage(*(sum(getattr(one, name) for one in paid) for name in ("prompt", "completion", "cached")))
    return Forecast(len(rest), len(chosen), usage, price.of(usage), spread, bill, tuple(sorted(failed)))


def _kind(request: ChatRequest) -> str:
    return "" if request.shape is None else request.shape.name


def _spread(requests: Sequence[ChatRequest], count: int) -> list[int]:
    """Numbers of `count` requests at even steps through all of them, ordered by kind and length."""
    order = sorted(range(len(requests)), key=lambda number: (_kind(requests[number]), _sizes(requests[number])[1:]))
    return sorted(order[int((step + 0.5) * len(order) / count)] for step in range(count)) if count else []


def _sizes(request: ChatRequest) -> tuple[float, ...]:
    """What tokens are made of: messages; ASCII letters; blanks and signs; digits; other characters."""
    plain = digits = blanks = other = 0
    for message in request.messages:
        text = message.text
        wide = sum(character > "\x7f" for character in text) if not text.isascii() else 0
        words = sum(character.isalnum() for character in text) - wide
        figures = sum(character.isdigit() for character in text)
        plain, digits, other = plain + words - figures, digits + figures, other + wide
        blanks += len(text) - wide - words
    return (float(len(request.messages)), float(plain), float(blanks), float(digits), float(other))


def _expected(rest: Sequence[ChatRequest], answers: Sequence[tuple[ChatRequest, ChatAnswer]]) -> tuple[Usage, float]:
    if not rest or not answers:
        return Usage(0, 0), math.inf if rest else 0.0
    by_kind: dict[str, list[float]] = defaultdict(list)
    for request, answer in answers:
        by_kind[_kind(request)].append(float(answer.usage.completion))
    overall = [entry for entries in by_kind.values() for entry in entries]
    completion = variance = 0.0
    for kind, count in _counts(rest).items():
        seen = by_kind.get(kind) or overall
        completion += count * float(np.mean(seen))
        variance += count**2 * float(np.var(seen)) / len(seen)
    sizes = np.array([_sizes(request) for request, _ in answers])
    told = np.array([float(answer.usage.prompt) for _, answer in answers])
    wanted = np.array([_sizes(request) for request in rest])
    prompt, error = _fitted(sizes, told, wanted)
    return Usage(round(prompt), round(completion)), math.sqrt(variance + error**2)


def _counts(requests: Sequence[ChatRequest]) -> dict[str, int]:
    out: dict[str, int] = defaultdict(int)
    for request in requests:
        out[_kind(request)] += 1
    return out


def _fitted(sizes: np.ndarray, told: np.ndarray, wanted: np.ndarray) -> tuple[float, float]:
    """Prompt tokens of all wanted requests and their standard error: rates a character by ridge regression, drawn
    towards one common rate, then scaled so that the sample adds up."""
    characters = sizes[:, 1:].sum(axis=1)
    rate = told.sum() / max(characters.sum(), 1.0)
    features = np.column_stack([np.ones(len(sizes)), sizes])
    start = np.array([0.0, 0.0, rate, rate, rate, rate])
    scale = np.maximum(np.abs(features).mean(axis=0), 1e-9)
    scaled = features / scale
    gram = scaled.T @ scaled + _RIDGE * len(sizes) * np.eye(scaled.shape[1])
    weights = start + np.linalg.solve(gram, scaled.T @ (told - features @ start)) / scale
    guessed = features @ weights
    weights = weights * (told.sum() / max(guessed.sum(), 1e-9))
    total = float((np.column_stack([np.ones(len(wanted)), wanted]) @ weights).sum())
    left = float(np.sqrt(np.mean((told - features @ weights) ** 2)))
    return max(total, 0.0), left * len(wanted) / math.sqrt(len(told))
