"""The one JSON object of an answer, whatever stands around it; faults by name, never a guess."""

from __future__ import annotations

import json
from typing import Any, Literal

#: Why an answer is of no use. The last three are of answers that were read and did not hold.
Fault = Literal[
    "empty", "cut", "no_json", "several_answers", "wrong_shape", "no_such_number", "not_in_text", "not_supported"
]

#: What a model is told of its answer when it is asked again.
ADVICE: dict[Fault, str] = {
    "empty": "The answer was empty.",
    "cut": "The answer was cut off: keep the quote short.",
    "no_json": "The answer held no JSON object.",
    "several_answers": "The answer held more than one JSON object.",
    "wrong_shape": "The JSON object did not have the shape of the task.",
    "no_such_number": "The number is not among those of the task, or stands there twice.",
    "not_in_text": "The quote does not stand in the listing word for word.",
    "not_supported": "The quoted words do not say the chosen value.",
}
_LONGEST = 20_000
_DECODER_OPENINGS = 50


class AnswerFault(Exception):
    """An answer that is of no use; `fault` says why. Never leaves `llm` and its callers."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(ADVICE[fault])
        self.fault: Fault = fault


class _Twice(ValueError):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


def json_object(text: str) -> dict[str, Any]:
    """The only outermost JSON object in the text. Raises `AnswerFault`.

    Words around it are passed over; the same object twice counts once; a name twice in one object is no shape.
    """
    if not text.strip():
        raise AnswerFault("empty")
    text = text[:_LONGEST]
    found: list[dict[str, Any]] = []
    place, tries = text.find("{"), 0
    while place >= 0 and tries < _DECODER_OPENINGS:
        tries += 1
        try:
            entry, end = _DECODER.raw_decode(text, place)
        except _Twice as error:
            raise AnswerFault("wrong_shape") from error
        except (ValueError, RecursionError):  # a number of a thousand digits is a ValueError, too
            end = place + 1
        else:
            if entry not in found:
                found.append(entry)
        place = text.find("{", end)
    if not found:
        raise AnswerFault("no_json")
    if len(found) > 1:
        raise AnswerFault("several_answers")
    return found[0]
