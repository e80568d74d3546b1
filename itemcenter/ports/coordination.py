"""Port `coordination`: leases and cursors, kept where the facts are, so that a write and its permission are one matter.

Every store has it (`Store` includes it): a lost lease cannot write, because `Store.apply` and `move_cursor` look at the
lease in their own transaction.
"""

from __future__ import annotations

from typing import Protocol

from itemcenter.errors import InvariantError, LeaseLostError
from itemcenter.schema.ids import check_id
from itemcenter.schema.lease import Lease

#: A longer lease is a mistake of units.
_LONGEST_S = 10_000_000.0


def check_span(seconds: float) -> int:
    """The span of a lease in microseconds. Raises `InvariantError` for none, or one of more than 115 days."""
    if not 0.000_001 <= seconds <= _LONGEST_S:
        raise InvariantError(f"a lease is taken for a microsecond to {_LONGEST_S:,.0f} seconds, not {seconds}")
    return int(seconds * 1_000_000)


def check_cursor(name: str, number: int) -> None:
    """Raises `InvariantError` for what no cursor can be."""
    check_id(name, "cursor")
    if not 0 <= number < 2**62:
        raise InvariantError(f"cursor {name!r} cannot be at {number}", remedy="cursors count from 0 up")


def lease_lost(lease: Lease) -> LeaseLostError:
    return LeaseLostError(
        f"{lease.holder} no longer holds the lease {lease.name!r} (token {lease.token}): nothing was written",
        remedy="take it anew, and begin from what the store holds now",
    )


class Coordination(Protocol):
    """All methods may raise `StoreError` and `CenterBusyError`. Times are the store's own (one clock for all).

    A lease that has run out is no longer held: nothing is written under it. Until somebody takes it, it can be renewed.
    """

    def take_lease(self, name: str, holder: str, seconds: float) -> Lease | None:
        """The lease, for so long from now; None where another holder has it. Who holds it already gets it renewed.

        The token is greater than all before it, and the same while one holder keeps it.
        """
        ...

    def renew_lease(self, lease: Lease, seconds: float) -> Lease:
        """Raises `LeaseLostError` where it has gone to another holder since, or was released."""
        ...

    def release_lease(self, lease: Lease) -> None:
        """Give it back; a lost one is left as it is."""
        ...

    def leases(self) -> list[Lease]:
        """Those that are held at present, by name."""
        ...

    def cursor(self, name: str) -> int:
        """How far something has come (a number of the change log, an offset); 0 where it was never moved."""
        ...

    def move_cursor(self, name: str, number: int, lease: Lease | None = None) -> None:
        """Durable on return. Raises `LeaseLostError` where `lease` is given and is no longer held."""
        ...

    def cursors(self) -> dict[str, int]: ...
