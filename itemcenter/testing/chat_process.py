"""A process that asks an endpoint about a number of made items, to be killed by tests.

    python -m itemcenter.testing.chat_process URL MODEL FOLDER COUNT

Prints the number of each request once it was answered, then the figures of the run as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from itemcenter import registry
from itemcenter.llm import ChatStack
from itemcenter.ports import AnswerShape, ChatRequest, Message

SHAPE = AnswerShape(
    "picks",
    {
        "type": "object",
        "properties": {"picks": {"type": "array", "items": {"type": "integer", "enum": [0, 1, 2]}, "maxItems": 2}},
        "required": ["picks"],
        "additionalProperties": False,
    },
)


def requests(count: int) -> list[ChatRequest]:
    """Ten questions about each made item, one after another, with the item first."""
    out = []
    for number in range(count):
        item = (
            f"Item {number // 10}: a lamp of steel, {40 + number // 10} cm high, for a room of {number // 10} people. "
        )
        messages = (Message("system", "Pick what the item states."), Message("user", f"{item * 3}\nKey {number % 10}?"))
        out.append(ChatRequest(messages, SHAPE, max_tokens=32, session=str(number // 10)))
    return out


def main(url: str, model: str, folder: Path, count: int) -> None:
    endpoint = registry.open_chat("http", {"url": url, "model": model, "concurrency": 4}, folder)
    with ChatStack(endpoint, folder / "answers.db", worst_tries=2) as chat:
        for number, _ in chat.ask(requests(count)):
            print(number, flush=True)
        print(json.dumps(chat.figures()), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
