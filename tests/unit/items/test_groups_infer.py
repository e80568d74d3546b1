"""Groups out of listings: what joins, what must not, ids, order, memory."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.groups import agreement
from benchmarks.made_groups import STYLES, Style, made_catalog
from itemcenter.items.groups import Inferred, Listing, infer_groups
from itemcenter.items.groups.brands import compatible
from itemcenter.items.groups.codes import codes_of, item_stem
from itemcenter.items.groups.gather import Gatherer
from itemcenter.items.groups.listing import ListingFile
from itemcenter.items.groups.naming import named, new_id
from itemcenter.items.groups.title import TitleReader
from itemcenter.items.groups.variant_words import COLOUR
from itemcenter.schema import Item, ItemId, Spec, SpuId


def listing(number: str, title: str, brand: str = "Acme", description: str = "", **codes: str) -> Listing:
    item = Item(ItemId(number), title, description, brand)
    found = Listing.of(item)
    return found._replace(codes={name.replace("_", " "): code for name, code in codes.items()}) if codes else found


@pytest.fixture
def found(tmp_path: Path):  # type: ignore[no-untyped-def]
    def infer(listings: Iterable[Listing], **options: object) -> list[tuple[str, ...]]:
        return [group.item_ids for group in infer_groups(listings, tmp_path / "work", **options).groups]  # type: ignore[arg-type]

    return infer


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_made_catalogs_are_taken_apart_as_they_were_made(style: Style, tmp_path: Path) -> None:
    made = made_catalog(style, 11, products=150)
    groups = infer_groups([Listing.of(entry.item) for entry in made], tmp_path / "work").groups
    figures = agreement(groups, {entry.item.id: str(entry.product) for entry in made})
    assert figures["pairwise_precision"] >= 0.99 and figures["pairwise_recall"] >= 0.95, figures


@pytest.mark.parametrize(
    "titles",
    [
        ("Galaxy phone S20 - Black", "Galaxy phone S21 - White"),
        ("ink cartridge 301 Black", "ink cartridge 302 Red"),
        ("Robo vacuum X200 - Black", "bags for Robo vacuum X200 - White"),
        ("pan set of steel, 5-piece - Black", "pan set of steel, 7-piece - Red"),
        ("women heels", "women heels"),
        ("vase - 16 cm", "vase - 20 cm"),
        ("laptop battery for X1 4400mAh", "laptop battery for X1 4500mAh"),
        ("solid shirt - Black", "solid shirt"),
    ],
)
def test_what_must_not_merge(titles: tuple[str, str], found) -> None:  # type: ignore[no-untyped-def]
    filler = [listing(f"f{place}", f"{word} thing of the shelf", "Bolt") for place, word in enumerate(_words(titles))]
    assert found([*(listing(f"i{place}", title) for place, title in enumerate(titles)), *filler]) == []


def _words(titles: Iterable[str]) -> list[str]:
    """Every word of the titles twice: none of them then names a product by being rare."""
    return [word for title in titles for word in title.split()] * 2


def test_variants_of_one_title_join_and_tell_why(tmp_path: Path) -> None:
    rows = [
        listing("a", "Robo vacuum - Black, 64 GB"),
        listing("b", "Robo vacuum - White, 64 GB"),
        listing("c", "Robo vacuum - White, 128 GB"),
    ]
    groups = infer_groups(rows, tmp_path / "work").groups
    assert [group.item_ids for group in groups] == [("a", "b", "c")]
    assert groups[0].id == "spu-a"
    assert groups[0].reason == "same brand Acme, titles differ in: 64/128 GB (capacity), Black/White (colour)"


def test_other_brands_and_other_descriptions_of_one_variant_stay_apart(found) -> None:  # type: ignore[no-untyped-def]
    text = "A long description of one vacuum that says much about how it cleans the floor of the house."
    assert found([listing("a", "vacuum X200 black"), listing("b", "vacuum X200 white", "Bolt")]) == []
    twins = [listing("a", "vacuum X200 black", description=text), listing("b", "vacuum X200 black", description=text)]
    assert found(twins) == [("a", "b")]
    assert found([twins[0], twins[1]._replace(text="other")]) == []


def test_model_numbers_keep_apart_unless_they_begin_alike(found) -> None:  # type: ignore[no-untyped-def]
    black, white = listing("a", "Robo vacuum - Black"), listing("b", "Robo vacuum - White")

    def with_models(one: str, other: str) -> list[tuple[str, ...]]:
        pair = (black._replace(codes={"model number": one}), white._replace(codes={"model number": other}))
        return found(pair)  # type: ignore[no-any-return]

    assert with_models("RBX200BLK", "RBX200WHT") == [("a", "b")]
    assert with_models("RBX200", "KLM777") == []


def test_words_that_stand_where_colours_stand_are_learned(tmp_path: Path) -> None:
    rows = []
    for place, model in enumerate(("Commuter", "Defender", "Symmetry")):
        rows += [listing(f"{place}{end}", f"{model} Case for S7 - {end}") for end in ("Black", "Blue", "Glacier")]
    rows += [listing("x1", "Other Case for S9 - Glacier"), listing("x2", "Other Case for S9 - Navy")]
    rows += [listing(f"y{end}", f"Travel kit - {end}") for end in ("charger", "cable", "adapter")]
    found = infer_groups(rows, tmp_path / "work")
    assert found.learned == 1
    assert ("x1", "x2") in [group.item_ids for group in found.groups]
    assert not any("ycable" in group.item_ids for group in found.groups)
    assert f"Black/Blue/glacier ({COLOUR})" in found.groups[0].reason


def test_item_numbers_join_only_where_the_catalog_shows_that_their_stems_are_products(tmp_path: Path) -> None:
    def catalog(number) -> list[Listing]:  # type: ignore[no-untyped-def]
        nouns = ["lamp", "stool", "kettle", "broom", "shelf", "mirror"]
        nouns += [f"{noun}board" for noun in nouns]
        return [
            Listing.of(Item(ItemId(number(place, copy)), f"{words} {noun} word{copy} for the house", brand="Acme"))
            for place, noun in enumerate(nouns)
            for copy, words in enumerate(("Onda", "the Onda classic", "our Onda"))
        ]

    products = infer_groups(catalog(lambda place, copy: f"P{place:03d}-{copy}"), tmp_path / "work")
    assert products.families == ("item number",) and len(products.groups) == 12
    departments = infer_groups(catalog(lambda place, copy: f"D{copy}-{place}"), tmp_path / "work")
    assert departments.families == () and departments.groups == ()


def test_a_dividing_stem_keeps_equal_titles_apart(tmp_path: Path) -> None:
    made = made_catalog(next(style for style in STYLES if style.numbers == "stems"), 3, products=60)
    listings = [Listing.of(entry.item) for entry in made]
    twins = [listing("Z100-01", "Acme Zeta X900 lamp - Black"), listing("Z200-01", "Acme Zeta X900 lamp - White")]
    found = infer_groups([*listings, *twins], tmp_path / "work")
    assert "item number" in found.families
    assert not any("Z100-01" in group.item_ids for group in found.groups)


def test_one_picture_of_an_accessory_for_many_things_joins_none_of_them(tmp_path: Path) -> None:
    rows = []
    for place, noun in enumerate(("lamp", "stool", "kettle", "broom", "shelf", "mirror")):
        for half in ("small", "tall"):
            picture = f"https://img.example/{noun}{half}.jpg"
            rows += [listing(f"{place}{half}{n}", f"Onda {noun} {half} type", picture=picture) for n in "ab"]
    rows += [
        listing(f"x{phone}", f"Furst USB adapter for {phone}", picture="https://img/usb.jpg") for phone in ("A7", "B9")
    ]
    found = infer_groups(rows, tmp_path / "work")
    assert found.families == ("picture",) and len(found.groups) == 12
    assert not any("xA7" in group.item_ids for group in found.groups)


def test_codes_of_an_item() -> None:
    item = Item(
        ItemId("LAP-130-01"),
        "laptop",
        specs=(Spec("Part number", "pik-7015 d"), Spec("Colour", "red")),
        images=("https://img.example/lap-130/one.jpg",),
    )
    assert codes_of(item) == {
        "item number": "lap-130",
        "model number": "PIK7015D",
        "picture": "https://img.example/lap-130/one.jpg",
        "picture folder": "https://img.example/lap-130",
    }
    assert item_stem("4006381333931") == item_stem("A-1") == item_stem("12345") == ""


def test_brands_that_may_be_one() -> None:
    for one, other in (
        ("OSKEVA Studio", "oskeva"),
        ("C. Morvello", "Casa Morvello"),
        ("Lumerell", "Lumerel"),
        ("", "x"),
    ):
        assert compatible(one, other) and compatible(other, one)
    assert not compatible("Acme", "Bolt") and not compatible("HP", "LG")


def test_ids_are_kept_whatever_joins_or_leaves() -> None:
    held = {ItemId("b"): SpuId("spu-b"), ItemId("c"): SpuId("spu-b"), ItemId("e"): SpuId("spu-e")}
    a, b, c, d, e, f = map(ItemId, "abcdef")
    assert named([[a, b, c]], held.get) == ["spu-b"], "a smaller item id joins"
    assert named([[a, b], [c, d]], held.get) == ["spu-b", "spu-c"], "of two halves the first inherits"
    assert named([[b, c, e, f]], held.get) == ["spu-b"], "of two groups the larger gives its name"
    assert named([[b], [e]], {b: SpuId("spu-e"), e: SpuId("spu-x")}.get) == ["spu-e", "spu-x"]
    assert named([[e, f]], {b: SpuId("spu-e")}.get) == ["spu-e"]
    assert len(new_id(ItemId("x" * 512))) < 100


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 3))
def test_the_order_of_rows_makes_no_difference(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random, seed: int
) -> None:
    work = tmp_path_factory.getbasetemp() / "order"
    listings = [Listing.of(entry.item) for entry in made_catalog(STYLES[seed], seed, products=15)]
    first = infer_groups(listings, work)
    chance.shuffle(listings)
    assert infer_groups(listings, work) == first


def test_unchanged_and_grown_catalogs_keep_their_groups(tmp_path: Path) -> None:
    listings = [Listing.of(entry.item) for entry in made_catalog(STYLES[0], 5, products=60)]
    first = infer_groups(listings[: len(listings) // 2], tmp_path / "work")
    before = Inferred(first.groups)
    assert infer_groups(listings[: len(listings) // 2], tmp_path / "work", before=before.of) == first
    whole = Inferred(infer_groups(listings, tmp_path / "work", before=before.of).groups)
    kept = [whole.of(item) == group.id for group in first.groups for item in group.item_ids]
    assert kept and sum(kept) / len(kept) > 0.95
    assert before.of(ItemId("nobody")) is None and Inferred().of(ItemId("x")) is None


def test_what_stays_in_memory_is_a_few_numbers_an_item(tmp_path: Path) -> None:
    with contextlib.closing(ListingFile(tmp_path / "work")) as file:
        gatherer = Gatherer(TitleReader(), file)
        for entry in made_catalog(STYLES[0], 1, products=30):
            gatherer.add(Listing.of(entry.item))
        found = gatherer.gathered()
    columns = [part for part in found if isinstance(part, np.ndarray)] + list(found.codes.values())
    assert {len(column) for column in columns} == {len(found.ids)}
    assert sum(column.itemsize for column in columns) < 100, "bytes an item"
