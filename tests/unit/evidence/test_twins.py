"""What the items most like an item say of a key."""

from __future__ import annotations

import math

import pytest

from itemcenter.evidence.features import NAMES
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.twins import TWINS, Twin, TwinVotes
from itemcenter.schema import KeyId, TypedValue, ValueId, ValueType
from tests.unit.evidence.feature_cases import candidate, rows_of, words_of
from tests.unit.evidence.lamp_keys import HEIGHT, cm, key

MATERIAL = key("material", ValueType.CATEGORICAL)
BRASS, STEEL = (TypedValue(ValueType.CATEGORICAL, name, ValueId(name)) for name in ("brass", "steel"))


def votes(*twins: tuple[float, tuple[TypedValue, ...]], unsupported: tuple[TypedValue, ...] = ()) -> TwinVotes:
    found = [Twin(similarity, {MATERIAL.id: stated} if stated else {}) for similarity, stated in twins]
    return TwinVotes(found, lambda key_id, value: value not in unsupported)


def columns(of: TwinVotes, value: TypedValue = BRASS, everybody: float = 0.5) -> dict[str, float]:
    return dict(zip(TWINS, of.columns(MATERIAL.id, value, everybody), strict=True))


def test_near_twins_count_more_than_far_ones() -> None:
    found = columns(votes((0.9, (BRASS,)), (0.6, (STEEL,)), (0.5, ())))
    assert found["twin_nearest"] == 0.9
    assert found["twin_fill"] == pytest.approx((0.9 + 0.6 + 0.5) / (0.9 + 0.6 + 0.5 + 1.0))
    assert found["twin_share"] == pytest.approx(0.9 / (0.9 + 0.6 + 0.5))
    assert found["twin_agreeing"] == 0.9
    other = columns(votes((0.9, (BRASS,)), (0.6, (STEEL,)), (0.5, ())), STEEL)
    assert other["twin_share"] == pytest.approx(0.6 / 2.0) and other["twin_agreeing"] == 0.6


def test_how_many_state_the_key_leans_on_everybody() -> None:
    assert votes((0.5, ())).fill(MATERIAL.id, 0.9) == pytest.approx(0.9 / 1.5)
    assert votes().fill(MATERIAL.id, 0.9) == pytest.approx(0.9)


def test_a_key_that_no_twin_states() -> None:
    found = columns(votes((0.9, ()), (0.8, ())), everybody=0.1)
    assert found["twin_fill"] == pytest.approx(0.1 / 2.7)
    assert (found["twin_share"], found["twin_agreeing"]) == (0.0, 0.0)


def test_without_twins_nothing_is_known() -> None:
    assert all(math.isnan(value) for value in columns(votes()).values())
    assert all(math.isnan(value) for value in columns(votes((0.0, (BRASS,)), (-0.5, (BRASS,)))).values())


def test_a_value_that_too_few_items_have_is_one_that_differs() -> None:
    """No feature may tell whether a value was met: one that was met once is treated as one that was not."""
    met_once = columns(votes((0.9, (BRASS,)), unsupported=(BRASS,)))
    never_met = columns(votes((0.9, (STEEL,))))
    assert met_once == never_met and met_once["twin_share"] == 0.0 < columns(votes((0.9, (BRASS,))))["twin_share"]


def test_numbers_agree_up_to_rounding() -> None:
    twins = TwinVotes([Twin(0.8, {HEIGHT.id: (cm(20.3),)})], lambda key_id, value: True)
    near, far = (twins.columns(HEIGHT.id, cm(number), 0.5)[3] for number in (20.32, 21.0))
    assert (near, far) == (0.8, 0.0)


def test_features_of_an_item_with_twins_and_without() -> None:
    memory = CatalogMemory()
    for part in range(4):
        memory.add_fill(MATERIAL, True, part)
        memory.items += 1
    words = words_of("Lamp brass and steel")
    asked = [candidate(words, "brass", "brass"), candidate(words, "steel", "steel")]
    bare = rows_of(words, [(MATERIAL, asked)], memory)[0][0]
    assert all(math.isnan(bare[name]) for name in (*TWINS, "twin_lead"))
    words.twins = votes((0.9, (BRASS,)), (0.6, (STEEL,)))
    rows = rows_of(words, [(MATERIAL, asked)], memory, EVERYTHING)[0]
    everybody = memory.fill(MATERIAL, EVERYTHING)
    for row, value in zip(rows, (BRASS, STEEL), strict=True):
        assert [row[name] for name in TWINS] == pytest.approx(words.twins.columns(MATERIAL.id, value, everybody))
    assert rows[0]["twin_lead"] == pytest.approx(rows[0]["twin_share"] - rows[1]["twin_share"])
    assert rows[1]["twin_lead"] == pytest.approx(-rows[0]["twin_lead"])
    untaught = rows_of(words, [(MATERIAL, asked)], CatalogMemory())[0][0]
    assert all(math.isnan(untaught[name]) for name in TWINS), "twins are labelled items: no labels, no twins"
    assert set(TWINS) <= set(NAMES) and KeyId("material") == MATERIAL.id
