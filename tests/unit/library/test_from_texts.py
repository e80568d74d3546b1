"""What the machine reads from an item's texts, and what it must not read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.schema import CategoryId, KeyId, KeyScope, OntologyRelease, TextSpan, ValueId
from tests.unit.library.lamp_release import RELEASE, item, recognise, said


def test_values_are_canonical_and_their_words_stand_where_the_evidence_says() -> None:
    lamp = item("Table lamp, DARK-BLUE, brass", "Dimmable. Height: 42 cm")
    found = recognise(lamp)
    assert said(lamp) == {"colour": ["Navy"], "material": ["Brass"], "dimmable": ["yes"], "height": ["42 cm"]}
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


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Lamp", "Not black, as the old photo shows."),
        ("Lamp", "Also available in black."),
        ("Lamp", "A lamp in the style of brass."),
        ("Lamp", "Fits black sockets."),
        ("Lamp", "Without brass."),
        ("Lamp <font color='black'>", ""),
        ("Lampblack 3000", ""),
        ("Lamp (other)", ""),
    ],
)
def test_traps(title: str, description: str) -> None:
    assert said(item(title, description)) == {}


def test_a_longer_name_of_the_same_list_swallows_the_shorter() -> None:
    assert said(item("Lamp rose gold"))["colour"] == ["Rose gold"]


def test_words_inside_a_longer_name_do_not_count_even_at_a_low_threshold() -> None:
    assert said(item("Lamp rose gold"), threshold=0.1)["colour"] == ["Rose gold"]
    assert "material" not in said(item("Lamp rose gold"))


def test_an_acronym_in_small_letters_is_doubted() -> None:
    assert said(item("Lamp, PVC")) == {"material": ["PVC"]}
    assert said(item("Lamp, pvc")) == {}


def test_a_close_rival_lowers_the_confidence_of_a_key_with_one_value() -> None:
    alone, rivalled = (recognise(item(title)).machine[KeyId("material")] for title in ("Lamp brass", "Lamp brass PVC"))
    assert [fact.value.text for fact in rivalled] == ["Brass"]
    assert rivalled[0].confidence == pytest.approx(alone[0].confidence * 0.8)


def test_values_that_the_category_does_not_allow_are_not_read() -> None:
    only = (KeyScope(CategoryId("lamps"), KeyId("colour"), value_ids=(ValueId("colour/navy"),)),)
    release = OntologyRelease(RELEASE.categories, RELEASE.keys, RELEASE.value_lists, only)
    found = recognise(item("Lamp black navy", specs={"Colour": "black"}), release)
    assert [fact.value.text for fact in found.machine[KeyId("colour")]] == ["Navy"]
    assert found.merchant == {}


def test_words_of_two_lists_are_surer_beside_the_key_s_own_name() -> None:
    plain = {fact.key_id: fact.confidence for facts in recognise(item("Lamp gold")).machine.values() for fact in facts}
    told = {
        fact.key_id: fact.confidence
        for facts in recognise(item("Lamp colour: gold")).machine.values()
        for fact in facts
    }
    assert told["colour"] > plain["colour"]
    assert told["colour"] > told["material"]


def test_a_general_key_is_preferred_to_a_special_one_of_the_same_list() -> None:
    assert said(item("Lamp brass"))["material"] == ["Brass"]
    assert "shade_material" not in said(item("Lamp brass"))
    assert said(item("Lamp, shade material: brass"))["shade_material"] == ["Brass"]


def test_names_that_differ_in_signs_only_are_told_apart() -> None:
    assert said(item("Lamp, colour: A+"))["colour"] == ["A+"]
    assert said(item("Lamp, colour: A"))["colour"] == ["A"]


def test_quantities_find_their_key_by_role_by_name_and_by_being_the_only_one() -> None:
    assert said(item("Lamp 20 cm W x 42 cm H, 7 W")) == {"height": ["42 cm"], "width": ["20 cm"], "power": ["7 W"]}
    assert said(item("Lamp", "Its height is 42 cm.")) == {"height": ["42 cm"]}
    assert said(item("Lamp", "42 cm height, 20 cm width")) == {"height": ["42 cm"], "width": ["20 cm"]}
    assert said(item("Lamp 42 cm")) == {}


def test_a_name_that_touches_the_number_in_front_takes_that_number() -> None:
    # The grammar gives 20 cm the role of the name before it, so width stays open; it must not take height's number.
    assert said(item("Lamp 42 cm height 20 cm width")) == {"height": ["42 cm"]}


def test_a_quantity_goes_to_the_only_key_that_is_left() -> None:
    assert said(item("Lamp", "Height: 42 cm. Also 20 cm.")) == {"height": ["42 cm"], "width": ["20 cm"]}


def test_a_role_that_no_key_has_rules_the_keys_out() -> None:
    assert said(item("Lamp 15 cm deep"), threshold=0.2) == {}


def test_a_multi_pack_counts_whole_unless_the_key_speaks_of_one_unit() -> None:
    assert said(item("Lamp oil, net weight 4 x 250 g"))["net_weight"] == ["1000 g"]
    assert said(item("Lamp oil, unit weight 4 x 250 g"))["unit_weight"] == ["250 g"]


def test_trade_numbers_and_the_only_part_number_of_a_title() -> None:
    assert said(item("Lamp 4006381333931")) == {"gtin": ["4006381333931"]}
    assert said(item("Lamp 4006381333932")) == {}
    assert said(item("Lamp NX-4471B")) == {"model_number": ["NX-4471B"]}
    assert said(item("Lamp NX-4471B for QR-8812C")) == {}


def test_counts_booleans_and_identifiers() -> None:
    assert said(item("Lamp with 3 lights")) == {"bulbs": ["3"]}
    assert said(item("Lamp", "Lights: 5, dimmable: no")) == {"bulbs": ["5"], "dimmable": ["no"]}
    assert said(item("Lampe, nicht dimmbar")) == {"dimmable": ["no"]}
    assert said(item("Lamp", "Model: NX-4471B")) == {"model_number": ["NX-4471B"]}


def test_a_key_with_several_values_keeps_them_all() -> None:
    assert said(item("Lamp black / navy"))["colour"] == ["Black", "Navy"]


def test_threshold_decides() -> None:
    lamp = item("Lamp", "It is black.")
    sure = recognise(lamp).machine[KeyId("colour")][0].confidence
    assert said(lamp, threshold=sure) == {"colour": ["Black"]}
    assert said(lamp, threshold=sure + 0.01) == {}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.text(max_size=120))
def test_any_text_is_survived_and_every_proof_holds(title: str, description: str) -> None:
    what = item("Lamp " + title, description + " black 4 x 5 cm dimmable 3 lights")
    for facts in recognise(what).machine.values():
        for fact in facts:
            assert 0.5 <= fact.confidence <= 0.99
            assert all(what.proves(evidence) for evidence in fact.evidence if isinstance(evidence, TextSpan))
