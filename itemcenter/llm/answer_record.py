"""An answer as one JSON text, for the response cache, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from itemcenter.ports import ChatAnswer, TokenChances, Usage


def answer_text(answer: ChatAnswer) -> str:
    """Without what belongs to one run only: `replayed`."""
    record = asdict(answer)
    del record["replayed"]
    return json.dumps(record, separators=(",", ":"), ensure_ascii=False)


def read_answer_text(text: str) -> ChatAnswer:
    """Raises `ValueError`, `KeyError` or `TypeError` for a text that `answer_text` did not write."""
    record: dict[str, Any] = json.loads(text)
    usage = Usage(**record.pop("usage"))
    tokens = tuple(
        TokenChances(entry["token"], entry["logprob"], tuple((token, value) for token, value in entry["alternatives"]))
        for entry in record.pop("tokens")
    )
    return ChatAnswer(**record, usage=usage, tokens=tokens, replayed=True)
