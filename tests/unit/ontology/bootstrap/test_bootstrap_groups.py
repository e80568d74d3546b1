"""Product groups of a catalog without category paths, and the parts that make them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from bootstrap_items import item, shop, source
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.bootstrap.category_model import CategoryModel
from itemcenter.ontology.bootstrap.clusters import fine_clusters
from itemcenter.ontology.bootstrap.group_features import GroupFeatures
from itemcenter.ontology.bootstrap.group_merging import merged_groups
from itemcenter.ontology.bootstrap.group_names import group_phrases
from itemcenter.ontology.bootstrap.groups import ROOT_NAME, group_tree
from itemcenter.ontology.bootstrap.observe import Observed, observe
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.sparse_rows import SparseRows
from itemcenter.ontology.bootstrap.title_words import brand_words, counted_words, phrases, words
from itemcenter.schema import Item


def _observed(items: list[Item]) -> Observed:
    return observe(source(items), BootstrapOptions())


@st.composite
def tables(draw: st.DrawFn) -> npt.NDArray[np.float32]:
    rows, width = draw(st.integers(1, 8)), draw(st.integers(1, 6))
    numbers = st.sampled_from([0.0, 0.0, 0.25, 1.0, 3.5])
    drawn = draw(st.lists(numbers, min_size=rows * width, max_size=rows * width))
    return np.array(drawn, dtype=np.float32).reshape(rows, width)


def _sparse(table: npt.NDArray[np.float32]) -> SparseRows:
    row, column = np.nonzero(table)
    return SparseRows.of(row[::-1], column[::-1], table[row, column][::-1], *table.shape)


@given(tables())
def test_sparse_rows_equal_dense_ones(table: npt.NDArray[np.float32]) -> None:
    rows = _sparse(table)
    everything = np.arange(len(table))
    assert (rows.dense(everything) == table).all() and len(rows) == len(table)
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    unit = table / np.maximum(norms, 1e-12)
    assert np.allclose(rows.normalised().dense(everything), unit, atol=1e-6)
    label = everything % 2
    centres = rows.centres(label, 2)
    sums = np.array([table[label == group].sum(axis=0) for group in range(2)])
    assert np.allclose(centres * np.linalg.norm(sums, axis=1, keepdims=True), sums, atol=1e-4)
    index, best = rows.nearest(centres)
    products = table @ centres.T
    filled = table.any(axis=1)
    assert np.allclose(best[filled], products.max(axis=1)[filled], atol=1e-4) and not best[~filled].any()
    assert np.allclose(products[everything, index][filled], products.max(axis=1)[filled], atol=1e-4)
    some = everything[::-1]
    assert (rows.nearest(centres, some)[1] == best[::-1]).all()


def test_blocks_do_not_change_the_nearest(monkeypatch: pytest.MonkeyPatch) -> None:
    table = np.random.default_rng(1).random((50, 7), dtype=np.float32)
    rows = _sparse(table)
    whole = rows.nearest(table[:3])
    monkeypatch.setattr("itemcenter.ontology.bootstrap.sparse_rows._BLOCK", 30)
    assert (rows.nearest(table[:3])[0] == whole[0]).all() and (rows.nearest(table[:3])[1] == whole[1]).all()


def test_words_of_titles() -> None:
    assert words("Acme X200 toner cartridge 2 pcs black", "Acme") == {"toner", "cartridge", "black"}
    assert set(phrases("Acme X200 toner cartridges, black", "Acme")) == {
        "toner",
        "cartridge",
        "toner cartridge",
        "black",
    }
    assert phrases("Toner Cartridges", "")["toner cartridge"] == "Toner Cartridges"
    assert "cable for" not in phrases("cable for phones", "") and "cable for phone" in phrases("cable for phones", "")
    assert words("打印机墨盒", "") == {"打印", "印机", "机墨", "墨盒"}


def test_counted_words_and_words_of_one_brand() -> None:
    titles = [f"Toner {n}000 pages" for n in range(1, 7)] + [f"Intel E6{n}00 processor" for n in range(1, 7)]
    titles += [f"{n}00 notebook" for n in range(1, 4)] + ["slim notebook"] * 6
    assert counted_words(titles) == {"page"}
    brands = [f"Brand {n % 5}" for n in range(50)]
    told = [{"cable", "velocity"} if brand == "Brand 1" else {"cable"} for brand in brands]
    assert brand_words(told, brands) == {"velocity"}
    assert brand_words(told, [""] * 50) == frozenset()  # nobody says whose they are


def test_clusters_of_apart_rows() -> None:
    table = np.zeros((40, 6), dtype=np.float32)
    table[np.arange(40), np.arange(40) % 2 * 3] = 1.0
    table[:, 5] = 0.1
    label, count = fine_clusters(_sparse(table).normalised(), 3)
    assert count == 2 and set(label.tolist()) == {0, 1}
    assert (label[::2] == label[0]).all() and (label[1::2] == label[1]).all()
    assert fine_clusters(_sparse(np.zeros((3, 2), dtype=np.float32)), 1)[1] == 0


def test_a_shop_of_three_kinds() -> None:
    observed = _observed(shop())
    tree = group_tree(observed, 3, 150)
    assert tree.names[0] == ROOT_NAME and set(tree.names[1:]) == {"Notebook", "Electric kettle", "Desk lamp"}
    assert tree.parents == [-1, 0, 0, 0]
    kinds = {"n": "Notebook", "k": "Electric kettle", "l": "Desk lamp"}
    placed = [tree.names[node] == kinds[identity[0]] for identity, node in zip(observed.ids, tree.of_item, strict=True)]
    assert all(placed)  # also those without specs


def test_groups_are_found_again_by_words_alone() -> None:
    items = shop()
    observed = _observed(items)
    model = CategoryModel.fit(observed, group_tree(observed, 3, 150))
    new = [item("a", "Zenith notebook Red"), item("b", "Zenith electric kettle 2 l"), item("c", "Zenith desk lamp")]
    assert [entry and entry.category_id for entry in model.assign(new)] == [
        "products/notebook", "products/electric-kettle", "products/desk-lamp"
    ]  # fmt: skip


def test_the_number_of_groups_is_bounded() -> None:
    assert len(group_tree(_observed(shop()), 3, 2)) <= 3


def test_items_that_say_nothing_belong_to_the_root() -> None:
    observed = _observed([*shop(10), *(item(f"x{n}", f"{n}{n}") for n in range(4))])
    tree = group_tree(observed, 3, 150)
    assert tree.of_item[-4:].tolist() == [0] * 4
    assert len(group_tree(_observed([item(n, str(n)) for n in range(5)]), 3, 150)) == 1
    assert len(group_tree(_observed([]), 3, 150)) == 1


def test_titles_alone_make_groups() -> None:
    items = [item(entry.id, entry.title, brand=entry.brand) for entry in shop()]
    assert {"Notebook", "Desk lamp"} <= set(group_tree(_observed(items), 3, 150).names)


def test_groups_do_not_depend_on_equal_rows_twice() -> None:
    first, second = (group_tree(_observed(shop()), 3, 150) for _ in range(2))
    assert first.names == second.names and (first.of_item == second.of_item).all()


def test_the_root_is_not_learned_as_a_kind() -> None:
    observed = _observed([*shop(10), *(item(f"x{n}", f"{n}{n}") for n in range(9))])
    model = CategoryModel.fit(observed, group_tree(observed, 3, 150))
    assert all(entry is None or entry.category_id != "products" for entry in model.assign([item("a", "33 44")]))


def test_rows_near_to_no_cluster_and_small_clusters() -> None:
    table = np.zeros((43, 30), dtype=np.float32)
    table[:20, 0], table[20:40, 1] = 1.0, 1.0
    table[40:42, 2] = 1.0  # too few for a cluster
    table[42, 0], table[42, 3:] = 0.1, 1.0  # hardly like the first
    label, count = fine_clusters(_sparse(table).normalised(), 3)
    assert count == 2 and label[40:].tolist() == [-1, -1, -1]


def _merged(like: float, most: int, each: int = 10) -> list[int]:
    """Groups of three clusters of `each` items, the first two with `like` of their keys, and of one of 1,000."""
    shared = round(like * 10)
    keys = [{*range(10)}, {*range(10 - shared, 20 - shared)}, {*range(30, 40)}, {*range(50, 60)}]
    label = np.repeat(np.arange(4), [each, each, each, 1000])
    groups, _ = merged_groups(label, 4, [keys[cluster] for cluster in label], [{} for _ in label], most)
    return [int(groups[label == cluster][0]) for cluster in range(4)]


def test_like_clusters_are_joined() -> None:
    assert _merged(0.7, 150) == [0, 0, 1, 2]
    assert _merged(0.1, 150) == [0, 1, 2, 3]
    assert _merged(0.7, 150, each=400) == [0, 1, 2, 3]  # large groups ask for more likeness
    assert _merged(0.1, 3) == [0, 0, 1, 2] and len(set(_merged(0.1, 1))) == 1


def _named(told: list[str], brands: list[str], series: frozenset[str] = frozenset()) -> str:
    """The name of the first group, to which all titles but the last ten belong."""
    nothing = SparseRows.of(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), len(told), 1)
    keys: list[set[int]] = [set() for _ in told]
    features = GroupFeatures(nothing, keys, [], [""] * len(told), {"black": 0.9}, {}, frozenset(), series)
    label = np.array([0] * (len(told) - 10) + [1] * 10)
    return group_phrases(label, 2, [phrases(title, "") for title in told], brands, features)[0].name


def test_a_name_is_shown_by_most_and_by_few_others() -> None:
    told = [f"premium, {'kettle' if n < 9 else 'pot'}, black" for n in range(10)] + ["premium, lamp"] * 10
    assert _named(told, [f"b{n % 4}" for n in range(20)]) == "Kettle"
    told = [f"velocity, {'kettle' if n < 6 else 'pot'}, black" for n in range(10)] + ["premium, lamp"] * 10
    assert _named(told, [f"b{n % 4}" for n in range(20)], frozenset(("velocity",))) == "Kettle"
    assert _named(["black"] * 10 + ["lamp"] * 10, ["b"] * 20) == ""


def test_names_are_neither_common_words_nor_series_of_one_brand() -> None:
    items = []
    for n in range(60):
        kind, key = (("notebook", "display"), ("kettle", "tank"), ("lamp", "socket"))[n % 3]
        fast = kind == "notebook" and n % 10 < 7
        brand = "Speedy" if fast else f"Brand {n % 10}"
        title = f"{brand} Premium, {'Velocity, ' if fast else ''}{kind if n % 5 > 1 or not fast else 'thing'} {n}"
        items.append(item(n, title, {key: "x", f"{key} kind": "y"}, brand=brand))
    names = set(group_tree(_observed(items), 3, 150).names)
    assert names == {ROOT_NAME, "Notebook", "Kettle", "Lamp"}
