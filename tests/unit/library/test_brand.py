"""Brands: given ones under the ontology's name, and those read in titles, or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import StoreError
from itemcenter.library.brand import BrandRecognizer
from itemcenter.library.brand_lexicon import BrandCounts
from itemcenter.library.brand_value import BrandValues, brand_key
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    BrandId,
    BrandMatch,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    OntologyRelease,
    TextSpan,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

BRANDS = (
    Brand(BrandId("hp"), "HP", ("Hewlett-Packard", "Hewlett Packard")),
    Brand(BrandId("orchard"), "Orchard"),
    Brand(BrandId("orchardgold"), "Orchard Gold"),
    Brand(BrandId("black"), "Black"),
)
RELEASE = OntologyRelease((Category(CategoryId("food"), "Orchard fruit"),), (), (), brands=BRANDS)


def item(title: str, brand: str = "", description: str = "", number: int = 0) -> Item:
    return Item(ItemId(f"i{number}"), title, description, brand)


def counts_of(*rows: tuple[str, str]) -> BrandCounts:
    counts = BrandCounts()
    counts.add(item(title, brand, number=place) for place, (title, brand) in enumerate(rows))
    return counts


def found(title: str, *rows: tuple[str, str], least: float = 0.5, **more: Any) -> tuple[str, BrandId | None] | None:
    recognizer = BrandRecognizer.learned(RELEASE, counts_of(*rows), least)
    match = recognizer.recognize([item(title, **more)])[0]
    return None if match is None else (match.name, match.brand_id)


def test_a_given_brand_gets_the_ontology_s_name_and_id() -> None:
    recognizer = BrandRecognizer.learned(RELEASE, BrandCounts())
    given_ = recognizer.recognize([item("Orchard lamp", brand="Hewlett  packard")])[0]
    assert given_ == BrandMatch("HP", 1.0, "given", BrandId("hp"), (TextSpan("brand", 0, 16, "Hewlett  packard"),))
    unknown = recognizer.recognize([item("Orchard lamp", brand=" Zeta ")])[0]
    assert unknown is not None
    assert (unknown.name, unknown.brand_id, unknown.confidence) == ("Zeta", None, 1.0)


def test_a_name_at_the_title_s_beginning_is_the_brand() -> None:
    assert found("Hewlett-Packard toner 12A") == ("HP", "hp")
    recognizer = BrandRecognizer.learned(RELEASE, BrandCounts())
    match = recognizer.recognize([item("  HP toner")])[0]
    assert match is not None
    assert match.method == "text"
    assert match.evidence == (TextSpan("title", 2, 4, "HP"),)


def test_what_stands_behind_for_is_not_the_brand() -> None:
    assert found("Toner for HP printers") is None
    assert found("Toner for printers, HP") == ("HP", "hp")
    assert found("Toner compatible with HP") is None


def test_an_ordinary_word_needs_more_to_be_believed() -> None:
    assert found("HP toner") is not None
    assert found("Orchard lamp") is None  # "orchard" is a word of a category
    assert found("Toner black") is None
    assert found("toner hp") is None  # later, and in lower case


def test_the_longest_of_overlapping_names_counts() -> None:
    assert found("Hewlett Packard Orchard Gold", least=0.3) == ("HP", "hp")
    assert found("Orchard Gold lamp") == ("Orchard Gold", "orchardgold")


TITLES = [(f"Orchard crate {place}", "Orchard") for place in range(30)]
WORDS = [(f"Basket orchard black {place}", "Zeta") for place in range(30)]


def test_a_catalog_teaches_which_names_are_brands() -> None:
    assert found("Orchard lamp", *TITLES) == ("Orchard", "orchard")
    assert found("Lamp orchard", *WORDS) is None
    assert found("Black orchard", *WORDS) is None
    assert found("Zeta lamp", ("Zeta crate", "Zeta"), ("Zeta crate 2", "Zeta")) == ("Zeta", None)
    assert found("Quux lamp", *TITLES) is None


def test_a_name_that_is_often_not_the_brand_is_not_believed_there() -> None:
    rows = [(f"HP ink {place}", "Zeta") for place in range(30)]
    assert found("HP toner", *rows) is None
    assert found("Toner, HP", *rows) == ("HP", "hp")  # counted apart by place


def confidence(title: str, *rows: tuple[str, str]) -> float:
    match = BrandRecognizer.learned(RELEASE, counts_of(*rows), 0.0).recognize([item(title)])[0]
    assert match is not None
    return match.confidence


def test_circumstances_are_learned_over_all_names() -> None:
    """HP itself never stands in these titles: what other names do at that place is all there is."""
    right = [(f"Crate {name} {number}", name) for number in "ab" for name in ("Zeta", "Yota", "Xeno", "Wiko", "Vega")]
    wrong = [(f"Crate {name} {number}", "Zulu") for number in "ab" for name in ("Zeta", "Yota", "Xeno", "Wiko", "Vega")]
    named = [(f"{number} thing", name) for number in "ab" for name in ("Zeta", "Yota", "Xeno", "Wiko", "Vega")]
    assert confidence("Toner HP", *right) > confidence("Toner HP") > confidence("Toner HP", *named, *wrong)


def test_a_name_that_stands_twice_counts_where_it_says_more() -> None:
    assert found("Toner for HP, HP") == ("HP", "hp")
    assert confidence("Toner for HP, HP") == confidence("Toner, HP")
    assert confidence("HP toner, HP") == confidence("HP toner")


def test_names_behind_a_longer_one_are_read() -> None:
    assert found("Toner for Orchard Gold, HP") == ("HP", "hp")
    assert found("HP toner for Orchard Gold") == ("HP", "hp")


def test_two_names_share_what_is_possible() -> None:
    alone = BrandRecognizer.learned(RELEASE, BrandCounts(), 0.0).recognize([item("HP toner")])[0]
    both = BrandRecognizer.learned(RELEASE, BrandCounts(), 0.0).recognize([item("HP toner, Orchard Gold")])[0]
    assert alone is not None
    assert both is not None
    assert (alone.name, both.name) == ("HP", "HP")
    assert both.confidence < alone.confidence


def test_a_description_is_read_where_the_title_says_nothing() -> None:
    recognizer = BrandRecognizer.learned(RELEASE, BrandCounts(), 0.2)
    match = recognizer.recognize([item("Toner 12A", description="From HP, for laser printers.")])[0]
    assert match is not None
    assert match.evidence == (TextSpan("description", 5, 7, "HP"),)
    assert recognizer.recognize([item("Toner 12A", description="x " * 200 + "HP")])[0] is None
    titled = recognizer.recognize([item("Orchard Gold toner", description="From HP")])[0]
    assert titled is not None
    assert titled.name == "Orchard Gold"


def test_spellings_of_the_column_belong_to_one_brand() -> None:
    counts = counts_of(
        ("a", "hewlett-packard"),
        ("b", "ZETA"),
        ("c", "Zeta"),
        ("d", "Zeta"),
        ("e", "one two three four five six seven"),
    )
    entries = {entry.name: entry for entry in counts.entries(RELEASE)}
    assert set(entries) == {"HP", "Orchard", "Orchard Gold", "Black", "Zeta"}
    assert entries["HP"].spellings == ("HP", "Hewlett-Packard", "Hewlett Packard", "hewlett-packard")
    assert entries["HP"].items == 1
    assert (entries["Zeta"].spellings, entries["Zeta"].items) == (("Zeta", "ZETA"), 3)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(("HP", "Zeta", "for", "lamp", "Gold")), max_size=4).map(" ".join),
            st.sampled_from(("HP", "Zeta", "")),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)
def test_what_is_learned_does_not_depend_on_order(rows: list[tuple[str, str]], chance: Any) -> None:
    one = BrandRecognizer.learned(RELEASE, counts_of(*rows)).knowledge
    chance.shuffle(rows)
    assert BrandRecognizer.learned(RELEASE, counts_of(*rows)).knowledge == one
    for first, all_first, later, all_later in one.by_name:
        assert 0 <= first <= all_first
        assert 0 <= later <= all_later


@pytest.mark.parametrize("turned", [False, True])
def test_counts_come_back_from_their_bytes(turned: bool) -> None:
    rows = [*TITLES, *WORDS, ("HP toner \ud800", "H\ud800P")]
    counts = counts_of(*(rows[::-1] if turned else rows))
    kept = counts.to_bytes()
    assert kept == counts_of(*rows).to_bytes()
    loaded = BrandCounts.from_bytes(kept, "brands.json")
    assert not loaded.empty and loaded.to_bytes() == kept
    knowledge = BrandRecognizer.learned(RELEASE, counts).knowledge
    assert BrandRecognizer.learned(RELEASE, loaded).knowledge == knowledge


def test_counts_meet_the_ontology_of_the_day() -> None:
    """A brand that is added takes over what the column says of its names; one taken out is the column's again."""
    counts = BrandCounts.from_bytes(counts_of(*[(f"Zeta {n} lamp", "Zeta") for n in range(9)]).to_bytes(), "")
    more = OntologyRelease(RELEASE.categories, (), (), brands=(*BRANDS, Brand(BrandId("zeta"), "Zeta Ltd", ("zeta",))))
    for release, name in ((RELEASE, "Zeta"), (more, "Zeta Ltd")):
        match = BrandRecognizer.learned(release, counts).recognize([item("Zeta 99 lamp")])[0]
        assert match is not None and match.name == name


def test_damaged_counts_are_told() -> None:
    assert BrandCounts().empty and BrandCounts.from_bytes(BrandCounts().to_bytes(), "").empty
    for damaged in (b"", b"[]", b"{}", b'{"format": 1, "spellings": 3, "titles": []}', b'{"format": 9}'):
        with pytest.raises(StoreError, match="no brand counts"):
            BrandCounts.from_bytes(damaged, "brands.json")


MATCH = BrandMatch("HP", 0.9, "text", BrandId("hp"), (TextSpan("title", 0, 2, "HP"),))
LIST = ValueList(ValueListId("makers"), (AttributeValue(ValueId("v1"), "Hewlett-Packard Inc", ("hewlett packard",)),))


def maker(**more: Any) -> AttributeKey:
    more.setdefault("type", ValueType.CATEGORICAL)
    more.setdefault("open", True)
    return AttributeKey(KeyId("k"), "Manufacturer", **more)


def test_the_brand_key_is_found_by_its_name() -> None:
    colour = AttributeKey(KeyId("c"), "Colour", ValueType.TEXT)
    assert brand_key([colour, maker()]) == maker()
    assert brand_key([colour, maker(type=ValueType.BOOLEAN, open=False)]) is None


def test_a_brand_becomes_a_listed_value_or_its_name() -> None:
    values = BrandValues(OntologyRelease((), (), (LIST,), brands=BRANDS))
    listed = values.candidate(MATCH, maker(value_list_id=LIST.id, open=False))
    assert listed is not None
    assert (listed.value.text, listed.value.value_id, listed.score) == ("Hewlett-Packard Inc", "v1", 0.9)
    assert listed.evidence == MATCH.evidence
    free = values.candidate(MATCH, maker())
    assert free is not None
    assert (free.value.text, free.value.value_id) == ("HP", None)
    other = BrandMatch("Zeta", 0.9, "text")
    assert values.candidate(other, maker(value_list_id=LIST.id, open=False)) is None
    kept = values.candidate(other, maker(value_list_id=LIST.id))
    assert kept is not None
    assert kept.value.text == "Zeta"
