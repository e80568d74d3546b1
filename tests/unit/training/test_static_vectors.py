from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.training.agreement import Agreement, agreement
from itemcenter.training.static_card import static_card
from itemcenter.training.static_vectors import CutTexts, principal_directions, quantised, unit_sums


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=4), min_size=1, max_size=6), st.data())
def test_texts_are_taken_by_place(texts: list[list[int]], data: st.DataObject) -> None:
    cut = CutTexts(np.array([p for text in texts for p in text]), np.array([len(text) for text in texts]))
    places = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=6))
    taken = cut.take(np.array(places))
    ends = np.cumsum(taken.counts)
    assert [taken.pieces[e - n : e].tolist() for e, n in zip(ends, taken.counts, strict=True)] == [
        texts[p] for p in places
    ]


def test_directions_keep_cosines_and_their_order_is_by_length() -> None:
    chooser = np.random.default_rng(0)
    vectors = (chooser.standard_normal((500, 3)) + np.array([5, 0, 0])) @ chooser.standard_normal((3, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    directions = principal_directions(vectors, 3)
    turned = vectors @ directions
    assert np.abs(turned @ turned.T - vectors @ vectors.T).max() < 1e-6
    lengths = (turned**2).sum(axis=0)
    assert (np.diff(lengths) < 0).all()
    assert directions.dtype == np.float32
    assert (principal_directions(vectors[::-1], 3) == directions).all() or np.abs(
        principal_directions(vectors[::-1], 3) - directions
    ).max() < 1e-5


def test_whole_numbers_are_near() -> None:
    vectors = np.random.default_rng(0).standard_normal((50, 16)).astype(np.float32)
    vectors[7] = 0
    rows, scales = quantised(vectors)
    assert rows.dtype == np.int8
    assert np.abs(rows).max() == 127
    assert (np.abs(rows * scales[:, None] - vectors) <= scales[:, None] / 2 + 1e-7).all()
    assert scales[7] == 0


def test_sums_are_unit_rows() -> None:
    table = np.array([[0, 0], [3, 0], [0, 4]], dtype=np.float32)
    sums = unit_sums(table, CutTexts(np.array([1, 2, 0, 1, 1]), np.array([2, 1, 2])))
    assert np.abs(sums - np.array([[0.6, 0.8], [0, 0], [1, 0]])).max() < 1e-6


def test_agreement_is_full_with_oneself_and_none_with_noise() -> None:
    chooser = np.random.default_rng(0)
    one, other = (chooser.standard_normal((400, 8)).astype(np.float32) for _ in range(2))
    one /= np.linalg.norm(one, axis=1, keepdims=True)
    other /= np.linalg.norm(other, axis=1, keepdims=True)
    same = agreement(one, one)
    assert (same.texts, same.found) == (400, 1.0)
    assert min(same.pearson, same.spearman) > 0.9999
    noise = agreement(one, other)
    assert max(abs(noise.pearson), abs(noise.spearman), noise.found) < 0.1
    turned = agreement(one, -one @ np.linalg.qr(chooser.standard_normal((8, 8)))[0].astype(np.float32))
    assert turned.found == 1.0  # only angles count
    constant = agreement(np.eye(4, dtype=np.float32), np.eye(4, dtype=np.float32))
    assert np.isnan(constant.pearson)


def test_the_card_says_what_it_is_made_from() -> None:
    figures = {"held-out": Agreement(4, 0.9, 0.8123, 0.75)}
    card = static_card("m", "3", "MIT", "teacher-x", ["names, CC0"], (1_200, 64), 2_500_000, 9_000, figures)
    for part in ("# m\n", "Version 3. Licence: MIT.", "64 dimensions", "1,200 word pieces", "2.5 MB", "9,000 texts"):
        assert part in card
    assert "- names, CC0" in card
    assert "teacher-x" in card
    assert "| held-out | 4 | 0.900 | 0.812 | 0.75 |" in card
