from __future__ import annotations

import numpy as np
import pytest

from itemcenter.errors import InvariantError
from itemcenter.retrieval.quantized import Quantized, levels


def test_products_of_the_largest_rows_are_counted_exactly() -> None:
    for dim in (1, 2, 256, 384, 1_040, 1_041, 4_096):
        top = levels(dim)
        assert top * top * dim <= 1 << 24
        assert top == 127 or (top + 1) ** 2 * dim > 1 << 24
    assert levels(256) == 127


@pytest.mark.parametrize("dim", [3, 256, 1_024])
def test_products_do_not_depend_on_batch_or_order(dim: int) -> None:
    values = np.random.default_rng(dim).standard_normal((300, dim)).astype(np.float32)
    rows = Quantized.of(values).rows
    exact = rows.astype(np.int64) @ rows.astype(np.int64).T
    wide = rows.astype(np.float32)
    assert (wide @ wide.T == exact).all()
    assert (wide[:1] @ wide.T == exact[:1]).all()
    assert (wide[:, ::-1] @ wide[:, ::-1].T == exact).all()


def test_cosines_move_little() -> None:
    values = np.random.default_rng(1).standard_normal((400, 256)).astype(np.float32)
    values[200:] += values[:200] * 3
    unit = values / np.linalg.norm(values, axis=1, keepdims=True)
    quantized = Quantized.of(values)
    product = quantized.rows.astype(np.float32) @ quantized.rows.astype(np.float32).T
    cosine = product * quantized.inverse * quantized.inverse[:, None]
    assert np.abs(cosine - unit @ unit.T).max() < 0.01
    assert np.abs(np.diag(cosine) - 1).max() < 1e-6


def test_the_largest_entry_reaches_the_grid_end_and_zeros_stay_zeros() -> None:
    quantized = Quantized.of(np.array([[0.5, -1.0, 0.0], [0, 0, 0], [1e-30, 0, 0]], dtype=np.float32))
    assert quantized.rows.tolist() == [[64, -127, 0], [0, 0, 0], [127, 0, 0]]
    assert quantized.inverse[1] == 0
    assert quantized.inverse[2] == np.float32(1 / 127)


def test_inverse_lengths_of_many_rows() -> None:
    rows = np.random.default_rng(0).integers(-127, 128, (70_000, 2)).astype(np.int8)
    wide = rows.astype(np.float64)
    lengths = np.sqrt((wide**2).sum(1))
    expected = np.divide(1, lengths, out=np.zeros_like(lengths), where=lengths > 0).astype(np.float32)
    from itemcenter.retrieval.quantized import inverse_lengths

    assert (inverse_lengths(rows) == expected).all()


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(InvariantError, match="finite"):
        Quantized.of(np.array([[np.nan, 1]], dtype=np.float32))
    with pytest.raises(InvariantError, match="finite"):
        Quantized.of(np.array([[np.inf, 1]], dtype=np.float32))
