"""Slots are the rows that the evidence model learns from, one for one, with their texts beside them."""

from __future__ import annotations

import numpy as np

from itemcenter.library.learning import LabelledItem, learn
from itemcenter.library.slot_rows import labelled_slots
from itemcenter.library.slot_texts import item_text, key_text
from itemcenter.schema import KeyId, ValueType
from tests.unit.library.lamp_release import key, values
from tests.unit.library.recall_cases import Recall, entry, item, release_of

MATERIAL = key("material", ValueType.CATEGORICAL, description="What the " + "very " * 20 + "shade is made of.")
COLOUR = key("colour", ValueType.COLOUR, multiple=True)
RELEASE = release_of([MATERIAL, COLOUR], values("material", "Brass", "Oak"), values("colour", "Red", "Navy"))


def test_rows_and_slots_are_the_same() -> None:
    recall = Recall(RELEASE)
    said = [
        ("Oak lamp, red", "Not brass.", {"material": entry(MATERIAL, "Oak"), "colour": entry(COLOUR, "Red")}),
        ("Brass lamp", "", {"material": entry(MATERIAL, "Brass")}),
        ("Thing", "", {"material": ()}),
        ("Navy and red", "", {"colour": (*entry(COLOUR, "Navy"), *entry(COLOUR, "Red"))}),
    ]
    labelled = [
        LabelledItem(
            item(title, told, name=title), recall.plan, {KeyId(k): found for k, found in labels.items()}, number
        )
        for number, (title, told, labels) in enumerate(said)
    ]
    rows = learn(labelled, recall.wide)
    slots = list(labelled_slots(labelled, recall.wide))
    np.testing.assert_array_equal(np.concatenate([found.features for found in slots]), rows.features)
    assert np.concatenate([found.right for found in slots if found.right is not None]).tolist() == rows.right.tolist()
    assert [found.part for found in slots] == [0, 1, 2, 3]
    assert [found.text for found in slots][:2] == ["Oak lamp, red. Not brass.", "Brass lamp"]
    first = slots[0]
    assert first.right is not None and {"Oak", "Brass", "Red"} <= set(first.values)
    assert {v for v, right in zip(first.values, first.right.tolist(), strict=True) if right} == {"Oak", "Red"}
    assert first.keys == (key_text(MATERIAL), key_text(COLOUR))
    assert not len(slots[2].asked) and not slots[2].values


def test_texts_are_short_and_whole() -> None:
    assert item_text(item("Lamp", "Of oak.")) == "Lamp. Of oak." and item_text(item("Lamp")) == "Lamp"
    assert key_text(COLOUR) == "colour"
    assert key_text(MATERIAL) == "material: What the " + " ".join(["very"] * 14)
