"""Which source outranks which. The rank is stamped on each write; a changed policy takes effect by `Store.remerge`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from itemcenter.errors import ConfigError
from itemcenter.schema import SourceId

#: Steps of 100 leave room for sources in between.
_DEFAULT_PRIORITIES = (
    ("human", 300),
    ("human:*", 300),
    ("merchant", 200),
    ("merchant:*", 200),
    ("machine", 100),
    ("machine:*", 100),
)


@dataclass(frozen=True, slots=True)
class SourcePolicy:
    """priorities: (source name or pattern such as "merchant:*", priority); the first that fits counts, case counts

    default: priority of a source that none fits: above the machine, below merchants and people
    """

    priorities: tuple[tuple[str, int], ...] = _DEFAULT_PRIORITIES
    default: int = 150

    def __post_init__(self) -> None:
        for pattern, priority in (*self.priorities, ("default", self.default)):
            if not pattern or pattern != pattern.strip():
                raise ConfigError(f"a source pattern must be a name without blanks at its ends, not {pattern!r}")
            if type(priority) is not int or not -1_000_000 <= priority <= 1_000_000:
                raise ConfigError(
                    f"the priority of source {pattern!r} must be a whole number of at most a million, not {priority!r}"
                )

    def priority(self, source: SourceId) -> int:
        for pattern, priority in self.priorities:
            if fnmatchcase(source, pattern):
                return priority
        return self.default

    def of(self, sources: Iterable[SourceId]) -> dict[SourceId, int]:
        """The priority of each source: `store.remerge(policy.of(store.sources()))` puts a new policy into effect."""
        return {source: self.priority(source) for source in sources}
