"""How the ontology category of an item is found, and how sure that is."""

from __future__ import annotations

from typing import Any

import pytest

from itemcenter.library import CategoryMapper, CategoryOptions
from itemcenter.library.category_names import phrases
from itemcenter.schema import Category, CategoryId, Item, ItemId, OntologyRelease, Spec
from tests.unit.library.lamp_release import RELEASE


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
