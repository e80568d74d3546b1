"""Titles into skeletons and variant words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.items.groups.title import TitleReader
from itemcenter.items.groups.variant_words import variant_dimension, variant_phrase

READER = TitleReader()


def variants(title: str) -> set[tuple[str, str]]:
    return set(READER.read(title).variants)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Acme X200 vacuum - Black, 64 GB", {("colour", "black"), ("capacity", "64 GB")}),
        ("disk 4.0TB", {("capacity", "4000 GB")}),
        ("beans 0,5 kg", {("weight", "500 g")}),
        ("drink 6x330ml", {("pack", "6"), ("volume", "330 ml")}),
        ("drink 6 x 330 ml", {("pack", "6"), ("volume", "330 ml")}),
        ("cable 10 ft", {("length", "304.8 cm")}),
        ('tablet 10.1"', {("dimension", "25.654 cm")}),
        ("shirt (XL) rot/weiß", {("size", "XL"), ("colour", "red"), ("colour", "white")}),
        ("shirt, M", {("size", "M")}),
        ("Sandale Größe 42 grün", {("size", "42"), ("colour", "green")}),
        ("sandal - pink, 46 EU", {("size", "46 EU"), ("colour", "pink")}),
        ("socks pack of 3", {("pack", "3")}),
        ("socks 6-pack", {("pack", "6")}),
        ("socks twin pack", {("pack", "2")}),
        ("jeu Deluxe Edition noir", {("edition", "deluxe"), ("colour", "black")}),
        ("商务本 炭灰色", {("colour", "anthracite")}),
        # what looks like a variant and is none
        ("modem 4G 10M", set()),
        ("3-in-1 charger, 3 in 1 cable", set()),
        ("screen 1920 x 1080", set()),
        ("lens 24-105mm f/4L 50 mm", set()),
        ("lamp 40 W, 2.4 GHz, 12V", set()),
        ("5-piece pan set, 7 piece set", set()),
        ("espresso coffee beans medium roast", set()),
        ("cable M/F", set()),
        ("phone mini plus pro", set()),
        ("HP 301 ink", set()),
    ],
)
def test_variant_words(title: str, found: set[tuple[str, str]]) -> None:
    assert variants(title) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Galaxy S20 128GB", "Galaxy S21 128GB"),
        ("HP 301 ink", "HP 302 ink"),
        ("HP 301 ink", "HP 301XL ink"),
        ("Galaxy S20", "case for Galaxy S20"),
        ("HDMI to DVI cable", "DVI to HDMI cable"),
        ("5-piece pan set", "7-piece pan set"),
        ("40 W bulb", "60 W bulb"),
        ("tape 6 mm", "tape 9 mm"),
        ("phone", "phone mini"),
    ],
)
def test_what_keeps_skeletons_apart(one: str, other: str) -> None:
    assert READER.read(one).skeleton() != READER.read(other).skeleton()


def test_skeletons_agree_whatever_the_order_the_brand_column_and_the_variants() -> None:
    one = READER.read("Acme vacuum X200 - black, 64 GB", "Acme")
    assert (
        one.skeleton() == READER.read("X200 vacuum, 128GB (Rose Gold)", "ACME").skeleton() == ("acme", "vacuum", "x200")
    )


def test_the_tail_is_what_stands_behind_the_last_break_else_the_last_word() -> None:
    broken, plain = READER.read("Commuter Case for S7 - Bahama Way"), READER.read("commuter case glacier")
    assert (broken.tail, broken.behind, broken.skeleton(without_tail=True)[-1]) == (2, True, "s7")
    assert (plain.tail, plain.behind) == (1, False)
    assert READER.read("Galaxy S20").tail == 0, "a model code is no variant"
    assert READER.read("Galaxy - mini").tail == 0, "nor is a word that many models have"


def test_written_keeps_the_words_of_the_title() -> None:
    parts = READER.read("Acme 10 ft cable Marron")
    assert parts.written == {("length", "304.8 cm"): "10 ft", ("colour", "brown"): "Marron"}


def test_values_of_an_ontology_are_variant_words_where_they_stand_alone() -> None:
    reader = TitleReader({("hazelnut",): ("flavour", "hazelnut"), ("frost", "bite"): ("colour", "frostbite")})
    assert reader.read("Acme syrup - hazelnut").variants == (("flavour", "hazelnut"),)
    assert reader.read("Acme cup frost bite").variants == (("colour", "frostbite"),)
    assert reader.read("Acme hazelnut spread big jar").variants == ()


def test_which_keys_and_values_of_an_ontology_count() -> None:
    assert variant_dimension("Product colour") == "colour"
    assert variant_dimension("Flavour") == "flavour"
    assert variant_dimension("Material") == ""
    assert variant_phrase("Deep Fjord") == ("deep", "fjord")
    assert variant_phrase("Plus") == variant_phrase("15 cm") == variant_phrase("made of one two three") == ()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.text(max_size=20))
def test_any_text_can_be_read(title: str, brand: str) -> None:
    parts = READER.read(title, brand)
    assert 0 <= parts.tail < max(1, len(parts.words))
    assert set(parts.written) == set(parts.variants)
    assert READER.read(title, brand) == parts, "what was met before makes no difference"
    assert TitleReader().read(title, brand) == parts
