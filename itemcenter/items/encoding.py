"""Which encoding a catalog is in, and its decoding in chunks: a byte that does not fit is marked, it does not raise."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.items.bytesource import ByteSource
from itemcenter.items.rows import BAD_BYTE

#: Bytes of a file that decide about its encoding, format and dialect.
HEAD = 1024 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins the same way
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")

#: Control characters that no text needs (tab and line breaks do no harm).
CONTROLS = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 127)))

#: Name of the error handler that reads an undecodable byte as a mark.
BYTE_MARKER = "itemcenter-mark"


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(BYTE_MARKER, _mark)


class TextSource:
    """The text of a file in chunks. `suspect`: the newest chunk holds marked bytes or control characters."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.suspect = False
        self._bytes = ByteSource(path)
        self._encoding = encoding

    @property
    def damage(self) -> str:
        """Known after the last chunk: what is wrong with the archive, "" if nothing."""
        return self._bytes.damage

    def chunks(self) -> Iterator[str]:
        """Non-empty texts in order; a byte order mark at the start is left out."""
        decoder = codecs.getincrementaldecoder(self._encoding)(errors=BYTE_MARKER)
        chunks, first, last = self._bytes.chunks(), True, False
        while not last:
            data = next(chunks, b"")
            last = not data
            try:
                text = decoder.decode(data, final=last)
            except (UnicodeError, ValueError) as error:
                raise CatalogError(
                    f"cannot be decoded as {self._encoding}: {error}",
                    place=str(self._bytes.path),
                    remedy="set another encoding in [catalog]",
                ) from error
            if first and text:
                text, first = text.removeprefix("\ufeff"), False
            if text:
                self.suspect = is_suspect(text)
                yield text


def is_suspect(text: str) -> bool:
    """Whether a text holds marked bytes or control characters. About 1 ms per MB of ASCII."""
    if not text.isascii() and BAD_BYTE.search(text):
        return True
    return any(control in text for control in CONTROLS)


def detect_encoding(head: bytes) -> tuple[str, str]:
    """(encoding, what to tell the user or "") from the first bytes of a file."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, ""
    wide = _wide_encoding(head)
    if wide:
        return wide, f"read as {wide}: the file has no byte order mark, every second byte is zero"
    text = codecs.getincrementaldecoder("utf-8")(errors=BYTE_MARKER).decode(head)
    bad = len(BAD_BYTE.findall(text))
    if not bad:
        return "utf-8", ""
    sound = sum(1 for character in text if not character.isascii()) - bad
    # Text in another encoding hardly ever forms valid UTF-8 by chance, so this is UTF-8 with a few broken rows.
    if sound >= 10 * bad:
        return "utf-8", ""
    name = "gb18030" if _looks_chinese(head) else "cp1252"
    return name, f"read as {name}: the file is not UTF-8; if letters look wrong, set encoding in [catalog]"


def _wide_encoding(head: bytes) -> str:
    """UTF-16 without a mark: zero bytes stand nearly all at even or nearly all at odd places."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        # Chinese text has few zeros, but its delimiters, digits and line ends have some: 2 % are enough.
        if zeros >= max(2, len(head) // 100) and zeros >= 10 * others:
            text = codecs.getincrementaldecoder(name)(errors=BYTE_MARKER).decode(head)
            if not BAD_BYTE.search(text):
                return name
    return ""


def _looks_chinese(head: bytes) -> bool:
    """GBK text has its high bytes in pairs; in Western and Cyrillic text the lengths of such runs are mixed."""
    runs = [len(run) for run in _HIGH_RUN.findall(head)]
    paired = sum(length for length in runs if length % 2 == 0)
    if paired < 0.95 * sum(runs) or sum(runs) < 8:
        return False
    text = codecs.getincrementaldecoder("gb18030")(errors=BYTE_MARKER).decode(head)
    foreign = [character for character in text if not character.isascii()]
    common = sum(1 for character in foreign if "\u4e00" <= character <= "\u9fff" or "\u3000" <= character <= "\u303f")
    return common >= 0.7 * len(foreign)
