"""Files that only their owner may read, in the folder `service/` of a center."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from itemcenter.errors import StoreError


def service_folder(center: Path) -> Path:
    """The folder, made if need be. Raises `StoreError`."""
    folder = center / "service"
    with refusals(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def write_private(path: Path, text: str) -> None:
    """Put a text in the place of a file, whole or not at all. Raises `StoreError`."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.partial")
    with refusals(path):
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        aside.replace(path)


@contextlib.contextmanager
def refusals(path: Path) -> Iterator[None]:
    """What the operating system refuses, as `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"cannot be used: {error.strerror or error}",
            place=str(path),
            remedy="free disk space or mend the permissions",
        ) from error
