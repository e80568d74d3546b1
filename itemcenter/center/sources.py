"""The sources that every center has, and which names a catalog's source may have."""

from __future__ import annotations

from itemcenter.errors import ConfigError
from itemcenter.flow.quarantine import check_source
from itemcenter.schema import SourceId

MERCHANT, MACHINE, HUMAN = SourceId("merchant"), SourceId("machine"), SourceId("human")


def check_merchant(source: str) -> SourceId:
    """The name of a catalog's source: not one under which the machine or people speak. Raises `ConfigError`."""
    if source in (MACHINE, HUMAN):
        raise ConfigError(
            f"{source!r} cannot be the source of a catalog: it would take over the words of the {source}",
            remedy=f"name it otherwise, for example {MERCHANT}:{source}",
        )
    return check_source(source)
