"""Sorting of more entries than memory should hold: sorted runs on disk, merged while they are read."""

from __future__ import annotations

import contextlib
import heapq
import json
import tempfile
from collections.abc import Iterator
from typing import IO

#: Entries that are sorted in memory at once.
_RUN = 200_000


class SortedSpill:
    """Add tuples of texts, then iterate over them in order. Use it in a `with` statement: it holds files."""

    def __init__(self, run: int = _RUN) -> None:
        self._run = run
        self._waiting: list[tuple[str, ...]] = []
        self._files: list[IO[str]] = []
        self._held = contextlib.ExitStack()

    def __enter__(self) -> SortedSpill:
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    def add(self, *entry: str) -> None:
        self._waiting.append(entry)
        if len(self._waiting) >= self._run:
            file = self._held.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115 - closed by the stack
            for row in sorted(self._waiting):
                file.write(json.dumps(row) + "\n")  # escaped, so that half characters do no harm
            self._files.append(file)
            self._waiting = []

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        runs = [self._read(file) for file in self._files]
        return heapq.merge(*runs, iter(sorted(self._waiting)))

    @staticmethod
    def _read(file: IO[str]) -> Iterator[tuple[str, ...]]:
        file.seek(0)
        return (tuple(json.loads(line)) for line in file)
