"""Whether the words that a model quotes stand in the item and say the value: found again by the library's own means."""

from __future__ import annotations

from collections.abc import Iterator

from itemcenter.library.gathered import UNNAMED
from itemcenter.library.lexicon import Lexicon, Sought
from itemcenter.llm.json_answer import AnswerFault
from itemcenter.llm.numbered_answer import Choice
from itemcenter.llm.quote_search import places_of
from itemcenter.schema import AttributeKey, Candidate, Item, TextSpan, ValueListId
from itemcenter.values import scan
from itemcenter.values.folding import name_key

#: A number without a unit, read as a quantity: the words do not say so much.
_UNIT_ASSUMED = "figure bare "


class AnswerProof:
    """Over the names of one release. `inferred`: words that are there but do not name the value are proof enough."""

    def __init__(self, lexicon: Lexicon, inferred: bool) -> None:
        self._lexicon = lexicon
        self._inferred = inferred
        self._sought: dict[ValueListId, Sought] = {}

    def proof(
        self, item: Item, fields: tuple[str, ...], key: AttributeKey, candidate: Candidate, choice: Choice
    ) -> tuple[tuple[TextSpan, ...], bool]:
        """The spans that prove the candidate, and whether they name it. Raises `AnswerFault`.

        The field that the model names is looked at first, then the others: a wrong field is no invention.
        """
        places = list(self._places(item, fields, choice))
        if not places:
            raise AnswerFault("not_in_text")
        for quote in places:
            found = () if of_another_side(item, key, quote) else self._named(key, candidate, quote)
            if found:
                return found, True
        if self._inferred:
            return (places[0],), False
        raise AnswerFault("not_supported")

    @staticmethod
    def _places(item: Item, fields: tuple[str, ...], choice: Choice) -> Iterator[TextSpan]:
        told = fields[choice.field - 1 : choice.field] if choice.field else ()
        for name in (*told, *(field for field in fields if field not in told)):
            text = item.field_text(name)
            for start, end in places_of(choice.quote, text):
                yield TextSpan(name, start, end, text[start:end])

    def _named(self, key: AttributeKey, candidate: Candidate, quote: TextSpan) -> tuple[TextSpan, ...]:
        """What recall found inside or around the quote; else the value's names in it; else its proof's words again."""
        named = candidate.recall not in UNNAMED and not candidate.recall.startswith(_UNIT_ASSUMED)
        if named:
            spans = [entry for entry in candidate.evidence if isinstance(entry, TextSpan)]
            inside = tuple(entry for entry in spans if entry.field == quote.field and _together(entry, quote))
            if inside:
                return inside
        if key.value_list_id is not None:
            sought = self._sought.setdefault(key.value_list_id, Sought((key.value_list_id,)))
            for entry in self._lexicon.scan([quote.text], [sought])[0].values:
                if entry.value.id == candidate.value.value_id:
                    return (_part(quote, entry.start, entry.end),)
        elif named:
            measured = candidate.value.number is not None
            if any(_says(quote.text, entry.text, measured) for entry in candidate.evidence if name_key(entry.text)):
                return (quote,)
        return ()


def of_another_side(item: Item, key: AttributeKey, quote: TextSpan) -> bool:
    """Whether a measurement that is quoted says itself that it is another side than the key's: "30 cm high"."""
    if not key.role:
        return False
    return any(
        measure.role and measure.role != key.role
        for measure in scan(item.field_text(quote.field))
        if measure.start < quote.end and quote.start < measure.end
    )


def _together(one: TextSpan, other: TextSpan) -> bool:
    """Whether one lies within the other."""
    return (other.start <= one.start and one.end <= other.end) or (one.start <= other.start and other.end <= one.end)


def _says(quote: str, words: str, measured: bool) -> bool:
    """Whether the words stand in the quote; a measurement with its signs: the inch mark of 1" is its unit."""
    if measured and not {sign for sign in words if not sign.isalnum() and not sign.isspace()} <= set(quote):
        return False
    return f" {name_key(words)} " in f" {name_key(quote)} "


def _part(span: TextSpan, start: int, end: int) -> TextSpan:
    return TextSpan(span.field, span.start + start, span.start + end, span.text[start:end])
