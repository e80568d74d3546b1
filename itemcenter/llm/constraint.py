"""Which way of asking for a shape an endpoint really obeys: tried once with a question, then remembered in a file.

The question asks for a word, the shape allows only codes that the question does not name. An endpoint that ignores
the shape says the word; what conforms was constrained. A form that was accepted and not obeyed is worse than a refusal:
so nothing is believed that was not seen.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

from itemcenter.errors import StoreError
from itemcenter.flow.whole_file import whole_file
from itemcenter.llm.openai_body import FORMS, Form
from itemcenter.ports import AnswerShape, ChatAnswer, ChatFailure, ChatRequest, Message

_CODES = ("zq7-vk", "kx3-wd", "pj9-ty")

PROBE = ChatRequest(
    (Message("user", "Say the single word banana, in plain text. No JSON, no quotes, nothing else."),),
    AnswerShape(
        "probe",
        {
            "type": "object",
            "properties": {"code": {"type": "string", "enum": list(_CODES)}},
            "required": ["code"],
            "additionalProperties": False,
        },
    ),
    max_tokens=64,
)

#: obeyed; ignored: answered without the shape; refused: a 4xx; failed: no answer at all, nothing is known
Seen = Literal["obeyed", "ignored", "refused", "failed"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """form: what to send; enforced: whether it was seen to bind; seen: of each form that was tried, in order"""

    form: Form
    enforced: bool
    seen: tuple[tuple[Form, Seen, str], ...] = ()

    @property
    def known(self) -> bool:
        """Whether the endpoint answered at all."""
        return any(what != "failed" for _, what, _ in self.seen)


def obeys(text: str) -> bool:
    """Whether an answer to `PROBE` has its shape."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and set(found) == {"code"} and found["code"] in _CODES


def try_forms(ask: Callable[[ChatRequest, Form], ChatAnswer | ChatFailure]) -> Constraint:
    """The first form that binds; where none does, the first that is not refused. Costs up to three short requests."""
    seen: list[tuple[Form, Seen, str]] = []
    for form in FORMS:
        outcome = ask(PROBE, form)
        if isinstance(outcome, ChatFailure):
            what: Seen = "refused" if outcome.reason == "refused" else "failed"
            seen.append((form, what, outcome.detail))
            if what == "failed" and outcome.reason != "server_error":  # some answer 500 to a form they do not know
                break
        elif obeys(outcome.text):
            return Constraint(form, True, (*seen, (form, "obeyed", outcome.text)))
        else:
            seen.append((form, "ignored", outcome.text[:80]))
    taken = next((form for form, what, _ in seen if what == "ignored"), None)
    if taken is None:
        taken = "json_schema" if any(what == "failed" for _, what, _ in seen) else "none"
    return Constraint(taken, False, tuple(seen))


class FormMemory:
    """The findings about endpoints in one JSON file; one that cannot be read holds nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def get(self, endpoint: str) -> Constraint | None:
        try:
            given = self._all()[endpoint]
            seen = tuple((form, what, text) for form, what, text in given["seen"])
            found = Constraint(given["form"], given["enforced"], seen)
        except (TypeError, KeyError, ValueError):
            return None
        return found if found.form in (*FORMS, "none") and type(found.enforced) is bool else None

    def put(self, endpoint: str, found: Constraint) -> None:
        """Not being able to remember is no reason to stop: the next run tries again."""
        with self._lock, contextlib.suppress(StoreError), whole_file(self._path) as aside:
            table = self._all() | {endpoint: asdict(found)}
            aside.write_text(json.dumps(table, indent=1, sort_keys=True) + os.linesep, encoding="utf-8")

    def _all(self) -> dict[str, dict[str, Any]]:
        with contextlib.suppress(OSError, ValueError, RecursionError):
            found = json.loads(self._path.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return cast(dict[str, dict[str, Any]], found)
        return {}
