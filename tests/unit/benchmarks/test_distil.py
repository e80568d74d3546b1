"""Beliefs in place of labels, and how a judged set is counted. Needs the extra `models`."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from benchmarks.distil import believed, judged
from itemcenter.evidence.slots import ItemSlots


def item(right: list[bool]) -> ItemSlots:
    asked = np.array([0, 0, 1], dtype=np.int32)
    return ItemSlots("red lamp", ("Colour", "Kind"), asked, ("red", "blue", "desk"), np.zeros((3, 1), np.float32),
                     np.array(right))  # fmt: skip


def test_beliefs_are_the_chances_that_margins_stand_for() -> None:
    (found,) = believed([item([True, False, False])], [np.array([0.0, 20.0, -20.0], np.float32)])
    assert found.right is not None and found.right.dtype == np.float32
    np.testing.assert_allclose(found.right, [0.5, 1.0, 0.0], atol=1e-6)


def test_only_the_best_candidate_of_a_pair_counts_and_missed_values_do() -> None:
    items = [item([True, False, False]), item([False, True, True])]
    found = [np.array([3.0, 2.0, -5.0], np.float32), np.array([1.0, 0.0, 2.0], np.float32)]
    # Best first: right (3), right (2), wrong (1), wrong (-5); four values are stated, two of them found.
    assert judged(items, found, 4) == {"f1": 66.67, "average_precision": 100.0}
