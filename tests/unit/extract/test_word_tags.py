"""`WordTags`: chances of all taggings of small passages counted one by one, and learning from open sets."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.extract.word_tags import Passage, TagParams, WordTags, _marginals, _padded, _scores

_TAGS, _SIGNS = 3, 6


def _passage(signs: list[list[int]]) -> Passage:
    return Passage(np.array([s for some in signs for s in some]), np.array([len(some) for some in signs]))


_PASSAGES = st.lists(
    st.lists(st.lists(st.integers(0, _SIGNS - 1), min_size=1, max_size=3), min_size=1, max_size=4),
    min_size=1,
    max_size=3,
)


@settings(max_examples=25, deadline=None)
@given(_PASSAGES, st.integers(0, 1_000))
def test_chances_are_those_of_all_taggings(signs: list[list[list[int]]], seed: int) -> None:
    drawn = np.random.default_rng(seed)
    model = WordTags(
        drawn.normal(size=(_SIGNS, _TAGS)).astype(np.float32), drawn.normal(size=(_TAGS, _TAGS)).astype(np.float32)
    )
    passages = [_passage(some) for some in signs]
    allowed = [drawn.random((len(some), _TAGS)) < 0.6 for some in signs]
    for sets in allowed:
        sets[~sets.any(axis=1)] = True
    score, lengths = _scores(model.weights, passages)
    told, steps = _marginals(score, model.steps, lengths, _padded(allowed, lengths, True))
    expected = np.zeros((_TAGS, _TAGS))
    for place, (some, sets, free) in enumerate(zip(signs, allowed, model.chances(passages), strict=True)):
        count = len(some)
        open_sums, told_sums, pairs = np.zeros((count, _TAGS)), np.zeros((count, _TAGS)), np.zeros((_TAGS, _TAGS))
        for tags in product(range(_TAGS), repeat=count):
            sums = [float(score[place, at, tag]) for at, tag in enumerate(tags)]
            weight = np.exp(sum(sums) + sum(float(model.steps[step]) for step in pairwise(tags)))
            fits = all(sets[at, tag] for at, tag in enumerate(tags))
            for at, tag in enumerate(tags):
                open_sums[at, tag] += weight
                told_sums[at, tag] += weight * fits
            for step in pairwise(tags):
                pairs[step] += weight * fits
        assert np.allclose(open_sums / open_sums.sum(axis=1, keepdims=True), free, atol=1e-4)
        assert np.allclose(told_sums / told_sums.sum(axis=1, keepdims=True), told[place, :count], atol=1e-4)
        expected += pairs / told_sums[0].sum()
    assert np.allclose(expected, steps, atol=1e-3)


def test_an_open_set_is_decided_by_what_other_words_were_told() -> None:
    """Sign 1 is tag 1 where it was told; a word of sign 1 that may be tag 1 or 2 becomes tag 1, a plain word tag 0."""
    passages = [_passage([[0], [1]]), _passage([[0], [1]]), _passage([[2], [0]])] * 5
    only = {tag: np.eye(_TAGS, dtype=np.bool_)[tag] for tag in range(_TAGS)}
    either = np.array([False, True, True])
    allowed = [np.stack(rows) for rows in ([only[0], only[1]], [only[0], either], [only[2], only[0]])] * 5
    model = WordTags.fit(passages, allowed, _SIGNS, TagParams(rounds=20, batch=4))
    chance = model.chances([_passage([[0], [1]])])[0]
    assert chance.argmax(axis=1).tolist() == [0, 1] and chance[1, 1] > 0.8
    again = WordTags.from_arrays(model.to_arrays()).chances([_passage([[0], [1]])])[0]
    assert np.array_equal(chance, again)
    told = model.chances([_passage([[0], [1]])], [np.stack([either, only[2]])])[0]
    assert told[1].tolist() == [0, 0, 1] and told[0, 0] == 0, "what is told leaves no other tag"
    same = WordTags.fit(passages, allowed, _SIGNS, TagParams(rounds=20, batch=4))
    assert same.weights.tobytes() == model.weights.tobytes()


def test_nothing_to_read_and_bad_numbers() -> None:
    assert WordTags.fit([], [], 0).chances([]) == []
    with pytest.raises(InvariantError, match="at least 1"):
        TagParams(rounds=0)
