"""What labelled items teach, and the rows that are made of them."""

from __future__ import annotations

import numpy as np
import pytest

from itemcenter.evidence.features import LEARNED, NAMES, TWIN_FILL, Matrix
from itemcenter.evidence.folds import EVERYTHING, fold_of
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.reading_rules import Cut
from itemcenter.library.learning import LabelledItem, believable, learn, training_rows
from itemcenter.library.teaching import Teacher
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import AttributeKey, ItemId, KeyId, OntologyRelease, Spec, SpuId, TypedValue, ValueType
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.unit.library.lamp_release import key, values
from tests.unit.library.recall_cases import Recall, entry, item, release_of

COLOUR = key("colour", ValueType.COLOUR, multiple=True)
MATERIAL = key("material", ValueType.CATEGORICAL)
HEIGHT = key("height", ValueType.QUANTITY, unit="cm")
SKU = key("sku", ValueType.CATEGORICAL)
RELEASE = release_of(
    [COLOUR, MATERIAL, HEIGHT, SKU],
    values("colour", "Red", "Navy"),
    values("material", "Brass", "Oak"),
    values("sku", "123", "456"),
)
BELIEF = 0.25


def believe(features: Matrix) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    assert np.isnan(features[:, LEARNED]).all(), "it was not taught by the catalog"
    return np.full(len(features), BELIEF)


def labelled(
    recall: Recall, title: str, part: int = 0, *, brand: str = "", empty: bool = False, **labels: tuple[TypedValue, ...]
) -> LabelledItem:
    what = item(title, name=f"{title}, {part}", brand=brand)
    return LabelledItem(what, recall.plan, {KeyId(name): stated for name, stated in labels.items()}, part, empty)


def cm(number: float) -> TypedValue:
    return TypedValue(ValueType.QUANTITY, f"{number:g} cm", number=number, unit="cm")


# -- the memory ------------------------------------------------------------------------------------------------------


def test_what_is_counted() -> None:
    recall = Recall(RELEASE)
    red, brass = entry(COLOUR, "Red"), entry(MATERIAL, "Brass")
    items = [
        labelled(recall, "Lamp Red 5 x 8", part, brand="ACME", colour=red, material=(), height=(cm(20.32),))
        for part in range(4)
    ]
    items += [labelled(recall, "Lamp Brass", 4, empty=True, material=brass)]
    learn(items, recall.wide)
    memory = recall.wide.memory
    assert memory.items == 5
    assert (memory.knows(COLOUR, EVERYTHING), memory.knows(MATERIAL, EVERYTHING)) == (5.0, 5.0)
    assert memory.knows(SKU, EVERYTHING) == 1.0, "an empty cell of a catalog counts, an unknown key does not"
    assert memory.fill(COLOUR, EVERYTHING) > 0.5 > memory.fill(SKU, EVERYTHING)
    assert memory.associations[COLOUR.id].items(EVERYTHING) == 4
    assert memory.associations[COLOUR.id].support("#colour/red", EVERYTHING) == 4
    assert memory.associations[MATERIAL.id].support("#material/brass", EVERYTHING) == 0, "met once"
    assert HEIGHT.id not in memory.associations
    assert memory.brands[COLOUR.id]["acme"].prior("#colour/red", EVERYTHING) == 4 / 5
    assert memory.rules.assumed_units(HEIGHT, EVERYTHING) == ("in",)
    assert not memory.precision.empty


def test_where_codes_are_cut_out_of_codes() -> None:
    recall = Recall(RELEASE)
    learn([labelled(recall, f"Lamp {n + 4}0123", n, sku=entry(SKU, "123")) for n in range(3)], recall.wide)
    assert recall.wide.memory.rules.cuts(SKU, EVERYTHING) == (Cut(5, 2, 3),)


def test_mentions_are_judged_by_the_labels_of_their_key_only() -> None:
    """ "Red" is always right, "Navy" never; of the material nothing is known."""
    recall = Recall(RELEASE)
    learn(
        [labelled(recall, f"Lamp Red, not Navy, Oak {n}", n % 5, colour=entry(COLOUR, "Red")) for n in range(40)],
        recall.wide,
    )
    (sets,) = recall.wide.recall([recall.wide.words(item("Lamp Red, not Navy"))], [recall.plan], [EVERYTHING])
    words = recall.wide.words(item("Lamp Red, not Navy, Oak"))
    table = recall.wide.memory.precision
    by_name = {entry.value.text: words.around(entry.evidence[0], "alias").context for entry in sets[0].candidates}  # type: ignore[arg-type]
    surface = -1
    assert table.look_up(COLOUR, by_name["Red"], EVERYTHING)[surface] == 1.0
    assert table.look_up(COLOUR, by_name["Navy"], EVERYTHING)[surface] == 0.0
    assert table.look_up(MATERIAL, by_name["Red"], EVERYTHING)[surface] == 0.25


# -- rows ------------------------------------------------------------------------------------------------------------


def test_a_row_a_candidate_of_a_known_key_right_if_it_was_stated() -> None:
    recall = Recall(RELEASE)
    items = [
        labelled(recall, "Lamp Red Navy 20.3 cm", 1, colour=entry(COLOUR, "Red"), height=(cm(20.32),)),
        labelled(recall, "Lamp Red Brass", 3, colour=()),
    ]
    rows = training_rows(items, recall.wide)
    told = [
        (rows.keys[key], right, weight, part)
        for key, right, weight, part in zip(rows.key, rows.right, rows.weight, rows.part, strict=True)
    ]
    assert told == [
        ("colour", 0.0, 1.0, 1), ("colour", 1.0, 1.0, 1), ("height", 1.0, 1.0, 1), ("colour", 0.0, 1.0, 3),
    ]  # fmt: skip
    assert len(set(rows.pair.tolist())) == 3 and rows.pair[0] == rows.pair[1]
    assert rows.features.shape == (4, len(NAMES)) and rows.known.all()


def test_empty_cells_are_believed_as_far_as_the_untaught_model_believes() -> None:
    recall = Recall(RELEASE)
    items = [labelled(recall, "Lamp Red Brass", 2, empty=True, colour=entry(COLOUR, "Red"))]
    without = training_rows(items, recall.wide)
    assert [without.keys[key] for key in without.key] == ["colour"]
    rows = training_rows(items, recall.wide, believe)
    told = {
        rows.keys[key]: (right, weight) for key, right, weight in zip(rows.key, rows.right, rows.weight, strict=True)
    }
    assert told == {"colour": (1.0, 1.0), "material": (BELIEF, 0.3)}
    assert rows.known.tolist() == [True, False]
    unknown = [labelled(recall, "Lamp Red Brass", 2, colour=entry(COLOUR, "Red"))]
    kept = training_rows(unknown, recall.wide, believe)
    assert [kept.keys[key] for key in kept.key] == ["colour"], "an unknown key is no empty cell"


@pytest.mark.parametrize(("filled", "share"), [(0, 1.0), (60, 1.0), (90, 0.5), (100, 0.0)])
def test_where_nearly_everybody_fills_a_key_an_empty_cell_means_no(filled: int, share: float) -> None:
    memory = CatalogMemory()
    for number in range(100):
        memory.add_fill(MATERIAL, number < filled, 4)
    recall = Recall(RELEASE, memory)
    rows = training_rows([labelled(recall, "Lamp Brass", 2, empty=True, colour=())], recall.wide, believe)
    assert rows.right.tolist() == [pytest.approx(BELIEF * share, rel=0.15, abs=0.002)]


def test_a_belief_is_never_taken_for_knowledge() -> None:
    recall = Recall(RELEASE)
    items = [labelled(recall, "Lamp Brass", 2, empty=True, colour=())]
    for sure in (0.0, 1.0):
        rows = training_rows(items, recall.wide, lambda features, sure=sure: np.full(len(features), sure))  # type: ignore[misc]
        assert not rows.known.any() and rows.right.tolist() == [pytest.approx(sure, abs=0.002)]


def test_an_item_has_no_say_in_its_own_rows() -> None:
    """Learned with all items or without those of its part: the rows of the item are the same."""
    recall = Recall(RELEASE)
    others = [
        labelled(recall, f"Lamp {name} {n}", n % 5, brand="Acme", colour=entry(COLOUR, name))
        for name in ("Red", "Navy")
        for n in range(20)
    ]
    mine = [labelled(recall, f"Lamp Red Navy {word}", 2, brand="Acme", colour=entry(COLOUR, "Navy")) for word in "xyz"]
    learn([*others, *mine], recall.wide)
    with_mine = training_rows(mine, recall.wide)
    fresh = Recall(RELEASE)
    learn([entry for entry in others if entry.part != 2], fresh.wide)
    without = training_rows(mine, fresh.wide)
    np.testing.assert_array_equal(with_mine.features, without.features)
    assert not np.isnan(with_mine.features[:, LEARNED]).all()


def test_nothing_to_learn_from() -> None:
    recall = Recall(RELEASE)
    rows = learn([], recall.wide)
    assert len(rows.right) == 0 and rows.pairs == 0 and recall.wide.memory.items == 0
    rows = learn([labelled(recall, "Lamp", colour=entry(COLOUR, "Red"))], recall.wide)
    assert len(rows.right) == 0, "no candidate, no row"


# -- the teacher -----------------------------------------------------------------------------------------------------


def teacher(release: OntologyRelease = RELEASE) -> Teacher:
    return Teacher(release)


def stated(items: list[LabelledItem], of: AttributeKey) -> list[list[str]]:
    return [[value.text for value in entry.labels.get(of.id, ())] for entry in items]


def test_labels_from_the_items_own_cells() -> None:
    items = [
        item("Lamp", name="a", specs=(Spec("Colour", "red, navy"), Spec("Height", "8 in"))),
        item("Lamp", name="b", specs=(Spec("Unheard of", "red"),)),
        item("Lamp", name="c", extras=(("material", "oak"),), group_id=SpuId("g")),
    ]
    found = teacher().labelled(items)
    assert [entry.item.id for entry in found] == ["a", "c"], "cells that say nothing are no labels"
    assert stated(found, COLOUR) == [["Red", "Navy"], []] and stated(found, HEIGHT) == [["20.32 cm"], []]
    assert all(entry.empty for entry in found)
    assert [entry.part for entry in found] == [fold_of("a"), fold_of("g")], "variants stay together"
    assert MATERIAL.id in found[1].labels and MATERIAL.id not in found[0].labels


def test_labels_from_a_truth() -> None:
    truth = {ItemId("a"): {KeyId("colour"): entry(COLOUR, "Red"), KeyId("material"): ()}}
    items = [item("Lamp", name="a", specs=(Spec("Height", "8 in"),)), item("Lamp", name="b")]
    found = teacher().labelled(items, truth)
    assert [entry.labels for entry in found] == [truth[ItemId("a")], {}]
    assert not any(entry.empty for entry in found)


def test_cold_rows_know_nothing_of_the_catalog_and_taught_rows_do() -> None:
    items = [item(f"Lamp red {n}", name=str(n), specs=(Spec("Colour", "red"),)) for n in range(12)]
    made = teacher()
    found = made.labelled(items)
    cold, taught = made.rows(found, taught=False), made.rows(found, taught=True)
    assert len(cold.right) == len(taught.right) == 12
    assert np.isnan(cold.features[:, LEARNED]).all() and not np.isnan(taught.features[:, LEARNED]).all()
    learned = made.learn(found)
    np.testing.assert_array_equal(learned.rows.features, taught.features)
    assert learned.memory.items == 12 and learned.twins is None, "no encoder, no twins"


def test_learning_twice_counts_the_same() -> None:
    items = [item(f"Lamp red {n}", name=str(n), specs=(Spec("Colour", "red"),)) for n in range(30)]
    one, other = (teacher().learn(teacher().labelled(items), believe) for _ in range(2))
    assert one.memory.to_json() == other.memory.to_json()
    np.testing.assert_array_equal(one.rows.features, other.rows.features)


# -- twins -----------------------------------------------------------------------------------------------------------


def with_vectors() -> Recall:
    recall = Recall(RELEASE)
    recall.wide.vectors = VectorRecall(RELEASE, CachedEncoder(FakeEmbedder()))
    return recall


def lamps(recall: Recall, name: str, count: int, key_id: str = "material") -> list[LabelledItem]:
    stated = {key_id: entry(KEYS[key_id], name)} if name else {"colour": entry(COLOUR, "Navy")}
    title = f"{name or 'Plain'} Lamp Brass Oak Navy"
    return [labelled(recall, title, n % 5, empty=True, **stated) for n in range(count)]


KEYS = {"material": MATERIAL, "colour": COLOUR}


def test_learned_items_are_each_others_twins() -> None:
    recall = with_vectors()
    items = [*lamps(recall, "Brass", 20), *lamps(recall, "Oak", 20)]
    rows = learn(items, recall.wide, believe)
    assert recall.wide.twins is not None and len(recall.wide.twins) == 10, "ids that repeat are one item"
    share = rows.features[:, NAMES.index("twin_share")]
    of_material = np.array([rows.keys[key] == MATERIAL.id for key in rows.key])
    right, wrong = (rows.right == 1.0) & of_material, (rows.right == 0.0) & of_material
    assert right.any() and wrong.any() and share[right].min() > share[wrong].max()


def test_twins_of_its_own_part_have_no_say_in_an_items_rows() -> None:
    recall, fresh = with_vectors(), with_vectors()
    others, mine = lamps(recall, "Brass", 20), lamps(recall, "Oak", 5)[2:3]
    learn([*others, *mine], recall.wide)
    learn([entry for entry in others if entry.part != 2], fresh.wide)
    with_mine, without = (training_rows(mine, entry.wide) for entry in (recall, fresh))
    np.testing.assert_array_equal(with_mine.features, without.features)
    assert not np.isnan(with_mine.features[:, TWIN_FILL]).any()


def test_a_key_that_no_like_item_fills_hardly_suits_an_item() -> None:
    """A candidate of an empty cell is believed less where none of the twins states the key."""
    recall = with_vectors()
    items = [*lamps(recall, "", 20), labelled(recall, "Other shoe Brass Oak", 0, material=entry(MATERIAL, "Oak"))]
    rows = learn(items, recall.wide, believe)
    empty = rows.right[(rows.weight < 1.0) & np.array([rows.keys[key] == MATERIAL.id for key in rows.key])]
    assert len(empty) and (empty < 0.7 * BELIEF).all()


@pytest.mark.parametrize(
    ("fill", "by_twins", "share"),
    [(0.0, True, 0.25), (0.15, True, 0.625), (0.3, True, 1.0), (0.5, True, 1.0), (0.9, True, 0.5), (0.0, False, 1.0)],
)
def test_how_far_an_empty_cell_is_believed(fill: float, by_twins: bool, share: float) -> None:
    assert believable(fill, by_twins) == pytest.approx(share)
