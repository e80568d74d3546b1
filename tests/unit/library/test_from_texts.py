"""What the machine reads from an item's texts with the weights that ship, and what it must not read.

Only clear cases stand here, for the weights are trained anew now and then. What speaks for and against a value is
tested in tests/unit/evidence/test_features.py, what comes into question at all in test_wide_recall.py and
test_recall_scores.py, how a decision is made in test_evidence_discriminator.py.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.features import features_of
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.library import Learned
from itemcenter.library.learning import asked_keys
from itemcenter.schema import CategoryId, KeyId, KeyScope, OntologyRelease, TextSpan, ValueId
from tests.unit.library import recall_cases
from tests.unit.library.lamp_release import KEYS, RELEASE, item, recognise, said


def test_values_are_canonical_and_their_words_stand_where_the_evidence_says() -> None:
    lamp = item("Table lamp, DARK-BLUE, brass", "Dimmable. Height: 42 cm")
    found = recognise(lamp)
    expected = {"colour": ["Navy"], "material": ["Brass"], "dimmable": ["yes"], "height": ["42 cm"]}
    assert {key: texts for key, texts in said(lamp).items() if key in expected} == expected
    for facts in found.machine.values():
        for fact in facts:
            for evidence in fact.evidence:
                assert isinstance(evidence, TextSpan)
                assert lamp.proves(evidence)
    colour = found.machine[KeyId("colour")][0]
    assert [evidence.text for evidence in colour.evidence if isinstance(evidence, TextSpan)] == ["DARK-BLUE"]
    assert colour.value.value_id == "colour/navy"
    assert colour.release_id == RELEASE.id


def test_every_key_of_the_category_gets_an_answer() -> None:
    assert set(recognise(item("Lamp")).machine) == {entry.id for entry in RELEASE.keys}
    assert said(item("Lamp")) == {}


@pytest.mark.parametrize("title", ["Lamp <font color='black'>", "Lampblack 3000", "Lamp (other)"])
def test_traps(title: str) -> None:
    assert said(item(title)) == {}


# -- what the weights must have learned, whatever their numbers are --------------------------------------------------

LAMPS = recall_cases.Recall(recall_cases.release_of(KEYS, *RELEASE.value_lists))


def margin_of_black(description: str) -> float:
    """Log-odds, before calibration, that a lamp is black."""
    wide = LAMPS.wide
    words = wide.words(recall_cases.item("Lamp", description))
    (sets,) = wide.recall([words], [LAMPS.plan], [EVERYTHING])
    asked = asked_keys(sets, wide)
    rows = features_of(words, asked, wide.memory, EVERYTHING)
    margins = Learned.shipped().model.margin(rows.features, np.full(len(rows.asked), EVERYTHING))
    (found,) = [
        margin
        for number, place, margin in zip(rows.asked.tolist(), rows.candidate.tolist(), margins.tolist(), strict=True)
        if asked[number].candidates[place].value.text == "Black"
    ]
    return float(found)


@pytest.mark.parametrize(
    "description",
    ["Not black.", "It is not black.", "Also available in black.", "In the style of black.", "Looks like black."],
)
def test_a_value_that_is_denied_or_another_s_is_less_likely_than_one_that_is_said(description: str) -> None:
    assert margin_of_black(description) < margin_of_black("It is black.") - 0.2


def test_a_value_that_is_said_of_its_key_is_more_likely_than_one_that_is_merely_said() -> None:
    assert margin_of_black("Colour: black.") > margin_of_black("It is black.") + 0.2


# -- clear cases -----------------------------------------------------------------------------------------------------


def test_a_longer_name_of_the_same_list_swallows_the_shorter() -> None:
    assert said(item("Lamp rose gold"))["colour"] == ["Rose gold"]


def test_values_that_the_category_does_not_allow_are_not_read() -> None:
    only = (KeyScope(CategoryId("lamps"), KeyId("colour"), value_ids=(ValueId("colour/navy"),)),)
    release = OntologyRelease(RELEASE.categories, RELEASE.keys, RELEASE.value_lists, only)
    found = recognise(item("Lamp black navy", specs={"Colour": "black"}), release)
    assert [fact.value.text for fact in found.machine[KeyId("colour")]] == ["Navy"]
    assert found.merchant == {}


def test_names_that_differ_in_signs_only_are_told_apart() -> None:
    assert said(item("Lamp, colour: A+"))["colour"] == ["A+"]
    assert said(item("Lamp, colour: A"))["colour"] == ["A"]


def test_quantities_find_their_key_by_role_and_by_name() -> None:
    assert said(item("Lamp 20 cm W x 42 cm H, 7 W")) == {"height": ["42 cm"], "width": ["20 cm"], "power": ["7 W"]}
    assert said(item("Lamp", "42 cm height, 20 cm width")) == {"height": ["42 cm"], "width": ["20 cm"]}


def test_a_name_that_touches_the_number_in_front_takes_that_number() -> None:
    found = said(item("Lamp 42 cm height 20 cm width"))
    assert found["height"] == ["42 cm"] and found.get("width") in (None, ["20 cm"])


def test_a_multi_pack_counts_whole_unless_the_key_speaks_of_one_unit() -> None:
    assert said(item("Lamp oil, net weight 4 x 250 g"))["net_weight"] == ["1000 g"]
    assert said(item("Lamp oil, unit weight 4 x 250 g"))["unit_weight"] == ["250 g"]


def test_trade_numbers_and_part_numbers() -> None:
    assert said(item("Lamp 4006381333931")) == {"gtin": ["4006381333931"]}
    assert said(item("Lamp 4006381333932")) == {}
    assert said(item("Lamp NX-4471B for QR-8812C")) == {}


def test_counts_booleans_and_identifiers() -> None:
    assert said(item("Lamp with 3 lights")) == {"bulbs": ["3"]}
    assert said(item("Lamp", "Lights: 5, dimmable: no")) == {"bulbs": ["5"], "dimmable": ["no"]}
    assert said(item("Lampe, nicht dimmbar")) == {"dimmable": ["no"]}
    assert said(item("Lamp", "Model: NX-4471B")) == {"model_number": ["NX-4471B"]}


def test_a_key_with_several_values_keeps_them_all() -> None:
    assert sorted(said(item("Lamp black / navy"))["colour"]) == ["Black", "Navy"]


@pytest.mark.parametrize("title", ["Lamp, black / navy", "Lamp brass, 7 W", "Lamp gold", "Lamp", "Lamp, PVC, 3 lights"])
def test_more_precision_gives_out_no_more(title: str) -> None:
    given = [said(item(title, "It is black."), precision=precision) for precision in (0.3, 0.6, 0.9, 0.97, 0.999999)]
    for wider, narrower in pairwise(given):
        assert all(set(found) <= set(wider.get(key_id, ())) for key_id, found in narrower.items())


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=120))
def test_any_text_is_survived_and_every_proof_holds(title: str, description: str) -> None:
    what = item("Lamp " + title, description + " black 4 x 5 cm dimmable 3 lights")
    for facts in recognise(what).machine.values():
        for fact in facts:
            assert 0.5 <= fact.confidence <= 1.0, "less than even chances are never given out"
            assert all(what.proves(evidence) for evidence in fact.evidence if isinstance(evidence, TextSpan))
