"""The text of every `<item>` of an XML file, cut out of a stream unparsed: a broken one harms no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from itemcenter.items.lines import Chunks
from itemcenter.schema.item import MAX_RAW

#: Characters kept at the end of the text at hand: the next chunk may complete a sign that begins there.
_OVERLAP = 80


class Element(NamedTuple):
    """begin:  characters of the file before it
    text:   the element as written, cut to `MAX_RAW` characters where it was too long to keep
    length:  characters of the whole element where `text` was cut, else 0
    closed:  its end was found; cut: the file ends before it; suspect: as in `Chunks`
    """

    line: int
    text: str
    length: int
    closed: bool
    suspect: bool
    cut: bool = False
    begin: int = 0


class Elements:
    """Iterates the elements of one name. `complete`: the document's own end was seen; known after the last element."""

    def __init__(self, source: Chunks, tag: str, root: str, limit: int) -> None:
        self.complete = False
        self._source, self._limit = source, limit
        self._chunks = source.chunks()
        name, document = re.escape(tag), re.escape(root)
        opening = rf"<!--|<!\[CDATA\[|<{name}(?=[\s/>])"
        self._outside = re.compile(rf"{opening}|</{document}\s*>")
        self._inside = re.compile(rf"{opening}|</{name}\s*>")
        self._empty = re.compile(rf"<{name}\s*/>")
        self._text, self._line, self._counted = "", 1, 0
        self._passed = 0  # characters of the file before `_text`
        self._suspect = False

    def __iter__(self) -> Iterator[Element]:
        at, begin, until = 0, -1, ""  # begin: of the open element, -1 outside; until: end of a comment or CDATA section
        head, dropped, line = "", 0, 1
        while True:
            place, end = self._next(at, begin >= 0, until)
            if place < 0:
                at = max(at, len(self._text) - _OVERLAP)
                if begin >= 0 and at - begin > self._limit:
                    if until:  # a section that is never closed would swallow all that follows
                        at, until = begin + self._limit, ""
                    head = head or self._text[begin : begin + MAX_RAW]
                    dropped += at - begin
                    begin = at
                    continue
                kept = begin if begin >= 0 else at
                if not self._fill(kept):
                    break
                at -= kept
                begin = 0 if begin >= 0 else -1
                continue
            sign, at = self._text[place:end], end
            if until:
                until = ""
            elif sign == "<!--":
                until = "-->"
            elif sign == "<![CDATA[":
                until = "]]>"
            elif begin < 0:
                if sign.startswith("</"):
                    self.complete = True
                elif empty := self._empty.match(self._text, place):
                    at = empty.end()
                    yield self._element(self._line_at(place), place, at, "", 0, True)
                else:
                    begin, line, head, dropped = place, self._line_at(place), "", 0
            elif sign.startswith("</"):
                yield self._element(line, begin, at, head, dropped, True)
                begin = -1
            else:  # another one begins before this one has ended
                yield self._element(line, begin, place, head, dropped, False)
                begin, line, head, dropped = place, self._line_at(place), "", 0
        if begin >= 0:
            yield self._element(line, begin, len(self._text), head, dropped, False)._replace(cut=True)

    def _next(self, at: int, inside: bool, until: str) -> tuple[int, int]:
        """(begin, end) of the next sign that matters, (-1, -1) where the text at hand has none."""
        if until:
            place = self._text.find(until, at)
            return place, place + len(until) if place >= 0 else -1
        found = (self._inside if inside else self._outside).search(self._text, at)
        return found.span() if found else (-1, -1)

    def _element(self, line: int, begin: int, end: int, head: str, dropped: int, closed: bool) -> Element:
        text = head or self._text[begin:end]
        length = dropped + end - begin
        if not dropped and length <= self._limit:
            return Element(line, text, 0, closed, self._suspect, begin=self._passed + begin)
        return Element(line, text[:MAX_RAW], length, closed, self._suspect)

    def _line_at(self, place: int) -> int:
        self._line += self._text.count("\n", self._counted, place)
        self._counted = place
        return self._line

    def _fill(self, kept: int) -> bool:
        """Drop what stands before `kept`, add the next chunk."""
        chunk = next(self._chunks, "")
        if not chunk:
            return False
        self._line_at(max(kept, self._counted))
        self._suspect = self._source.suspect or (self._suspect and kept < len(self._text))
        self._text = self._text[kept:] + chunk
        self._counted -= kept
        self._passed += kept
        return True
