"""A cell that the item's texts contradict keeps its value and loses confidence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.library.contradiction import weighed
from itemcenter.schema import (
    AttributeKey,
    Fact,
    ItemId,
    KeyId,
    MerchantCell,
    Producer,
    ReleaseId,
    TextSpan,
    TypedValue,
    ValueType,
)
from itemcenter.values import parse

_WIDTH = AttributeKey(KeyId("width"), "Width", ValueType.QUANTITY, unit="cm")
_SKIN = AttributeKey(KeyId("skin"), "Skin type", ValueType.TEXT, multiple=True)
_KEYS = {key.id: key for key in (_WIDTH, _SKIN)}
_CHANCES = st.floats(0.01, 0.99)


def _fact(key: AttributeKey, text: str, confidence: float, merchant: bool) -> Fact:
    value = parse(text, key).value if key is _WIDTH else TypedValue(ValueType.TEXT, text)
    evidence = MerchantCell("cell", 0, len(text), text) if merchant else TextSpan("title", 0, len(text), text)
    producer = Producer.MERCHANT if merchant else Producer.LOCAL_MODEL
    return Fact(ItemId("1"), key.id, value, confidence, (evidence,), producer, ReleaseId("r"))


def _width(cell: str, text: str, cell_chance: float = 0.97, text_chance: float = 0.8) -> float:
    cells = {_WIDTH.id: (_fact(_WIDTH, cell, cell_chance, True),)}
    out = weighed(cells, {_WIDTH.id: (_fact(_WIDTH, text, text_chance, False),)}, _KEYS)
    assert out[_WIDTH.id][0].value == cells[_WIDTH.id][0].value
    return out[_WIDTH.id][0].confidence


def test_a_contradiction_multiplies_the_odds() -> None:
    # 0.97 * 0.9 = 0.873; 0.873 * 0.2 / (0.873 * 0.2 + 0.8 * 0.127)
    assert _width("20 cm", "30 cm") == 0.6322


def test_the_same_measure_in_another_unit_is_no_contradiction() -> None:
    assert _width("20 cm", "200 mm") == 0.97


def test_what_the_texts_leave_out_costs_nothing() -> None:
    cells = {_WIDTH.id: (_fact(_WIDTH, "20 cm", 0.97, True),)}
    assert weighed(cells, {}, _KEYS) == cells
    assert weighed(cells, {_WIDTH.id: ()}, _KEYS) == cells


def test_lists_contradict_each_other_only_where_they_share_nothing() -> None:
    cells = {_SKIN.id: (_fact(_SKIN, "dry", 0.9, True), _fact(_SKIN, "oily", 0.9, True))}
    shared = {_SKIN.id: (_fact(_SKIN, "mature", 0.9, False), _fact(_SKIN, "oily", 0.7, False))}
    assert weighed(cells, shared, _KEYS) == cells
    other = weighed(cells, {_SKIN.id: (_fact(_SKIN, "mature", 0.9, False),)}, _KEYS)
    assert [fact.confidence < 0.9 for fact in other[_SKIN.id]] == [True, True]


@given(_CHANCES, _CHANCES, _CHANCES)
def test_the_surer_the_text_the_less_sure_the_cell(cell: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    doubted = _width("20 cm", "30 cm", cell, high)
    assert 0 <= doubted <= _width("20 cm", "30 cm", cell, low) <= 1
