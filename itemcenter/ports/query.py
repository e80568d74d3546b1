"""`Query`: rows out of a database, for a catalog that no file holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol


class Query(Protocol):
    """One statement that was checked against its database; nothing is written there.

    names:  its columns in order
    damage: after an iteration: why it ended before the last row, "" if it did not
    """

    names: Sequence[str]
    damage: str

    def __iter__(self) -> Iterator[Sequence[Any]]:
        """Each iteration runs the statement anew, with bounded memory. Values are the driver's own types.

        Raises `CatalogError` where not even the first row comes.
        """
        ...
