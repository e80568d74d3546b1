"""The bytes of a catalog, plain or out of .gz and .zst, in bounded chunks; damage ends the stream."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from itemcenter.errors import CatalogError

#: Bytes a step. Also bounds what one step may unpack to, so a small archive cannot fill the memory.
CHUNK = 256 * 1024

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class ByteSource:
    """Chunks of one file. After the last chunk, `damage` tells what is wrong with the archive, "" if nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damage = ""

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes from the start. Raises `CatalogError` where the file cannot be opened or read at all."""
        try:
            with self.path.open("rb") as file:
                magic = file.read(4)
                file.seek(0)
                if magic.startswith(_GZIP):
                    yield from self._gzip(file)
                elif magic == _ZSTD:
                    yield from self._zstd()
                else:
                    while chunk := file.read(CHUNK):
                        yield chunk
        except OSError as error:
            raise _unreadable(self.path, error) from error

    def _gzip(self, file: BinaryIO) -> Iterator[bytes]:
        """All members of a gzip file. By zlib, not gzip.open: that one loses what stands before a damage."""
        decoder, pending = zlib.decompressobj(31), b""
        while True:
            data = pending or file.read(CHUNK)
            if decoder.eof:
                if len(data) < len(_GZIP):
                    data += file.read(CHUNK)
                if not data:
                    return
                if not data.startswith(_GZIP):
                    if data.strip(b"\0"):  # zero padding is allowed
                        self.damage = "bytes that are not gzip data follow the end of the archive"
                        return
                    pending = b""
                    continue
                decoder = zlib.decompressobj(31)
            try:
                unpacked = decoder.decompress(data, CHUNK)
            except zlib.error as error:
                self.damage = f"the gzip data is damaged: {error}"
                return
            pending = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            if unpacked:
                yield unpacked
            elif not data:
                self.damage = "the gzip data ends too early"
                return

    def _zstd(self) -> Iterator[bytes]:
        import pyarrow as pa

        with pa.CompressedInputStream(pa.OSFile(str(self.path)), "zstd") as stream:
            while True:
                try:
                    # Small steps: what a failing step had unpacked is lost.
                    chunk = stream.read(CHUNK // 4)
                except (OSError, pa.ArrowException) as error:
                    self.damage = f"the zstd data is damaged or ends too early: {error}"
                    return
                if not chunk:
                    return
                yield chunk


def _unreadable(path: Path, error: OSError) -> CatalogError:
    if isinstance(error, FileNotFoundError):
        message, remedy = "there is no such file", "check the path"
    elif isinstance(error, IsADirectoryError):
        message, remedy = "this is a folder", "name one file: .csv, .tsv, .json or .jsonl, also .gz or .zst"
    else:
        message, remedy = f"cannot be read: {error.strerror or error}", "check the file and its permissions"
    return CatalogError(message, place=str(path), remedy=remedy)
