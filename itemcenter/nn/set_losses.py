"""Losses over the margins of a set of slots: how far each candidate stands above "none" (0)."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional


def binary_margin_loss(margins: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Mean over rows of sum_j softplus((1 - 2 y_j) m_j); a target between 0 and 1 is a belief.

    margins, target: (R, K) float; mask: (R, K) bool, False for padding. Rows without a slot count as zeros.
    """
    margins = margins.masked_fill(~mask, 0.0)
    each = target * functional.softplus(-margins) + (1.0 - target) * functional.softplus(margins)
    return each.masked_fill(~mask, 0.0).sum(1).mean()


def adaptive_threshold_loss(margins: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """The loss of ATLOP (arXiv 2010.11304, eq. 5) with "none" as the threshold class, mean over rows.

    Every positive is pushed above none within {positives, none}, none above the rest within {negatives, none}.
    margins: (R, K) float; target: (R, K) 0 or 1; mask: (R, K) bool.
    """
    positive, negative = mask & (target > 0.5), mask & (target <= 0.5)
    none = margins.new_zeros(len(margins), 1)
    chosen = torch.cat([none, margins.masked_fill(~positive, -torch.inf)], 1)
    rest = torch.cat([none, margins.masked_fill(~negative, -torch.inf)], 1)
    above = (chosen.logsumexp(1, keepdim=True) - margins).masked_fill(~positive, 0.0).sum(1)
    return (above + rest.logsumexp(1)).mean()
