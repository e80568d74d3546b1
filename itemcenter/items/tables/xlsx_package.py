"""The parts of an .xlsx file: which sheets there are, and its XML read in steps, without entities and without a tree.

Of the standard library only. Libraries were measured on the same workbook (docs/dependencies.md): one holds every sheet
as a full rectangle in memory, the other is a third as fast and gives a sheet up at the first cell that it dislikes.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, NamedTuple
from xml.parsers import expat

from itemcenter.errors import CatalogError

#: Bytes of XML a step.
_STEP = 64 * 1024

#: What a workbook of another kind, or a damaged one, raises while it is read.
DAMAGES = (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, NotImplementedError, RuntimeError)

Start = Callable[[str, dict[str, str]], None]


class Sheet(NamedTuple):
    name: str
    part: str
    hidden: bool


class Package:
    """An opened workbook; use it in a `with` statement. Raises `CatalogError` where it is none that can be read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sheets: list[Sheet] = []
        self.root = ""  # the part that lists the sheets
        self.counts_from_1904 = False
        self._parts: dict[str, str] = {}  # last word of the relation -> part
        try:
            self._archive = zipfile.ZipFile(path)
        except DAMAGES as error:
            raise self._refused(f"the Excel workbook (or zip archive) is damaged or cut: {error}") from error
        try:
            self._read_directory()
        except DAMAGES as error:
            self._archive.close()
            raise self._refused(f"the workbook is damaged: {error}") from error
        except CatalogError:
            self._archive.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def part(self, relation: str) -> str:
        """The part of the workbook with this relation ("styles", "sharedStrings"), "" where there is none."""
        return self._parts.get(relation, "")

    def steps(self, part: str, handler: XmlHandler) -> Iterator[None]:
        """Feed the XML of a part to `handler`, pausing after every step, and before an error of the XML is raised."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: _by_prefix_of(name, attributes, parser, handler)
        parser.CharacterDataHandler = handler.text
        handler.begin(parser)
        parser.StartDoctypeDeclHandler = _no_doctype
        with self._open(part) as stream:
            while data := stream.read(_STEP):
                handler.data(data)
                try:
                    parser.Parse(data, False)
                except expat.ExpatError:
                    yield
                    raise
                yield
            parser.Parse(b"", True)
            yield

    def read(self, part: str, start: Start) -> None:
        """Hand every element of a small part to `start`."""
        for _ in self.steps(part, XmlHandler(start)):
            pass

    def _open(self, part: str) -> IO[bytes]:
        try:
            return self._archive.open(part)
        except KeyError as error:
            raise zipfile.BadZipFile(f"its part {part} is missing") from error

    def _read_directory(self) -> None:
        names = set(self._archive.namelist())
        root = _first(self._relations("_rels/.rels", ""), "officeDocument") or "xl/workbook.xml"
        if root.endswith(".bin"):
            raise self._refused("this is a binary Excel workbook (.xlsb)", "save it as .xlsx")
        if root not in names:
            raise self._refused("this zip archive is no Excel workbook", "unpack it, and name the folder")
        self.root = root
        folder, base = posixpath.split(root)
        targets = self._relations(f"{folder}/_rels/{base}.rels", folder)
        self._parts = {kind: part for _, kind, part in targets}
        sheets = {entry: part for entry, kind, part in targets if kind == "worksheet"}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                entry = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
                if entry in sheets:
                    hidden = attributes.get("state", "visible") != "visible"
                    self.sheets.append(Sheet(attributes.get("name", ""), sheets[entry], hidden))
            elif name == "workbookPr":
                self.counts_from_1904 = attributes.get("date1904", "0") in ("1", "true")

        self.read(root, start)

    def _relations(self, part: str, folder: str) -> list[tuple[str, str, str]]:
        """(id, last word of its kind, part) of every relation."""
        out: list[tuple[str, str, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                out.append((attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], target[1:]))

        if part in self._archive.namelist():
            self.read(part, start)
        return out

    def _refused(self, message: str, remedy: str = "save it again, or fetch it again") -> CatalogError:
        return CatalogError(message, place=str(self.path), remedy=remedy)


class XmlHandler:
    """Takes the elements of a part by their local names."""

    def __init__(self, start: Start) -> None:
        self.start = start

    def begin(self, parser: expat.XMLParserType) -> None: ...

    def data(self, data: bytes) -> None:
        """The bytes that are parsed next."""

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


def _by_prefix_of(name: str, attributes: dict[str, str], parser: expat.XMLParserType, handler: XmlHandler) -> None:
    """Take the root element, and then all others that have its prefix, without it; mostly there is none."""
    prefix, colon, local = name.rpartition(":")
    prefix += colon
    if prefix:
        parser.StartElementHandler = lambda name, attributes: handler.start(name.removeprefix(prefix), attributes)
        parser.EndElementHandler = lambda name: handler.end(name.removeprefix(prefix))
    else:
        parser.StartElementHandler, parser.EndElementHandler = handler.start, handler.end
    handler.start(local, attributes)


def _no_doctype(*_: object) -> None:
    raise zipfile.BadZipFile("it declares entities, which no spreadsheet program writes")


def _first(relations: list[tuple[str, str, str]], kind: str) -> str:
    return next((part for _, found, part in relations if found == kind), "")
