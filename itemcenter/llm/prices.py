"""What tokens cost."""

from __future__ import annotations

import math
from dataclasses import dataclass

from itemcenter.errors import ConfigError
from itemcenter.ports import Usage

_A_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens, in whatever currency the endpoint bills; all 0 for an endpoint of one's own.

    cached: for prompt tokens out of the endpoint's prefix cache; None if it gives no discount
    """

    prompt: float = 0.0
    completion: float = 0.0
    cached: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("prompt", self.prompt), ("completion", self.completion), ("cached", self.cached or 0.0)):
            if not (value >= 0 and math.isfinite(value)):
                raise ConfigError(
                    f"the price of {name} tokens must be 0 or more, not {value}", remedy="per million tokens"
                )

    def of(self, usage: Usage) -> float:
        cached = self.prompt if self.cached is None else self.cached
        fresh = usage.prompt - usage.cached
        return (fresh * self.prompt + usage.cached * cached + usage.completion * self.completion) / _A_MILLION

    @property
    def dearest_prompt(self) -> float:
        """Of a prompt token, for bounds: some hosts ask more for a token that goes into their cache."""
        return max(self.prompt, self.cached or 0.0)
