"""Block-causal reading with BERT: a text is read once, and any number of texts behind it, each seeing only it.

Tokens carry a block number (0 = shared by a product group, 1 = the item, 2 = the question). A token sees the blocks up
to its own, itself in full, so the states of a block do not depend on what follows and can be kept: keys and values of
the earlier blocks take the place of the earlier tokens. Equal to one masked pass over everything (tested).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import BertModel, DynamicCache

_LEAST = -1e9


@dataclass(slots=True)
class Prefix:
    """A text that was read. states: (1, t, d) of its last block; length: tokens of all its blocks."""

    cache: DynamicCache
    states: Tensor
    length: int


class PrefixEncoder(nn.Module):
    """`queried` and `hit` count the tokens of the texts that were asked for and those found already read."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.queried = self.hit = 0

    def forward(self, pieces: Tensor, blocks: Tensor, mask: Tensor) -> Tensor:
        """(n, t, d) states of whole texts in one pass, as for training. blocks: (n, t) numbers; mask: (n, t) bool"""
        allowed = block_causal(blocks, mask)
        additive = torch.zeros(allowed.shape).masked_fill(~allowed, _LEAST)[:, None]
        positions = torch.arange(pieces.shape[1])[None]
        return self.bert(input_ids=pieces, attention_mask=additive, position_ids=positions).last_hidden_state

    def read(self, pieces: Tensor, behind: Prefix | None = None) -> Prefix:
        """Read the next block (1, t) and keep it; `behind` is used up by this."""
        cache, start = (DynamicCache(), 0) if behind is None else (behind.cache, behind.length)
        states = self._run(pieces, cache, start)
        self.queried += pieces.shape[1]
        return Prefix(cache, states, start + pieces.shape[1])

    def after(self, prefix: Prefix, pieces: Tensor) -> Tensor:
        """(1, t, d) states of a text (1, t) behind a prefix, which is the same afterwards."""
        self.queried += prefix.length + pieces.shape[1]
        self.hit += prefix.length
        try:
            return self._run(pieces, prefix.cache, prefix.length)
        finally:
            # The cache grows in place: without this the next text would see this one.
            grown = prefix.cache.get_seq_length() - prefix.length
            if grown:
                prefix.cache.crop(-grown)

    def _run(self, pieces: Tensor, cache: DynamicCache, start: int) -> Tensor:
        positions = torch.arange(start, start + pieces.shape[1])[None]
        return self.bert(
            input_ids=pieces, past_key_values=cache, position_ids=positions, use_cache=True
        ).last_hidden_state


def block_causal(blocks: Tensor, mask: Tensor) -> Tensor:
    """(n, t, t) bool: a token sees those of its own block and of earlier ones. blocks: (n, t); mask: (n, t) bool"""
    sees = (blocks[:, :, None] >= blocks[:, None, :]) & mask[:, None, :]
    # A padded token sees itself, so that its row of the softmax is defined.
    return sees | torch.eye(mask.shape[1], dtype=torch.bool)
