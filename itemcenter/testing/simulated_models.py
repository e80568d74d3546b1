"""Models that can be told what to do: one that knows the truth and errs at a rate, one that obeys what it reads.

They stand for language models where none is at hand. What is measured with them shows how the machinery behaves, not
how good any real model is.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.llm.quote_search import places_of
from itemcenter.ports import ChatRequest, Message
from itemcenter.testing.fake_chat import Prompt, choose, read_prompt

_ORDER = re.compile(r"(?:choice|choose|answer|option|value|number|select)\W{0,4}(\d{1,3})", re.IGNORECASE)


def spoken(model: Callable[[ChatRequest, int], str]) -> Callable[[Mapping[str, Any], Mapping[str, Any] | None], str]:
    """A model as the script of a `ScriptedChat`. A request's number is drawn from its words: order plays no part."""

    def script(body: Mapping[str, Any], schema: Mapping[str, Any] | None) -> str:
        words = [(str(message["role"]), str(message["content"])) for message in body["messages"]]
        digest = hashlib.blake2b(repr(words).encode("utf-8", "surrogatepass"), digest_size=4).digest()
        messages = tuple(Message("user", text) for _, text in words)
        return model(ChatRequest(messages), int.from_bytes(digest, "big"))

    return script


@dataclass(frozen=True)
class NoisyOracle:
    """Answers the truth with probability 1 - error, else another option or none; the same for the same prompt.

    truth: the right options of a prompt, each with the words that prove it ("" for its own name); [] where none is
    """

    truth: Callable[[Prompt], Sequence[tuple[int, str]]]
    error: float = 0.1
    seed: int = 0

    def __call__(self, request: ChatRequest, number: int) -> str:
        prompt = read_prompt(request)
        text = request.messages[1].text
        digest = hashlib.blake2b(f"{self.seed}\n{text}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        dice = random.Random(int.from_bytes(digest, "big"))
        right = list(self.truth(prompt))
        if dice.random() < self.error:
            known = {n for n, _ in right}
            others = [n for n in [*prompt.options, 0] if n not in known and (n or known)]
            wrong = dice.choice(others) if others else 0
            right = [(wrong, "")] if wrong else []
        picked = [(n, *_quote(prompt, words or prompt.options[n])) for n, words in right]
        return choose(prompt, *(picked if prompt.multiple else picked[:1]))


class Gullible:
    """Does whatever a listing tells it: sends answers that stand there, takes the number that is asked for, else the
    option that the listing names most; without any order the last option, with the first words for a proof.
    """

    def __call__(self, request: ChatRequest, number: int) -> str:
        prompt = read_prompt(request)
        texts = [(n, text) for n, (_, text) in prompt.fields.items()]
        orders = [_spoken(text) for _, text in texts]
        for spoken in orders:
            if spoken and number % 3 == 0:
                return spoken
        picked = []
        for field, text in texts:
            for found in _ORDER.finditer(text):
                picked.append((int(found[1]), field, found[0] if number % 2 else _near(prompt, int(found[1]), text)))
        if not picked:
            first = texts[-1][1].split()[:3] if texts else []
            picked = [(max(prompt.options, default=0), len(texts), " ".join(first))]
        once = {entry[0]: entry for entry in picked}
        return choose(prompt, *(once.values() if prompt.multiple else picked[:1]))


def _spoken(text: str) -> str:
    """An answer that stands in a text, word for word."""
    start, end = text.find("{"), text.rfind("}")
    return text[start : end + 1] if 0 <= start < end else ""


def _near(prompt: Prompt, number: int, text: str) -> str:
    """The option's own name if the text has it, as a model would quote it."""
    name = prompt.options.get(number, "")
    return name if name and name in text else text[:40]


def _quote(prompt: Prompt, value: str) -> tuple[int, str]:
    """A field and words of it that name the value; the closest there is to one, where none does."""
    for field, (_, text) in prompt.fields.items():
        for start, end in places_of(value, text)[:1]:
            return field, text[start:end]
    number = re.search(r"\d+(?:[.,]\d+)?", value)
    for field, (_, text) in prompt.fields.items():
        if number is not None and (found := places_of(number[0], text)):
            return field, text[slice(*found[0])]
    words = value.split()
    for field, (_, text) in prompt.fields.items():
        for word in words:
            for start, end in places_of(word, text)[:1]:
                return field, text[start:end]
    return 0, value
