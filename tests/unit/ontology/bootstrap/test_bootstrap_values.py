"""Spellings of one value, lists in cells, and value lists."""

from __future__ import annotations

import pytest
from bootstrap_items import column
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.bootstrap.value_forms import colour_form, parts_of, value_form
from itemcenter.ontology.bootstrap.value_lists import attribute_values, listed_values, multiplicity
from itemcenter.schema import ValueType


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Wi-Fi", "wifi", True),
        ("Key Ring", "key rings", True),
        ("Café", "CAFE", True),
        ("1.5 mm", "1,5 mm", True),
        ("USB2.0", "USB 2.0", True),
        ("1.5", "15", False),
        ("1/5", "1.5", False),
        ("A", "A+", False),
        ("A+", "A++", False),
        ("-20", "20", False),
        ('15"', "15", False),
        ("50%", "50", False),
        ("< 5", "5", False),
        ("12 V", "1 2 V", False),
        ("woven", "non-woven", False),
        ("C", "C#", False),
        ("Women", "Men", False),
    ],
)
def test_spellings_of_one_value(left: str, right: str, same: bool) -> None:
    assert (value_form(left) == value_form(right)) is same


def test_colours_are_one_across_languages() -> None:
    assert colour_form("Grau") == colour_form("gray") != colour_form("black")


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([" GB", " mm", "x", ""]))
def test_different_numbers_never_merge(left: int, right: int, unit: str) -> None:
    assert (value_form(f"{left}{unit}") == value_form(f"{right}{unit}")) is (left == right)


@given(st.text(max_size=40))
def test_case_and_outer_blanks_make_no_value(text: str) -> None:
    assert value_form(f" {text} ").words == value_form(text).words


def test_parts() -> None:
    assert parts_of("CE, FCC,RoHS", slashes=False) == ["CE", "FCC", "RoHS"]
    assert parts_of("10,100,1000", slashes=False) == ["10,100,1000"]
    assert parts_of("Black/White", slashes=False) == ["Black/White"]
    assert parts_of("Black/White", slashes=True) == ["Black", "White"]
    assert parts_of("1/2", slashes=True) == ["1/2"]
    assert parts_of("a\\nb | c; d", slashes=False) == ["a", "b", "c", "d"]


def _listed(cells: list[str], kind: ValueType = ValueType.CATEGORICAL, least: int = 2) -> dict[str, int]:
    made, texts, _ = column(cells)
    values, _ = listed_values(made, texts, kind, multiplicity(made, texts, kind), least)
    return {value.spellings[0][0]: value.items for value in values}


def test_lists_are_taken_apart_where_their_parts_are_known() -> None:
    cells = ["CE", "FCC", "CE, FCC", "FCC, CE", "CE", "CE, FCC", "FCC"]
    made, texts, _ = column(cells)
    assert multiplicity(made, texts, ValueType.CATEGORICAL).multiple
    assert _listed(cells) == {"CE": 5, "FCC": 5}


def test_one_sentence_with_commas_is_no_list() -> None:
    cells = [f"{a}, ready for {b}" for a in ("quick", "slow", "warm") for b in ("all", "some")] + ["plain"] * 9
    made, texts, _ = column(cells)
    assert not multiplicity(made, texts, ValueType.CATEGORICAL).multiple


def test_several_cells_of_one_item_make_several_values() -> None:
    made, texts, _ = column([(number, name) for number in range(10) for name in ("Red", f"Shade {number % 2}")])
    found = multiplicity(made, texts, ValueType.CATEGORICAL)
    assert found.multiple and "10 of 10" in found.reason


def test_the_most_frequent_spelling_is_the_name_and_others_are_synonyms() -> None:
    made, texts, _ = column(["Key ring", "Key ring", "Key Ring", "key-ring", "KEY RINGS"])
    values, left_out = listed_values(
        made, texts, ValueType.CATEGORICAL, multiplicity(made, texts, ValueType.CATEGORICAL), 2
    )
    entries = attribute_values("net", values, [f"i{n}" for n in range(5)])
    assert left_out == 0 and len(entries) == 1
    assert entries[0].name == "Key ring" and entries[0].id == "net/key-ring"
    assert entries[0].synonyms == ("KEY RINGS",)  # "Key Ring" and "key-ring" are found by the name itself
    assert entries[0].description == "5 items, e.g. i0, i1"


def test_rare_values_are_left_out_unless_few() -> None:
    tail = [f"Odd {chr(97 + number)}" for number in range(12)]
    assert _listed(["Oak"] * 20 + tail) == {"Oak": 20}
    assert _listed(["Oak"] * 20 + tail[:1]) == {"Oak": 20, "Odd a": 1}  # nearly closed: its rare entries belong to it
    assert len(_listed(["Oak"] * 8 + tail)) == 13  # too few items for values to return


def test_texts_too_long_for_a_list() -> None:
    made, texts, _ = column(["Oak", "x" * 121, "Oak"])
    values, left_out = listed_values(
        made, texts, ValueType.CATEGORICAL, multiplicity(made, texts, ValueType.CATEGORICAL), 1
    )
    assert [value.spellings[0][0] for value in values] == ["Oak"] and left_out == 1


def test_ids_are_distinct_where_names_fold_alike() -> None:
    made, texts, _ = column(["A", "A+", "A++", "A", "A+", "A++"])
    values, _ = listed_values(made, texts, ValueType.CATEGORICAL, multiplicity(made, texts, ValueType.CATEGORICAL), 1)
    entries = attribute_values("class", values, [str(n) for n in range(6)])
    assert {entry.name for entry in entries} == {"A", "A+", "A++"}
    assert len({entry.id for entry in entries}) == 3


def test_unknown_parts_beside_a_known_one_are_no_list() -> None:
    cells = ["CE"] * 5 + [f"CE, approved by {number} testers" for number in range(6)]
    made, texts, _ = column(cells)
    assert not multiplicity(made, texts, ValueType.CATEGORICAL).multiple
