"""What an encoder is given of items and values: one that follows instructions gets more than one that sums words."""

from __future__ import annotations

from pathlib import Path

import pytest

from itemcenter.library.category_plan import PlanBook
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.instructions import item_instruction, value_instruction
from itemcenter.schema import CategoryId, ValueListId
from itemcenter.testing.fake_embedder import FakeEmbedder
from tests.unit.library.lamp_release import RELEASE, item


@pytest.mark.parametrize("instructed", [False, True])
def test_items_and_values(instructed: bool, tmp_path: Path) -> None:
    fake = FakeEmbedder(instructed=instructed)
    recall = VectorRecall(RELEASE, CachedEncoder(fake))
    plan = PlanBook(RELEASE).plan(CategoryId("lamps"))
    recall.of_items([item("Arc lamp", "Of brass."), item("Floor lamp")], [plan, plan])
    recall.keep([ValueListId("colour"), ValueListId("material")], tmp_path)
    asked = [text for texts in fake.asked for text in texts]
    if not instructed:
        assert {"Arc lamp", "Floor lamp", "Navy dark blue", "Brass"} <= set(asked)
        assert not any("Instruct" in text or "Of brass" in text for text in asked)
        return
    # A list of one key is read as that key's, a list of several as one of values.
    expected = {
        item_instruction("Lamps") + "Arc lamp. Of brass.",
        item_instruction("Lamps") + "Floor lamp",
        value_instruction("", "colour") + "Navy dark blue",
        value_instruction("", "value") + "Brass",
    }
    assert expected <= set(asked)
