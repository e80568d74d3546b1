"""The search for questions against one that tries every question on every row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.evidence.split_search import Question, SplitSearch, goes_right

L2 = 1.0


def drawn(seed: int, rows: int, features: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    codes = chance.integers(0, width, (features, rows)).astype(np.uint8)
    return codes, chance.normal(size=rows), chance.random(rows)


def search(codes: np.ndarray, g: np.ndarray, h: np.ndarray, width: int, **changes: object) -> SplitSearch:
    options: dict[str, object] = {
        "width": width,
        "has_missing": (codes == 0).any(axis=1),
        "direction": np.zeros(len(codes), dtype=np.int8),
        "l2": L2,
        "min_child_hessian": 0.0,
    }
    return SplitSearch(codes, g, h, **(options | changes))  # type: ignore[arg-type]


def every_question(codes: np.ndarray, width: int) -> Iterator[tuple[int, int, bool]]:
    for feature in range(len(codes)):
        for threshold in range(width):
            yield feature, threshold, False
            if threshold:
                yield feature, threshold, True


def slow_right(codes: np.ndarray, threshold: int, missing_right: bool) -> np.ndarray:
    return np.asarray([missing_right if code == 0 else code > threshold for code in codes.tolist()])


def slow_gain(
    leaf: np.ndarray, right: np.ndarray, g: np.ndarray, h: np.ndarray, least: float = 0.0, sign: int = 0
) -> float:
    gain = 0.0
    for node in set(leaf.tolist()):
        left_rows, right_rows = (leaf == node) & ~right, (leaf == node) & right
        sums = [(g[rows].sum(), h[rows].sum()) for rows in (left_rows, right_rows)]
        if min(sums[0][1], sums[1][1]) < least:
            continue
        if sign and sign * (-sums[1][0] / (sums[1][1] + L2) + sums[0][0] / (sums[0][1] + L2)) < 0:
            continue
        (gl, hl), (gr, hr) = sums
        gain += gl**2 / (hl + L2) + gr**2 / (hr + L2) - (gl + gr) ** 2 / (hl + hr + L2)
    return gain


@given(st.integers(0, 10**6), st.integers(2, 40), st.integers(1, 3), st.integers(2, 6))
def test_best_question_at_every_level(seed: int, rows: int, features: int, width: int) -> None:
    codes, g, h = drawn(seed, rows, features, width)
    tree, leaf = search(codes, g, h, width), np.zeros(rows, dtype=int)
    for _ in range(4):
        gains = {q: slow_gain(leaf, slow_right(codes[q[0]], q[1], q[2]), g, h) for q in every_question(codes, width)}
        best = tree.best()
        if best is None:
            assert max(gains.values()) < 1e-5
            break
        assert best.gain == pytest.approx(max(gains.values()), rel=1e-5, abs=1e-6)
        right = slow_right(codes[best.feature], best.threshold, best.missing_right)
        assert slow_gain(leaf, right, g, h) == pytest.approx(best.gain, rel=1e-5, abs=1e-6)
        assert bool((best.answer(codes[best.feature]) == right).all())
        tree.split(best)
        leaf = 2 * leaf + right


@given(st.integers(0, 10**6), st.floats(0.1, 3.0))
def test_a_side_with_little_hessian_gains_nothing(seed: int, least: float) -> None:
    codes, g, h = drawn(seed, 25, 2, 5)
    gains = [slow_gain(np.zeros(25), slow_right(codes[f], t, m), g, h, least) for f, t, m in every_question(codes, 5)]
    best = search(codes, g, h, 5, min_child_hessian=least).best()
    assert (0.0 if best is None else best.gain) == pytest.approx(max(*gains, 0.0), rel=1e-5, abs=1e-6)


@given(st.integers(0, 10**6), st.sampled_from([-1, 1]))
def test_a_pair_of_leaves_in_the_wrong_order_gains_nothing(seed: int, sign: int) -> None:
    codes, g, h = drawn(seed, 30, 2, 5)
    codes += codes == 0
    direction = np.asarray([sign, 0], dtype=np.int8)
    tree, leaf = search(codes, g, h, 5, direction=direction), np.zeros(30, dtype=int)
    for _ in range(2):
        gains = [
            slow_gain(leaf, slow_right(codes[f], t, m), g, h, sign=int(direction[f]))
            for f, t, m in every_question(codes, 5)
        ]
        best = tree.best()
        assert (0.0 if best is None else best.gain) == pytest.approx(max(*gains, 0.0), rel=1e-5, abs=1e-6)
        if best is None:
            break
        leaf = 2 * leaf + best.answer(codes[best.feature])
        tree.split(best)


def test_known_or_not_known_is_no_order() -> None:
    codes = np.asarray([[0, 0, 0, 1, 1, 1]], dtype=np.uint8)
    g = np.asarray([-1.0, -1, -1, 1, 1, 1])
    best = search(codes, g, np.ones(6), 2, direction=np.ones(1, dtype=np.int8)).best()
    assert best is not None and (best.threshold, best.missing_right) == (0, False)


def test_rows_count_the_same_in_any_order_and_in_many_blocks() -> None:
    codes, g, h = drawn(8, 70_000, 3, 30)
    mixed = np.random.default_rng(9).permutation(70_000)
    one, other = search(codes, g, h, 30), search(codes[:, mixed], g[mixed], h[mixed], 30)
    for _ in range(3):
        first, second = one.best(), other.best()
        assert first == second and first is not None
        one.split(first)
        other.split(first)


def test_a_feature_that_was_never_missing_sends_a_missing_one_with_the_majority() -> None:
    codes = np.asarray([[1, 2, 2, 2, 2, 2]], dtype=np.uint8)
    g = np.asarray([3.0, -1, -1, -1, -1, -1])
    best = search(codes, g, np.ones(6), 3).best()
    assert best is not None and (best.threshold, best.missing_right) == (1, True)
    best = search(3 - codes, g, np.ones(6), 3).best()
    assert best is not None and (best.threshold, best.missing_right) == (1, False)


def test_nothing_to_gain() -> None:
    codes = np.asarray([[1, 1, 1], [2, 1, 2]], dtype=np.uint8)
    assert search(codes, np.zeros(3), np.ones(3), 3).best() is None
    assert search(codes[:1], np.asarray([1.0, -1, 0]), np.ones(3), 3).best() is None


def test_the_first_of_equal_questions_is_taken() -> None:
    codes = np.asarray([[1, 1, 2, 2]] * 3, dtype=np.uint8)
    best = search(codes, np.asarray([1.0, 1, -1, -1]), np.ones(4), 3).best()
    assert best is not None and best.feature == 0


@pytest.mark.parametrize("missing_right", [False, True])
def test_answers_for_every_code(missing_right: bool) -> None:
    codes = np.arange(256).astype(np.uint8)
    for threshold in range(1, 255):
        answer = goes_right(codes, threshold, missing_right)
        assert answer.tolist() == slow_right(codes, threshold, missing_right).tolist()
        assert Question(0, threshold, missing_right, 1.0).answer(codes).tolist() == answer.tolist()
