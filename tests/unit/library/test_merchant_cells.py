"""Facts from the merchant's own cells."""

from __future__ import annotations

from itemcenter.schema import Item, KeyId, MerchantCell, OntologyRelease, Producer
from tests.unit.library.lamp_release import RELEASE, item, recognise, values


def cells(what: Item, release: OntologyRelease = RELEASE) -> dict[str, list[tuple[str, float]]]:
    found = recognise(what, release).merchant
    return {key_id: [(fact.value.text, fact.confidence) for fact in facts] for key_id, facts in found.items()}


def test_whole_cells_are_surest_synonyms_next_parts_last() -> None:
    assert cells(item(specs={"Colour": "black"})) == {"colour": [("Black", 0.97)]}
    assert cells(item(specs={"Farbe": "dark blue"})) == {"colour": [("Navy", 0.95)]}
    assert cells(item(specs={"COLOR": "deep black, matt"})) == {"colour": [("Black", 0.75)]}


def test_a_cell_with_several_values_gives_several_facts_or_one() -> None:
    assert cells(item(specs={"Colour": "black, navy"})) == {"colour": [("Black", 0.97), ("Navy", 0.97)]}
    assert cells(item(specs={"Material": "brass / gold"})) == {"material": [("Brass", 0.776)]}


def test_typed_cells_are_converted_and_an_assumed_unit_is_less_sure() -> None:
    assert cells(item(specs={"Height": '16.5"', "Width": "20"})) == {
        "height": [("41.91 cm", 0.97)],
        "width": [("20 cm", 0.85)],
    }


def test_evidence_is_the_cell_itself() -> None:
    lamp = item(specs={"Colour": " navy  "})
    fact = recognise(lamp).merchant[KeyId("colour")][0]
    assert fact.producer is Producer.MERCHANT
    assert fact.evidence == (MerchantCell("Colour", 1, 5, "navy"),)
    assert isinstance(fact.evidence[0], MerchantCell)
    assert lamp.proves(fact.evidence[0])


def test_further_columns_count_as_cells() -> None:
    assert cells(item(extras=(("Colour", "navy"), ("price", "12")))) == {"colour": [("Navy", 0.97)]}


def test_unknown_values_are_proposed_for_closed_keys_and_taken_for_open_ones() -> None:
    found = recognise(item(specs={"Colour": "Mauve", "Finish": "hand  rubbed", "Height": "tall"}))
    assert [(entry.key_id, entry.text) for entry in found.proposals] == [("colour", "Mauve")]
    assert [fact.value.text for fact in found.merchant[KeyId("finish")]] == ["hand rubbed"]
    assert KeyId("height") not in found.merchant


def test_cells_of_keys_that_the_category_does_not_have_are_left_alone() -> None:
    assert cells(item(specs={"Voltage": "230 V"})) == {}


def test_a_cell_that_says_a_part_of_a_name_is_a_proposal() -> None:
    """Initials and parts of names are looked for in texts; a cell is taken at its word."""
    lists = (values("colour", "Black and White", "Hewlett-Packard"), RELEASE.value_lists[1])
    release = OntologyRelease(RELEASE.categories, RELEASE.keys, lists, RELEASE.scopes)
    for text in ("white", "HP"):
        found = recognise(item(specs={"Colour": text}), release)
        assert found.merchant == {}
        assert [entry.text for entry in found.proposals] == [text]
