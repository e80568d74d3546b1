"""Keys under several names, and where keys apply in a tree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bootstrap_items import column

from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.key_synonyms import KeyPair, key_pairs
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.scopes import key_places
from itemcenter.ontology.bootstrap.value_types import TypeChoice
from itemcenter.schema import ValueType

Cells = dict[str, dict[int, str]]


def _pairs(cells: Cells, types: dict[str, TypeChoice] | None = None) -> list[tuple[str, str, bool]]:
    """(kept, other, joined) by name; columns in order of their items."""
    names = sorted(cells, key=lambda name: -len(cells[name]))
    columns = [column(list(cells[name].items()), name)[0] for name in names]
    plain = TypeChoice(ValueType.CATEGORICAL, 1.0, "")
    choices = [(types or {}).get(name, plain) for name in names]

    def values_of(place: int) -> dict[object, int]:
        held = list(cells[names[place]].values())
        return {value: held.count(value) for value in held}

    pairs: list[KeyPair] = key_pairs(columns, choices, values_of)
    return [(names[pair.kept], names[pair.other], pair.joined) for pair in pairs]


def _colours(first: int, count: int = 20) -> dict[int, str]:
    return {number: ("Black", "White", "Red")[number % 3] for number in range(first, first + count)}


def test_spellings_of_one_name_are_joined() -> None:
    cells = {"Colour": _colours(0, 30), "Color": _colours(30), "Product colour": _colours(60, 15)}
    assert _pairs(cells) == [("Colour", "Color", True), ("Colour", "Product colour", True)]


def test_order_of_words_and_plurals() -> None:
    assert _pairs({"case volume": _colours(0, 30), "volume case": _colours(40)}) == [
        ("case volume", "volume case", True)
    ]
    assert _pairs({"Feature": _colours(0, 30), "Features": _colours(40)}) == [("Feature", "Features", True)]
    assert _pairs({"Wi-Fi": _colours(0, 30), "Wifi": _colours(40)}) == [("Wi-Fi", "Wifi", True)]


def test_items_that_show_both_keep_them_apart() -> None:
    assert _pairs({"Colour": _colours(0, 30), "Color": _colours(0, 20)}) == []
    assert _pairs({"Colour": _colours(0, 30), "Color": _colours(29, 20)}) == [("Colour", "Color", False)]


def test_other_types_and_other_values_are_only_proposed() -> None:
    cells: Cells = {"Colour": _colours(0, 30), "Color": _colours(40)}
    boolean = TypeChoice(ValueType.BOOLEAN, 1.0, "")
    assert _pairs(cells, {"Color": boolean}) == [("Colour", "Color", False)]
    cells["Color"] = {number: f"shade {number % 3}" for number in range(40, 60)}
    assert _pairs(cells) == [("Colour", "Color", False)]


def test_units_tell_keys_apart() -> None:
    cells = {"Weight": _colours(0, 30), "Product weight": _colours(40)}
    grams, kilos = (TypeChoice(ValueType.QUANTITY, 1.0, "", unit) for unit in ("g", "kg"))
    assert _pairs(cells, {"Weight": grams, "Product weight": grams}) == [("Weight", "Product weight", True)]
    assert _pairs(cells, {"Weight": grams, "Product weight": kilos}) == [("Weight", "Product weight", False)]


def test_a_further_word_is_only_proposed() -> None:
    assert _pairs({"Colour": _colours(0, 30), "Cable colour": _colours(40)}) == [("Colour", "Cable colour", False)]
    count = TypeChoice(ValueType.COUNT, 1.0, "")
    cells = {"Ports": _colours(0, 30), "USB ports": _colours(40)}
    assert _pairs(cells, {"Ports": count, "USB ports": count}) == []  # small numbers always fall together


def test_one_set_of_values_under_two_names_is_proposed() -> None:
    left = {number: f"DIMM {number % 4}" for number in range(24)}
    right = {number: f"DIMM {number % 4}" for number in range(30, 54)}
    assert _pairs({"Form factor": left, "Module kind": right}) == [("Form factor", "Module kind", False)]


def test_numbers_in_names_tell_them_apart() -> None:
    assert _pairs({"connector 1": _colours(0, 30), "connector 2": _colours(40)}) == []
    assert _pairs({"connector": _colours(0, 30), "connector 2": _colours(40)}) == []


def _tree(parents: list[int], of_item: list[int]) -> CategoryTree:
    tree = CategoryTree()
    for number, parent in enumerate(parents):
        tree.add(f"c{number}", parent)
    tree.of_item = np.array(of_item, dtype=np.int32)
    return tree


def _column(items: list[int]) -> KeyColumn:
    return column([(number, "x") for number in items])[0]


def _places(tree: CategoryTree, *keys: list[int], **options: float) -> list[tuple[int, int, bool]]:
    chosen = BootstrapOptions(scope_items=2, **options)  # type: ignore[arg-type]
    tree.of_item = np.concatenate([tree.of_item, np.full(2_000, -1, dtype=np.int32)])  # no small catalog
    return [(place.key, place.node, place.core) for place in key_places([_column(key) for key in keys], tree, chosen)]


#: A root with three leaves of four items each.
_LEAVES = [1] * 4 + [2] * 4 + [3] * 4


def test_a_key_of_most_leaves_is_lifted() -> None:
    everywhere = list(range(12))
    assert _places(_tree([-1, 0, 0, 0], _LEAVES), everywhere) == [(0, 0, True)]
    assert _places(_tree([-1, 0, 0, 0], _LEAVES), everywhere, [0, 1, 4, 5]) == [(0, 0, True), (1, 0, False)]


def test_a_key_of_one_leaf_stays_there() -> None:
    assert _places(_tree([-1, 0, 0, 0], _LEAVES), list(range(12)), [4, 5, 6]) == [(0, 0, True), (1, 2, True)]
    assert _places(_tree([-1, 0, 0, 0], _LEAVES), list(range(12)), [4, 5, 6], core_share=0.9)[1] == (1, 2, False)


def test_a_key_of_few_leaves_is_not_lifted() -> None:
    tree = _tree([-1, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5] * 4)
    assert [place[:2] for place in _places(tree, list(range(20)), [0, 5, 1, 6])] == [(0, 0), (1, 1), (1, 2)]


def test_a_scattered_key_goes_to_the_categories_of_half_of_its_items() -> None:
    tree = _tree([-1, 0, 0, 0, 0, 0], [1, 2, 3, 4, 5] * 4)
    assert [place[:2] for place in _places(tree, list(range(20)), [0, 1, 2], scope_share=0.9)][1:] == [(1, 1), (1, 2)]


def test_a_column_of_all_items_does_not_hide_that_most_have_no_specs() -> None:
    tree = _tree([-1], [0] * 12)
    plain, spec = _column(list(range(12))), _column([0, 1, 2])
    named = replace(plain, names=(("stock", 12),))
    options = BootstrapOptions(columns=frozenset(("stock",)))
    assert [(p.key, p.items, p.of, p.core) for p in key_places([named, spec], tree, options)] == [
        (0, 12, 12, True), (1, 3, 3, True)
    ]  # fmt: skip
    sparse = replace(spec, names=(("stock", 3),))
    assert [p.core for p in key_places([sparse], tree, options)] == [False]


def test_no_category_at_all() -> None:
    assert _places(_tree([-1], [-1] * 4), [0, 1, 2]) == []
    assert key_places([_column([0])], CategoryTree(), BootstrapOptions()) == []


def test_several_roots() -> None:
    tree = _tree([-1, -1, 0], [0, 0, 1, 1, 2, 2])
    assert [place[:2] for place in _places(tree, [2, 3], [4, 5], [0, 1, 2, 3, 4, 5])] == [
        (2, 0), (0, 1), (2, 1), (1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_shares_of_the_options(share: float) -> None:
    assert BootstrapOptions(core_share=share).core_share == share
