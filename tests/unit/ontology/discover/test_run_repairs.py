"""Runs set right: brands that end with the maker, names of keys that begin in the value before."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.discover import KeyBook, runs_of
from itemcenter.ontology.discover.run_repairs import repaired

_KEYS = (("Brand", "Acme"), ("Type", "Broom"), ("Features", "Soft"), ("Shape", "Round"), ("Color", "Red"))
_BOOK = KeyBook.of(
    [(" ".join(f"{key} {value}" for key, value in _KEYS), list(_KEYS))] * 3 + [("", [("Dial Shape", "Round")])]
)


def _found(text: str, maker: str = "") -> list[tuple[str, str]]:
    runs = repaired(text, runs_of(text, _BOOK), _BOOK, {"brand"}, maker)
    return [(run.key, text[run.start : run.end]) for run in runs]


def test_a_brand_ends_with_the_maker_and_what_is_left_begins_the_next_name() -> None:
    text = "Brand Acme Cleaning Type Wet Color Red"
    assert _found(text) == [("brand", "Acme Cleaning"), ("type", "Wet"), ("color", "Red")]
    assert _found(text, "acme") == [("brand", "Acme"), ("cleaning type", "Wet"), ("color", "Red")]
    assert _found(text, "bolt") == _found(text)
    assert _found("Brand Acme designs & co Color Red", "acme") == [("brand", "Acme"), ("color", "Red")]


def test_a_name_begins_in_the_value_before_where_cells_have_such_a_key() -> None:
    assert _found("Features Dial Shape Round Color Red") == [("dial shape", "Round"), ("color", "Red")]
    assert _found("Features Soft Dial Shape Round Color Red")[:2] == [("features", "Soft"), ("dial shape", "Round")]
    assert _found("Features Soft Leg Shape Round Color Red")[:2] == [("features", "Soft Leg"), ("shape", "Round")]


@given(
    st.lists(
        st.sampled_from(
            ["Brand", "Type", "Features", "Shape", "Color", "Acme", "Dial", "Red", "Round", "Cleaning", "x"]
        ),
        max_size=12,
    ),
    st.sampled_from(["", "acme", "acme red"]),
)
def test_runs_stay_in_order_and_apart(words: list[str], maker: str) -> None:
    text = " ".join(words)
    runs = repaired(text, runs_of(text, _BOOK), _BOOK, {"brand"}, maker)
    assert all(run.key and run.name_start <= run.name_end <= run.end and run.start <= run.end for run in runs)
    assert all(one.end <= other.name_start for one, other in pairwise(runs))


def test_measures_end_with_their_unit_and_headings_have_no_answers() -> None:
    keys = (("Length", "9 cm"), ("Type", "Lamp"), ("Color", "Red"))
    rows = [
        (f"Length 9 cm {heading} Features Type Lamp Color Red", list(keys))
        for heading in ("Body", "Design", "Special", "General")
        for _ in range(3)
    ]
    book = KeyBook.of([*rows, *[("Extra Features Soft Color Red", [("Extra Features", "Soft"), ("Color", "Red")])] * 2])

    def found(text: str) -> list[tuple[str, str]]:
        return [(run.key, text[run.start : run.end]) for run in repaired(text, runs_of(text, book), book, (), "")]

    assert found("Type Lamp Length 12 cm Bulbs Inside Color Red")[1] == ("length", "12 cm")
    assert found("Type Lamp Length 12 cm long Color Red")[1] == ("length", "12 cm long")
    assert found("Type Lamp Extra Features Rust Proof Yes Color Red")[1] == ("rust proof", "Yes")
    assert found("Type Lamp Extra Features Rust Proof Color Red")[1] == ("extra features", "Rust Proof")


def test_a_name_that_ends_a_value_of_its_own_key_is_none() -> None:
    keys = (("Neck", "Round Neck"), ("Fit", "Slim"))
    book = KeyBook.of([("Neck Round Neck Fit Slim", list(keys))] * 3)
    text = "A Round Neck Shirt Fit Slim"
    assert {run.key for run in repaired(text, runs_of(text, book), book, (), "")} == {"fit"}


def test_a_value_is_as_long_as_it_is_known_and_a_name_within_a_known_one_is_none() -> None:
    rows = [
        (f"Pattern {pattern} Model {model} Color Red", [("Pattern", pattern), ("Model", model), ("Color", "Red")])
        for pattern in ("Self", "Self Design")
        for model in ("Charger for Vaio Series V-1", "Charger for Vaio Series V-2")
    ]
    extra = [("Series Pro Design Fine Color Red", [("Series", "Pro"), ("Design", "Fine"), ("Color", "Red")])] * 2
    book = KeyBook.of(rows * 2 + extra)

    def found(text: str) -> list[tuple[str, str]]:
        return [(run.key, text[run.start : run.end]) for run in repaired(text, runs_of(text, book), book, (), "")]

    assert found("Pattern Self Design Quilted Padding Yes, Wood Inside Color Red")[0] == ("pattern", "Self Design")
    model = "Plug for Vaio Series Pro"
    assert found(f"Pattern Self Model {model} Color Red")[1] == ("model", model)
    assert ("series", "Pro") in found("Pattern Self Model Plug for Nokia Series Pro Color Red")


def test_measures_end_before_brackets_and_what_is_said_twice() -> None:
    keys = (("Weight", "9 g"), ("Color", "Red"))
    book = KeyBook.of([("Weight 9 g Color Red", list(keys))] * 3)

    def weight(value: str) -> str:
        text = f"Color Red Weight {value} Color Red"
        runs = repaired(text, runs_of(text, book), book, (), "")
        return next(text[run.start : run.end] for run in runs if run.key == "weight")

    assert weight("230 g (per single Shoe)") == weight("230 g g") == weight("230 g, Set of 2") == "230 g"
    assert weight("230 g (8 oz)") == "230 g (8 oz)", "another measure is no remark"


def test_answers_behind_a_known_value_are_those_of_names() -> None:
    keys = (("Material", "Clay"), ("Color", "Red"), ("Fit", "Slim"))
    book = KeyBook.of([("Material Clay Color Red Fit Slim", list(keys))] * 3)

    def found(text: str) -> list[tuple[str, str]]:
        return [(run.key, text[run.start : run.end]) for run in repaired(text, runs_of(text, book), book, (), "")]

    text = "Color Red Material Clay Lid Included No Washable Yes Fit Slim"
    told = [("material", "Clay"), ("lid included", "No"), ("washable", "Yes")]
    assert found(text) == [("color", "Red"), *told, ("fit", "Slim")]
    for prose in ("Clay but it is washable yes", "Clay Design No : 12"):
        text = f"Color Red Material {prose} Fit Slim"
        assert [key for key, _ in found(text)] == ["color", "material", "fit"]
    assert [key for key, _ in found("Color Red Material Loam Washable Yes Fit Slim")] == ["color", "fit"]


def test_a_value_of_another_key_that_ends_with_a_name_is_no_pair() -> None:
    keys = (("Design", "Plain"), ("Pattern", "Self Design"), ("Fit", "Slim"))
    book = KeyBook.of([("Design Plain Pattern Self Design Fit Slim", list(keys))] * 3)
    text = "Acme Sleeveless Self Design Plain, Fit Slim"
    assert {run.key for run in repaired(text, runs_of(text, book), book, (), "")} == {"fit"}
