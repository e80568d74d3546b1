r"""How a CSV file is written: delimiter, line end, whether \" stands for a quote - found from its first megabyte."""

from __future__ import annotations

import csv
import io
import itertools
import re
from dataclasses import dataclass

from itemcenter.items.options import DELIMITERS
from itemcenter.items.synonyms import known_names

#: Records that decide about the delimiter.
_PROBE = 50

#: Spreadsheets write this before the header.
_SEP_LINE = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)

#: A quote after a backslash with text behind it. Sound CSV without backslash escapes never holds this.
_BACKSLASH_QUOTE = re.compile(r'\\"(?![",;\t|\r\n]|$)')
_DOUBLED_QUOTE = re.compile(r'[^\\,;\t|\r\n"]""[^,;\t|\r\n"]')


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    newline: str = "\n"  # "\n" stands for "\r\n" as well
    backslash: bool = False
    skip_lines: int = 0  # lines before the header


def detect_dialect(head: str, delimiter: str = "", prefer_tab: bool = False) -> Dialect:
    """The dialect of a file that begins with `head`; a given delimiter is believed."""
    newline = _line_end(head)
    sep = _SEP_LINE.match(head)
    if sep:
        head = head[sep.end() :]
        delimiter = delimiter or sep.group(1)
    marked, doubled = len(_BACKSLASH_QUOTE.findall(head)), len(_DOUBLED_QUOTE.findall(head))
    return Dialect(
        delimiter=delimiter or detect_delimiter(head, newline, prefer_tab),
        newline=newline,
        backslash=marked > 10 * doubled,
        skip_lines=1 if sep else 0,
    )


def detect_delimiter(head: str, newline: str = "\n", prefer_tab: bool = False) -> str:
    """The delimiter under which the header has the most known names, then the most even and widest rows."""
    candidates = ("\t", *DELIMITERS) if prefer_tab else DELIMITERS
    return max(candidates, key=lambda candidate: _score(head, candidate, newline))


def _score(head: str, delimiter: str, newline: str) -> tuple[int, bool, float, int]:
    widths: list[int] = []
    known = 0
    lines = io.StringIO(head.replace("\r", "\n") if newline == "\r" else head, newline="")
    try:
        for row in itertools.islice(csv.reader(lines, delimiter=delimiter), _PROBE):
            if row and not widths:
                known = known_names(row)
            if row:
                widths.append(len(row))
    except csv.Error:
        pass  # an unclosed quote: the rows before it decide
    if not widths:
        return 0, False, 0.0, 0
    # The last record may be cut by the end of the head.
    whole = widths[:-1] if len(widths) > 2 else widths
    return known, widths[0] > 1, whole.count(widths[0]) / len(whole), widths[0]


def _line_end(head: str) -> str:
    r"""The first line end outside of quotes decides; "\r" alone is what old Macintosh programs write."""
    quoted = False
    for found in re.finditer(r'["\r\n]', head):
        if found.group() == '"':
            quoted = not quoted
        elif not quoted:
            return "\r" if found.group() == "\r" and head[found.end() : found.end() + 1] != "\n" else "\n"
    return "\n" if "\n" in head or "\r" not in head else "\r"
