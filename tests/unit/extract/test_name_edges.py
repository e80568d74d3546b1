"""Where a catalog's texts put names: learned from titles that stand in texts, found in texts without a title."""

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.extract.name_edges import NameEdges

_TITLES = [f"{brand} {kind}" for brand in ("Acme", "Bolt & Sons", "Cura") for kind in ("Blue Shirt", "Set of 2 Mugs")]
_ITEMS = [(title, f"{title} - Buy {title} only for Rs.{n}99. Free shipping of all orders.") for n, title in
          enumerate(_TITLES)]  # fmt: skip
_EDGES = NameEdges.of(_ITEMS)


def _read(text: str) -> list[str]:
    return [text[words[0].start : words[-1].end] for words in _EDGES.passages(text)]


def test_names_of_items_that_nobody_has_met_are_found_with_what_stands_beside_them() -> None:
    assert _read("Dora Red Kettle - Buy Dora Red Kettle - DK-12 only for Rs.499. Free") == [
        "Dora Red Kettle", "Dora Red Kettle - DK-12"]  # fmt: skip


def test_words_that_stand_within_names_are_no_edges() -> None:
    assert "of" not in _EDGES.opens | _EDGES.closes
    assert _read("Dora Set of 5 Cups - Buy Dora Set of 5 Cups only for Rs.1")[0] == "Dora Set of 5 Cups"


def test_a_sentence_without_edges_is_no_name() -> None:
    assert _read("Made of steel. It is good. Wash it.") == []
    assert NameEdges.of([]).passages("Acme shirt - Buy it") == []


def test_a_name_may_end_where_a_run_of_keys_begins() -> None:
    text = "Dora Red Kettle Volume 2 l"
    cut = [(text.index("Volume"), len(text))]
    assert [text[w[0].start : w[-1].end] for w in _EDGES.passages(text, cut)] == ["Dora Red Kettle"]


@given(st.lists(st.sampled_from(["Buy", "only", "for", "Rs.", "9", "-", "Acme", "\n", ". ", "é", ",B"]), max_size=30))
def test_passages_are_words_of_the_text_in_order(words: list[str]) -> None:
    text = " ".join(words)
    last = 0
    for passage in _EDGES.passages(text):
        assert passage
        for word in passage:
            assert last <= word.start < word.end <= len(text)
            last = word.end


def test_a_name_may_have_a_comma_where_it_ends_soon() -> None:
    assert "Dora Sport,Hamilton Set" in _read("Buy Dora Sport,Hamilton Set only for Rs.499")
    assert _read("Buy Dora Sport,Hamilton is a set of many things that you may like, only for Rs.499") == []


def test_features_stand_between_a_name_and_the_same_name() -> None:
    assert _read("Buy Dora Red Kettle Glossy,Dora Red Kettle is here")[0] == "Dora Red Kettle Glossy"
    edges, text = NameEdges(["see"], ["for"]), "See Dora Red Kettle Glossy,See it"
    assert [word.folded for word in edges.passages(text)[0]] == ["dora", "red", "kettle", "glossy"], "a name opens"
    assert _read("Buy Dora Red Kettle Glossy,Elif sells it") == []
