"""A file that takes its place only when it is whole; what stood there before stays until then. Packed by its name."""

from __future__ import annotations

import contextlib
import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, TextIO, cast

from itemcenter.errors import StoreError


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Where to write: the name of a file aside, which replaces `path` at the end and is removed after an error.

    Raises `StoreError` for what the operating system refuses.
    """
    aside = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield aside
        aside.replace(path)
    except OSError as error:
        raise StoreError(
            f"cannot write {path}: {error.strerror or error}", remedy="free disk space, or name another file"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def write_durably(path: Path, text: str) -> None:
    """A file that is on the disk when this returns; its name is there after `sync_folder`."""
    with path.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk when this returns."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def packed_file(path: Path, aside: Path) -> Iterator[BinaryIO]:
    """The file aside, opened for bytes: packed where `path` ends in .gz or .zst, the same bytes every time."""
    with contextlib.ExitStack() as open_files:
        plain = open_files.enter_context(aside.open("wb"))
        if path.suffix.lower() in (".gz", ".gzip"):
            # without name and time: the same content is the same file
            packer = gzip.GzipFile(filename="", mode="wb", fileobj=plain, mtime=0, compresslevel=6)
            yield cast(BinaryIO, open_files.enter_context(packer))
        elif path.suffix.lower() in (".zst", ".zstd"):
            import pyarrow as pa

            stream = pa.CompressedOutputStream(pa.PythonFile(plain, mode="w"), "zstd")
            yield cast(BinaryIO, open_files.enter_context(stream))
        else:
            yield plain


@contextlib.contextmanager
def text_file(path: Path) -> Iterator[TextIO]:
    """A UTF-8 text file that takes its place when whole, packed by its name. Line ends are written as given."""
    with whole_file(path) as aside, packed_file(path, aside) as handle:
        text = _Text(handle)
        yield cast(TextIO, text)
        text.flush()


class _Text:
    """Text in, UTF-8 out. Half characters (lone surrogates) become the replacement character."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle
        self._waiting: list[str] = []
        self._size = 0

    def write(self, text: str) -> int:
        self._waiting.append(text)
        self._size += len(text)
        if self._size > 256 * 1024:
            self.flush()
        return len(text)

    def flush(self) -> None:
        text = "".join(self._waiting)
        self._handle.write(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode("utf-8"))
        self._waiting, self._size = [], 0
