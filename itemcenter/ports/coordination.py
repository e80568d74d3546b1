"""Port `coordination`: leases and cursors, kept where the facts are, so that a write and its permission are one matter.

Every store has it (`Store` includes it): a lost lease cannot write, because `Store.apply` and `move_cursor` look at the
lease in their own transaction.
"""

from __future__ import annotations

from typing import Protocol

from itemcenter.schema.lease import Lease


class Coordination(Protocol):
    """All methods may raise `StoreError` and `CenterBusyError`. Times are the store's own (one clock for all)."""

    def take_lease(self, name: str, holder: str, seconds: float) -> Lease | None:
        """The lease, for so long from now; None where another holder has it. Who holds it already gets it renewed."""
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
