"""`SentenceTrunk`: a BERT-like encoder whose lower layers can be run once and kept while the upper ones train."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

_LEAST = -1e9


class SentenceTrunk(nn.Module):
    """Token states of a BERT model layer by layer, and their mean as the vector of a text."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.embeddings, self.layers = bert.embeddings, bert.encoder.layer
        self.dim: int = bert.config.hidden_size

    @classmethod
    def from_folder(cls, folder: Path) -> SentenceTrunk:
        """A model as transformers stores it; deterministic (no dropout) until `train` is called."""
        # Plain attention: the one form that every exporter knows.
        bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False, attn_implementation="eager")
        return cls(bert).eval()

    @property
    def device(self) -> torch.device:
        """Where the weights lie, and what goes through them must lie, too."""
        return next(self.parameters()).device

    def lower(self, pieces: Tensor, mask: Tensor, layers: int) -> Tensor:
        """(n, t, d) states after the first `layers` layers. pieces: (n, t) numbers

        mask: (n, t) bool, the pieces that there are, or (n, t, t) bool, whether a piece (row) sees another
        """
        states = self.embeddings(input_ids=pieces, token_type_ids=torch.zeros_like(pieces))
        return self._through(self.layers[:layers], states, mask)

    def upper(self, states: Tensor, mask: Tensor, layers: int) -> Tensor:
        """(n, t, d) last states from those after `layers` layers."""
        return self._through(self.layers[layers:], states, mask)

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        return self.lower(pieces, mask, len(self.layers))

    @staticmethod
    def pooled(states: Tensor, mask: Tensor) -> Tensor:
        """(n, d) unit rows: the mean of the states of the pieces."""
        weight = mask.to(states.dtype).unsqueeze(-1)
        return functional.normalize((states * weight).sum(1) / weight.sum(1).clamp(min=1.0), dim=1)

    def upper_copy(self, layers: int) -> SentenceTrunk:
        """A trunk with the same lower layers (shared) and its own copies of those above."""
        twin = copy.copy(self)
        twin._modules = dict(self._modules)
        twin.layers = nn.ModuleList([*self.layers[:layers], *copy.deepcopy(self.layers[layers:])])
        return twin

    def upper_parameters(self, layers: int) -> Iterator[nn.Parameter]:
        return self.layers[layers:].parameters()

    @staticmethod
    def _through(layers: nn.ModuleList | Sequence[nn.Module], states: Tensor, mask: Tensor) -> Tensor:
        hidden = torch.zeros_like(mask, dtype=states.dtype).masked_fill(~mask, _LEAST)
        hidden = hidden[:, None] if mask.dim() == 3 else hidden[:, None, None, :]
        for layer in layers:
            states = layer(states, hidden)
        return states
