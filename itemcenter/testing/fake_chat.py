"""An endpoint inside the process for tests: answers by a script, counts tokens as words, and misbehaves on demand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, get_args

from itemcenter.llm.prompt_layout import BEGIN, END
from itemcenter.ontology.discover import chat_prompt
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, FailureReason, Usage
from itemcenter.schema import ModelId

#: A text, a whole answer or a failure for a request; `number` counts the requests of the fake from 0.
Outcome = str | ChatAnswer | ChatFailure
Script = Callable[[ChatRequest, int], Outcome]

_FIELD = re.compile(r'^(\d+) ("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*")$', re.MULTILINE)
_NUMBERED = re.compile(r'^(\d+) = ("(?:[^"\\]|\\.)*")$', re.MULTILINE)
_STRING = re.compile(r'^(?:CATEGORY )?("(?:[^"\\]|\\.)*")', re.MULTILINE)
_TEXT = re.compile(r'^("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*")$', re.MULTILINE)
_KEY = re.compile(r'^ATTRIBUTE ("(?:[^"\\]|\\.)*")', re.MULTILINE)


class Prompt(NamedTuple):
    """A prompt of ours, read back. fields: (name, text) by number from 1; options: texts by number from 1."""

    fields: dict[int, tuple[str, str]]
    key: str
    options: dict[int, str]
    multiple: bool


def read_prompt(request: ChatRequest) -> Prompt:
    """What a model can see of the question. The item's block ends at the first line that is its end."""
    text = request.messages[1].text
    listing, _, task = text.partition(f"\n{END}\n")
    fields = {int(n): (json.loads(name), json.loads(told)) for n, name, told in _FIELD.findall(listing)}
    assert listing.startswith(BEGIN)
    key = _KEY.search(task)
    options = {int(n): str(json.loads(told)) for n, told in _NUMBERED.findall(task)}
    return Prompt(fields, json.loads(key[1]) if key else "", options, task.startswith("TASK choose some"))


class Shown(NamedTuple):
    """A prompt of discovery, read back. keys: attributes by name; documents: (name, text) of each document's texts"""

    category: str
    keys: list[str]
    documents: list[list[tuple[str, str]]]


def read_sheets(request: ChatRequest) -> Shown:
    """What a model can see. The texts end at the first line that is their end."""
    head, _, told = request.messages[1].text.partition(f"{chat_prompt.BEGIN}\n")
    category, *keys = _STRING.findall(head) if head.startswith('CATEGORY "') else ["", *_STRING.findall(head)]
    texts = told.partition(f"\n{chat_prompt.END}\n")[0]
    documents = [
        [(json.loads(name), json.loads(text)) for name, text in _TEXT.findall(part)]
        for part in re.split(r"^DOCUMENT \d+$", texts, flags=re.MULTILINE)[1:]
    ]
    return Shown(json.loads(category) if category else "", [json.loads(key) for key in keys], documents)


class FakeChat:
    """script: decides every outcome; `requests` lists what was asked. Outcomes come in reverse order, as they may."""

    def __init__(self, script: Script, *, model: str = "fake-model") -> None:
        self._script, self._model = script, model
        self.requests: list[ChatRequest] = []

    @property
    def model_id(self) -> ModelId:
        return ModelId(self._model)

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        first = len(self.requests)
        self.requests += requests
        for place in reversed(range(len(requests))):
            outcome = self._script(requests[place], first + place)
            prompt = sum(len(message.text.split()) for message in requests[place].messages)
            if isinstance(outcome, str):
                outcome = ChatAnswer(outcome, self._model, Usage(prompt, len(outcome.split())))
            yield place, outcome


def choose(prompt: Prompt, *picked: tuple[int, int, str]) -> str:
    """A right answer as JSON: (option, field, quote) of each chosen option."""
    entries = [{"choice": n, "field": field, "quote": quote} for n, field, quote in picked]
    if prompt.multiple:
        return json.dumps({"choices": entries}, ensure_ascii=False)
    return json.dumps(entries[0] if entries else {"choice": 0, "field": 0, "quote": ""}, ensure_ascii=False)


@dataclass(frozen=True)
class Misbehaving:
    """A model that does one thing wrong after another: `number` of the request picks which. Nothing of it may hold."""

    def __call__(self, request: ChatRequest, number: int) -> Outcome:
        prompt = read_prompt(request)
        most, words = max(prompt.options, default=0), next(iter(prompt.fields.values()), ("", ""))[1]
        quote = " ".join(words.split()[:3])
        failures: list[FailureReason] = list(get_args(FailureReason))
        invented = json.dumps({"choice": 1, "field": 1, "quote": "certified by nobody 9731"})
        faults: list[Outcome] = [
            choose(prompt, (most + 1, 1, quote)),
            choose(prompt, (-1, 1, quote)),
            choose(prompt, (10**30, 1, quote)),
            choose(prompt, (1, 1, "certified by nobody 9731")),
            invented[:25],
            replace(ChatAnswer(choose(prompt, (1, 1, quote)), "fake-model", Usage(1, 1)), complete=False),
            "",
            "   \n",
            f"I think it is {next(iter(prompt.options.values()), 'red')}.",
            json.dumps(next(iter(prompt.options.values()), "red")),
            json.dumps({"choice": next(iter(prompt.options.values()), "red"), "field": 1, "quote": quote}),
            json.dumps({"choice": True, "field": 1, "quote": quote}),
            json.dumps({"choice": 1.0, "field": 1, "quote": quote}),
            json.dumps({"value": "Ultramarine", "choice": 1, "field": 1, "quote": quote}),
            choose(prompt, (1, 1, quote)) + choose(prompt, (most, 0, "")),
            '{"choice": 1, "choice": 2, "field": 1, "quote": "x"}',
            "[" * 5_000,
            "{" * 5_000,
            '{"choice": ' + "9" * 6_000 + "}",
            '{"choice": NaN, "field": 1, "quote": "x"}',
            "null",
            "\x00\ud800",
            "<think>" + "so " * 900,
            *(ChatFailure(reason, "made up", usage=Usage(1, 0)) for reason in failures),
        ]
        return faults[number % len(faults)]
