"""What never means the same: numbers, units, denials, signs, opposites - whatever is written around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.fuse import apart, form_of

_WORD = st.sampled_from(("Steel", "travel mug", "DDR", "memory", "red", "coffee", "Kids"))
_UNIT = st.sampled_from(("GB", " GB", "-GB", "gb", " gigabytes"))


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("64GB", "128GB", "number"),
        ("slip", "non-slip", "denial"),
        ("5 kg", "5 lb", "unit"),
        ("1.5 l", "15 l", "number"),
        ("10-12 cm", "1012 cm", "number"),
        ("A", "A+", "sign"),
        ("Scented", "Unscented", "denial"),
        ("sugar", "sugar-free", "denial"),
        ("with lid", "without lid", "denial"),
        ("left-handed", "right handed", "opposite"),
        ("Generation 7", "Generation", "number"),
        ("-20 C", "20 C", "number"),
        ("10 x 20", "20 x 10", "number"),
        ("wired", "wireless", "denial"),
    ],
)
def test_apart(left: str, right: str, reason: str) -> None:
    assert apart(form_of(left), form_of(right)) == apart(form_of(right), form_of(left)) == reason


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        ("64GB", "64 gigabytes", ""),
        ("1 TB", "1000 GB", ""),
        ('12"', "30.5", "cm"),
        ("10 1/8", "25.7", "cm"),
        ("4-core", "Quad-Core", ""),
        ("15K", "15000", ""),
        ("1,000 sheets", "1000 sheets", ""),
        ("8.0 oz", "8 oz", ""),
        ("DDR3 4GB", "4 GB DDR3", ""),
        ("non-slip", "nonslip", ""),
        ("anti-slip", "non slip", ""),
        ("stainless steel", "steel, stainless", ""),
        ("583718-001", "583718001", ""),
        ("Double Data Rate", "DDR", ""),
    ],
)
def test_may_mean_the_same(left: str, right: str, unit: str) -> None:
    assert apart(form_of(left, unit), form_of(right, unit)) == apart(form_of(right, unit), form_of(left, unit)) == ""


@given(word=_WORD, unit=_UNIT, other=_UNIT, low=st.integers(1, 4096), high=st.integers(1, 4096), before=st.booleans())
def test_other_capacities_never_meet(word: str, unit: str, other: str, low: int, high: int, before: bool) -> None:
    texts = [f"{word} {low}{unit}" if before else f"{low}{unit} {word}", f"{word} {high}{other}"]
    said = apart(form_of(texts[0]), form_of(texts[1]))
    assert bool(said) == (low != high)


@given(
    word=st.sampled_from(("slip", "stick", "scented", "toxic", "woven", "Skid")), tail=st.sampled_from(("", " sole"))
)
def test_a_denied_word_never_meets_the_word(word: str, tail: str) -> None:
    for denied in (f"non-{word}", f"Non {word}", f"non{word}", f"not {word}", f"un{word}", f"anti-{word}"):
        assert apart(form_of(word + tail), form_of(denied + tail)) == "denial", denied


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_a_form_and_no_quarrel_with_itself(left: str, right: str) -> None:
    assert apart(form_of(left), form_of(left)) == ""
    assert apart(form_of(left), form_of(right)) == apart(form_of(right), form_of(left))
