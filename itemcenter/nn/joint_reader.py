"""`JointReader`: one key with all its candidates read together with the item's text, block-causally.

    item | key, candidate 1, candidate 2, ...        the first block does not see the second, the second sees both
    s_j = MLP([mean state of candidate j ; evidence]),  s_0 = w . state of the key's first piece,  m_j = s_j - s_0

The reference that the set discriminator is measured against: every layer compares words of item and candidates, at the
price of a pass for each (item, key). The item's block is the same for all its keys: `PrefixEncoder` reads it once.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn
from transformers import BertModel

from itemcenter.nn.evidence_input import EvidenceInput
from itemcenter.nn.prefix_encoder import Prefix, PrefixEncoder
from itemcenter.nn.trunk import SentenceTrunk


class JointReader(nn.Module):
    """The lower layers of `bert` stay as they are, the upper `trained` ones learn with the head."""

    def __init__(self, bert: BertModel, features: int, trained: int = 2, dim: int = 96, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder, self.trunk = PrefixEncoder(bert), SentenceTrunk(bert)
        self.below = len(self.trunk.layers) - trained
        self.evidence = EvidenceInput(features)
        wide = self.trunk.dim + 2 * features
        self.score = nn.Sequential(nn.Linear(wide, dim), nn.GELU(), nn.Dropout(dropout), nn.Linear(dim, 1))
        self.none = nn.Linear(self.trunk.dim, 1)

    def learning(self) -> Iterator[nn.Parameter]:
        """The parameters of the upper layers."""
        return self.trunk.upper_parameters(self.below)

    def head(self) -> Iterator[nn.Parameter]:
        yield from self.score.parameters()
        yield from self.none.parameters()

    def forward(self, states: Tensor, sees: Tensor, key: Tensor, owner: Tensor, features: Tensor) -> Tensor:
        """Margins (n, K) from the states (n, t, d) after the layers below.

        sees: (n, t, t) bool, whether a piece (row) sees another; key: (n,) the place of the key's first piece;
        owner: (n, K, t) bool, the pieces of each candidate; features: (n, K, F)
        """
        return self.margins(self.trunk.upper(states, sees, self.below), key, owner, features)

    def margins(self, states: Tensor, key: Tensor, owner: Tensor, features: Tensor) -> Tensor:
        """As `forward`, from the last states; -inf for a candidate without pieces."""
        weight = owner.to(states.dtype)
        mean = weight @ states / weight.sum(-1, keepdim=True).clamp(min=1.0)
        said = self.score(torch.cat([mean, self.evidence(features)], -1)).squeeze(-1)
        none = self.none(states[torch.arange(len(states)), key])
        return (said - none).masked_fill(~owner.any(-1), -torch.inf)

    def behind(self, prefix: Prefix, pieces: Tensor, owner: Tensor, features: Tensor) -> Tensor:
        """(1, K) margins of one key behind an item that was read; owner: (1, K, t) over the key's own pieces (1, t)."""
        return self.margins(self.encoder.after(prefix, pieces), torch.zeros(1, dtype=torch.long), owner, features)
