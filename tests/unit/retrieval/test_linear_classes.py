"""One linear model for many questions."""

from __future__ import annotations

import numpy as np
import pytest

from itemcenter.retrieval.linear_classes import Answers, LinearClasses, Questions
from itemcenter.retrieval.text_pairs import ItemTexts, SparseRows, Vocabulary

TITLES = ["oak lamp", "steel lamp", "oak mug", "steel mug"] * 40
#: What it is, and what it is for: a mug of oak and a lamp of steel are for one thing, the others for another.
TRUTH = np.array([[0, 0], [0, 1], [1, 1], [1, 0]] * 40, dtype=np.int32)
QUESTIONS = Questions.of([2, 2])


def read(titles: list[str]) -> tuple[Vocabulary, SparseRows]:
    texts = ItemTexts([[title] for title in titles])
    vocabulary = Vocabulary.of(texts, 1_000)
    return vocabulary, vocabulary.rows(texts)


VOCABULARY, ROWS = read(TITLES)


def fit(truth: Answers, some: np.ndarray[tuple[int], np.dtype[np.int64]] | None = None) -> LinearClasses:
    return LinearClasses.fit(QUESTIONS, ROWS, len(VOCABULARY), truth, some)


def test_pairs_answer_what_no_word_does() -> None:
    chances = fit(TRUTH).chances(ROWS)
    np.testing.assert_allclose(chances[:, :2].sum(axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(chances[:, 2:].sum(axis=1), 1.0, atol=1e-5)
    np.testing.assert_array_equal(chances[:, :2].argmax(axis=1), TRUTH[:, 0])
    np.testing.assert_array_equal(chances[:, 2:].argmax(axis=1), TRUTH[:, 1])


def test_what_is_not_known_teaches_nothing() -> None:
    half = TRUTH.copy()
    half[80:, 1] = -1
    turned = TRUTH.copy()
    turned[80:] = 1 - turned[80:]
    first = np.arange(80)
    np.testing.assert_array_equal(fit(TRUTH, first).weight, fit(turned, first).weight)
    # A question that nothing is known of stays at what is usual, whatever the other one teaches.
    unknown = TRUTH.copy()
    unknown[:, 1] = -1
    np.testing.assert_allclose(fit(unknown).chances(ROWS)[:, 2:], 0.5)
    assert (fit(half).chances(ROWS)[:, 2:].argmax(axis=1) == TRUTH[:, 1]).all()


def test_the_slope_is_what_is_said_less_what_is_true_and_nothing_where_nothing_is_known() -> None:
    said = np.array([[0.25, 0.75, 0.5, 0.5], [0.25, 0.75, 0.5, 0.5]], dtype=np.float32)
    slope = QUESTIONS.less_truth(said, np.array([[1, -1], [-1, 0]], dtype=np.int32))
    np.testing.assert_array_equal(slope, [[0.25, -0.25, 0, 0], [0, 0, -0.5, 0.5]])


def test_a_text_without_known_words_gets_what_is_usual() -> None:
    often = TRUTH.copy()
    often[:120, 0] = 0
    nothing = VOCABULARY.rows(ItemTexts([["unknown thing"], [""]]))
    chances = fit(often).chances(nothing)
    assert chances[1, 0] == pytest.approx((often[:, 0] == 0).mean(), abs=0.1)


def test_equal_rows_give_equal_weights_and_some_are_enough() -> None:
    np.testing.assert_array_equal(fit(TRUTH).weight, fit(TRUTH).weight)
    model = fit(TRUTH)
    some = np.array([5, 2])
    np.testing.assert_allclose(model.chances(ROWS, some), model.chances(ROWS)[some], rtol=1e-5)
    np.testing.assert_allclose(model.rounded().chances(ROWS), model.chances(ROWS), atol=1e-2)
