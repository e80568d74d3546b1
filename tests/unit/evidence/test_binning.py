from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.evidence import Bins

#: Repeats, neighbours in float32, infinities, the greatest float32 and NaN all occur.
VALUES = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, 1.0000001, float("inf"), float("-inf"), 3.4028235e38, float("nan")]),
    st.floats(width=32, allow_nan=False),
    st.integers(-4, 4).map(float),
)


def column(values: list[float]) -> np.ndarray:
    return np.asarray(values, dtype=np.float32)[:, None]


@given(st.lists(VALUES, min_size=1, max_size=60), st.integers(1, 8))
def test_codes_are_in_the_order_of_the_values_and_zero_is_not_known(values: list[float], most: int) -> None:
    x = column(values)
    bins = Bins.fit(x, max_bins=most)
    code = bins.transform(x)[:, 0]
    known = ~np.isnan(x[:, 0])
    assert bool((code[~known] == 0).all()) and bool((code[known] > 0).all())
    order = np.argsort(x[known, 0], kind="stable")
    assert bool((np.diff(code[known][order].astype(int)) >= 0).all())
    assert code.max() <= most
    assert bins.width == 2 + len(bins.edges_of(0))


@given(st.lists(VALUES, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: list[float], chance: object) -> None:
    mixed = list(values)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = Bins.fit(column(values), max_bins=5), Bins.fit(column(mixed), max_bins=5)
    assert first.edges.tobytes() == second.edges.tobytes()


@given(st.lists(VALUES, min_size=1, max_size=40, unique_by=str))
def test_few_values_get_a_bin_each(values: list[float]) -> None:
    x = column(values)
    codes = Bins.fit(x, max_bins=50).transform(x)[:, 0]
    distinct = len(np.unique(x[~np.isnan(x)]))
    assert len(np.unique(codes[codes > 0])) == distinct


def test_a_value_between_two_seen_ones_goes_with_the_nearer() -> None:
    bins = Bins.fit(column([0.0, 1.0, 10.0]))
    assert bins.transform(column([-5.0, 0.4, 0.5, 0.6, 5.4, 5.6, 99.0]))[:, 0].tolist() == [1, 1, 1, 2, 2, 3, 3]


def test_bins_hold_equal_shares_of_rows() -> None:
    x = np.random.default_rng(3).exponential(size=(6300, 1)).astype(np.float32)
    counts = np.bincount(Bins.fit(x, max_bins=63).transform(x)[:, 0], minlength=64)[1:]
    assert counts.min() >= 98 and counts.max() <= 102


def test_a_frequent_value_leaves_the_bins_to_the_others() -> None:
    chance = np.random.default_rng(4)
    x = np.where(chance.random(5000) < 0.9, 0.0, chance.normal(size=5000)).astype(np.float32)[:, None]
    bins = Bins.fit(x, max_bins=20)
    codes = bins.transform(x)[:, 0]
    assert set(x[codes == bins.transform(column([0.0]))[0, 0], 0].tolist()) == {0.0}
    counts = np.bincount(codes, minlength=21)[1:]
    assert int((counts > 0).sum()) == 20
    rest = counts[counts < 4000]
    assert rest.max() < 40


def test_a_frequent_value_at_either_end_has_its_bin_to_itself() -> None:
    rest = np.random.default_rng(7).random(200).astype(np.float32)
    for frequent in (-1.0, 2.0):
        x = np.concatenate((np.full(1000, frequent, dtype=np.float32), rest))[:, None]
        bins = Bins.fit(x, max_bins=5)
        counts = np.bincount(bins.transform(x)[:, 0], minlength=6)[1:]
        assert sorted(counts.tolist()) == [50, 50, 50, 50, 1000]


def test_zero_has_one_sign() -> None:
    for values in ([0.0, -0.0, np.inf], [-0.0, 0.0, np.inf]):
        assert Bins.fit(column(values)).edges.tobytes() == np.zeros(1, dtype=np.float32).tobytes()


def test_a_constant_or_unknown_feature_has_one_bin() -> None:
    x = np.asarray([[1.0, np.nan], [1.0, np.nan]], dtype=np.float32)
    assert Bins.fit(x).transform(x).tolist() == [[1, 0], [1, 0]]


def test_codes_by_column_and_by_row_agree_across_blocks() -> None:
    x = np.random.default_rng(5).normal(size=(20_000, 3)).astype(np.float32)
    bins = Bins.fit(x[:500])
    slow = [[1 + int((bins.edges_of(f) < value).sum()) for f, value in enumerate(row)] for row in x[8190:8200]]
    assert bins.transform(x)[8190:8200].tolist() == slow
    assert bool((bins.transform(x) == bins.columns(x).T).all())


def test_other_types_are_taken_as_floats() -> None:
    whole = np.asarray([[1, 0], [2, 1]], dtype=np.int64)
    assert Bins.fit(whole).transform(whole == 1).dtype == np.uint8


@pytest.mark.parametrize("shape", [(4,), (2, 3, 4)])
def test_a_table_has_two_dimensions(shape: tuple[int, ...]) -> None:
    with pytest.raises(InvariantError, match="dimensions"):
        Bins.fit(np.zeros(shape))


def test_another_number_of_features_is_refused() -> None:
    bins = Bins.fit(np.zeros((3, 2)))
    with pytest.raises(InvariantError, match="the table has 3 features, the model knows 2"):
        bins.transform(np.zeros((1, 3)))


@pytest.mark.parametrize("most", [0, 256])
def test_a_byte_holds_the_codes(most: int) -> None:
    with pytest.raises(InvariantError, match="max_bins"):
        Bins.fit(np.zeros((3, 2)), max_bins=most)


def test_the_greatest_number_of_bins() -> None:
    x = np.arange(1000, dtype=np.float32)[:, None]
    codes = Bins.fit(x, max_bins=255).transform(x)
    assert codes.min() == 1 and codes.max() == 255


def test_codes_fill_64_cells_unless_told_otherwise() -> None:
    assert Bins.fit(np.arange(1000.0)[:, None]).width == 64


def test_arrays_hold_no_more_edges_than_a_byte_tells_apart() -> None:
    for edges, fine in ((254, True), (255, False)):
        arrays = {"edges": np.arange(edges, dtype=np.float32), "first": np.asarray([0, edges])}
        if fine:
            assert Bins.from_arrays(arrays).width == 256
        else:
            with pytest.raises(InvariantError):
                Bins.from_arrays(arrays)


def test_arrays_come_back_and_bad_ones_do_not() -> None:
    x = np.random.default_rng(6).normal(size=(100, 3)).astype(np.float32)
    bins = Bins.fit(x, max_bins=10)
    arrays = bins.to_arrays()
    again = Bins.from_arrays(arrays)
    assert bool((again.transform(x) == bins.transform(x)).all())
    for name, bad in (
        ("edges", arrays["edges"][::-1]),
        ("edges", arrays["edges"][:-1]),
        ("edges", bins.edges[[0, 1, 2, 4, 3, *range(5, len(bins.edges))]]),
        ("first", arrays["first"] + [1, 0, 0, 0]),
        ("edges", np.where(np.arange(len(bins.edges)) == 3, np.nan, bins.edges)),
        ("first", arrays["first"][1:]),
        ("first", np.zeros(0, dtype=np.int64)),
        ("first", np.asarray([0, 20, 9, 27])),
    ):
        with pytest.raises(InvariantError):
            Bins.from_arrays(arrays | {name: bad})
