"""Which ontology key a merchant's key is taken for, and when nobody should be sure."""

from __future__ import annotations

import pytest

from itemcenter.ontology.key_map import AUTO, KeyProposer, MerchantKeys
from itemcenter.ontology.key_map.key_names import NameWeights, same_name, words_of
from itemcenter.schema import KeyDecision, KeyMapping
from tests.unit.ontology.key_map.cases import CABLES, KEYBOARDS, LAMPS, observed, release

_COLOURS = ("Black", "white", "Red", "Blue, black", "Silver", "black")


def _lines(keys: MerchantKeys) -> list[KeyMapping]:
    return KeyProposer(release()).propose(keys)


def _line(keys: MerchantKeys) -> KeyMapping:
    (line,) = _lines(keys)
    return line


@pytest.mark.parametrize("name", ["Product colour", "Color", "COLOUR", "item colour name"])
def test_other_words_for_a_colour(name: str) -> None:
    line = _line(observed((KEYBOARDS, name, _COLOURS)))
    assert (line.key_id, line.category_id, line.decision) == ("color", None, KeyDecision.AUTO)
    assert line.score >= AUTO and line.cells == 6 and line.examples[0] in ("Black", "black")


def test_the_category_explains_a_word() -> None:
    assert _line(observed((CABLES, "Cable colour", _COLOURS))).decision is KeyDecision.AUTO
    elsewhere = _line(observed((KEYBOARDS, "Cable colour", _COLOURS)))
    assert elsewhere.decision is not KeyDecision.AUTO or elsewhere.key_id is None


def test_one_name_means_two_keys_in_two_categories() -> None:
    types = ("HDMI cable", "VGA cable", "Network cable", "Audio cable", "HDMI cable")
    lines = _lines(observed((CABLES, "Type", types), (KEYBOARDS, "Type", ("compact", "full", "mini", "full", "big"))))
    assert [(line.key_id, line.decision) for line in lines] == [("cable_type", KeyDecision.AUTO)]


def test_a_key_that_has_the_very_name_leaves_no_other_sure() -> None:
    lines = _lines(observed((LAMPS, "Backlight color", _COLOURS)))
    assert all(line.decision is not KeyDecision.AUTO or line.key_id is None for line in lines)


@pytest.mark.parametrize(
    ("name", "texts", "why"),
    [
        ("Colour", ("true", "false", "true", "true", "false"), "yes or no"),
        ("Width", ("120", "95", "80", "77", "64"), "nobody says"),
        ("Width (mm)", ("120", "95", "80", "77", "64"), "nobody says"),
    ],
)
def test_cells_of_another_kind_are_asked_about(name: str, texts: tuple[str, ...], why: str) -> None:
    line = _line(observed((KEYBOARDS, name, texts)))
    assert line.decision is KeyDecision.ASK and any(why in reason for reason in line.reasons)


@pytest.mark.parametrize(
    ("name", "texts", "key"),
    [
        ("Width", ("12 cm", "95 mm", "8 cm", "77 mm", "6.4 cm"), "width"),
        ("Width (cm)", ("12", "9.5", "8", "7", "6.4"), "width"),
        ("Wireless", ("yes", "no", "yes", "yes", "no"), "wireless"),
        ("part no number", ("AB-1", "AB-2", "AB-3", "AB-4", "AB-5"), None),
        ("Part number", ("AB-1", "AB-2", "AB-3", "AB-4", "AB-5"), "part_number"),
    ],
)
def test_typed_keys(name: str, texts: tuple[str, ...], key: str | None) -> None:
    line = _line(observed((KEYBOARDS, name, texts)))
    assert line.means == key


@pytest.mark.parametrize("name", ["Warranty", "url", "Weight", "EAN", "颜色们"])
def test_none_is_an_answer(name: str) -> None:
    line = _line(observed((KEYBOARDS, name, ("1 year", "12 months", "2 years", "x", "y"))))
    assert line.key_id is None and line.score == 0.0 and line.means is None and not line.forbids


def test_a_key_that_applies_nowhere_here_is_not_used() -> None:
    line = _line(observed((KEYBOARDS, "Display technology", ("LCD", "LED"))))
    assert line.key_id == "display_technology" and line.decision is KeyDecision.ASK
    assert any("applies to none" in reason for reason in line.reasons)


def test_values_that_the_list_lacks_do_not_unmake_a_name() -> None:
    line = _line(observed((CABLES, "Material", ("kryptonite", "mithril", "vibranium", "unobtanium", "PLA"))))
    assert line.means == "material" and any("0% of the cells" in reason for reason in line.reasons)


def test_names_are_compared_by_words() -> None:
    assert words_of("Display Colours (max.)") == words_of("screen color maximum")
    assert same_name("Colour", "colors") and not same_name("Painting type", "Paint type")
    weights = NameWeights(["Color", "Cable type", "Lamp type", "Display type"])
    cable, kind = words_of("cable type"), words_of("type")
    assert weights.match(cable, cable).strength == 1.0
    assert weights.match(kind, cable).strength < 0.7
    assert weights.match(kind, cable, frozenset({"cabl"})).strength > 0.9
    assert weights.match(words_of("weight"), words_of("color")).strength == 0.0
