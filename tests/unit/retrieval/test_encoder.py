from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.testing.fake_embedder import FakeEmbedder


def test_each_distinct_text_is_asked_for_once() -> None:
    embedder = FakeEmbedder()
    encoder = CachedEncoder(embedder)
    first = encoder.encode(["red", "blue", "red"])
    assert embedder.asked == [["red", "blue"]]
    second = encoder.encode(["green", "blue"])
    assert embedder.asked[1:] == [["green"]]
    assert encoder.encoded == 3
    assert (first.rows[1] == second.rows[1]).all()
    encoder.encode(["green", "blue", "red"])
    assert len(embedder.asked) == 2


def test_without_a_cache_a_text_is_still_asked_for_once_a_call() -> None:
    embedder = FakeEmbedder()
    encoder = CachedEncoder(embedder, cache_size=0)
    encoder.encode(["red", "red"])
    encoder.encode(["red"])
    assert embedder.asked == [["red"], ["red"]]


def test_the_oldest_text_is_forgotten_first() -> None:
    embedder = FakeEmbedder()
    encoder = CachedEncoder(embedder, cache_size=2)
    for text in ("a", "b", "a", "c", "b", "c", "a"):
        encoder.encode([text])
    assert [text for call in embedder.asked for text in call] == ["a", "b", "c", "a"]


def test_it_shows_what_the_embedder_is() -> None:
    encoder = CachedEncoder(FakeEmbedder(dim=4, fingerprint="x:2", instructed=True))
    assert (encoder.dim, encoder.fingerprint, encoder.instructed) == (4, "x:2", True)
    assert encoder.encode([]).rows.shape == (0, 4)
    assert encoder.encode(["a"]).fingerprint == "x:2"


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=9), max_size=8), st.integers(0, 5))
def test_the_cache_changes_nothing(calls: list[list[str]], size: int) -> None:
    plain, encoder = FakeEmbedder(dim=3), CachedEncoder(FakeEmbedder(dim=3), size)
    for texts in calls:
        assert (encoder.encode(texts).rows == plain.embed(texts)).all()
        assert len(encoder._place) <= size


class Broken(FakeEmbedder):
    def __init__(self, rows: npt.NDArray[np.float32]) -> None:
        super().__init__(dim=2)
        self.rows = rows

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.rows


def test_an_embedder_that_breaks_its_promise_is_named() -> None:
    wrong = [np.zeros((2, 2), np.float32), np.zeros((1, 3), np.float32), np.full((1, 2), np.nan, np.float32)]
    for rows in wrong:
        with pytest.raises(InvariantError, match="fake:1"):
            CachedEncoder(Broken(rows)).encode(["a"])


def test_a_negative_cache_is_refused() -> None:
    with pytest.raises(InvariantError, match="-1"):
        CachedEncoder(FakeEmbedder(), -1)


def test_vectors_are_taken_by_place() -> None:
    vectors = CachedEncoder(FakeEmbedder()).encode(["a", "b", "c"])
    taken = vectors.take([2, 0])
    assert len(taken) == 2
    assert taken.fingerprint == vectors.fingerprint
    assert (taken.rows == vectors.rows[[2, 0]]).all()
