"""`GroupOptions`: the [groups] table of itemcenter.toml."""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.errors import ConfigError

INFER = ("auto", "never")


@dataclass(frozen=True, slots=True)
class GroupOptions:
    """infer: "auto" finds product groups where the catalog has no group column, "never" leaves every item alone."""

    infer: str = "auto"

    def __post_init__(self) -> None:
        if self.infer not in INFER:
            remedy = f"allowed: {', '.join(INFER)}"
            raise ConfigError(f"infer cannot be {self.infer!r}", place="[groups]", remedy=remedy)
