"""`ToldFeatures`: facts beside names, told by words that say of which key they are."""

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.extract.known_values import name_words
from itemcenter.ontology.discover.told_features import ToldFeatures

_CELLS = [
    [
        ("dial shape", shape),
        ("strap color", colour),
        ("material", stuff),
        ("case material", "gold"),
        ("water resistant", "yes"),
        ("sleeve", "full sleeve"),
        ("number of contents", "pack of 1"),
        ("fabric", "100 cotton"),
        ("width", "4 cm"),
        ("height", "5 cm"),
    ]
    for shape, colour, stuff in (("round", "black", "metal"), ("oval", "blue", "steel"), ("square", "red", "plastic"))
    for _ in range(2)
]
_BOOK = ToldFeatures.of(("watches", cells, "") for cells in _CELLS)


def _read(text: str, skipped: tuple[tuple[int, int], ...] = (), group: str = "watches") -> list[tuple[str, str]]:
    return [(found.key, text[found.start : found.end]) for found in _BOOK.read(text, group, skipped)]


def test_a_value_and_what_it_is_a_property_of() -> None:
    text = "A watch. Round Dial, Blue Strap, Metal Case, Water Resistant - a gift."
    assert _read(text)[:3] == [("dial shape", "Round"), ("strap color", "Blue"), ("case material", "Metal")]
    assert _read("Oval Dial, Water Resistant, nice.")[1] == ("water resistant", "Water Resistant")
    assert _read("The round dial shows the hour") == _read("Green Dial, Round Table, x") == []


def test_values_that_say_of_which_key_they_are() -> None:
    assert _read("childrens’ full sleeve sweaters in pack of 3") == [
        ("sleeve", "full sleeve"),
        ("number of contents", "pack of 3"),
    ]
    assert _read("made of 100% cotton") == [("fabric", "100% cotton")]
    assert _read("it is 9 cm") == [], "two keys have such values"


def test_what_is_denied_skipped_or_of_another_group_is_not_told() -> None:
    assert _read("without full sleeve") == _read("full sleeve", group="mugs") == []
    assert _read("with full sleeve", ((5, 16),)) == []


_WORDS = st.sampled_from(
    ("Round", "dial", ",", "full", "sleeve", "no", "pack of", "3", "100% cotton", "95%", ".", "Water Resistant")
)


@given(st.lists(_WORDS))
def test_features_do_not_overlap(words: list[str]) -> None:
    text = " ".join(words)
    found = list(_BOOK.read(text, "watches", [(0, 4)]))
    ends = [4, *(one.end for one in found)]
    assert all(one.start >= end and one.start < one.end <= len(text) for one, end in zip(found, ends, strict=False))


def test_parts_of_a_list_and_sorts_that_nobody_has_met() -> None:
    cells = [("strap color", "black"), ("color", "off white"), ("clasp type", "buckle")]
    book = ToldFeatures.of(("watches", cells, "") for _ in range(2))
    for text, told in (
        ("Black and Off-White Strap, x", [("strap color", "Black and Off-White")]),
        ("Black and Plum Strap, x", []),
        ("Butterfly Clasp, x", [("clasp type", "Butterfly Clasp")]),
        ("A Very Odd Clasp, x", []),
    ):
        assert [(one.key, text[one.start : one.end]) for one in book.read(text, "watches", ())] == told


def test_measures_within_names_also_of_a_group_that_hardly_has_them() -> None:
    rows = [("tops", [("contents", "pack of 1")]), ("mugs", [("color", "red")]), ("tops", [("package", "1 mug")])]
    book = ToldFeatures.of((*row, "") for row in rows * 5)
    for text, told in (("Acme Mug Pack of 3", ["Pack of 3"]), ("Acme 3 Mug", []), ("Acme Mug", [])):
        found = book.measures(name_words(text), "mugs")
        assert [text[one.start : one.end] for one in found] == told
    assert not list(book.measures(name_words("Pack of 3"), "lamps"))


def test_keys_that_are_answered_with_yes_may_be_named_together() -> None:
    cells = [("microwave safe", "yes"), ("dishwasher safe", "yes"), ("oven safe", "glass")]
    book = ToldFeatures.of(("mugs", cells, "") for _ in range(3))

    def read(text: str) -> list[tuple[str, str]]:
        return [(found.key, text[found.start : found.end]) for found in book.read(text, "mugs", ())]

    both = [("dishwasher safe", "Dishwasher"), ("microwave safe", "microwave safe")]
    assert read("A gift!Dishwasher and microwave safe. Made for you") == both
    assert read("Dishwasher and oven safe.") == read("Not dishwasher and microwave safe.") == []


def test_a_measure_in_a_name_is_what_names_mostly_state() -> None:
    cells = [("height", "4-5 cm"), ("height", "4 cm"), ("width", "3 cm"), ("grade", "7")]
    book = ToldFeatures.of(("idols", cells, name) for name in ["brass idol 4-5 cm grade 7"] * 7 + ["idol 3 cm"] * 2)

    def read(name: str, group: str = "idols") -> list[tuple[str, str]]:
        return [(found.key, name[found.start : found.end]) for found in book.measures(name_words(name), group)]

    assert [key for key, _ in read("Steel Idol 12 cm") + read("Steel Idol 12.75 cm")] == ["height", "height"]
    assert read("Steel Idol 12.75 cm")[0][1] == "12.75 cm"
    assert read("Steel Idol 9") == read("Idol 9 kg") == read("Idol 9 cm", "mugs") == []
    even = ToldFeatures.of(("idols", cells, name) for name in ["idol 4-5 cm"] * 5 + ["idol 3 cm"] * 5)
    assert list(even.measures(name_words("Idol 9 cm"), "idols")) == [], "height or width"
