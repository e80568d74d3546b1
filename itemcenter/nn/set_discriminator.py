"""`SetDiscriminator`: which candidates of a key does the item state? All keys of an item from one pass over its text.

    q_j = MLP([e_val(v_j) ; e_key(k) ; phi_j]), j = 1..K      q_0 = none + W e_key(k)
    Q   = SetDecoder(Q, H_x)                                    z_j = w . Q_j,  m_j = z_j - z_0

Slot 0 is "none": a learned threshold for each (item, key). A value has no parameters of its own, only its text and its
evidence, so a value that was added after training is judged like any other.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from itemcenter.nn.evidence_input import EvidenceInput
from itemcenter.nn.set_decoder import SetDecoder


@dataclass(frozen=True, slots=True)
class SetSizes:
    """states: width of item states; texts: of value and key vectors; features: of evidence; dim: of slots."""

    states: int
    texts: int
    features: int
    dim: int = 96
    layers: int = 2
    heads: int = 4
    dropout: float = 0.1


class SlotLogits(NamedTuple):
    """margins: (R, K), -inf at padding; none: (R,) the logit that they are over."""

    margins: Tensor
    none: Tensor


class SetDiscriminator(nn.Module):
    def __init__(self, sizes: SetSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.columns = EvidenceInput(sizes.features)
        self.item = nn.Sequential(nn.Linear(sizes.states, sizes.dim), nn.LayerNorm(sizes.dim))
        self.key = nn.Linear(sizes.texts, sizes.dim)
        self.value = nn.Linear(sizes.texts, sizes.dim)
        # A feature that is missing (NaN) says so by a column of its own.
        self.evidence = nn.Linear(2 * sizes.features, sizes.dim)
        self.joined = nn.Sequential(nn.GELU(), nn.Dropout(sizes.dropout), nn.Linear(sizes.dim, sizes.dim))
        self.none = nn.Parameter(torch.zeros(sizes.dim))
        self.decoder = SetDecoder(sizes.dim, sizes.layers, sizes.heads, sizes.dropout)
        self.score = nn.Linear(sizes.dim, 1)
        nn.init.normal_(self.none, std=0.02)

    def settings(self) -> dict[str, float]:
        return asdict(self.sizes)

    def forward(
        self,
        item_states: Tensor,
        item_mask: Tensor,
        slot_emb: Tensor,
        key_emb: Tensor,
        slot_feat: Tensor,
        slot_mask: Tensor,
        row_item: Tensor,
    ) -> SlotLogits:
        """One row a (item, key).

        item_states: (I, T, states), item_mask: (I, T) bool; slot_emb: (R, K, texts), slot_feat: (R, K, features) with
        NaN for missing, slot_mask: (R, K) bool; key_emb: (R, texts); row_item: (R,) the item of each row
        """
        key = self.key(key_emb)[:, None, :]
        slots = self.joined(self.value(slot_emb) + key + self.evidence(self.columns(slot_feat)))
        everything = torch.cat([self.none + key, slots], 1)
        mask = torch.cat([torch.ones_like(slot_mask[:, :1]), slot_mask], 1)
        states = self.item(item_states)
        logits = self.score(self.decoder(everything, mask, states, item_mask, row_item)).squeeze(-1)
        margins = (logits[:, 1:] - logits[:, :1]).masked_fill(~slot_mask, -torch.inf)
        return SlotLogits(margins, logits[:, 0])
