"""How the ontology category of an item is found, and how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import StoreError
from itemcenter.library.category import CategoryMapper, CategoryOptions
from itemcenter.library.category_names import phrases
from itemcenter.library.category_priors import CategoryPriors, PriorCounts
from itemcenter.schema import Category, CategoryId, CategoryMatch, Item, ItemId, OntologyRelease, Spec, SpuId, TextSpan
from tests.unit.library.test_category_text import WordVectors

TREE = (
    Category(CategoryId("home"), "Home"),
    Category(CategoryId("lamps"), "Lamps", CategoryId("home"), ("lights",)),
    Category(CategoryId("table"), "Table lamps", CategoryId("lamps"), ("desk lamps",)),
    Category(CategoryId("cases"), "Lamp Bags & Cases", CategoryId("home")),
    Category(CategoryId("office"), "Office Tables", CategoryId("home"), foreign_ids=("gid://x/7",)),
)
RELEASE = OntologyRelease(TREE, (), (), name="lamps")


def find(release: OntologyRelease = RELEASE, table: tuple[tuple[str, str], ...] = (), **fields: Any) -> tuple[str, str]:
    fields.setdefault("title", "Thing")
    match = CategoryMapper(release, CategoryOptions(table=table)).map([Item(ItemId("i"), **fields)])[0]
    return ("", "none") if match is None else (match.category_id, match.method)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"category_id": CategoryId("table")}, ("table", "given")),
        ({"category_id": CategoryId("gid://x/7")}, ("office", "given")),
        ({"category_path": ("Home", "lamps", "Table Lamps")}, ("table", "path")),
        ({"category_path": ("Shop", "Desk lamps")}, ("table", "name")),
        ({"category_path": ("Lighting", "Lamps", "Acme lamps")}, ("lamps", "name")),
        ({"category_path": ("Lamps",), "title": "Acme desk lamp black"}, ("table", "title")),
        ({"specs": (Spec("Product type", "Table lamp"),)}, ("table", "name")),
        # "for" a table lamp: the title does not lead away from what the path says
        ({"category_path": ("Lamp cases",), "title": "Case for table lamps"}, ("cases", "name")),
        ({"title": "Acme table lamp, black"}, ("table", "text")),
        ({"title": "Bulb for table lamp"}, ("home", "root")),
        ({"title": "Something"}, ("home", "root")),
    ],
)
def test_methods(fields: dict[str, Any], expected: tuple[str, str]) -> None:
    assert find(**fields) == expected


def test_the_user_s_table_wins_over_names() -> None:
    table = (("Shop > Desk lamps", "office"), ("Desk lamps", "cases"))
    assert find(table=table, category_path=("Shop", "Desk lamps")) == ("office", "mapped")
    assert find(table=table, category_path=("Elsewhere", "Desk Lamps")) == ("cases", "mapped")


def test_a_step_that_names_another_branch_rules_out_a_name_that_is_half_covered() -> None:
    names = ("Laptops", "Business laptops", "Gaming laptops", "Slim laptops", "Student laptops")
    laptops = tuple(
        Category(CategoryId(name), name, None if number == 0 else CategoryId("Laptops"))
        for number, name in enumerate(names)
    )
    shoes = (
        Category(CategoryId("shoes"), "Shoes"),
        Category(CategoryId("formal"), "Formal shoes", CategoryId("shoes")),
    )
    release = OntologyRelease((*laptops, *shoes), (), ())
    assert find(release, category_path=("Shop", "Business")) == ("Business laptops", "name")
    assert find(release, category_path=("Shoes", "Business")) == ("shoes", "name")
    assert find(release, category_path=("Shoes", "Business"), title="formal shoe, brown") == ("formal", "title")


def test_what_an_item_goes_with_does_not_lead_away_from_its_path() -> None:
    phones = (
        Category(CategoryId("phones"), "Phones"),
        Category(CategoryId("cases"), "Phone Cases", CategoryId("phones")),
    )
    release = OntologyRelease((*phones, Category(CategoryId("tablets"), "Tablet Cases")), (), ())
    path = ("Phones", "Phone Cases & Clips")
    assert find(release, category_path=path) == ("cases", "name")
    assert find(release, category_path=path, title="Case for phones") == ("cases", "name")


def test_with_several_roots_nothing_is_guessed() -> None:
    two = OntologyRelease((Category(CategoryId("home"), "Home"), Category(CategoryId("food"), "Food")), (), ())
    assert find(two, title="Something") == ("", "none")


def test_coordinated_names_are_read_part_by_part() -> None:
    assert phrases("Toner & Inkjet Cartridges")[:3] == [
        "Toner & Inkjet Cartridges",
        "Toner Cartridges",
        "Inkjet Cartridges",
    ]
    assert "Speaker Covers" in phrases("Speaker Bags, Covers & Cases")
    assert phrases("Headphones & Headsets")[1:3] == ["Headphones", "Headsets"]


def match(title: str, release: OntologyRelease = RELEASE, least: float = 0.5, **fields: Any) -> CategoryMatch | None:
    mapper = CategoryMapper(release, CategoryOptions(min_text_confidence=least))
    return mapper.map([Item(ItemId("i"), title, **fields)])[0]


SHIRTS = OntologyRelease(
    (
        Category(CategoryId("clothing"), "Clothing"),
        Category(CategoryId("tops"), "Tops", CategoryId("clothing")),
        Category(CategoryId("shirts"), "Shirts", CategoryId("tops")),
        Category(CategoryId("sport"), "Sportswear", CategoryId("clothing")),
        Category(CategoryId("sportshirts"), "Shirts", CategoryId("sport")),
        Category(CategoryId("beds"), "Beds"),
    ),
    (),
    (),
)


def test_doubt_between_leaves_ends_at_the_parent_they_share_and_keeps_them_as_alternatives() -> None:
    found = match("Acme shirt", SHIRTS, least=0.8)
    assert found is not None
    assert (found.category_id, found.method) == ("clothing", "text")
    assert found.confidence >= 0.8
    assert {other.category_id for other in found.alternatives} == {"shirts", "sportshirts"}
    assert sum(other.confidence for other in found.alternatives) == pytest.approx(found.confidence, abs=1e-3)
    assert found.evidence == (TextSpan("title", 5, 10, "shirt"),)
    deeper = match("Acme shirt", SHIRTS, least=0.0)
    assert deeper is not None
    assert deeper.category_id in ("shirts", "sportshirts")
    assert deeper.confidence == max(other.confidence for other in found.alternatives)
    assert {deeper.category_id, deeper.alternatives[0].category_id} == {"shirts", "sportshirts"}


def test_a_title_s_words_are_the_evidence() -> None:
    title = "Acme Table   Lamp, for a lamp"
    found = match(title)
    assert found is not None
    assert found.category_id == "table"
    assert found.evidence == (TextSpan("title", 5, 10, "Table"), TextSpan("title", 13, 17, "Lamp"))
    assert match("Acme table-lamp").evidence == (TextSpan("title", 5, 15, "table-lamp"),)  # type: ignore[union-attr]
    apart = match("Acme table, small desk lamp")
    assert apart is not None
    assert apart.evidence == (TextSpan("title", 5, 10, "table"), TextSpan("title", 18, 27, "desk lamp"))
    item = Item(ItemId("i"), title)
    assert all(isinstance(entry, TextSpan) and item.proves(entry) for entry in found.evidence)


def test_below_the_least_confidence_there_is_no_answer() -> None:
    assert match("Acme shirt", SHIRTS, least=0.999) is None
    assert match("Something", SHIRTS) is None
    rooted = match("Acme table lamp", least=0.999)
    assert rooted is not None
    assert (rooted.category_id, rooted.confidence, rooted.method) == ("home", 0.1, "root")
    assert rooted.alternatives[0].category_id == "table"


def test_a_path_that_may_mean_several_keeps_the_others() -> None:
    found = match("Acme 12", SHIRTS, category_path=("Shop", "Shirts"))
    assert found is not None
    assert found.method == "name"
    assert [other.category_id for other in found.alternatives] == ["sportshirts"]
    told = match("Acme sportswear shirt", SHIRTS, category_path=("Shop", "Shirts"))
    assert told is not None
    assert told.category_id == "sportshirts"
    assert [other.category_id for other in told.alternatives] == ["shirts"]


def test_a_path_that_nothing_is_named_after_still_helps_the_title() -> None:
    assert match("Acme 12", SHIRTS, category_path=("Sportswear 2024 sale", "Acme 12")) is not None
    without = match("Acme shirt", SHIRTS, least=0.0)
    beside = match("Acme shirt", SHIRTS, least=0.0, category_path=("Activity", "For sportswear fans", "#1"))
    assert without is not None
    assert beside is not None
    assert (without.category_id, beside.category_id) == ("shirts", "sportshirts")


def priors_of(rows: list[tuple[str, str, str]], method: str = "path", sure: float = 0.98) -> tuple[CategoryPriors, int]:
    counts = PriorCounts()
    items = [Item(ItemId(f"i{place}"), title, group_id=SpuId(group)) for place, (title, _, group) in enumerate(rows)]
    taught = counts.add(items, [CategoryMatch(CategoryId(entry), sure, method) for _, entry, _ in rows])
    return counts.learned(), taught


TAUGHT = [
    (f"Zeta {word} {place}", entry, f"{word}{place}")
    for place in range(40)
    for word, entry in (("quux", "beds"), ("norf", "shirts"))
]


def test_titles_without_a_path_learn_from_those_with_one() -> None:
    priors, taught = priors_of(TAUGHT)
    assert taught == len(TAUGHT)
    assert priors.categories == 2
    mapper = CategoryMapper(SHIRTS, CategoryOptions())
    asked = [Item(ItemId("a"), "Zeta quux"), Item(ItemId("b"), "Zeta norf 99"), Item(ItemId("c"), "Sportswear shirts")]
    assert [None if found is None else found.category_id for found in mapper.map(asked)] == [None, None, "sportshirts"]
    found = mapper.with_priors(priors).map(asked)
    assert [None if entry is None else entry.category_id for entry in found[:2]] == ["beds", "shirts"]
    assert all(entry is not None and entry.method == "text" and entry.confidence > 0.8 for entry in found[:2])
    assert mapper.map(asked)[0] is None  # the mapper itself is unchanged


@pytest.mark.parametrize(("method", "sure"), [("text", 0.98), ("title", 0.98), ("root", 0.98), ("name", 0.6)])
def test_what_a_title_said_teaches_nothing(method: str, sure: float) -> None:
    priors, taught = priors_of(TAUGHT, method, sure)
    assert (taught, priors.categories) == (0, 0)


def test_priors_come_back_from_their_arrays() -> None:
    priors, _ = priors_of(TAUGHT)
    loaded = CategoryPriors.from_arrays(priors.to_arrays())
    assert loaded.guesses(["Zeta quux"], 2) == priors.guesses(["Zeta quux"], 2)
    assert loaded.fingerprint == priors.fingerprint
    with pytest.raises(StoreError, match="no word counts"):
        CategoryPriors.from_arrays({"header": np.zeros(3, dtype=np.uint8)})


def test_settings_tell_mappers_apart_that_may_decide_differently() -> None:
    priors, _ = priors_of(TAUGHT)
    others, _ = priors_of(TAUGHT[:-1])
    plain = CategoryMapper(SHIRTS, CategoryOptions())
    mappers = (
        plain,
        CategoryMapper(SHIRTS, CategoryOptions(min_text_confidence=0.6)),
        CategoryMapper(SHIRTS, CategoryOptions(min_name_score=0.7)),
        CategoryMapper(SHIRTS, CategoryOptions((("A", "beds"),))),
        CategoryMapper(SHIRTS, CategoryOptions(), WordVectors()),
        plain.with_priors(priors),
        plain.with_priors(others),
    )
    assert len({mapper.settings for mapper in mappers}) == len(mappers)
    assert plain.settings == CategoryMapper(SHIRTS, CategoryOptions()).settings
    assert plain.with_priors(priors).settings == plain.with_priors(priors_of(TAUGHT)[0]).settings


def test_priors_of_categories_that_are_gone_are_passed_over() -> None:
    priors, _ = priors_of(TAUGHT)
    assert CategoryMapper(RELEASE, CategoryOptions(), None, priors).map([Item(ItemId("i"), "Zeta quux")])[0] is not None


def test_items_of_one_batch_keep_their_places() -> None:
    items = [
        Item(ItemId("1"), "Acme shirt", category_path=("Beds",)),
        Item(ItemId("2"), "Sportswear shirt"),
        Item(ItemId("3"), "x", category_id=CategoryId("tops")),
        Item(ItemId("4"), "Something"),
        Item(ItemId("5"), "Acme bed"),
    ]
    found = CategoryMapper(SHIRTS, CategoryOptions()).map(items)
    assert [None if entry is None else (entry.category_id, entry.method) for entry in found] == [
        ("beds", "path"),
        ("sportshirts", "text"),
        ("tops", "given"),
        None,
        ("beds", "text"),
    ]
    assert CategoryMapper(SHIRTS, CategoryOptions()).map([]) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.text(max_size=25),
            st.lists(st.sampled_from(("table", "Lamps", "for", "desk", ",", "É", "\n", "bags")), max_size=6),
            st.text(max_size=8),
            st.lists(st.text(min_size=1, max_size=6), max_size=3),
        ),
        max_size=4,
    )
)
def test_any_text_is_survived_and_every_proof_holds(rows: list[tuple[str, list[str], str, list[str]]]) -> None:
    items = [
        Item(ItemId(str(place)), text + " ".join(words), brand=brand, category_path=tuple(path))
        for place, (text, words, brand, path) in enumerate(rows)
    ]
    for asked, found in zip(items, CategoryMapper(RELEASE, CategoryOptions()).map(items), strict=True):
        assert found is not None
        assert all(asked.proves(entry) for entry in found.evidence if isinstance(entry, TextSpan))
        assert 0.0 < found.confidence <= 1.0
