"""Scopes with the model that ships: what is fused, in any order, in steps, and under which name."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.errors import EncoderMismatchError, InvariantError
from itemcenter.ontology.fuse import FusedKey, FuseOptions, Scope, Surface, shipped_model
from itemcenter.ontology.fuse.pair_features import NAMES, KeyForms
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.testing.fake_embedder import FakeEmbedder

_ENCODER = CachedEncoder(registry.open_embedder("static", {}, Path()))
_TEXTS = [
    "Stainless steel", "stainless steel", "Steel, stainless", "Stainles steel", "Carbon steel", "Brass", "BRASS",
    "64GB", "64 GB", "128GB", "128 gigabytes", "slip", "non-slip", "Non slip", "Cotton", "Cottons", "Polyester",
    "Hewlett-Packard", "HP", "Walnut wood", "Oak wood", "Oakwood",
]  # fmt: skip


def _scope(texts: list[str], options: FuseOptions | None = None, name: str = "Material") -> Scope:
    scope = Scope(FusedKey(name), _ENCODER, shipped_model(), options)
    scope.add([Surface(text, 1 + len(text) % 3) for text in texts])
    return scope


def _parts(scope: Scope) -> set[frozenset[str]]:
    return {frozenset((concept.name, *concept.synonyms)) for concept in scope.concepts()}


def test_writings_of_one_value_become_a_concept() -> None:
    parts = _parts(_scope(_TEXTS))
    assert frozenset(("Stainless steel", "stainless steel", "Steel, stainless", "Stainles steel")) in parts
    assert frozenset(("64GB", "64 GB")) in parts and frozenset(("128GB", "128 gigabytes")) in parts
    assert frozenset(("slip",)) in parts and frozenset(("non-slip", "Non slip")) in parts
    assert frozenset(("Polyester",)) in parts and frozenset(("Carbon steel",)) in parts


@settings(max_examples=12, deadline=None)
@given(st.permutations(_TEXTS), st.integers(1, len(_TEXTS) - 1))
def test_order_and_repetition_do_not_matter(texts: list[str], first: int) -> None:
    whole = _scope(_TEXTS)
    assert _scope(texts).concepts() == whole.concepts()
    again = _scope(texts)
    assert again.add([Surface(text) for text in texts[:first]]) == 0
    assert _parts(again) == _parts(whole)


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.sampled_from(("16", "32", "64", "128")), min_size=2, max_size=4, unique=True),
    st.sampled_from(("average", "complete", "ward")),
)
def test_other_numbers_and_denials_never_fuse(sizes: list[str], method: str) -> None:
    texts = [f"{size}{unit}" for size in sizes for unit in ("GB", " GB", " gigabytes")]
    texts += ["slip", "Slip", "non-slip", "Non slip", "nonslip"]
    for part in _parts(_scope(texts, FuseOptions(method, cut=1.0), "Feature")):
        assert len({"".join(filter(str.isdigit, text)) for text in part}) == 1
        assert len({text.lower().startswith("non") for text in part}) == 1


def test_a_split_component_still_keeps_bans() -> None:
    whole = _scope(_TEXTS, FuseOptions(cut=0.9))
    small = _scope(_TEXTS, FuseOptions(cut=0.9, most_together=2))
    for part in _parts(small):
        assert any(part <= other for other in _parts(whole))


def test_added_values_touch_only_their_neighbours() -> None:
    scope = _scope(["Stainless steel", "Brass", "Polyester"])
    before = scope.compared
    assert scope.add([Surface("stainles steel"), Surface("Brass", 4)]) == 1
    assert scope.compared - before <= 2
    assert _parts(scope) == {
        frozenset(("Stainless steel", "stainles steel")),
        frozenset(("Brass",)),
        frozenset(("Polyester",)),
    }
    assert next(concept for concept in scope.concepts() if concept.name == "Brass").count == 4 + 1 + len("Brass") % 3


def test_the_ontologys_name_stays() -> None:
    scope = Scope(FusedKey("Material"), _ENCODER, shipped_model())
    scope.add([Surface("STAINLESS STEEL", 1, standard=True), Surface("Stainless steel", 900)])
    (concept,) = scope.concepts()
    assert concept.name == "STAINLESS STEEL" and concept.synonyms == ("Stainless steel",) and concept.count == 901


def test_loaded_writings_are_not_compared_again() -> None:
    scope = Scope(FusedKey("Material"), _ENCODER, shipped_model())
    texts = ["Brass", "Cotton", "cotton"]
    rows = _ENCODER.encode(texts).rows.astype(np.float16)
    scope.load([Surface(text) for text in texts], np.array([0, 1, 1]), rows)
    assert scope.compared == 0
    scope.add([Surface("BRASS")])
    assert _parts(scope) == {frozenset(("Brass", "BRASS")), frozenset(("Cotton", "cotton"))}
    with pytest.raises(InvariantError, match="as fused"):
        scope.load([Surface("Wool")], np.array([0]), rows[:1])


def test_another_encoder_is_refused() -> None:
    with pytest.raises(EncoderMismatchError, match="pair model"):
        Scope(FusedKey("Material"), CachedEncoder(FakeEmbedder()), shipped_model())


def test_options_are_checked() -> None:
    with pytest.raises(InvariantError, match="single"):
        FuseOptions("single")


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_what_a_key_says_of_its_values_is_the_same_in_steps(shares: list[int]) -> None:
    """Some 2,000 of the values, drawn by checksum, tell how much of a key is numbers: in any order the same."""
    texts = [f"{number} cm" if number % 3 else f"oak {number}" for number in range(2_400)]
    whole, steps = KeyForms(FusedKey("Size", "cm")), KeyForms(FusedKey("Size", "cm"))
    whole.add(texts, [1] * len(texts))
    start, total = 0, sum(shares)
    for step in shares:
        end = start + len(texts) * step // total
        steps.add(texts[start:end], [1] * (end - start))
        start = end
    steps.add(texts[start:], [1] * (len(texts) - start))
    asked = np.array([[0, 1], [1, 3], [2, 4]])
    rows = [forms.rows(asked, np.zeros(3, np.float32)) for forms in (whole, steps)]
    np.testing.assert_array_equal(*rows)
    assert 0.6 < rows[0][0, NAMES.index("number_space")] < 0.7
