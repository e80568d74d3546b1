"""Values that no list holds, copied out of a listing by a language model: open keys, texts, typed values.

The model may only name words of the listing. They are found there again, letter by letter, and read by the same typed
parser as a merchant's cell; a number without its unit, or of another side than the key's, is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from itemcenter.errors import ValueParseError
from itemcenter.library.answer_proof import of_another_side
from itemcenter.library.value_prompt import about
from itemcenter.llm.ask import PASSING, Abstained, Asked, AskTally, ask_all
from itemcenter.llm.json_answer import AnswerFault
from itemcenter.llm.numbered_answer import LONGEST_QUOTE, read_object, whole_number
from itemcenter.llm.prompt_layout import PrefixLayout, item_layout
from itemcenter.llm.quote_search import places_of
from itemcenter.ports import AnswerShape, Chat, ChatAnswer, ChatRequest
from itemcenter.schema import AttributeKey, Candidate, Item, ItemId, ModelId, TextSpan, content_hash
from itemcenter.values import parse

_MAX_TOKENS = 160


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key to be copied for an item."""

    item: Item
    key: AttributeKey


def copied_values(
    chat: Chat,
    wanted: Sequence[Wanted],
    confidence: float,
    tally: AskTally,
    *,
    longest: int = 4_000,
    unfinished: set[ItemId] | None = None,
) -> list[Candidate | None]:
    """The value of each, in order; None where the listing does not state it, or no answer held (`tally` says why).

    confidence: how often such answers are right, as it was measured; the score of every value
    unfinished: takes in the items that the endpoint failed to answer for, though another time it may
    """
    asked: list[Asked[Candidate | None]] = []
    for entry in wanted:
        layout = item_layout(entry.item, longest=longest).with_task(f"TASK copy\n{about(entry.key)}")
        decider = ModelId(f"{chat.model_id}#{layout.fingerprint[:12]}")
        group = content_hash([entry.item.group_id or entry.item.id])[:16]
        request = ChatRequest(layout.messages(), _shape(layout), max_tokens=_MAX_TOKENS, session=group)
        asked.append(Asked(request, _reader(entry, layout, confidence, decider)))
    outcomes = ask_all(chat, asked, tally)
    if unfinished is not None:
        failed = zip(wanted, outcomes, strict=True)
        unfinished.update(e.item.id for e, found in failed if isinstance(found, Abstained) and found.reason in PASSING)
    return [None if isinstance(outcome, Abstained) else outcome.content for outcome in outcomes]


def _reader(
    wanted: Wanted, layout: PrefixLayout, confidence: float, decider: ModelId
) -> Callable[[ChatAnswer], Candidate | None]:
    def read(answer: ChatAnswer) -> Candidate | None:
        found = read_object(answer)
        if set(found) != {"field", "quote"} or type(found["quote"]) is not str or len(found["quote"]) > LONGEST_QUOTE:
            raise AnswerFault("wrong_shape")
        field, quote = whole_number(found["field"], len(layout.fields)), found["quote"]
        if field == 0 and not quote.strip():
            return None
        named = layout.fields[field - 1 : field] if field else ()
        for name in (*named, *(other for other in layout.fields if other not in named)):
            text = wanted.item.field_text(name)
            for start, end in places_of(quote, text):
                return _value(wanted, TextSpan(name, start, end, text[start:end]), confidence, decider)
        raise AnswerFault("not_in_text")

    return read


def _value(wanted: Wanted, span: TextSpan, confidence: float, decider: ModelId) -> Candidate:
    try:
        parsed = parse(span.text, wanted.key, bare_unit="")
    except ValueParseError as error:
        raise AnswerFault("not_supported") from error
    words = span.text[parsed.start : parsed.end]
    proof = TextSpan(span.field, span.start + parsed.start, span.start + parsed.end, words)
    if of_another_side(wanted.item, wanted.key, proof):
        raise AnswerFault("not_supported")
    return Candidate(parsed.value, confidence, (proof,), "copied", decider)


def _shape(layout: PrefixLayout) -> AnswerShape:
    properties = {
        "field": {"type": "integer", "enum": list(range(len(layout.fields) + 1))},
        "quote": {"type": "string", "maxLength": LONGEST_QUOTE},
    }
    schema = {"type": "object", "properties": properties, "required": ["field", "quote"], "additionalProperties": False}
    return AnswerShape("copied_words", schema)
