"""`SetDecoder`: slots look at each other and at the words of their item; their order means nothing."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class _Attention(nn.Module):
    """Multi-head attention whose sources may be shared: row r reads source `source[r]`, projected once."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, rows: Tensor, states: Tensor, mask: Tensor, source: Tensor | None) -> Tensor:
        """rows: (R, K, d); states: (S, T, d); mask: (S, T) bool, one True at least; source: (R,), None if R = S."""
        query, key, value = (
            self._split(self.query(rows)),
            self._split(self.key(states)),
            self._split(self.value(states)),
        )
        hidden = torch.zeros_like(mask, dtype=query.dtype).masked_fill(~mask, -1e9)[:, None, None, :]
        if source is not None:
            key, value, hidden = key[source], value[source], hidden[source]
        weight = (query @ key.transpose(-1, -2) / query.shape[-1] ** 0.5 + hidden).softmax(-1)
        return self.out((weight @ value).transpose(1, 2).flatten(2))

    def _split(self, states: Tensor) -> Tensor:
        """(R, T, d) -> (R, heads, T, d / heads)"""
        return states.unflatten(-1, (self.heads, -1)).transpose(1, 2)


class _Layer(nn.Module):
    """Slots among themselves, slots over the item's tokens, a small network; each added to what was there."""

    def __init__(self, dim: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.among, self.over = _Attention(dim, heads), _Attention(dim, heads)
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(3))
        self.inner = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * dim, dim))
        self.drop = nn.Dropout(dropout)

    def forward(self, slots: Tensor, slot_mask: Tensor, states: Tensor, mask: Tensor, row_item: Tensor) -> Tensor:
        normed = self.norms[0](slots)
        slots = slots + self.drop(self.among(normed, normed, slot_mask, None))
        slots = slots + self.drop(self.over(self.norms[1](slots), states, mask, row_item))
        return slots + self.drop(self.inner(self.norms[2](slots)))


class SetDecoder(nn.Module):
    """Layers without positions: permuting the slots of a row permutes the result and changes nothing else."""

    def __init__(self, dim: int, layers: int = 2, heads: int = 4, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.ModuleList(_Layer(dim, heads, dropout) for _ in range(layers))
        self.norm = nn.LayerNorm(dim)

    def forward(self, slots: Tensor, slot_mask: Tensor, states: Tensor, mask: Tensor, row_item: Tensor) -> Tensor:
        """(R, K, d) from slots (R, K, d), slot_mask (R, K), item states (I, T, d), mask (I, T) and row_item (R,)."""
        for layer in self.layers:
            slots = layer(slots, slot_mask, states, mask, row_item)
        return self.norm(slots)
