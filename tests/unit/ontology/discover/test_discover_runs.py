"""Pairs that a text runs together, and the book of keys that reads them."""

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.discover import KeyBook, runs_of

_ITEMS = [
    (
        f"Specifications of Kurta Kurta Details Sleeve {sleeve} Fabric {fabric} General Details Pattern {pattern} "
        f"Neck {neck} Number of Contents in Sales Package Pack of 1",
        [
            ("Sleeve", sleeve),
            ("Fabric", fabric),
            ("Pattern", pattern),
            ("Neck", neck),
            ("Number of Contents in Sales Package", "Pack of 1"),
        ],
    )
    for sleeve in ("Half Sleeve", "Full Sleeve")
    for fabric, pattern in (("Cotton", "Printed"), ("Silk", "Solid"), ("100% Linen", "Striped"))
    for neck in ("Round Neck", "V Neck")
]
_BOOK = KeyBook.of(_ITEMS)


def _read(text: str) -> list[tuple[str, str]]:
    return [(run.key, text[run.start : run.end]) for run in runs_of(text, _BOOK)]


def test_names_and_values_are_told_apart_though_both_hold_the_word() -> None:
    text = "Sleeve Half Sleeve Fabric Cotton Neck Round Neck Pattern Solid"
    assert _read(text) == [
        ("sleeve", "Half Sleeve"),
        ("fabric", "Cotton"),
        ("neck", "Round Neck"),
        ("pattern", "Solid"),
    ]


def test_headings_are_no_part_of_a_value() -> None:
    assert _BOOK.is_heading("general details") and not _BOOK.is_heading("fabric")
    assert ("fabric", "Silk") in _read("Sleeve Full Sleeve Fabric Silk General Details Pattern Printed")


def test_a_value_that_nobody_has_met_stands_between_two_names() -> None:
    assert _read("Sleeve Cap Sleeve Fabric Raw Denim Neck V Neck Pattern Solid")[1] == ("fabric", "Raw Denim")


def test_a_passage_ends_a_value() -> None:
    found = _read("Fabric: Cotton,Kurta of the season Sleeve Half Sleeve")
    assert ("fabric", "Cotton") in found


def test_words_without_names_say_nothing() -> None:
    assert _read("A lovely kurta for every day") == [] and runs_of("Sleeve Half Sleeve", KeyBook()) == []


@given(
    st.lists(
        st.sampled_from(["Sleeve", "Half", "Fabric", "Cotton", ":", ",", "Neck", "é", "\n", "General Details"]),
        max_size=25,
    )
)
def test_spans_stand_in_the_text_and_do_not_overlap(words: list[str]) -> None:
    text = " ".join(words)
    last = 0
    for run in runs_of(text, _BOOK):
        assert last <= run.name_start < run.name_end <= run.start < run.end <= len(text)
        assert text[run.start : run.end].strip() == text[run.start : run.end]
        last = run.end


def test_cells_without_a_name_teach_the_names_that_texts_give_them() -> None:
    cares = ("Hand Wash", "Dry Clean", "Machine Wash", "Gentle Wash")
    items = [
        (
            f"Kurta Details Sleeve {sleeve} In the Box {2 * n + m} Kurta Fabric Care {care}",
            [("Sleeve", sleeve), ("", f"{2 * n + m} Kurta"), ("", care)],
        )
        for n, care in enumerate(cares)
        for m, sleeve in enumerate(("Half Sleeve", "Full Sleeve"))
    ]
    book = KeyBook.of(items)
    assert "in the box" in book.names() and "fabric care" in book.names() and "box" not in book.names()
    text = "Kurta Details Sleeve Half Sleeve In the Box 1 Silk Kurta Fabric Care Hand Wash"
    found = {run.key: text[run.start : run.end] for run in runs_of(text, book)}
    assert found == {"sleeve": "Half Sleeve", "in the box": "1 Silk Kurta", "fabric care": "Hand Wash"}
    assert book.name("in the box") == "In the Box"


def test_a_heading_is_no_value_and_a_longer_known_value_wins() -> None:
    assert _read("Sleeve Half Sleeve Neck Round Neck General Details Pattern Solid") == [
        ("sleeve", "Half Sleeve"),
        ("neck", "Round Neck"),
        ("pattern", "Solid"),
    ]


def test_words_that_end_many_headings_make_one_of_any_word() -> None:
    items = [
        (f"Sleeve Half Sleeve {word} Details Fabric Cotton", [("Sleeve", "Half Sleeve"), ("Fabric", "Cotton")])
        for word in ("General", "Kurta", "Shirt", "Top", "Dress")
    ]
    book = KeyBook.of(items)
    text = "Sleeve Half Sleeve Fabric Cotton Jacket Details Sleeve Half Sleeve"
    assert [text[run.start : run.end] for run in runs_of(text, book)][:2] == ["Half Sleeve", "Cotton"]


def test_a_colon_behind_an_unknown_name_ends_a_value() -> None:
    text = "Fabric: Cotton Specialty: Lovely Style Neck: V Neck"
    assert ("fabric", "Cotton") in _read(text)


def test_name_and_value_may_be_the_value_of_another_key() -> None:
    items = [
        ("Pack of 2 Count Pack of 2", [("Count", "Pack of 2")]),
        ("Pack of 2 Count Pack of 2", [("Count", "Pack of 2")]),
        ("Pack of 5 Count Pack of 3", [("Pack of", "5"), ("Count", "Pack of 3")]),
        ("Pack of 5 Count Pack of 3", [("Pack of", "5"), ("Count", "Pack of 3")]),
    ]
    book = KeyBook.of(items)
    text = "Pack of 2 Count Pack of 3"
    found = [(run.key, text[run.start : run.end]) for run in runs_of(text, book)]
    assert found == [("count", "Pack of 2"), ("count", "Pack of 3")]


def test_names_of_several_words_need_no_text_where_texts_run_together() -> None:
    cells = [("Lid Included", "No"), ("Bow", "Red")]
    book = KeyBook.of([*_ITEMS, ("", cells)])
    assert book.is_key("lid included") and not book.is_key("bow")
    text = "Sleeve Half Sleeve Fabric Cotton Lid Included No Neck V Neck"
    assert ("lid included", "No") in [(run.key, text[run.start : run.end]) for run in runs_of(text, book)]
    assert not KeyBook.of([("", [("Lid Included", "No"), (f"Key {n}", "x")]) for n in range(3)]).is_key("lid included")


def test_a_name_without_a_value_is_a_heading() -> None:
    rows = [(f"Design {one} In the Box Lid Sales Package 1 Pot", [("Design", one), ("In the Box", "Lid"),
             ("Sales Package", "1 Pot")]) for one in ("Striped", "Man in the Box", "The Box")]  # fmt: skip
    book = KeyBook.of(rows * 2)
    text = "Design Strip Imprint In the Box Sales Package 1 Pot"
    assert next((run.key, text[run.start : run.end]) for run in runs_of(text, book)) == ("design", "Strip Imprint")


def test_values_end_at_bullets_and_at_brackets_that_nothing_opened() -> None:
    assert _read("Sleeve: Half Sleeve\n* Kurta Fabric: Cotton")[0] == ("sleeve", "Half Sleeve")
    assert _read("(Kurta Fabric Raw Silk) Fine Neck V Neck")[0] == ("fabric", "Raw Silk")


def test_a_number_behind_a_name_is_a_value_of_another_key_that_counts() -> None:
    rows = [("Pack of 2 Fabric Cotton", [("Contents", "Pack of 2"), ("Fabric", "Cotton")]),
            ("Pack of 1 Fabric Silk", [("Pack of", "1"), ("Fabric", "Silk")])]  # fmt: skip
    book = KeyBook.of([*rows[:1] * 5, *rows[1:] * 2])
    text = "Fabric Cotton Pack of 3 Mugs Fabric Silk"
    assert ("contents", "Pack of 3") in [(run.key, text[run.start : run.end]) for run in runs_of(text, book)]
