"""Anchors of synonyms: other writings of the value draw near, the nearest of other values are held off."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.testing.fake_embedder import FakeEmbedder
from itemcenter.training.search_data import ListedKey
from itemcenter.training.synonym_batches import SynonymBatches, SynonymOptions

KEY = ListedKey(
    "", "Material", "", (("oak", "OAK", "oaks"), ("oak veneer", "veneer oak"), ("steel",), ("brass", "Brass"))
)
LONELY = ListedKey("", "Only", "", (("one", "One"),))


def encode(texts: Sequence[str]) -> np.ndarray:
    return FakeEmbedder().embed(texts)


def value_of(text: str) -> int:
    return next(n for n, names in enumerate(KEY.values) if text in map(KEY.concept_text, names))


@given(st.integers(0, 50), st.integers(1, 4))
def test_positives_are_of_the_value_and_negatives_are_not(seed: int, anchors: int) -> None:
    options = SynonymOptions(anchors=anchors, positives=2, mined=2, random=1)
    batches = SynonymBatches([KEY, LONELY], encode, options, np.random.default_rng(seed))
    steps = list(batches)
    assert len(batches) == len(steps) and all(len(step) <= anchors for step in steps)
    found = [anchor for step in steps for anchor in step]
    assert sorted(value_of(anchor.text) for anchor in found) == [0, 1, 3], (
        "steel has one name, a key of one value no others"
    )
    for anchor in found:
        own = value_of(anchor.text)
        assert {value_of(text) for text in anchor.positives} == {own} and anchor.text not in anchor.positives
        assert own not in {value_of(text) for text in anchor.negatives}
        assert len(anchor.negatives) == len(set(anchor.negatives)) == 3


def test_the_nearest_of_other_values_come_first() -> None:
    batches = SynonymBatches([KEY], encode, SynonymOptions(mined=1, random=0), np.random.default_rng(0))
    for anchor in (anchor for step in batches for anchor in step):
        others = [
            KEY.concept_text(name) for n, names in enumerate(KEY.values) if n != value_of(anchor.text) for name in names
        ]
        near = encode(others) @ encode([anchor.text])[0]
        assert near[others.index(anchor.negatives[0])] == near.max()
