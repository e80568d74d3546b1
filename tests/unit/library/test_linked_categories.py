"""A merchant's Google category leads to the ontology's, and titles may still go further down."""

from __future__ import annotations

from itemcenter.library.category import CategoryMapper, CategoryOptions
from itemcenter.schema import Category, CategoryId, CategoryMapping, Item, ItemId, OntologyRelease

_MAPPING = CategoryMapping(
    "google",
    outward={CategoryId("lamps"): ("594",), CategoryId("lamps/desk"): ("594",), CategoryId("rugs"): ("598",)},
    names={"594": "Home > Lighting > Lamps", "598": "Home > Decor > Rugs"},
)


def _release() -> OntologyRelease:
    tree = (("lamps", "Lamps", None), ("lamps/desk", "Desk lamps", "lamps"), ("rugs", "Rugs", None))
    return OntologyRelease(
        categories=tuple(Category(CategoryId(i), n, CategoryId(p) if p else None) for i, n, p in tree),
        keys=(),
        value_lists=(),
    )


def _mapped(item: Item, **options: tuple[tuple[str, str], ...]) -> tuple[str, str, float]:
    mapper = CategoryMapper(_release(), CategoryOptions(**options), links=[_MAPPING])
    (match,) = mapper.map([item])
    assert match is not None
    assert all(item.proves(proof) for proof in match.evidence)
    return match.category_id, match.method, match.confidence


def test_by_path_by_number_and_by_cell() -> None:
    path = ("Home", "Decor", "Rugs")
    assert _mapped(Item(ItemId("1"), "Thing", category_path=path)) == ("rugs", "linked", 0.98)
    assert _mapped(Item(ItemId("1"), "Thing", category_path=("598",))) == ("rugs", "linked", 0.98)
    assert _mapped(Item(ItemId("1"), "Thing", category_id=CategoryId("598"))) == ("rugs", "linked", 0.98)
    cell = (("google_product_category", "598 - Home > Decor > Rugs"),)
    assert _mapped(Item(ItemId("1"), "Thing", extras=cell)) == ("rugs", "linked", 0.98)


def test_a_title_goes_further_down() -> None:
    assert _mapped(Item(ItemId("1"), "Desk lamp Hakon", category_path=("594",)))[0] == "lamps/desk"
    assert _mapped(Item(ItemId("1"), "Hakon", category_path=("594",)))[:2] == ("lamps", "linked")


def test_the_users_table_and_the_ontologys_own_paths_come_first() -> None:
    item = Item(ItemId("1"), "Thing", category_path=("Home", "Decor", "Rugs"))
    assert _mapped(item, table=(("Home > Decor > Rugs", "lamps"),))[:2] == ("lamps", "mapped")
    assert _mapped(Item(ItemId("1"), "Thing", category_path=("Rugs",)))[1] == "path"


def test_mappings_are_part_of_what_decides() -> None:
    with_links = CategoryMapper(_release(), CategoryOptions(), links=[_MAPPING])
    assert with_links.settings != CategoryMapper(_release(), CategoryOptions()).settings
