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
