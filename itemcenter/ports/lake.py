"""Port `lake`: tables with versions that other systems read; each version's commit names where it is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol


class Lake(Protocol):
    """A folder of tables. All methods may raise `StoreError`. A commit is whole or not there, also after a kill."""

    def replace(self, table: str, files: Sequence[Path], told: Mapping[str, str]) -> int:
        """Commit the rows of these Parquet files, in order, in place of all rows; returns the version.

        told: kept with the commit
        """
        ...

    def append(self, table: str, files: Sequence[Path], told: Mapping[str, str]) -> int:
        """Commit the rows of these Parquet files beside those that are there."""
        ...

    def told(self, table: str) -> list[tuple[int, Mapping[str, str]]]:
        """The versions, newest first, with what was kept with their commits; none where there is no such table."""
        ...

    def keep(self, table: str, count: int) -> None:
        """Remove the files that only versions before the newest `count` need."""
        ...
