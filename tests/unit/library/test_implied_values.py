"""Values that no word names, learned from cells."""

from __future__ import annotations

import numpy as np
import pytest

from itemcenter.errors import StoreError
from itemcenter.evidence.features import NAMES, features_of
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.implied import IMPLIED
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.implied_values import ImpliedValues
from itemcenter.library.learning import asked_keys, training_rows
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.teaching import Teacher
from itemcenter.library.wide_recall import WideRecall
from itemcenter.schema import Item, KeyId, Spec, ValueId, ValueType
from tests.unit.library.lamp_release import key, values
from tests.unit.library.recall_cases import THINGS, item, release_of

ROOM = key("room", ValueType.CATEGORICAL)
GIVERS = key("givers", ValueType.CATEGORICAL, multiple=True)
RELEASE = release_of(
    [ROOM, GIVERS], values("room", "Kitchen", "Bathroom", "Attic"), values("givers", "Parents", "Friends")
)
PLAN = PlanBook(RELEASE).plan(THINGS)
THINGS_OF = {"Kitchen": ("pan", "kettle", "whisk"), "Bathroom": ("towel", "soap dish", "shower curtain")}


def shop() -> list[Item]:
    out = []
    for number in range(60):
        for room, things in THINGS_OF.items():
            title = f"Acme {things[number % 3]} {('red', 'blue')[number % 2]}"
            specs = (Spec("room", room), Spec("givers", "Parents"))
            out.append(item(title, name=f"{room} {number}", specs=specs))
    return out


def teacher() -> Teacher:
    return Teacher(RELEASE, book=PlanBook(RELEASE))


def learned(items: list[Item], workers: int = 1) -> ImpliedValues:
    labelled = teacher().labelled(items)
    found = teacher().implied(labelled, labelled[:50], workers)
    assert found is not None
    return found


SHOP = shop()
LEARNED = learned(SHOP)


def recall(implied: ImpliedValues) -> WideRecall:
    return WideRecall(RELEASE, Lexicon(RELEASE), CatalogMemory(), implied=implied)


def test_a_value_is_recalled_that_no_word_names() -> None:
    (sets,) = recall(LEARNED).recall([ItemWords(item("Best kettle blue"))], [PLAN], [EVERYTHING])
    assert [entry.key_id for entry in sets] == ["room"], "keys with several values are not asked"
    best = sets[0].candidates[0]
    assert (best.value.text, best.recall) == ("Kitchen", "learned") and best.score > 0.8
    assert [span.text for span in best.evidence] == ["kettle"]
    assert LEARNED.keys == {"room"}, "no item is of the attic, all are for parents"


def test_an_item_that_taught_is_answered_by_others() -> None:
    odd = [item("Zebra", name=f"odd {n}", specs=(Spec("room", "Attic"),), group_id="odd") for n in range(3)]
    labelled = teacher().labelled([*SHOP, *odd])
    found = teacher().implied(labelled, labelled)
    assert found is not None
    words, part = ItemWords(odd[0]), labelled[-1].part
    (knows,) = found.answer([words], [PLAN], [EVERYTHING])
    (by_others,) = found.answer([words], [PLAN], [part])
    attic = ValueId("room/attic")
    assert knows.features(ROOM.id, [attic])[0][0] > 0.5 > 0.1 > by_others.features(ROOM.id, [attic])[0][0]


def test_a_key_that_its_own_cells_speak_of_is_not_answered() -> None:
    stranger = item("Acme pan red", name="new", specs=(Spec("room", "Bathroom"),))
    (answer,) = LEARNED.answer([ItemWords(stranger)], [PLAN], [2])
    assert answer.likely(ROOM.id) == []
    (free,) = LEARNED.answer([ItemWords(item("Acme pan red", specs=(Spec("weight", "1 kg"),)))], [PLAN], [2])
    assert free.likely(ROOM.id)


def test_rows_have_the_features_behind_the_others() -> None:
    labelled = teacher().labelled(SHOP[:50])
    rows = training_rows(labelled, recall(LEARNED))
    assert rows.features.shape[1] == len(NAMES) + len(IMPLIED)
    right = rows.right == 1.0
    assert right.sum() == 50 and rows.features[right, len(NAMES)].mean() > 0.7
    wide, words = recall(LEARNED), ItemWords(item("Best kettle"))
    sets = wide.recall([words], [PLAN], [EVERYTHING])[0]
    found = features_of(words, asked_keys(sets, wide), wide.memory, EVERYTHING)
    np.testing.assert_allclose(found.features[:, len(NAMES)], [c.score for c in sets[0].candidates], rtol=1e-6)


def test_too_few_items_teach_nothing() -> None:
    labelled = teacher().labelled(SHOP[:40])
    assert teacher().implied(labelled, labelled) is None


def test_workers_change_nothing_and_files_give_it_back() -> None:
    arrays = LEARNED.to_arrays()
    for name, array in learned(SHOP, workers=2).to_arrays().items():
        np.testing.assert_array_equal(array, arrays[name])
    back = ImpliedValues.from_arrays(arrays, "here")
    asked = [ItemWords(item("Best kettle blue"))]
    before, after = (entry.answer(asked, [PLAN], [EVERYTHING])[0] for entry in (LEARNED, back))
    assert before.likely(ROOM.id) == after.likely(ROOM.id)


@pytest.mark.parametrize("damage", ["weight", "names", "rarity1"])
def test_damaged_files_are_refused(damage: str) -> None:
    arrays = LEARNED.to_arrays()
    del arrays[damage]
    with pytest.raises(StoreError, match="what words imply"):
        ImpliedValues.from_arrays(arrays, "here")
    with pytest.raises(StoreError, match="do not fit"):
        ImpliedValues.from_arrays(LEARNED.to_arrays() | {"bias": np.zeros(7, dtype=np.float32)}, "here")


def test_values_that_are_gone_from_the_release_are_no_candidates() -> None:
    less = release_of([ROOM], values("room", "Bathroom", "Attic"))
    wide = WideRecall(less, Lexicon(less), CatalogMemory(), implied=LEARNED)
    (sets,) = wide.recall([ItemWords(item("Best kettle blue"))], [PlanBook(less).plan(THINGS)], [EVERYTHING])
    assert "Kitchen" not in [candidate.value.text for entry in sets for candidate in entry.candidates]
    assert KeyId("room") in LEARNED.keys
