"""One XML element with empty children filled and children added; all else of it stays, byte for byte.

The element is parsed to find the places of its children, as the reader parses it: alone, without a document type. What
was written is read again by the reader itself, and must be the old cells with nothing but the edit put to them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from itemcenter.items.encoding import is_suspect
from itemcenter.items.filled import FILLED
from itemcenter.items.tables.xml_cells import column_of, xml_row
from itemcenter.items.write.edits import Edited, RecordEdit, Samples
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.pair_cells import with_pairs

#: Where attributes stand for which a Google feed has no element of its own.
DETAIL = "product_detail"

#: What the reader puts behind the name of an element beside Google's of the same name.
OWN = " (own)"

#: Characters that no XML text may hold.
UNSOUND = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: The column of marks is none of any feed's elements: it has a namespace of its own.
_MARK = f'<{FILLED} xmlns="urn:itemcenter">'

_TAG = re.compile(rb"<[^\s>/\"']+(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), 32)


class XmlForm(NamedTuple):
    """How elements are written in a file.

    namespaces: those of the document; encoding: of the file; elements: columns that are Google's, which have `prefix`
    (None: the file has none of them); details: whether other attributes are Google's product details
    """

    namespaces: Mapping[str, str]
    encoding: str
    prefix: str | None = None
    elements: frozenset[str] = frozenset()
    details: bool = False

    def opening(self, column: str) -> str:
        """The name of the element that is read as a column."""
        if column in self.elements and self.prefix:
            return f"{self.prefix}:{column}"
        return column

    def text(self, text: str) -> str:
        """Text as it stands in an element; letters that the encoding lacks as references."""
        escaped = escape(text, {"\r": "&#13;"})
        return escaped.encode(self.encoding, "xmlcharrefreplace").decode(self.encoding)


class _Child(NamedTuple):
    """A child of the element. Places in its bytes: of the tag, of the content, of the end tag, and after it."""

    column: str
    begin: int
    start: int
    stop: int
    end: int


def edited_element(text: str, cells: Mapping[str, Any], edit: RecordEdit, samples: Samples, form: XmlForm) -> Edited:
    """The element after the edit. cells: what the reader has made of it"""
    data = text.encode("utf-8", "surrogatepass")
    try:
        writing = _Writing(data, _children(data, form.namespaces), cells, form)
        writing.put(edit, samples)
    except (expat.ExpatError, ValueError):
        return Edited(None)
    made = writing.written()
    row = xml_row(made, 0, is_suspect(made), form.namespaces)
    same = row.fault is None and dict(row.cells) == writing.wanted
    return Edited(made, tuple(writing.refused)) if same else Edited(None)


class _Writing:
    """What is put into one element. wanted: the cells that the reader must find after it; refused: as in `Edited`"""

    def __init__(self, data: bytes, children: Sequence[_Child], cells: Mapping[str, Any], form: XmlForm) -> None:
        if not children:
            raise ValueError("the element has no children")
        self._data, self._children, self._cells, self._form = data, children, cells, form
        self._pieces: list[tuple[int, int, str]] = []
        self._new: list[str] = []
        self.wanted, self.refused = dict(cells), list[str]()

    def put(self, edit: RecordEdit, samples: Samples) -> None:
        """Put the edit in. Raises `ValueError` where an element that is to get it is there several times."""
        for column, pairs in edit.pairs.items():
            self._pairs(column, pairs, samples)
        more, marks = list[tuple[str, str]](), ""
        for name, value in (*edit.cells.items(), *edit.added.items()):
            if name == FILLED:
                marks = str(value)
            elif name in edit.added and self._form.details:
                more.append((name, str(value)))
            elif name in edit.added or is_empty(self._cells.get(name)):
                self._text(name, str(value))
        self._new += [_detail(name, value, self._form) for name, value in more]
        if more:
            self.wanted[DETAIL] = _with_details(self._cells.get(DETAIL), more)
        if marks:  # last
            self._text(FILLED, marks)

    def written(self) -> str:
        """The text of the element, with all that was put in."""
        pieces, data = list(self._pieces), self._data
        if self._new:
            gap, end = _gap(data, self._children), self._children[-1].end
            pieces.append((end, end, "".join(gap + entry for entry in self._new)))
        for begin, end, written in sorted(pieces, reverse=True):
            data = data[:begin] + written.encode("utf-8") + data[end:]
        return data.decode("utf-8", "surrogatepass")

    def _text(self, column: str, value: str) -> None:
        """A text into the element of a column, which is empty or holds marks, or into a new one."""
        child = self._child(column)
        if child is not None:
            self._pieces.append(_content(self._data, child, self._form.text(value)))
        else:
            self._new.append(_element(column, value, self._form))
        self.wanted[column] = value.strip()

    def _pairs(self, column: str, pairs: list[tuple[str, str]], samples: Samples) -> None:
        """Pairs behind those that a text holds; nested elements take none."""
        old = self._cells.get(column)
        grown, left = with_pairs(old, column, pairs, samples)
        if grown is None or not (is_empty(old) or grown.startswith(str(old))):
            self.refused += [name for name, _ in pairs]
            return
        self.refused += left
        child = self._child(column)
        if is_empty(old) or child is None:
            self._text(column, grown)
            return
        place = child.start + len(self._data[child.start : child.stop].rstrip())
        self._pieces.append((place, place, self._form.text(grown[len(str(old)) :])))
        self.wanted[column] = grown

    def _child(self, column: str) -> _Child | None:
        found = [child for child in self._children if child.column == column]
        if len(found) > 1:
            raise ValueError(f"several elements {column!r}")
        return found[0] if found else None


def element_name(name: str) -> str:
    """The name as that of an element."""
    plain = re.sub(r"[^\w.-]+", "_", name).strip("_.-")
    return plain if re.match(r"(?!xml)[^\W\d]", plain, re.IGNORECASE) else f"attribute_{plain}"


def _content(data: bytes, child: _Child, text: str) -> tuple[int, int, str]:
    """The piece that puts text into an empty element; one without an end tag gets one."""
    if child.start < child.end and child.start <= child.stop and data[child.start - 2 : child.start] != b"/>":
        return child.start, child.stop, text
    tag = data[child.begin : child.end].decode("utf-8")
    name = re.match(r"<([^\s/>]+)", tag)
    assert name is not None
    return child.begin, child.end, f"{tag[:-2].rstrip()}>{text}</{name[1]}>"


def _element(column: str, value: str, form: XmlForm) -> str:
    if column == FILLED:
        return f"{_MARK}{form.text(value)}</{FILLED}>"
    name = form.opening(column)
    return f"<{name}>{form.text(value)}</{name}>"


def _detail(name: str, value: str, form: XmlForm) -> str:
    mark = f"{form.prefix}:" if form.prefix else ""
    inner = "".join(
        f"<{mark}{part}>{form.text(text)}</{mark}{part}>"
        for part, text in (("attribute_name", name), ("attribute_value", value))
    )
    return f"<{mark}{DETAIL}>{inner}</{mark}{DETAIL}>"


def _with_details(old: Any, details: Sequence[tuple[str, str]]) -> Any:
    """What the reader makes of the element's details after the edit."""
    made = [{"attribute_name": name, "attribute_value": value} for name, value in details]
    before = old if isinstance(old, list) else [] if old is None else [old]
    every = [*before, *made]
    return every if len(every) > 1 else every[0]


def _gap(data: bytes, children: Sequence[_Child]) -> str:
    """The blanks before the last child, which stand before a new one too."""
    last = data[: children[-1].begin]
    return last[len(last.rstrip()) :].decode("utf-8")


def _children(data: bytes, namespaces: Mapping[str, str]) -> list[_Child]:
    """The children of the element, in order. Raises `ExpatError`, and `ValueError` where they cannot be found."""
    # same length, and nothing that an entity could make an error of
    plain = data.decode("utf-8", "surrogatepass").translate(_CONTROLS).replace("&", "_").encode("utf-8")
    declared = "".join(
        f" xmlns{':' + prefix if prefix else ''}={quoteattr(address)}" for prefix, address in namespaces.items()
    )
    head = f"<root{declared}>".encode()
    parser = expat.ParserCreate("utf-8", " ")
    parser.namespace_prefixes = True
    depth, found, opened = 0, list[_Child](), list[tuple[str, int]]()

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 3:
            opened.append((column_of(name, inner=False), parser.CurrentByteIndex - len(head)))

    def end(_: str) -> None:
        nonlocal depth
        if depth == 3:
            column, begin = opened.pop()
            tag = _TAG.match(data, begin)
            if tag is None:
                raise ValueError("no tag")
            stop = parser.CurrentByteIndex - len(head)
            if tag.group().endswith(b"/>"):
                found.append(_Child(column, begin, tag.end(), tag.end(), tag.end()))
            else:
                found.append(_Child(column, begin, tag.end(), stop, data.index(b">", stop) + 1))
        depth -= 1

    def refuse(*_: object) -> Any:
        raise ValueError("a document type is declared inside of the element")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    parser.Parse(head + plain + b"</root>", True)
    names = {child.column for child in found}
    return [child._replace(column=_plain_column(child.column, names)) for child in found]


def _plain_column(column: str, names: set[str]) -> str:
    """As the reader calls it: Google's elements by their own name, which another one beside it loses."""
    plain = column.removeprefix("g:")
    return f"{column}{OWN}" if plain == column and f"g:{column}" in names else plain
