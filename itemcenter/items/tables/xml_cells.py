"""The cells of one XML element: child name -> text, object of its own children, or a list where it is repeated.

The element is parsed alone, inside of a root of ours that declares the namespaces of its document. There is no document
type around it, so no entity can be declared: what is not built into XML is a mistake of the file. Names of HTML
characters (`&nbsp;`) and bare ampersands are mended.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.entities import html5
from typing import Any
from xml.parsers import expat

from itemcenter.items import reasons
from itemcenter.items.encoding import CONTROLS
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import BAD_BYTE, SourceRow

GOOGLE = "http://base.google.com/ns/1.0"

#: Elements inside elements go this deep; what lies deeper is no product.
_MOST_DEPTH = 16

_BLANKED = {ord(control): " " for control in CONTROLS}
_BUILT_IN = ("amp;", "lt;", "gt;", "quot;", "apos;")
_AMPERSAND = re.compile(r"&(#\d{1,7};|#x[0-9a-fA-F]{1,6};|\w{1,32};)?", re.ASCII)
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):", re.ASCII)
_DECLARED = re.compile(r"\bxmlns(?::([\w.-]+))?\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')", re.ASCII)


def declared_namespaces(text: str) -> dict[str, str]:
    """prefix -> address of every declaration in a piece of a document; `g` always has Google's."""
    found = {prefix: html.unescape(one or other) for prefix, one, other in _DECLARED.findall(text)}
    return {"g": GOOGLE} | {prefix: address for prefix, address in found.items() if address and prefix != "xml"}


def text_row(text: str, line: int, suspect: bool) -> SourceRow:
    """As `xml_row` for an element without its document: prefixes that it does not declare stand for themselves."""
    undeclared = {prefix: f"urn:x-prefix:{prefix}" for prefix in _PREFIX.findall(text)}
    return xml_row(text, line, suspect, undeclared | declared_namespaces(text))


def xml_row(text: str, line: int, suspect: bool, namespaces: Mapping[str, str]) -> SourceRow:
    """One row out of the text of one element."""
    if suspect and not text.isascii() and BAD_BYTE.search(text):
        fault = RowFault(reasons.ENCODING, "bytes that are no text in this encoding")
        return SourceRow(line, {}, [text], fault=fault)
    whole, repaired = text.translate(_BLANKED) if suspect else text, False
    try:
        cells = _parsed(whole, namespaces)
    except expat.ExpatError as error:
        mended = _mended(whole)
        try:
            cells, repaired = _parsed(mended, namespaces), True
        except expat.ExpatError:
            message = f"{expat.ErrorString(error.code)} in its line {error.lineno}"
            return SourceRow(line, {}, [text], fault=RowFault(reasons.XML, message))
        except RowFault as fault:
            return SourceRow(line, {}, [text], fault=fault)
    except RowFault as fault:
        return SourceRow(line, {}, [text], fault=fault)
    return SourceRow(line, cells, [text], repaired=repaired or whole != text)


class _Open:
    """An element that is not closed yet."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.text: list[str] = []
        self.children: dict[str, Any] = {}

    def add(self, name: str, value: Any) -> None:
        if name not in self.children:
            self.children[name] = value
        elif isinstance(self.children[name], list):
            self.children[name].append(value)
        else:
            self.children[name] = [self.children[name], value]

    def value(self) -> Any:
        """Children as an object, else the text without the blanks of the layout, else the address in `href`."""
        if self.children:
            return self.children
        return "".join(self.text).strip() or self.attributes.get("href", "")


def _parsed(text: str, namespaces: Mapping[str, str]) -> dict[str, Any]:
    """The children of the element. Raises `ExpatError`, and `RowFault` where it is nested too deeply."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.buffer_text = True
    stack: list[_Open] = []
    elements: list[_Open] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _MOST_DEPTH:
            raise RowFault(reasons.XML, f"elements are nested more than {_MOST_DEPTH} deep")
        stack.append(_Open(column_of(name, inner=len(stack) > 2), attributes))

    def end(_: str) -> None:
        closed = stack.pop()
        if len(stack) == 1:
            elements.append(closed)
        elif stack:
            stack[-1].add(closed.name, closed.value())

    def data(text: str) -> None:
        stack[-1].text.append(text)

    def refuse(*_: object) -> Any:
        raise RowFault(reasons.XML, "a document type or an entity is declared inside of the element")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    names = "".join(
        f' xmlns{":" + prefix if prefix else ""}="{html.escape(address)}"' for prefix, address in namespaces.items()
    )
    parser.Parse(f"<root{names}>{text}</root>", True)
    if len(elements) != 1:
        raise RowFault(reasons.XML, f"the text holds {len(elements)} elements")
    return _cells(elements[0].children)


def _cells(children: Mapping[str, Any]) -> dict[str, Any]:
    """Google's elements under their names in a text feed; beside one of them that of RSS or Atom is "name (own)"."""
    out: dict[str, Any] = {}
    for name, value in children.items():
        plain = name.removeprefix("g:")
        out[f"{name} (own)" if plain == name and f"g:{name}" in children else plain] = value
    return out


def column_of(name: str, inner: bool) -> str:
    """The column of an element: `g:` before Google's, the prefix of the file before other foreign ones.

    Parts of an element (the section of a detail) are called by their own name.
    """
    address, _, rest = name.rpartition(" ") if name.count(" ") < 2 else name.partition(" ")
    local, _, prefix = rest.partition(" ")
    if inner or not address:
        return local
    if "base.google.com" in address:
        return f"g:{local}"
    return f"{prefix}:{local}" if prefix else local


def _mended(text: str) -> str:
    """Ampersands that begin no character reference are meant as such; names of HTML become their characters."""
    parts = _CDATA.split(text)
    parts[::2] = [_AMPERSAND.sub(_meant, part) for part in parts[::2]]
    return "".join(parts)


def _meant(found: re.Match[str]) -> str:
    name = found[1] or ""
    if name.startswith("#") or name in _BUILT_IN:
        return found[0]
    return html.escape(html5[name]) if name in html5 else "&amp;" + name
