"""How a center's tunnel is set up: its topics, its partitions, and the options of its parts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from itemcenter.errors import ConfigError
from itemcenter.tunnel.envelope import EnvelopeOptions
from itemcenter.tunnel.runner import RunOptions
from itemcenter.tunnel.tier_policy import TierOptions

_MOST_PARTITIONS = 10_000


@dataclass(frozen=True, slots=True)
class TunnelOptions:
    """partitions: of the inbox, and of the turns that writers take; inbox, dead: topics"""

    partitions: int = 4
    inbox: str = "inbox"
    dead: str = "dead"
    tiers: TierOptions = field(default_factory=TierOptions)
    run: RunOptions = field(default_factory=RunOptions)
    envelopes: EnvelopeOptions = field(default_factory=EnvelopeOptions)

    def __post_init__(self) -> None:
        if not 1 <= self.partitions <= _MOST_PARTITIONS:
            raise ConfigError(f"partitions is {self.partitions}", remedy=f"give 1 to {_MOST_PARTITIONS:,}")
        if not self.inbox or not self.dead or self.inbox == self.dead:
            raise ConfigError("inbox and dead must name two topics")

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> TunnelOptions:
        """From one flat table, lists as tuples. Raises `ConfigError`."""
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in table.items()
        }
        parts: dict[str, Any] = {}
        kinds: dict[str, Any] = {"tiers": TierOptions, "run": RunOptions, "envelopes": EnvelopeOptions}
        for name, kind in kinds.items():
            own = {entry.name for entry in dataclasses.fields(kind)} & given.keys()
            parts[name] = kind(**{option: given.pop(option) for option in own})
        return cls(**given, **parts)
