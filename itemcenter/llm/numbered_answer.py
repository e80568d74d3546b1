"""Answers by number: shapes that an endpoint is asked to keep to, and the check of what it really sent.

A number stands for a candidate of the question, 0 for none of them. The check lets nothing else through, whether the
endpoint kept to the shape or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from itemcenter.llm.json_answer import AnswerFault, json_object
from itemcenter.ports import AnswerShape, ChatAnswer

LONGEST_QUOTE = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """number: of a candidate, from 1; field: number of the quoted field, 0 where none is named; quote: as sent"""

    number: int
    field: int
    quote: str


def one_of(candidates: int, fields: int) -> AnswerShape:
    """{"choice", "field", "quote"}: one candidate or 0."""
    return AnswerShape("one_value", _closed(_choice(range(candidates + 1), fields)))


def some_of(candidates: int, fields: int) -> AnswerShape:
    """{"choices": [...]}: any of the candidates, each with its proof; an empty list for none."""
    entry = _closed(_choice(range(1, candidates + 1), fields))
    return AnswerShape("some_values", _closed({"choices": {"type": "array", "items": entry}}))


def choices(answer: ChatAnswer, candidates: int, fields: int, multiple: bool) -> tuple[Choice, ...]:
    """What was chosen, () for none. Raises `AnswerFault` for anything else than the shape allows."""
    found = read_object(answer)
    if multiple:
        if set(found) != {"choices"} or not isinstance(found["choices"], list):
            raise AnswerFault("wrong_shape")
        entries = found["choices"]
    else:
        entries = [found]
    out = [_read(entry, candidates, fields) for entry in entries]
    if not multiple and out[0].number == 0:
        return ()
    if any(entry.number == 0 for entry in out) or len({entry.number for entry in out}) != len(out):
        raise AnswerFault("no_such_number")
    return tuple(out)


def read_object(answer: ChatAnswer) -> dict[str, Any]:
    """The JSON object of an answer. Raises `AnswerFault`; an answer that the token limit cut is none."""
    if not answer.complete:
        raise AnswerFault("cut")
    return json_object(answer.text)


def whole_number(value: object, most: int) -> int:
    """The value if it is a whole number from 0 to `most`. Raises `AnswerFault`: true, 1.0 and "1" are none."""
    if type(value) is not int:
        raise AnswerFault("wrong_shape")
    if not 0 <= value <= most:
        raise AnswerFault("no_such_number")
    return value


def _read(entry: object, candidates: int, fields: int) -> Choice:
    if not isinstance(entry, dict) or set(entry) != {"choice", "field", "quote"} or type(entry["quote"]) is not str:
        raise AnswerFault("wrong_shape")
    number = whole_number(entry["choice"], candidates)
    field = whole_number(entry["field"], fields)
    if len(entry["quote"]) > LONGEST_QUOTE:
        raise AnswerFault("wrong_shape")
    return Choice(number, field, entry["quote"])


def _choice(numbers: range, fields: int) -> dict[str, Any]:
    return {
        "choice": {"type": "integer", "enum": list(numbers)},
        "field": {"type": "integer", "enum": list(range(fields + 1))},
        "quote": {"type": "string", "maxLength": LONGEST_QUOTE},
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
