"""Examines an endpoint of a language model: what it promises is tried, not believed, and every try is counted.

Promises that break in silence are the costly ones: a shape that is ignored with status 200, a prefix cache that never
hits because the shared part is shorter than one block, a prompt whose beginning is cut off. Each has a probe here.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from itemcenter.errors import ItemCenterError
from itemcenter.jobs.doctor import Check
from itemcenter.llm import ChatMetrics, Constraint, Form, MeteredChat, Price, try_forms
from itemcenter.ports import AnswerShape, Chat, ChatAnswer, ChatFailure, ChatRequest, Message, Usage

#: Lengths of shared prefixes that are tried, in tokens: a short product group, a usual one, more than any block known.
_PREFIXES = (256, 1024, 4096)
#: A cached prefix that is not told of shows in the time: computing anew takes longer than this many times.
_FASTER = 2.0
#: A count of prompt tokens below this share of what the text must have means that the prompt was cut.
_WHOLE = 0.85
_REPEATS = 6

_LIST_SHAPE = AnswerShape(
    "picks",
    {
        "type": "object",
        "properties": {"picks": {"type": "array", "items": {"type": "integer", "enum": [3, 5, 8]}, "maxItems": 2}},
        "required": ["picks"],
        "additionalProperties": False,
    },
)


class Examined(Chat, Protocol):
    """What an endpoint must offer to be examined, besides being asked."""

    def ask_once(self, request: ChatRequest, form: Form) -> ChatAnswer | ChatFailure: ...

    def remember(self, found: Constraint) -> None: ...

    def get(self, path: str) -> object: ...


@dataclass(frozen=True, slots=True)
class ChatExamination:
    """What was found, and what it took: usage as the endpoint told it, money by the given prices."""

    checks: list[Check] = field(default_factory=list)
    requests: int = 0
    usage: Usage = field(default_factory=lambda: Usage(0, 0))
    money: float = 0.0
    constraint: Constraint | None = None

    @property
    def sound(self) -> bool:
        return all(check.ok for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        checks = [{"check": c.name, "ok": c.ok, "seen": c.seen, "remedy": c.remedy} for c in self.checks]
        usage = {"prompt": self.usage.prompt, "completion": self.usage.completion, "cached": self.usage.cached}
        return {"checks": checks, "cost": {"requests": self.requests, "tokens": usage, "money": round(self.money, 6)}}


def examine_chat(
    chat: Examined, model: str, expected: str, price: Price, seed: int, context: int = 4096
) -> ChatExamination:
    """Takes about 16 requests and 11,000 prompt tokens where all goes well.

    expected: how the name of what answers must begin, "*" for any; context: tokens that a prompt must be able to have;
    seed: makes the texts of this examination, which no earlier one may have left in a cache
    """
    return _Doctor(chat, model, expected, price, seed, context).examined()


class _Doctor:
    def __init__(self, chat: Examined, model: str, expected: str, price: Price, seed: int, context: int) -> None:
        self._chat, self._model, self._price, self._context = chat, model, price, context
        self._expected = expected
        self._metrics = ChatMetrics()
        self._metered = MeteredChat(chat, self._metrics)
        self._words = random.Random(seed)
        self._constraint: Constraint | None = None
        #: (prompt tokens wanted, prompt tokens counted) of texts of one make, shortest first
        self._counted: list[tuple[int, int]] = []

    def examined(self) -> ChatExamination:
        checks = []
        try:
            for check in self._all():
                checks.append(check)
        except ItemCenterError as error:
            checks.append(Check("endpoint", False, str(error.message), error.remedy))
        usage, requests = self._metrics.usage, self._metrics.tries
        money = self._price.of(usage)
        prompt = f"{usage.prompt:,} prompt tokens ({usage.cached:,} cached)"
        told = f"{requests} requests, {prompt}, {usage.completion:,} answered"
        checks.append(Check("cost", True, f"{told}, {money:.4f} in money" if money else told))
        return ChatExamination(checks, requests, usage, money, self._constraint)

    def _all(self) -> Iterator[Check]:
        yield self._models()
        first = self._ask("Say the word apple.", max_tokens=8)
        if isinstance(first, ChatFailure):
            remedy = "is the URL right, and the server running? nothing else was tried"
            yield Check("answers", False, f"{first.reason}: {first.detail}", remedy)
            return
        yield Check("answers", True, f"{_shown(first.text)} in {first.seconds:.2f} s")
        yield self._name(first)
        yield self._usage(first)
        probes: tuple[Callable[[], Check], ...]
        probes = (self._bound, self._bound_list, self._prefix, self._whole, self._steady, self._logprobs)
        for probe in probes:
            yield probe()

    def _ask(self, text: str, **options: Any) -> ChatAnswer | ChatFailure:
        ((_, outcome),) = self._metered.ask([ChatRequest((Message("user", text),), **options)])
        return outcome

    def _models(self) -> Check:
        listed = _listed(self._chat.get("/models"))
        names = [str(entry.get("id")) for entry in listed]
        if self._model in names or not names:
            return Check("models", True, ", ".join(names[:5]) or "the endpoint does not list its models")
        remedy = f"name one of these models, not {self._model!r}"
        return Check("models", False, ", ".join(names[:10]), remedy)

    def _name(self, answer: ChatAnswer) -> Check:
        same = not answer.model or self._expected == "*" or answer.model.startswith(self._expected)
        remedy = f"{self._model!r} was asked: another model answers; if it is the same, set answers_as"
        return Check("model name", same, answer.model or "not told", remedy)

    def _usage(self, answer: ChatAnswer) -> Check:
        usage = answer.usage
        told = bool(usage.prompt and usage.completion)
        seen = f"{usage.prompt} prompt and {usage.completion} completion tokens told" if told else "no token counts"
        return Check("tokens", told, seen, "without counts the budget takes every answer at its worst")

    def _once(self, request: ChatRequest, form: Form) -> ChatAnswer | ChatFailure:
        outcome = self._chat.ask_once(request, form)
        self._metrics.record(outcome)
        return outcome

    def _bound(self) -> Check:
        found = self._constraint = try_forms(self._once)
        self._chat.remember(found)
        seen = "; ".join(f"{form}: {what}{f' ({_shown(text)})' if text else ''}" for form, what, text in found.seen)
        remedy = (
            "shapes are not held to: every answer is checked all the same, but many will be thrown away; update the "
            "server, or switch on its structured output (vLLM from 0.12: structured_outputs; older fields are ignored)"
        )
        return Check("constraint", found.enforced, seen, remedy)

    def _bound_list(self) -> Check:
        form = self._constraint.form if self._constraint is not None else "json_schema"
        text = "Write the names of four fruits, one on each line, in plain text. No JSON."
        outcome = self._once(ChatRequest((Message("user", text),), _LIST_SHAPE, max_tokens=64), form)
        if isinstance(outcome, ChatFailure):
            return Check("constraint on lists", False, f"{outcome.reason}: {outcome.detail}", "see `constraint`")
        return Check("constraint on lists", _picks(outcome.text), _shown(outcome.text),
                     "lists are not held to their shape: use another backend for structured output")  # fmt: skip

    def _prefix(self) -> Check:
        told: list[str] = []
        hits: list[int] = []
        fell = False
        for length in _PREFIXES:
            prefix = self._text(length)
            pair = [self._ask(f"{prefix}\n{tail}", max_tokens=1, session="doctor") for tail in ("One?", "Two?")]
            failed = next((entry for entry in pair if isinstance(entry, ChatFailure)), None)
            if failed is not None:
                told.append(f"{length} tokens: {failed.reason}")
                continue
            first, second = (entry for entry in pair if isinstance(entry, ChatAnswer))
            self._counted.append((length, first.usage.prompt))
            if second.usage.cached:
                hits.append(length)
            fell = first.seconds > _FASTER * second.seconds and first.seconds - second.seconds > 0.03
            told.append(
                f"prefix of {first.usage.prompt}: {second.usage.cached} cached, {first.seconds:.2f} s then "
                f"{second.seconds:.2f} s"
            )
        seen = "; ".join(told)
        if hits and hits[0] == _PREFIXES[0]:
            return Check("prefix cache", True, seen)
        if hits:
            shorter = _PREFIXES[_PREFIXES.index(hits[0]) - 1]
            seen += (
                f"; a shared part of {shorter} tokens is shorter than one block of the cache and is never found again"
            )
            return Check("prefix cache", False, seen, "share more text, or make blocks smaller (vLLM: --block-size, "
                         "--prefix-match-unit for hybrid models)")  # fmt: skip
        if fell:
            return Check("prefix cache", True, f"{seen}; by the time, for the endpoint does not tell cached tokens")
        return Check("prefix cache", False, f"{seen}; neither told nor faster", "switch it on (vLLM: "
                     "--enable-prefix-caching, and --enable-prompt-tokens-details to see it); without it every key of "
                     "an item is paid in full")  # fmt: skip

    def _whole(self) -> Check:
        """Whether a prompt of the wanted length is read to its end: counts must grow as the text does."""
        told = _context_told(_listed(self._chat.get("/models")), self._model)
        head = f"{told:,} tokens told; " if told else ""
        remedy = "give the model a longer context (Ollama: num_ctx; vLLM: --max-model-len; llama.cpp: -c)"
        if told and told < self._context:
            return Check("context", False, f"{head}{self._context:,} are wanted", remedy)
        known = [pair for pair in self._counted if pair[0] < self._context]
        counted = dict(self._counted).get(self._context)
        if counted is None:
            outcome = self._ask(self._text(self._context), max_tokens=1)
            if isinstance(outcome, ChatFailure):
                return Check("context", False, f"{head}{self._context:,} tokens: {outcome.detail}", remedy)
            counted = outcome.usage.prompt
        if not known or not counted:
            return Check("context", not told, f"{head}no counts to compare", "see `tokens`")
        (shorter, few), (longer, more) = ((0, 0), *known)[-2:]
        expected = more + (self._context - longer) * (more - few) / (longer - shorter)
        whole = counted >= _WHOLE * expected
        seen = f"{head}a prompt of about {expected:,.0f} was counted as {counted:,}"
        return Check("context", whole, seen, f"the prompt is cut without a word; {remedy}")

    def _steady(self) -> Check:
        text = f"Describe a {self._words.choice(['red', 'blue', 'green'])} lamp in one sentence."
        request = ChatRequest((Message("user", text),), max_tokens=32)
        outcomes = [outcome for half in range(2) for _, outcome in self._metered.ask([request] * (_REPEATS // 2))]
        texts = {outcome.text for outcome in outcomes if isinstance(outcome, ChatAnswer)}
        seen = f"{len(texts)} different answers to {len(outcomes)} equal requests, three of them at once"
        remedy = (
            "kept answers still make a run repeat itself; to compare runs, measure this noise first "
            "(vLLM: VLLM_BATCH_INVARIANT=1)"
        )
        return Check("determinism", len(texts) == 1, seen, remedy)

    def _logprobs(self) -> Check:
        form = self._constraint.form if self._constraint is not None else "json_schema"
        outcome = self._once(
            ChatRequest((Message("user", "Three fruits."),), _LIST_SHAPE, max_tokens=24, logprobs=5), form
        )
        remedy = "confidence will come from votes instead (vLLM: --max-logprobs; hosts: another model)"
        if isinstance(outcome, ChatFailure):
            return Check("logprobs", False, f"{outcome.reason}: {outcome.detail}", remedy)
        if not outcome.tokens:
            return Check("logprobs", False, "asked for and not given", remedy)
        first = outcome.tokens[0]
        seen = f"{len(outcome.tokens)} tokens, {len(first.alternatives)} alternatives"
        if first.logprob < -1.0:  # nothing but a brace may come first
            seen += "; taken before the constraint, so confidence must be taken among the candidates alone"
        return Check("logprobs", True, seen)

    def _text(self, tokens: int) -> str:
        """Short words, of which most tokenizers make one or two tokens each; the beginning is never the same."""
        words = [
            "red",
            "lamp",
            "with",
            "four",
            "arms",
            "and",
            "steel",
            "foot",
            "made",
            "for",
            "a",
            "room",
            "of",
            "good",
        ]
        return " ".join([f"note {self._words.randrange(10**9)}:", *(self._words.choice(words) for _ in range(tokens))])


def _listed(document: object) -> list[dict[str, Any]]:
    data = document.get("data") if isinstance(document, dict) else None
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


def _context_told(listed: list[dict[str, Any]], model: str) -> int:
    for entry in listed:
        if entry.get("id") == model or len(listed) == 1:
            meta = entry.get("meta") if isinstance(entry.get("meta"), dict) else {}
            for found in (entry.get("max_model_len"), entry.get("context_length"), meta.get("n_ctx")):  # type: ignore[union-attr]
                if type(found) is int and found > 0:
                    return found
    return 0


def _picks(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    picks = found.get("picks") if isinstance(found, dict) else None
    return isinstance(picks, list) and len(found) == 1 and len(picks) <= 2 and all(pick in (3, 5, 8) for pick in picks)


def _shown(text: str) -> str:
    short = " ".join(text.split())
    return repr(short if len(short) <= 40 else short[:39] + "…")
