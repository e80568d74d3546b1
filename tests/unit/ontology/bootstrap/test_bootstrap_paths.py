"""Category trees from merchants' paths, and the category of an item by path or by words."""

from __future__ import annotations

from pathlib import Path

import pytest
from bootstrap_items import item, source

from itemcenter.errors import StoreError
from itemcenter.ontology.bootstrap.category_model import CategoryModel
from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.observe import Observed, observe
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.path_tree import has_paths, path_tree
from itemcenter.schema import Item


def _observed(items: list[Item]) -> Observed:
    return observe(source(items), BootstrapOptions())


def _names(tree: CategoryTree) -> set[str]:
    return set(tree.ids())


def _shirts(count: int = 4, brand: str = "Alisha", path: tuple[str, ...] = ("Clothing", "Shirts")) -> list[Item]:
    return [item(f"{brand}{n}", f"{brand} plain shirt {n}", path=path, brand=brand) for n in range(count)]


def test_paths_become_categories() -> None:
    tree = path_tree(_observed(_shirts() + _shirts(3, "Bo", ("Clothing", "Jeans"))), 2)
    assert _names(tree) == {"clothing", "clothing/shirts", "clothing/jeans"}
    assert tree.of_item.tolist() == [tree.by_path["clothing", "shirts"]] * 4 + [tree.by_path["clothing", "jeans"]] * 3
    assert tree.sources[0] == "category path, 7 items"


def test_spellings_of_one_step_are_one_category() -> None:
    items = _shirts(3) + _shirts(2, "Bo", ("CLOTHING", "shirts "))
    tree = path_tree(_observed(items), 1)
    assert tree.names == ["Clothing", "Shirts"]


def test_the_products_own_name_is_no_category() -> None:
    items = [
        item(n, "Alisha Solid Cycling Shorts", path=("Clothing", "Shorts", "Alisha Solid Cycling Shorts"))
        for n in range(9)
    ]
    assert _names(path_tree(_observed(items), 2)) == {"clothing", "clothing/shorts"}


def test_a_brands_shelf_is_no_category() -> None:
    items = [item(n, f"Alisha shirt {n}", path=("Shirts", "Alisha Shirts"), brand="Alisha") for n in range(9)]
    items += [item(f"b{n}", f"Momento jeans {n}", path=("Shirts", "Momento Shirts")) for n in range(9)]  # brand unknown
    items += [item(f"c{n}", f"Bo shirt {n}", path=("Shirts", "Bo"), brand="Bo") for n in range(9)]
    assert _names(path_tree(_observed(items), 2)) == {"shirts"}


def test_a_kind_that_titles_name_stays() -> None:
    items = [item(n, f"Bo casual shirts {n}", path=("Shirts", "Casual Shirts")) for n in range(9)]
    assert "shirts/casual-shirts" in _names(path_tree(_observed(items), 2))


def test_rare_and_repeated_steps_fold_into_the_step_above() -> None:
    items = _shirts(5) + _shirts(1, "Bo", ("Clothing", "Kilts")) + _shirts(3, "Cy", ("Clothing", "Shirts", "Shirts"))
    tree = path_tree(_observed(items), 2)
    assert _names(tree) == {"clothing", "clothing/shirts"}
    assert tree.of_item.tolist() == [1] * 5 + [0] + [1] * 3


def test_items_without_a_usable_step_have_no_category() -> None:
    tree = path_tree(
        _observed([*_shirts(4), item("x", "Lonely thing", path=("Lonely thing",)), item("y", "No path")]), 2
    )
    assert tree.of_item.tolist() == [1] * 4 + [-1, -1]


def test_has_paths() -> None:
    assert has_paths(_observed([*_shirts(2), item("x", "a")])) and not has_paths(_observed([]))
    assert not has_paths(_observed([*_shirts(2), *(item(n, "a") for n in range(3))]))


def test_ids_are_distinct_and_short_enough() -> None:
    tree = CategoryTree()
    tree.add("A+", -1)
    tree.add("A", -1)
    deep = -1
    for _ in range(40):
        deep = tree.add("a rather long name of a category", deep)
    assert len(set(tree.ids())) == 42 and max(map(len, tree.ids())) < 512 and tree.depth(deep) == 40


def _model() -> tuple[CategoryModel, list[Item]]:
    items = [item(f"s{n}", f"Bo cotton shirt {n}", path=("Clothing", "Shirts")) for n in range(20)]
    items += [item(f"k{n}", f"Bo steel kettle {n}", path=("Kitchen", "Kettles")) for n in range(20)]
    observed = _observed(items)
    return CategoryModel.fit(observed, path_tree(observed, 2)), items


def test_a_known_path_decides_and_unknown_steps_are_passed_over() -> None:
    model, _ = _model()
    found = model.assign([item(1, "Whatever", path=("Clothing", "Shirts", "Bo Shirts", "Bo shirt 7"))])[0]
    assert found is not None and (found.category_id, found.confidence, found.how) == ("clothing/shirts", 1.0, "path")


def test_words_decide_where_there_is_no_path() -> None:
    model, _ = _model()
    shirt, kettle, nothing = model.assign([item(1, "Cotton shirt"), item(2, "A kettle"), item(3, "Zzz")])
    assert (
        shirt is not None and (shirt.category_id, shirt.how) == ("clothing/shirts", "words") and shirt.confidence > 0.5
    )
    assert kettle is not None and kettle.category_id == "kitchen/kettles"
    assert nothing is None


def test_answers_do_not_depend_on_the_batch() -> None:
    model, items = _model()
    bare = [item(f"x{n}", entry.title) for n, entry in enumerate(items)]
    assert model.assign(bare) == [model.assign([entry])[0] for entry in bare]


def test_saved_and_loaded(tmp_path: Path) -> None:
    model, items = _model()
    model.save(tmp_path / "m")
    loaded = CategoryModel.load(tmp_path / "m")
    assert loaded is not None and loaded.category_ids == model.category_ids
    bare = [item(f"x{n}", entry.title) for n, entry in enumerate(items)]
    assert loaded.assign(items + bare) == model.assign(items + bare)
    assert CategoryModel.load(tmp_path / "nowhere") is None


@pytest.mark.parametrize("text", ["{", '{"format": 2}', '{"format": 1, "ids": ["a"]}', "[]"])
def test_a_damaged_model_is_told(tmp_path: Path, text: str) -> None:
    _model()[0].save(tmp_path)
    (tmp_path / "categories.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match="no category model"):
        CategoryModel.load(tmp_path)


def test_a_model_without_categories_assigns_nothing() -> None:
    observed = _observed([item(1, "a")])
    assert CategoryModel.fit(observed, path_tree(observed, 2)).assign([item(2, "a b", path=("c",))]) == [None]


def test_a_name_that_is_no_shelf() -> None:
    path = ("Clothing", "Innerwear", "Alisha Solid Cycling Shorts")
    items = [item(n, "Alisha Solid Cycling Shorts", path=path) for n in range(9)]
    assert _names(path_tree(_observed(items), 2)) == {"clothing", "clothing/innerwear"}


def test_a_kind_that_begins_titles_stays() -> None:
    items = [item(n, f"Casual {n} by Bo", path=("Shirts", "Casual"), brand="Bo") for n in range(9)]
    assert _names(path_tree(_observed(items), 2)) == {"shirts", "shirts/casual"}
