"""The shared texts of a workbook: in memory up to a bound, the others in a temporary file."""

from __future__ import annotations

import re
import tempfile
import weakref
from array import array
from typing import IO

from itemcenter.items.tables.xlsx_package import Package, XmlHandler

#: Characters that are kept in memory.
_IN_MEMORY = 16_000_000
_CACHED = 8192

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """`strings[number]`. Raises `IndexError` for a number that the workbook has no text for.

    most: longer texts are cut behind this many characters and one more, so that their rows are refused
    """

    def __init__(self, package: Package, most: int) -> None:
        self._texts: list[str] = []
        self._held = 0
        self._ends = array("Q", [0])
        self._file: IO[bytes] | None = None
        self._newest: dict[int, str] = {}
        if package.part("sharedStrings"):
            for _ in package.steps(package.part("sharedStrings"), _Texts(self, most)):
                pass

    def add(self, text: str) -> None:
        if self._held <= _IN_MEMORY:
            self._texts.append(text)
            self._held += len(text) + 50
        else:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as these texts
                weakref.finalize(self, self._file.close)
            self._ends.append(self._ends[-1] + self._file.write(text.encode("utf-8", "surrogatepass")))

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        if number < len(self._texts):
            return self._texts[number]
        return self._from_file(number - len(self._texts))

    def _from_file(self, place: int) -> str:
        text = self._newest.get(place)
        if text is None:
            begin, end = self._ends[place], self._ends[place + 1]
            if self._file is None:
                raise IndexError(place)
            self._file.seek(begin)
            text = self._file.read(end - begin).decode("utf-8", "surrogatepass")
            if len(self._newest) >= _CACHED:
                self._newest.clear()
            self._newest[place] = text
        return text


class TextParts:
    """Gathers the pieces of one text; those beyond the bound are dropped."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.begin()

    def begin(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def add(self, text: str) -> None:
        if self._size <= self._most:
            self._parts.append(text)
            self._size += len(text)

    def joined(self) -> str:
        text = "".join(self._parts)
        text = text if len(text) <= self._most else text[: self._most + 1]
        return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


class _Texts(XmlHandler):
    """`si` elements: the texts of their runs joined, without the reading aids of Asian scripts (`rPh`)."""

    def __init__(self, strings: SharedStrings, most: int) -> None:
        self._strings = strings
        self._parts = TextParts(most)
        self._inside = self._aid = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "t":
            self._inside = not self._aid
        elif name == "si":
            self._parts.begin()
        elif name == "rPh":
            self._aid = True

    def end(self, name: str) -> None:
        if name == "t":
            self._inside = False
        elif name == "si":
            self._strings.add(self._parts.joined())
        elif name == "rPh":
            self._aid = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.add(text)
