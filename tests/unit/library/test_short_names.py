"""Initials, short forms and parts of names: made for texts, never for cells."""

from __future__ import annotations

import pytest

from itemcenter.library.short_names import short_names
from itemcenter.schema import ValueType
from tests.unit.library.lamp_release import key, values
from tests.unit.library.recall_cases import Recall, item, release_of
from tests.unit.library.test_merchant_cells import cells


@pytest.mark.parametrize(
    ("name", "short", "parts"),
    [
        ("Hewlett-Packard", {"hp"}, set()),
        ("International Business Machines", {"ibm"}, set()),
        ("Generation 7", {"g7", "gen7", "gen 7"}, set()),
        ("Double Data Rate 4", {"ddr4", "ddr 4"}, set()),
        ("Gray and Metallic", set(), {"Gray", "Metallic"}),
        ("Rings/Bands", {"rb"}, {"Rings", "Bands"}),
        ("Bags, Covers & Cases", {"bcc"}, {"Bags", "Covers", "Cases"}),
        ("Black (matt)", {"bm"}, {"Black", "matt"}),
        ("Other / Blue", {"ob"}, {"Blue"}),
        ("Oak/XL", {"ox"}, {"Oak"}),
        ("Red", set(), set()),
        ("Gen 7", set(), set()),
        ("Type 2 B", set(), set()),
        ("House of Cards", set(), set()),
        ("", set(), set()),
        ("long " * 13, set(), set()),
        ("x " * 100, set(), set()),
    ],
)
def test_made_names(name: str, short: set[str], parts: set[str]) -> None:
    made = list(short_names(name))
    assert {text for kind, text in made if kind == "short"} == short
    assert {text for kind, text in made if kind == "part"} == parts
    assert {kind for kind, _ in made} <= {"short", "part"}


MAKER = key("maker", ValueType.CATEGORICAL)
COLOUR = key("colour", ValueType.COLOUR)
RECALL = Recall(
    release_of(
        [MAKER, COLOUR],
        values("maker", "Hewlett-Packard", "Dell", "Holly Park|HP2"),
        values("colour", "Black and White", "Black", "Gray and Metallic", "No / Other", "Navy|NB", "Nearly Blue"),
    )
)


def test_texts_are_searched_for_made_names_and_these_are_less_sure() -> None:
    made = RECALL.of("HP laptop, metallic")
    ((maker, other), (colour,)) = made["maker"], made["colour"]
    assert {(maker.value.text, maker.recall), (other.value.text, other.recall)} == {
        ("Hewlett-Packard", "short"),
        ("Holly Park", "short"),
    }
    assert (colour.value.text, colour.recall) == ("Gray and Metallic", "part")
    assert maker.score < 0.93 > colour.score, "less than a synonym"


def test_the_ontology_s_own_names_are_no_made_names() -> None:
    assert RECALL.kinds("A black thing", "colour") == {"Black": "alias"}, "written exactly so: nobody's part"
    assert RECALL.kinds("A white thing", "colour") == {"Black and White": "part"}
    assert RECALL.kinds("NB laptop", "colour") == {"Navy": "alias"}
    assert RECALL.kinds("hewlett packard", "maker") == {"Hewlett-Packard": "alias"}


def test_a_made_name_that_is_a_synonym_in_other_marks_is_the_synonym() -> None:
    generation = key("generation", ValueType.CATEGORICAL)
    recall = Recall(release_of([generation], values("generation", "Generation 7|gen-7", "Generation 8")))
    assert recall.kinds("Gen 7 and Gen 8", "generation") == {"Generation 7": "alias", "Generation 8": "short"}


def test_catch_all_words_are_no_parts() -> None:
    assert RECALL.texts("other thing, no", "colour") == []


def test_cells_are_read_by_the_ontology_s_names_only() -> None:
    def told(text: str) -> list[str]:
        return [
            value for value, _ in cells(item("Lamp", specs=(), extras=(("colour", text),)), RECALL.release)["colour"]
        ]

    assert told("Black and White") == ["Black and White"]
    assert told("black") == ["Black"]
    with pytest.raises(KeyError):
        told("white")
