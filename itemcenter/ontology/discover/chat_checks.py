"""What is believed of a language model's reading: words that stand in the document that it names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from itemcenter.llm.json_answer import AnswerFault
from itemcenter.llm.numbered_answer import read_object
from itemcenter.llm.quote_search import places_of
from itemcenter.ontology.discover.chat_prompt import LONGEST_KEY, LONGEST_QUOTE, Sheet, texts_of
from itemcenter.ontology.discover.reader import says_nothing
from itemcenter.ports import ChatAnswer
from itemcenter.schema import TextSpan
from itemcenter.values.folding import is_unspaced, name_key, tokens

#: Why an entry of an answer is dropped.
Dropped = Literal[
    "wrong_shape", "no_such_document", "no_key_name", "not_in_text", "not_in_quote", "says_nothing", "prose", "repeated"
]
_KEY_WORDS = 6
_NAMES = {"document": int, "key": str, "value": str, "quote": str}


class Told(NamedTuple):
    """place: of the document among those asked about, from 0; span: where the value stands in it

    named: whether the quoted words name the key
    """

    place: int
    key: str
    span: TextSpan
    named: bool


def entries_of(answer: ChatAnswer) -> list[object]:
    """The entries of an answer, unchecked. Raises `AnswerFault` for an answer of another shape."""
    found = read_object(answer)
    if set(found) != {"units"} or not isinstance(found["units"], list):
        raise AnswerFault("wrong_shape")
    entries: list[object] = found["units"]
    if entries and not any(_is_entry(entry) for entry in entries):
        raise AnswerFault("wrong_shape")
    return entries


def told_units(entries: Sequence[object], sheets: Sequence[Sheet], most_words: int) -> Iterator[Told | Dropped]:
    """Each entry checked, in order. most_words: of a value; what is longer is prose"""
    said: set[tuple[int, str, str]] = set()
    for entry in entries:
        found = _checked(entry, sheets, most_words)
        if isinstance(found, Told):
            name = (found.place, name_key(found.key), name_key(found.span.text))
            if name in said:
                yield "repeated"
                continue
            said.add(name)
        yield found


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and {name: type(value) for name, value in entry.items()} == _NAMES


def _checked(entry: object, sheets: Sequence[Sheet], most_words: int) -> Told | Dropped:
    if not isinstance(entry, dict) or not _is_entry(entry) or len(entry["quote"]) > LONGEST_QUOTE:
        return "wrong_shape"
    if not 1 <= entry["document"] <= len(sheets):
        return "no_such_document"
    key = " ".join(entry["key"].split())
    if not _is_name(key):
        return "no_key_name"
    value = entry["value"].strip(" \t\r\n.,;:!?")
    quoted = False
    for field, text in texts_of(sheets[entry["document"] - 1].item):
        for start, end in _places(entry["quote"].strip(), text, 0, len(text)):
            quoted = True
            for first, last in _places(value, text, start, end):
                words = text[first:last]
                if len(words.split()) > most_words:
                    return "prose"
                if says_nothing(words) or name_key(words) == name_key(key):
                    return "says_nothing"
                named = bool(places_of(key, text[start:end]))
                return Told(entry["document"] - 1, key, TextSpan(field, first, last, words), named)
    return "not_in_quote" if quoted else "not_in_text"


def _is_name(key: str) -> bool:
    """Few printable words with a letter among them; no sign begins them, so none is a formula."""
    short = 0 < len(key) <= LONGEST_KEY and len(key.split()) <= _KEY_WORDS
    return short and key.isprintable() and key[0].isalnum() and any(map(str.isalpha, key))


def _places(words: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) in the text of the places where whole words stand between two offsets, signs at their ends too."""
    found = list(tokens(words))
    for first, last in places_of(words, text[start:end]):
        first, last = start + first, start + last
        before, behind = first - found[0][1], last + len(words) - found[-1][2]
        if before >= start and behind <= end and text[before:behind] == words:
            first, last = before, behind
        if not (_inside_word(text, first) or _inside_word(text, last)):
            yield first, last


def _inside_word(text: str, place: int) -> bool:
    """Whether letters or digits stand on both sides; scripts without blanks have no borders to keep to."""
    if not 0 < place < len(text):
        return False
    before, behind = text[place - 1], text[place]
    return before.isalnum() and behind.isalnum() and not (is_unspaced(before) or is_unspaced(behind))
