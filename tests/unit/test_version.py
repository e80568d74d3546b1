"""The order that decides between writes, and the compact content form that its last field hashes."""

from __future__ import annotations

import dataclasses
import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.schema import (
    AttributeWrite,
    Cell,
    CellState,
    Evidence,
    Fact,
    ImageRegion,
    InheritedFrom,
    ItemId,
    KeyId,
    MerchantCell,
    ModelId,
    Producer,
    ReleaseId,
    SourceId,
    TextSpan,
    Tier,
    Tombstone,
    TypedValue,
    ValueId,
    ValueType,
    Version,
    digest_of,
    latest_words,
    winner,
)
from itemcenter.schema.cell_content import NO_FACTS, content_of, decode_facts, encode_facts, told_content
from itemcenter.testing import store_strategies as make

ITEM, KEY = ItemId("i"), KeyId("k")
PLAIN = Version(False, 100, 5, 1, Tier.MINUTE, "llm", "5" * 32)


@pytest.mark.parametrize(
    ("field", "smaller", "greater"),
    [
        ("locked", False, True),
        ("priority", 99, 100),
        ("time_us", 4, 5),
        ("revision", 0, 1),
        ("tier", Tier.SECOND, Tier.DAY),
        ("producer", "", "human"),
        ("content", "4" * 32, "5" * 32),
    ],
)
def test_each_field_decides_and_outweighs_all_behind_it(field: str, smaller: object, greater: object) -> None:
    names = [entry.name for entry in dataclasses.fields(Version)]
    behind = names[names.index(field) + 1 :]
    least = {"priority": 0, "time_us": 0, "revision": 0, "tier": 0, "producer": "", "content": ""}
    most = {"priority": 999, "time_us": 999, "revision": 999, "tier": 2, "producer": "~", "content": "~"}
    low = replace(PLAIN, **{field: smaller}, **{name: most[name] for name in behind})  # type: ignore[arg-type]
    high = replace(PLAIN, **{field: greater}, **{name: least[name] for name in behind})  # type: ignore[arg-type]
    assert low < high
    assert max([high, low]) is high


def word(
    source: str, time_us: int, text: str | None = "", *, priority: int = 100, locked: bool = False, author: str = ""
) -> AttributeWrite:
    """text: of the fact; "" not stated, None withdrawn"""
    state = {None: CellState.WITHDRAWN, "": CellState.NOT_STATED}.get(text, CellState.FACTS)
    facts = (fact(TypedValue(ValueType.TEXT, text)),) if text else ()
    return AttributeWrite.of(
        ITEM, KEY, SourceId(source), state, facts, priority=priority, time_us=time_us, locked=locked, author=author
    )


def fact(value: TypedValue, *evidence: Evidence, producer: Producer = Producer.HUMAN, confidence: float = 1.0) -> Fact:
    return Fact(ITEM, KEY, value, confidence, evidence, producer, ReleaseId("r"))


def shown(*writes: AttributeWrite, forgotten_us: int | None = None) -> str | None:
    write = winner(writes, forgotten_us)
    return None if write is None else "".join(entry.value.text for entry in write.facts)


def test_the_higher_source_shows_though_the_lower_one_spoke_later() -> None:
    assert shown(word("merchant", 1, "red", priority=200), word("machine", 9, "blue")) == "red"


def test_a_source_has_one_word_its_latest() -> None:
    old, new = word("merchant", 1, "red", priority=300), word("merchant", 2, "blue", priority=100)
    assert shown(old, new, word("other", 1, "green", priority=200)) == "green"


def test_a_locked_word_outranks_all_until_its_source_speaks_again() -> None:
    lock = word("human", 5, "red", locked=True)
    assert shown(lock, word("merchant", 9, "blue", priority=999)) == "red"
    assert shown(lock, word("human", 6, None), word("merchant", 1, "blue")) == "blue"
    assert shown(lock, word("human", 4, None), word("merchant", 1, "blue")) == "red", "a late unlock comes too late"


def test_a_withdrawn_word_counts_as_none() -> None:
    assert (
        shown(word("merchant", 1, "red", priority=200), word("merchant", 2, None), word("machine", 1, "blue")) == "blue"
    )
    assert shown(word("merchant", 1, "red"), word("merchant", 2, None)) is None


def test_not_stated_is_an_answer_of_the_rank_of_its_source() -> None:
    assert shown(word("machine", 9, ""), word("merchant", 1, "red", priority=200)) == "red"
    assert shown(word("machine", 9, "red"), word("human", 1, "", priority=300)) == ""


def test_at_a_full_tie_a_value_beats_not_stated_and_a_withdrawal() -> None:
    for other in ("", None):
        assert shown(word("machine", 1, other), word("machine", 1, "red")) == "red"


def test_a_tombstone_annuls_what_is_not_newer_locks_too() -> None:
    old, lock = word("merchant", 5, "red"), word("human", 5, "green", locked=True)
    assert shown(old, lock, forgotten_us=5) is None
    assert shown(old, lock, word("machine", 6, "blue"), forgotten_us=5) == "blue"


def test_writes_of_one_moment_are_told_apart_by_lock_and_author_not_by_arrival() -> None:
    same = [word("human", 1, "red"), word("human", 1, "red", locked=True), word("human", 1, "red", author="Ana")]
    assert latest_words(same) == latest_words(same[::-1])
    assert latest_words(same)[SourceId("human")].version.locked
    pair = [word("human", 1, "red"), word("human", 1, "red", author="Ana")]
    assert latest_words(pair) == latest_words(pair[::-1]) == {"human": pair[1]}


def test_of_one_write_under_two_priorities_the_greater_counts() -> None:
    pair = [word("merchant", 1, "red", priority=100), word("merchant", 1, "red", priority=200)]
    for writes in (pair, pair[::-1]):
        best = winner(writes)
        assert best is not None
        assert best.version.priority == 200


@settings(max_examples=300, deadline=None)
@given(st.lists(make.attribute_writes(), max_size=10), st.none() | st.sampled_from(make.TIMES), st.randoms())
def test_the_winner_depends_on_the_set_alone(
    writes: list[AttributeWrite], forgotten_us: int | None, chance: random.Random
) -> None:
    mixed = writes + writes[:3]
    chance.shuffle(mixed)
    one_cell = [replace_place(write) for write in writes]
    assert winner(one_cell, forgotten_us) == winner([replace_place(write) for write in mixed], forgotten_us)


def replace_place(write: AttributeWrite) -> AttributeWrite:
    facts = tuple([replace(entry, item_id=ITEM, key_id=KEY) for entry in write.facts])
    return replace(write, item_id=ITEM, key_id=KEY, facts=facts)


def test_a_write_is_refused_if_its_version_names_another_producer() -> None:
    write = word("human", 1, "red")
    with pytest.raises(InvariantError, match=r"not the first fact's.*AttributeWrite\.of"):
        replace(write, version=replace(write.version, producer="llm"))


def test_a_withdrawal_cannot_be_locked_and_is_never_shown() -> None:
    with pytest.raises(InvariantError, match="locked"):
        word("human", 1, None, locked=True)
    with pytest.raises(InvariantError, match="never shown"):
        Cell.of(word("human", 1, None))


def test_impossible_cells_are_refused() -> None:
    red = fact(TypedValue(ValueType.TEXT, "red"))
    facts: tuple[Fact, ...]
    for facts, message in (((), "with 0 facts"), ((red, red), "twice"), ((replace(red, key_id=KeyId("x")),), "i / x")):
        with pytest.raises(InvariantError, match=message):
            AttributeWrite.of(ITEM, KEY, SourceId("s"), CellState.FACTS, facts, priority=1, time_us=1)
    with pytest.raises(InvariantError, match="with 1 facts"):
        AttributeWrite.of(ITEM, KEY, SourceId("s"), CellState.NOT_STATED, (red,), priority=1, time_us=1)


def test_times_must_be_plausible_microseconds() -> None:
    with pytest.raises(InvariantError, match="microseconds"):
        word("human", 2**62)
    with pytest.raises(InvariantError, match="microseconds"):
        Tombstone(ITEM, -(2**62), SourceId("desk"))


def test_the_digest_tells_state_facts_source_and_lock_apart_but_not_times_or_ranks() -> None:
    cell = Cell.of(word("human", 1, "red"))
    others = [
        word("human", 1, ""),
        word("human", 1, "blue"),
        word("machine", 1, "red"),
        word("human", 1, "red", locked=True),
    ]
    digests = {digest_of([cell]), digest_of([]), *(digest_of([Cell.of(other)]) for other in others)}
    assert len(digests) == 6
    for same in (word("human", 7, "red"), word("human", 1, "red", priority=7), word("human", 1, "red", author="Ana")):
        assert digest_of([Cell.of(same)]) == digest_of([cell])


# -- content ------------------------------------------------------------------------------------------------------


def test_the_written_form_is_pinned() -> None:
    """Every stored hash depends on it: a failure here means that old stores could not be read."""
    facts = (
        fact(TypedValue(ValueType.TEXT, 'a "b"\n'.strip()), TextSpan("title", 0, 2, "ab")),
        replace(fact(TypedValue(ValueType.QUANTITY, "1 m", None, 1, 2.5, "m")), model_id=ModelId("m")),
    )
    assert encode_facts(facts).decode() == (
        '[["a \\"b\\"","text",1.0,"human","r","",[["text_span","title",0,2,"ab"]]],'
        '["1 m","quantity",1.0,"human","r","m",[],null,1.0,2.5,"m"]]'
    )
    assert content_of("facts", encode_facts(facts)) == "676c210025f8c167ace6854037c53eb1"
    assert content_of("not_stated", encode_facts(())) == "c4535e300cfbb6f529cd664cf175d338"


_TEXTS = st.text(st.characters(exclude_categories=()), min_size=1, max_size=8)
_TRIMMED = _TEXTS.map(str.strip).filter(bool)
_IDS = st.text("aü0", min_size=1, max_size=3)
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
_SIDES = st.tuples(st.floats(0, 0.4), st.floats(0, 0.4), st.floats(0.5, 1), st.floats(0.5, 1) | st.just(1))
_EVIDENCE = st.one_of(
    st.builds(lambda field, at, text: TextSpan(field, at, at + len(text), text), _TEXTS, st.integers(0, 9), _TEXTS),
    st.builds(lambda name, at, text: MerchantCell(name, at, at + len(text), text), _TEXTS, st.integers(0, 9), _TEXTS),
    st.builds(lambda image, sides: ImageRegion(image, *sides), _TEXTS, _SIDES),
    st.builds(InheritedFrom, _IDS.map(ItemId), _TEXTS),
)
_VALUES = st.one_of(
    st.builds(TypedValue, st.just(ValueType.CATEGORICAL), _TRIMMED, st.none() | _IDS.map(ValueId)),
    st.builds(
        lambda text, pair, unit: TypedValue(ValueType.QUANTITY, text, None, min(pair), max(pair), unit),
        _TRIMMED,
        st.tuples(_NUMBERS, _NUMBERS),
        st.sampled_from(["", "cm"]),
    ),
    st.builds(TypedValue, st.just(ValueType.COUNT), _TRIMMED, st.none(), _NUMBERS),
)
_FACTS = st.builds(
    Fact,
    st.just(ITEM),
    st.just(KEY),
    _VALUES,
    st.floats(0, 1) | st.sampled_from([0, 1]),
    st.lists(_EVIDENCE, min_size=1, max_size=3)
    .map(tuple)
    .filter(lambda found: any(e.kind_tag == "text_span" for e in found)),
    st.sampled_from([Producer.HUMAN, Producer.LLM, Producer.MERCHANT]),
    _TEXTS.map(ReleaseId),
    _TEXTS.map(ModelId),
)


@settings(max_examples=500, deadline=None)
@given(st.lists(_FACTS, max_size=3).map(tuple))
def test_facts_come_back_as_they_were(facts: tuple[Fact, ...]) -> None:
    encoded = encode_facts(facts)
    again = decode_facts(encoded, ITEM, KEY)
    assert again == facts
    assert encode_facts(again) == encoded, "equal facts have one form"
    json.loads(encoded.decode("utf-8", "surrogatepass"))


def test_no_field_of_a_fact_is_forgotten() -> None:
    """A new field must be added to the end of the compact form, together with a test that it comes back."""
    fields = {kind: [entry.name for entry in dataclasses.fields(kind)] for kind in (Fact, TypedValue)}
    assert fields[Fact] == [
        "item_id", "key_id", "value", "confidence", "evidence", "producer", "release_id", "model_id"
    ]  # fmt: skip
    assert fields[TypedValue] == ["type", "text", "value_id", "number", "number_to", "unit"]
    sizes = {
        kind.__name__: len(dataclasses.fields(kind)) for kind in (TextSpan, MerchantCell, ImageRegion, InheritedFrom)
    }
    assert sizes == {"TextSpan": 4, "MerchantCell": 4, "ImageRegion": 5, "InheritedFrom": 2}


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[[]]", b'[["a"]]', b'[["a","text",1.0,"nobody","r","",[]]]', b"\xff", b"7"]
)
def test_damaged_content_is_reported(data: bytes) -> None:
    with pytest.raises(InvariantError, match="cannot be read"):
        decode_facts(data, ITEM, KEY)


def test_releases_do_not_count_in_what_is_told_whatever_stands_in_the_texts() -> None:
    def told(release: str, text: str) -> str:
        value = TypedValue(ValueType.TEXT, text)
        proof = TextSpan("title", 0, len(text), text)
        fact = Fact(ITEM, KeyId("k"), value, 0.5, (proof,), Producer.MERCHANT, ReleaseId(release), ModelId("m"))
        return told_content("facts", encode_facts((fact, replace(fact, value=TypedValue(ValueType.TEXT, text + "x")))))

    nasty = [',"merchant","0123","', '","merchant","a","', "\\", '\\",', "merchant", '[,"human","x",']
    assert len({told("r1", text) for text in nasty}) == len(nasty)
    for text in nasty:
        assert told("r1", text) == told('r"2\\', text) == told("", text)
    assert told_content("not_stated", NO_FACTS) == content_of("not_stated", NO_FACTS)
