"""Standard names, cuts, and a pair model learned from a few labelled keys."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.errors import InputError, InvariantError
from itemcenter.ontology.fuse import FusedKey, PairModel
from itemcenter.ontology.fuse.learn import Labelled, labelled_pairs, learn
from itemcenter.ontology.fuse.pair_features import NAMES
from itemcenter.ontology.fuse.standard import standard_of
from itemcenter.ontology.fuse.threshold import best_cut, own_cut
from itemcenter.retrieval.encoder import CachedEncoder

_ENCODER = CachedEncoder(registry.open_embedder("static", {}, Path()))
_NOUNS = ("lamp", "table", "chair", "bottle", "curtain", "carpet", "mirror", "candle", "blanket", "basket")


def _labelled(kind: str) -> Labelled:
    meant = {f"{kind} {noun}": noun for noun in _NOUNS}
    meant |= {f"{kind} {noun}s".upper(): noun for noun in _NOUNS} | {f"{noun}, {kind}": noun for noun in _NOUNS}
    return Labelled(FusedKey(f"{kind} thing"), meant, {})


def test_a_model_learns_what_is_the_same() -> None:
    model = learn([_labelled(kind) for kind in ("oak", "metal", "garden", "paper", "glass", "travel")], _ENCODER)
    found = labelled_pairs(_labelled("winter"), _ENCODER, model.floor)
    far = model.distance(found.rows)
    assert far[found.same].mean() < 0.2 < 0.8 < far[~found.same].mean()
    again = PairModel.from_arrays(model.to_arrays(), model.fingerprint)
    assert np.array_equal(again.distance(found.rows), far) and (again.cut, again.floor) == (model.cut, model.floor)


def test_labels_of_one_kind_teach_nothing() -> None:
    with pytest.raises(InputError, match="one meaning"):
        learn([Labelled(FusedKey("Colour"), {"red": "red", "blue": "blue"}, {})], _ENCODER)


def test_damaged_arrays_are_refused() -> None:
    with pytest.raises(InvariantError, match="damaged"):
        PairModel.from_arrays({}, "any")


def test_features_do_not_depend_on_the_order() -> None:
    found = labelled_pairs(_labelled("oak"), _ENCODER, 0.3)
    assert found.rows.shape == (len(found.same), len(NAMES)) and found.same.any() and not found.same.all()


@given(st.permutations(["Stainless steel", "STAINLESS STEEL", "stainless steel!", "SS"]))
def test_the_standard_name_does_not_depend_on_the_order(texts: list[str]) -> None:
    assert texts[standard_of(texts, [3] * 4, [0.8] * 4, [False] * 4)] == "Stainless steel"


def test_what_is_written_most_is_the_name() -> None:
    assert standard_of(["Grey", "Gray"], [2, 90], [0.9, 0.9], [False, False]) == 1
    assert standard_of(["Grey", "Gray"], [2, 90], [0.9, 0.9], [True, False]) == 0


def test_the_best_cut_and_a_key_with_few_labels() -> None:
    meant = {"a": "x", "A": "x", "b": "y", "B": "y"}
    apart = dict(zip(meant, range(4), strict=True))
    right = {"a": 0, "A": 0, "b": 1, "B": 1}
    together = dict.fromkeys(meant, 0)
    clustered = (meant, {0.2: apart, 0.4: right, 0.8: together})
    assert best_cut([clustered], 0.7) == 0.4
    assert 0.4 < own_cut(clustered, 0.8, 0.7) < 0.8
