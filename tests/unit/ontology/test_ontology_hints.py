"""Synonyms from hints in parentheses."""

import pytest

from itemcenter.ontology.hints import hint_synonyms


@pytest.mark.parametrize(
    ("name", "synonyms"),
    [
        ("Light emitting diode (LED)", ("Light emitting diode", "LED")),
        ("Ultra high-definition (4K HDR)", ("Ultra high-definition", "4K HDR")),
        ("PEGI (Pan European Game Information)", ("PEGI", "Pan European Game Information")),
        ("Bright zinc plated (BZP) steel", ("Bright zinc plated steel",)),
        ("Small (S)", ("Small",)),
        ("Socket (1207)", ("Socket",)),
        ("Contrast ratio (typical)", ("Contrast ratio",)),
        ("Inches (in)", ("Inches",)),
        ("Mixed (not specific to one language)", ("Mixed",)),
        ("E (Everyone)", ("Everyone",)),
        ("Glass/Ceramic", ()),
        ("Plain", ()),
        ("(odd)", ()),
        ("Twice (a) named (b)", ()),
        ("Empty ()", ()),
    ],
)
def test_one_name(name: str, synonyms: tuple[str, ...]) -> None:
    assert hint_synonyms([name, "Other"]) == [synonyms, ()]


def test_hints_that_tell_entries_apart_give_nothing() -> None:
    assert hint_synonyms(["French (Canada)", "French (Belgium)"]) == [(), ()]
    assert hint_synonyms(["Foam", "Foam (closed cell)"]) == [(), ()]


def test_a_hint_that_another_entry_has_is_left_out() -> None:
    assert hint_synonyms(["Plastic (PP)", "PP"]) == [("Plastic",), ()]
    assert hint_synonyms(["Copper (Metal)", "Zinc (metal)"]) == [("Copper",), ("Zinc",)]
