"""The compact form of a cell's facts - what stores keep - and the hash over it that `Version.content` carries.

A fact is a JSON list in the order of `_fact_text`; item and key are left out (the cell names them) and so are trailing
fields at their default. One form for both uses lets a store check a write's content hash at the price of one hash.
A field added to `Fact` or `TypedValue` goes to the end, so that older contents keep their hash.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring as _quote
from typing import Any

from itemcenter.errors import InvariantError
from itemcenter.schema.fact import (
    Evidence,
    Fact,
    ImageRegion,
    InheritedFrom,
    MerchantCell,
    Producer,
    TextSpan,
    TypedValue,
    ValueType,
)
from itemcenter.schema.ids import ItemId, KeyId

_PRODUCERS = {entry.value: entry for entry in Producer}
_TYPES = {entry.value: entry for entry in ValueType}

NO_FACTS = b"[]"


def encode_facts(facts: tuple[Fact, ...]) -> bytes:
    """The compact form, UTF-8 (half surrogate pairs are kept as they are). Equal facts give equal bytes."""
    if not facts:
        return NO_FACTS
    return f"[{','.join([_fact_text(fact) for fact in facts])}]".encode("utf-8", "surrogatepass")


def decode_facts(data: bytes, item_id: ItemId, key_id: KeyId) -> tuple[Fact, ...]:
    """Rebuild what `encode_facts` wrote. Raises `InvariantError` when the data has another shape."""
    if data == NO_FACTS:
        return ()
    try:
        return tuple([_fact(row, item_id, key_id) for row in json.loads(data.decode("utf-8", "surrogatepass"))])
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise InvariantError(f"{item_id} / {key_id}: stored facts cannot be read ({error})") from error


def content_of(state: str, encoded: bytes) -> str:
    """32 hexadecimal digits over a cell's state (`CellState.value`) and its encoded facts."""
    return _content_of_none(state) if encoded == NO_FACTS else _hash(state, encoded)


def told_content(state: str, encoded: bytes) -> str:
    """`content_of`, whatever releases the facts were decided under: under which one a fact was first decided does not
    change what it says.
    """
    return content_of(state, _RELEASE.sub(rb"\1,", encoded))


#: A producer and the release behind it. Between a comma and its end a quote only opens a text, so neither this order of
#: texts nor the comma behind them can stand anywhere else: no evidence has a producer's name before two more texts.
_RELEASE = re.compile(
    rb'(,"(?:%s)",)"(?:[^"\\]|\\.)*",' % b"|".join(sorted(name.encode("ascii") for name in _PRODUCERS)), re.DOTALL
)


#: A producer with the release and the model behind it, in the compact form of facts.
_DECIDED = re.compile(
    rb'(,"(?:%s)",)"(?:[^"\\]|\\.)*","(?:[^"\\]|\\.)*",'
    % b"|".join(sorted(name.encode("ascii") for name in _PRODUCERS)),
    re.DOTALL,
)


def told(facts: int, body: bytes) -> int:
    """63 bits over what facts say (`said`), whatever release and model decided them; 0 without facts."""
    if facts <= 0:
        return 0
    if facts > 1 or b"\\" in body:
        plain = _DECIDED.sub(rb"\1", body)
    else:  # the usual case by hand, a third of the time: [["text","type",confidence,"producer","release","model",[...
        producer = body.find(b',"', body.find(b'","', 3) + 3)
        release = body.find(b'","', producer + 2) + 2
        plain = body[:release] + body[body.find(b'",[', body.find(b'","', release + 1) + 3) + 2 :]
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest(), "big") >> 1


def plain(facts: tuple[Fact, ...]) -> bytes:
    """What readers want of a cell without its proof, as JSON without the outermost brackets; empty without facts.

    A fact: text, confidence, value id, number and unit, up to the last that differs from its default.
    """
    values = [(fact.value.text, fact.confidence, fact.value) for fact in facts]
    texts = [_plain_text(text, sure, value.value_id, value.number, value.unit) for text, sure, value in values]
    return "],[".join(texts).encode("utf-8", "surrogatepass")


def plain_of(body: bytes) -> bytes:
    """`plain` of encoded facts; empty where they are damaged."""
    try:
        rows = json.loads(body.decode("utf-8", "surrogatepass"))
        texts = []
        for text, _, confidence, _, _, _, _, *rest in rows:
            value_id, number, _, unit = (*rest, *[None] * 4)[:4]
            texts.append(_plain_text(text, confidence, value_id, number, unit or ""))
    except (ValueError, TypeError):
        return b""
    return "],[".join(texts).encode("utf-8", "surrogatepass")


@lru_cache(maxsize=16)
def _content_of_none(state: str) -> str:
    """Most cells hold no facts: a state's hash is made once."""
    return _hash(state, NO_FACTS)


def _hash(state: str, encoded: bytes) -> str:
    return hashlib.blake2b(state.encode() + encoded, digest_size=16).hexdigest()


def _fact_text(fact: Fact) -> str:
    # put together by hand: three times as fast as json.dumps of a list, and every write passes here twice
    value = fact.value
    return (
        f'[{_quote(value.text)},"{value.type._value_}",{_number(fact.confidence)},"{fact.producer._value_}",'
        f"{_quote(fact.release_id)},{_quote(fact.model_id)},"
        f"[{','.join([_evidence_text(entry) for entry in fact.evidence])}]{_defaulted(value)}]"
    )


def _defaulted(value: TypedValue) -> str:
    """The fields of a value that have defaults, up to the last one that differs from it."""
    number, number_to = value.number, value.number_to
    if number is None:  # then there is neither range nor unit
        return "" if value.value_id is None else "," + _quote(value.value_id)
    texts = [
        "null" if value.value_id is None else _quote(value.value_id),
        _number(number),
        "null" if number_to is None else _number(number_to),
        _quote(value.unit) if value.unit else "null",
    ]
    while texts[-1] == "null":
        texts.pop()
    return "".join([f",{text}" for text in texts])


def _plain_text(text: str, confidence: float, value_id: str | None, number: float | None, unit: str) -> str:
    start = f"{_quote(text)},{_number(confidence)}"
    if number is None:
        return start if value_id is None else f"{start},{_quote(value_id)}"
    named = "null" if value_id is None else _quote(value_id)
    return f"{start},{named},{_number(number)},{_quote(unit)}" if unit else f"{start},{named},{_number(number)}"


def _number(value: float) -> str:
    return repr(value + 0.0)  # 1 and True become 1.0, -0.0 becomes 0.0: equal numbers have one form


def _evidence_text(entry: Evidence) -> str:
    if isinstance(entry, TextSpan):
        return f'["text_span",{_quote(entry.field)},{entry.start:d},{entry.end:d},{_quote(entry.text)}]'
    if isinstance(entry, MerchantCell):
        return f'["merchant_cell",{_quote(entry.name)},{entry.start:d},{entry.end:d},{_quote(entry.text)}]'
    if isinstance(entry, ImageRegion):
        sides = ",".join([_number(side) for side in (entry.left, entry.top, entry.right, entry.bottom)])
        return f'["image_region",{_quote(entry.image)},{sides}]'
    return f'["inherited_from",{_quote(entry.item_id)},{_quote(entry.reason)}]'


def _fact(row: list[Any], item_id: ItemId, key_id: KeyId) -> Fact:
    text, kind, confidence, producer, release_id, model_id, evidence, *rest = row
    value = TypedValue(_TYPES[kind], text, *rest)
    proofs = tuple([_EVIDENCE[entry[0]](*entry[1:]) for entry in evidence])
    return Fact(item_id, key_id, value, confidence, proofs, _PRODUCERS[producer], release_id, model_id)


_EVIDENCE: dict[str, Callable[..., Evidence]] = {
    entry.kind_tag: entry for entry in (TextSpan, MerchantCell, ImageRegion, InheritedFrom)
}
