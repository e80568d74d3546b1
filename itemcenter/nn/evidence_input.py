"""`EvidenceInput`: evidence columns as a network takes them: scaled, and each again as whether it is missing."""

from __future__ import annotations

import torch
from torch import Tensor, nn

#: Scaled features beyond so many standard deviations say no more than those at it.
_FARTHEST = 4.0


class EvidenceInput(nn.Module):
    mean: Tensor
    scale: Tensor

    def __init__(self, features: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("scale", torch.ones(features))

    def fit_scaling(self, features: Tensor) -> None:
        """Mean and standard deviation of each column of (n, f), missing ones left out; constant columns count 0."""
        known = ~features.isnan()
        count = known.sum(0).clamp(min=1)
        filled = features.nan_to_num(0.0)
        mean = filled.sum(0) / count
        spread = ((filled - mean).pow(2) * known).sum(0).div(count).sqrt()
        self.mean.copy_(mean)
        self.scale.copy_(torch.where(spread > 1e-6, 1.0 / spread.clamp(min=1e-6), torch.zeros_like(spread)))

    def forward(self, features: Tensor) -> Tensor:
        """(..., f) with NaN for missing -> (..., 2 f)."""
        missing = features.isnan()
        scaled = torch.where(missing, torch.zeros_like(features), (features - self.mean) * self.scale)
        return torch.cat([scaled.clamp(-_FARTHEST, _FARTHEST), missing.to(scaled.dtype)], -1)
