"""Checks of a center's health: what works, what does not, what to do. Nothing is written."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from itemcenter.errors import ItemCenterError

#: Under this much free space a large build is likely to fail.
_LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `ok` or not, what was seen, and what to do if not."""

    name: str
    ok: bool
    seen: str
    remedy: str = ""


def examine(folder: Path, probes: dict[str, Callable[[], str]]) -> list[Check]:
    """Environment checks, then each probe: it returns what it saw, or raises an `ItemCenterError`."""
    checks = [_python(), *_packages(), _disk(folder)]
    for name, probe in probes.items():
        try:
            checks.append(Check(name, True, probe()))
        except ItemCenterError as error:
            checks.append(Check(name, False, f"{error.place}: {error.message}" if error.place else error.message,
                                error.remedy))  # fmt: skip
    return checks


def _python() -> Check:
    seen = ".".join(map(str, sys.version_info[:3]))
    return Check("python", sys.version_info >= (3, 11), seen, "itemcenter needs Python 3.11 or newer")


def _packages() -> list[Check]:
    out = []
    for name in ("numpy", "pyarrow", "pint", "PyYAML", "click", "rich"):
        try:
            out.append(Check(name, True, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            out.append(Check(name, False, "not installed", "pip install itemcenter"))
    return out


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    return Check("disk", free >= _LEAST_FREE_BYTES, f"{free / 1e9:.1f} GB free", "free disk space before a large build")
