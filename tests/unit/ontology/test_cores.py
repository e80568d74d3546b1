"""Reworded entries: what is left of a name without what its key says anyway."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.validate.cores import CoreIndex


@pytest.mark.parametrize(
    ("key", "entry", "text", "how"),
    [
        ("Memory channels", "Dual", "Dual-channel", "core"),
        ("Print technology", "LED", "LED printing", "core"),
        ("Connector gender", "Male to female", "Male connector/Female connector", "core"),
        ("Connector gender", "Male to male", "Male connector/Male connector", "core"),
        ("Keyboard language", "FRA- French", "French", "core"),
        ("Material", "Acrylonitrile butadiene styrene (ABS)", "Acrylonitrile butadiene styrene", "core"),
        ("Processor socket", "Socket 771 (socket J)", "LGA 771 (Socket J)", "number"),
        ("Processor socket", "Socket 478", "PPGA478", "number"),
        ("Expansion slots", "PCI Express", "2x PCI Express", "core"),
        ("Chassis type", "Rack", "Rack (2U)", "part"),
        ("Battery technology", "Sealed lead acid", "Sealed Lead Acid (VRLA)", "part"),
    ],
)
def test_reworded_entries_are_found(key: str, entry: str, text: str, how: str) -> None:
    found = CoreIndex(key, [entry, "Something else"]).same(text)
    assert found is not None and (found.name, found.how) == (entry, how)


def test_what_tells_entries_apart_is_no_part() -> None:
    listed = ["English", "English (United Kingdom)", "Socket P", "More than 120"]
    index = CoreIndex("Language", listed)
    assert [index.same(text) for text in ("English (India)", "LGA 3647 (P)", "120 keys")] == [None] * 3


def test_a_cell_with_several_entries_is_none() -> None:
    found = CoreIndex("Print technology", ["Laser", "Inkjet"]).same("Laser/Inkjet")
    assert found is not None and found.how == "several" and found.sure


@pytest.mark.parametrize(
    ("key", "entry", "text"),
    [
        ("Connector gender", "Male to female", "Male connector/Male connector"),
        ("Capacity", "64 GB", "128 GB"),
        ("Display resolution", "480 x 320", "480 x 234"),
        ("Surface", "Slip", "Non-slip"),
        ("Material", "Nylon", "Ballistic nylon"),
        ("Processor family", "Intel Core i5", "Intel Core i7"),
        ("Memory channels", "Dual", "Triple-channel"),
    ],
)
def test_other_values_are_not(key: str, entry: str, text: str) -> None:
    assert CoreIndex(key, [entry]).same(text) is None


@given(st.lists(st.text(alphabet="abc 123/()-", min_size=1, max_size=12), max_size=6), st.text(max_size=20))
def test_any_text_is_read_and_entries_repeat_themselves(names: list[str], text: str) -> None:
    index = CoreIndex("Colour", names)
    index.same(text)
    for name in names:
        if any(character.isalpha() for character in name) and "/" not in name and "(" not in name:
            found = index.same(name)
            assert found is None or found.how in ("core", "number")
