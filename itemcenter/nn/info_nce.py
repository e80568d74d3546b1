"""The seed paper's InfoNCE: each positive is compared with the negatives of its own anchor, and with nothing else."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class MultiPositiveInfoNCE(nn.Module):
    """Mean over anchors of the mean over their positives of -log(exp(s+) / (exp(s+) + sum over negatives exp(s-))).

    s is the cosine of unit vectors over `temperature`. Neither the other positives of an anchor nor anything of other
    anchors is in a denominator (arXiv 2606.28070, section 3; SupCon and in-batch losses differ in just that). An anchor
    without a positive or without a negative contributes nothing; `skipped` counts them.
    """

    def __init__(self, temperature: float = 0.05) -> None:
        super().__init__()
        self.temperature = temperature
        self.skipped = 0

    def forward(
        self, anchor: Tensor, positives: Tensor, pos_mask: Tensor, negatives: Tensor, neg_mask: Tensor
    ) -> Tensor:
        """anchor: (B, d); positives: (B, P, d), negatives: (B, N, d) unit rows; masks: bool, False for padding."""
        usable = pos_mask.any(1) & neg_mask.any(1)
        self.skipped += int((~usable).sum())
        if not usable.any():
            return (anchor * 0).sum()
        anchor, positives, negatives = anchor[usable], positives[usable], negatives[usable]
        pos_mask, neg_mask = pos_mask[usable], neg_mask[usable]
        near = torch.einsum("bd,bpd->bp", anchor, positives) / self.temperature
        far = torch.einsum("bd,bnd->bn", anchor, negatives) / self.temperature
        against = far.masked_fill(~neg_mask, -torch.inf).logsumexp(1, keepdim=True)
        each = (torch.logaddexp(near, against) - near).masked_fill(~pos_mask, 0.0)
        return (each.sum(1) / pos_mask.sum(1)).mean()
