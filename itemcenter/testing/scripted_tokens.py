"""What the scripted endpoint is made of besides HTTP: tokens that can be counted, a prefix cache, a constraint."""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
from collections.abc import Mapping, Sequence
from typing import Any

#: A token: up to five letters or digits, any other character, with the blank before it.
_TOKEN = re.compile(r" ?[^\W_]{1,5}| ?[^\s]|\s")
#: Tokens that the chat template puts around each message, and before the answer.
_AROUND = ("<|", "role", "|>", "\n")


def tokens_of(text: str) -> list[str]:
    return _TOKEN.findall(text)


def prompt_tokens(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    """All messages as the template writes them; a picture is 85 tokens, as small ones are in some places."""
    out: list[str] = ["<s>"]
    for message in messages:
        out += [*_AROUND, str(message.get("role"))]
        content = message.get("content")
        for part in content if isinstance(content, list) else [{"text": content}]:
            out += tokens_of(str(part["text"])) if "text" in part else [str(part)] * 85
    return [*out, *_AROUND]


class PrefixCache:
    """Remembers the prompts it saw, in blocks. Thread-safe."""

    def __init__(self, block: int) -> None:
        """block: tokens; a prefix shorter than one is never found again; 0 switches the cache off"""
        self._block, self._seen, self._lock = block, set[bytes](), threading.Lock()

    def take(self, tokens: Sequence[str]) -> int:
        """How many tokens at the start of a prompt were seen before; then all of them are."""
        if not self._block:
            return 0
        state, found, whole = hashlib.sha256(), 0, True
        with self._lock:
            for start in range(0, len(tokens) - self._block, self._block):  # the last token is always computed
                state.update("\x1f".join(tokens[start : start + self._block]).encode("utf-8", "replace"))
                mark = state.copy().digest()
                whole = whole and mark in self._seen
                found += self._block if whole else 0
                self._seen.add(mark)
        return found


def conforming(schema: Mapping[str, Any], chance: random.Random) -> Any:
    """Some value that a schema allows, of the few keywords that this project's schemas use."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(list(schema["enum"]))
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return conforming(chance.choice(list(schema[name])), chance)
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = chance.choice(kind)
    if kind == "object":
        return {name: conforming(entry, chance) for name, entry in schema.get("properties", {}).items()}
    if kind == "array":
        most = min(schema.get("maxItems", 2), schema.get("minItems", 0) + 2)
        out = [
            conforming(schema.get("items", {}), chance) for _ in range(chance.randint(schema.get("minItems", 0), most))
        ]
        if schema.get("uniqueItems"):
            out = [json.loads(text) for text in dict.fromkeys(json.dumps(entry) for entry in out)]
        return out
    if kind == "integer":
        return chance.randint(int(schema.get("minimum", 0)), int(schema.get("maximum", 9)))
    if kind == "number":
        return round(chance.uniform(schema.get("minimum", 0), schema.get("maximum", 1)), 2)
    return {"boolean": chance.random() < 0.5, "null": None}.get(str(kind), "word")
