"""A text file copied with some pieces put in place of others; every byte that was not replaced is the file's own.

Text is decoded and encoded again with the file's encoding. That this gives the very same bytes is not believed but
checked: the digest of all that was copied, encoded again, must be that of the file.
"""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from typing import BinaryIO

from itemcenter.errors import CatalogError
from itemcenter.items.bytesource import ByteSource
from itemcenter.items.encoding import TextSource

_UNMARK = "itemcenter-unmark"


def _unmark(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    codes = [ord(character) - 0xDC00 for character in error.object[error.start : error.end]]
    if any(not 0 <= code <= 0xFF for code in codes):
        raise error
    return bytes(codes), error.end


codecs.register_error(_UNMARK, _unmark)


class SourceCopy:
    """Reads the file from its start and writes it to `out`, piece by piece, with bounded memory."""

    def __init__(self, path: Path, encoding: str, out: BinaryIO) -> None:
        self._path = path
        self._head = _first_bytes(path)
        self._encoding = _exact_encoding(encoding, self._head)
        self._source = TextSource(path, self._encoding)
        self._chunks = self._source.chunks()
        self._out = out
        self._digest = hashlib.blake2b(digest_size=32)
        self._text, self._place = "", 0
        mark = self._encoded("\ufeff") if self._has_mark() else b""
        self._digest.update(mark)
        out.write(mark)

    def copy_lines(self, count: int, newline: str) -> None:
        """Pass over so many lines unchanged."""
        while count > 0:
            found = self._text.find(newline, self._place)
            if found >= 0:
                self._copy_to(found + len(newline))
                count -= 1
            else:
                # a line end may be cut by the end of the chunk, but every one that is used here is one character
                self._copy_to(len(self._text))
                if not self._fill():
                    return

    def copy(self, count: int) -> None:
        """Pass over so many characters unchanged."""
        while count > 0:
            if self._place == len(self._text) and not self._fill():
                return
            step = min(count, len(self._text) - self._place)
            self._copy_to(self._place + step)
            count -= step

    def peek(self, count: int) -> str:
        """The next characters, at most so many."""
        while len(self._text) - self._place < count and self._fill():
            pass
        return self._text[self._place : self._place + count]

    def blanks(self, length: int) -> int:
        """How many blanks come next, before a text of about this length."""
        shown = self.peek(length)
        while not shown.strip(" \t\r\n") and len(self.peek(len(shown) + 4096)) > len(shown):
            shown = self.peek(len(shown) + 4096)
        return len(shown) - len(shown.lstrip(" \t\r\n"))

    def replace(self, count: int, new: str) -> None:
        """Put `new` in the place of the next characters, which `peek` has shown."""
        old = self._text[self._place : self._place + count]
        self._place += count
        self._digest.update(self._encoded(old))
        self._out.write(self._encoded(new))

    def finish(self) -> None:
        """Copy the rest. Raises `CatalogError` where the copy is not the file."""
        self._copy_to(len(self._text))
        while self._fill():
            self._copy_to(len(self._text))
        if self._source.damage:
            raise CatalogError(self._source.damage, place=str(self._path), remedy="fetch or compress the file again")
        whole = hashlib.blake2b(digest_size=32)
        for chunk in ByteSource(self._path).chunks():
            whole.update(chunk)
        if whole.digest() != self._digest.digest():
            raise CatalogError(
                f"in the encoding {self._encoding} this file cannot be written again byte for byte",
                place=str(self._path),
                remedy="save it as UTF-8 and build it again, or set the right encoding in [catalog]",
            )

    def can_write(self, text: str) -> bool:
        """Whether the file's encoding has all letters of a text."""
        return encodable(text, self._encoding)

    def _copy_to(self, place: int) -> None:
        data = self._encoded(self._text[self._place : place])
        self._digest.update(data)
        self._out.write(data)
        self._place = place

    def _fill(self) -> bool:
        chunk = next(self._chunks, "")
        if not chunk:
            return False
        self._text, self._place = self._text[self._place :] + chunk, 0
        return True

    def _encoded(self, text: str) -> bytes:
        try:
            return text.encode(self._encoding, _UNMARK)
        except (UnicodeError, ValueError) as error:
            raise CatalogError(
                f"cannot be written again as {self._encoding}: {error}",
                place=str(self._path),
                remedy="save the file as UTF-8 and build it again",
            ) from error

    def _has_mark(self) -> bool:
        try:
            return self._head.startswith("\ufeff".encode(self._encoding))
        except UnicodeError:
            return False


def encodable(text: str, encoding: str) -> bool:
    if encoding == "utf-8" and text.isascii():
        return True
    try:
        text.encode(encoding)
    except (UnicodeError, ValueError):
        return False
    return True


def _first_bytes(path: Path) -> bytes:
    return next(ByteSource(path).chunks(), b"")[:8]


def _exact_encoding(name: str, head: bytes) -> str:
    """The encoding without a mark of its own: "utf-16" says little or big endian by its mark."""
    plain = codecs.lookup(name).name
    if plain == "utf-8-sig":
        return "utf-8"
    if plain in ("utf-16", "utf-32"):
        marks = {"le": codecs.BOM_UTF16_LE, "be": codecs.BOM_UTF16_BE}
        wide = {"le": codecs.BOM_UTF32_LE, "be": codecs.BOM_UTF32_BE}
        for end, mark in (marks if plain == "utf-16" else wide).items():
            if head.startswith(mark):
                return f"{plain}-{end}"
    return name
