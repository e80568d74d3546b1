"""Rows of a JSON array of any length with bounded memory: one value after the other, a broken one set aside.

The clean path is the standard decoder at the place of the next value. Where it fails, brackets and strings are counted
to find the end of the value; where even these are broken, reading goes on at the next value that looks like this one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from itemcenter.items import reasons
from itemcenter.items.encoding import TextSource
from itemcenter.items.jsonrows import json_row, object_row
from itemcenter.items.jsonshape import JsonShape
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import SourceRow
from itemcenter.schema.item import MAX_RAW

#: Characters to have at hand before a value is decoded: most values are shorter, and one failure costs little.
_LOOK = 128 * 1024

_BETWEEN = re.compile(r"[\s,]*")
_STRUCTURE = re.compile(r'["\[\]{}]')
_IN_TEXT = re.compile(r'["\\\n]')
_SCALAR_END = re.compile(r"[,\]}\n]")
_NEXT_OBJECT = re.compile(r"\}\s*,?\s*(?=\{)")
_INDENT = re.compile(r"\n[ \t]*$")


class JsonArrayRows:
    """Iterates the values of an array, or of objects that follow each other (`shape.listed` is False)."""

    def __init__(self, source: TextSource, shape: JsonShape, max_record_chars: int) -> None:
        self.complete = False  # whether the closing bracket was seen
        self.begin = 0  # characters of the file before the value given out last
        self._source = source
        self._chunks = source.chunks()
        self._shape = shape
        self._limit = max_record_chars
        self._text, self._place, self._line, self._ended = "", 0, 1, False
        self._dropped = 0  # characters of the file before `_text`
        self._suspect = False

    def __iter__(self) -> Iterator[SourceRow]:
        decoder = json.JSONDecoder()
        while len(self._text) < self._shape.offset and self._fill():
            pass
        self._advance(self._shape.offset)
        while self._at_value():
            while len(self._text) - self._place < _LOOK and self._fill():
                pass
            begin, line = self._place, self._line
            self.begin = self._dropped + begin
            try:
                value, end = decoder.raw_decode(self._text, begin)
            except (ValueError, RecursionError):
                yield self._broken()
                continue
            text = self._text[begin:end]
            self._advance(end)
            yield json_row(text, line, True) if self._suspect else object_row(value, text, line)

    def _at_value(self) -> bool:
        """Pass over blanks and commas; False at the end of the array or the file."""
        while True:
            between = _BETWEEN.match(self._text, self._place)
            self._advance(between.end() if between else self._place)
            if self._place < len(self._text):
                break
            if not self._fill():
                self.complete = not self._shape.listed
                return False
        if self._text[self._place] in "]}" and self._shape.listed:
            self.complete = True
            return False
        return True

    def _fill(self) -> bool:
        """Add the next chunk, dropping what is done with."""
        chunk = "" if self._ended else next(self._chunks, "")
        if not chunk:
            self._ended = True
            return False
        self._suspect = self._source.suspect or (self._suspect and self._place < len(self._text))
        self._text = self._text[self._place :] + chunk
        self._dropped += self._place
        self._place = 0
        return True

    def _advance(self, place: int) -> None:
        self._line += self._text.count("\n", self._place, place)
        self._place = place

    def _broken(self) -> SourceRow:
        """The value here, which the decoder did not take: find its end by counting brackets."""
        line, head, dropped = self._line, "", 0
        indent = _INDENT.search(self._text, max(0, self._place - 200), self._place)
        at, depth, in_text = self._place, 0, False
        while True:
            step, depth, in_text = self._scan(at - self._place, depth, in_text)
            at = self._place + abs(step)
            if step < 0 or (depth == 0 and not in_text and at > self._place):
                break
            if at - self._place > self._limit:  # keep the head, drop the rest, go on counting
                head = head or self._text[self._place : self._place + MAX_RAW]
                dropped += at - self._place
                self._advance(at)
            offset = at - self._place
            if not self._fill():
                return self._unended(line, head, dropped)
            at = self._place + offset
        if step < 0:
            return self._resynchronised(line, indent.group() if indent else "")
        length = dropped + at - self._place
        text = self._text[self._place : at]
        self._advance(at)
        if dropped or length > self._limit:
            fault = RowFault(reasons.OVERSIZE, f"the value has {length} characters")
            return SourceRow(line, {}, [head or text[:MAX_RAW]], length, fault=fault)
        return json_row(text, line, self._suspect)

    def _scan(self, offset: int, depth: int, in_text: bool) -> tuple[int, int, bool]:
        """Go on from `offset` to the end of the value or of the text at hand.

        Gives (offset reached, open brackets, whether inside a text); a negative offset where a text is never closed.
        """
        text, place = self._text, self._place + offset
        if not depth and not in_text and text[place] not in '"[{':
            stop = _SCALAR_END.search(text, place + 1)
            return (stop.start() if stop else len(text)) - self._place, 0 if stop else 1, False
        while True:
            found = (_IN_TEXT if in_text else _STRUCTURE).search(text, place)
            if found is None:
                return len(text) - self._place, depth, in_text
            sign, place = found.group(), found.end()
            if sign == "\\":
                if place == len(text):
                    return place - 1 - self._place, depth, in_text
                place += 1
            elif sign == "\n":
                return -(place - self._place), depth, in_text
            elif sign == '"':
                in_text = not in_text
            else:
                depth += 1 if sign in "[{" else -1
            if depth <= 0 and not in_text:
                return place - self._place, 0, False

    def _resynchronised(self, line: int, indent: str) -> SourceRow:
        """A text that is never closed: set aside all up to the next value that begins at the same indent."""
        pattern = re.compile(re.escape(indent) + r"(?=\{)") if indent else _NEXT_OBJECT
        head, length, fault = "", 0, RowFault(reasons.JSON, "a text is opened and never closed")
        while True:
            found = pattern.search(self._text, self._place + 1)
            stop = found.end() if found else max(self._place + 1, len(self._text) - 1000)
            room = MAX_RAW - len(head)
            if found or len(self._text) - self._place > self._limit:
                head += self._text[self._place : min(stop, self._place + room)]
                length += stop - self._place
                self._advance(stop)
            if found:
                return SourceRow(line, {}, [head.rstrip().removesuffix(",")], length, fault=fault)
            if not self._fill():
                return self._unended(line, head, length)

    def _unended(self, line: int, head: str, dropped: int) -> SourceRow:
        """The file ends inside this value."""
        length = dropped + len(self._text) - self._place
        raw = head or self._text[self._place : self._place + MAX_RAW]
        self._advance(len(self._text))
        return SourceRow(line, {}, [raw], length, fault=RowFault(reasons.TRUNCATED, "the file ends inside this value"))
