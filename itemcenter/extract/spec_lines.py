"""Key-value pairs that a text spells out: `Key: value` lines and runs, bullets, two-column tables, HTML or plain.

They name keys that no ontology has yet. `items.specs` reads cells that hold nothing but specs; this reads running
texts, finds the pairs among the sentences, and says where each name and value stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from itemcenter.schema import Item, TextSpan

#: Longest name of a key, in words and characters; what is longer before a colon is a clause.
_NAME_WORDS, _NAME_LENGTH = 5, 40
#: A longer value with the stop of a sentence is prose ("Note: please allow some days for delivery.").
_PROSE_WORDS = 12
#: Longest value.
_VALUE_LENGTH = 300

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]{0,2000}>")
_CELL_TAGS = {"td", "th", "dt"}
_INLINE_TAGS = {"b", "i", "em", "strong", "span", "a", "u", "font", "small", "sup", "sub"}
_BULLETS = "•●▪◦■►✓✔☑"
_LINE = re.compile(rf"[^\n\r\u2028{_BULLETS}]+")
_LEAD = re.compile(r"(?:[-*·–—>+#]+|\d{1,2}[.)])\s+|\s+")
_NAME = r"[^\W\d_](?:[^:：;|,.!?\t\n=<>()\[\]]|\([^()\n]{1,15}\)|\[[^\[\]\n]{1,15}\]|\.(?=\S)){0,39}?"
#: A name and its colon at the start of a line or behind the end of the value before.
_COLON = re.compile(
    rf"(?:^|[;|,.；，、]\s{{0,9}}|\s{{2,9}}|\t)(?P<name>{_NAME})\s{{0,30}}[:：](?!//)(?!\d\d\b)\s{{0,60}}(?=\S)"
)
_DASH = re.compile(rf"^(?P<name>{_NAME})\s(?:[-–—]|=)\s+(?=\S)")
_CELLS = re.compile(r"[^\t|]+")
_RULE = re.compile(r"[\s|:+=-]*")
_TRIM = " \t\u00a0,;|；，、"
#: What stands before a colon in texts of every trade and names no property.
_NO_NAMES = frozenset(
    {"note", "notes", "please", "warning", "attention", "tip", "tips", "caution", "important", "ps", "p.s", "http"}
    | {"https", "e.g", "i.e", "example", "question", "answer", "q", "a", "re", "remark", "remarks", "disclaimer"}
)


class WrittenPair(NamedTuple):
    """A name and a value as written; `name.field == value.field`."""

    name: TextSpan
    value: TextSpan


class _Part(NamedTuple):
    start: int
    end: int


def written_pairs(item: Item) -> list[WrittenPair]:
    """Of all fields of an item but its category and brand, in order."""
    return [
        pair for field, text in item.fields() if field not in ("category", "brand") for pair in pairs_of(text, field)
    ]


def pairs_of(text: str, field: str) -> list[WrittenPair]:
    """Pairs of one text, in order; names and values do not overlap. Offsets in code points."""
    plain = _without_tags(text)
    out: list[WrittenPair] = []
    rows: list[list[_Part]] = []

    def close_table() -> None:
        for name, value in _table_pairs(plain, rows):
            out.extend(_pair(text, plain, field, name, value, in_list=True))
        rows.clear()

    for line in _LINE.finditer(plain):
        start, end = line.start(), line.end()
        lead = _LEAD.match(plain, start, end)
        listed = start > 0 and plain[start - 1] in _BULLETS
        while lead is not None and lead.end() < end:
            listed = listed or not lead[0].isspace()
            start = lead.end()
            lead = _LEAD.match(plain, start, end)
        cells = _cells(plain, start, end)
        if len(cells) > 1 and not any(_COLON.match(plain[cell.start : cell.end]) for cell in cells):
            rows.append(cells)
            continue
        if _RULE.fullmatch(plain, start, end):
            continue
        close_table()
        for name, value in _line_pairs(plain, start, end, listed):
            out.extend(_pair(text, plain, field, name, value, in_list=listed))
    close_table()
    return out


def _without_tags(text: str) -> str:
    """The text with tags blanked out, as long as before: a cell's end is a tab, an entry a bullet, else a line end."""

    def blank(found: re.Match[str]) -> str:
        closes, tag = bool(found[1]), found[2].lower()
        mark = " "
        if tag in _CELL_TAGS:
            mark = "\t" if closes else " "
        elif tag == "li" and not closes:
            mark = _BULLETS[0]
        elif tag not in _INLINE_TAGS:
            mark = "\n"
        return mark + " " * (len(found[0]) - 1)

    return _TAG.sub(blank, text) if "<" in text else text


def _cells(plain: str, start: int, end: int) -> list[_Part]:
    cells = (_trimmed(plain, found.start(), found.end()) for found in _CELLS.finditer(plain, start, end))
    return [cell for cell in cells if cell.start < cell.end]


def _table_pairs(plain: str, rows: list[list[_Part]]) -> Iterator[tuple[_Part, _Part]]:
    """Rows of two cells are pairs; so are the columns of a heading and one row. Wider tables compare things."""
    ruled = [all(_RULE.fullmatch(plain, cell.start, cell.end) for cell in row) for row in rows]
    headed = ruled[1:2] == [True] and len(rows[0]) == 2  # a rule under the first row: it names the columns
    rows = [row for row, rule in zip(rows, ruled, strict=True) if not rule][int(headed) :]
    if rows and all(len(row) == 2 for row in rows):
        yield from ((row[0], row[1]) for row in rows)
    elif len(rows) == 2 and len(rows[0]) == len(rows[1]):
        yield from zip(rows[0], rows[1], strict=True)


def _line_pairs(plain: str, start: int, end: int, listed: bool) -> Iterator[tuple[_Part, _Part]]:
    line = plain[start:end]
    found = [match for match in _COLON.finditer(line) if _is_name(match["name"])]
    if not found and listed:
        dash = _DASH.match(line)
        found = [dash] if dash is not None and _is_name(dash["name"]) else []
    ends = [match.start() for match in found[1:]] + [len(line)]
    for match, stop in zip(found, ends[: len(found)], strict=True):
        name = _trimmed(plain, start + match.start("name"), start + match.end("name"))
        yield name, _trimmed(plain, start + match.end(), start + stop)


def _trimmed(plain: str, start: int, end: int) -> _Part:
    while start < end and (plain[start] in _TRIM or plain[start].isspace()):
        start += 1
    while end > start and (plain[end - 1] in _TRIM or plain[end - 1].isspace()):
        end -= 1
    return _Part(start, end)


def _is_name(name: str) -> bool:
    words = name.split()
    return 0 < len(words) <= _NAME_WORDS and len(name) <= _NAME_LENGTH and " ".join(words).lower() not in _NO_NAMES


def _pair(text: str, plain: str, field: str, name: _Part, value: _Part, in_list: bool) -> Iterator[WrittenPair]:
    """The pair with its spans, if both are there and look like a name and a value."""
    if plain[value.start : value.end].find(".") == value.end - value.start - 1:  # a full stop, and the only one
        value = _trimmed(plain, value.start, value.end - 1)
    said = plain[value.start : value.end]
    named = plain[name.start : name.end]
    if not _is_name(named) or not named[0].isalpha() or not any(map(str.isalnum, said)) or len(said) > _VALUE_LENGTH:
        return
    words = said.split()
    if not in_list and len(words) > _PROSE_WORDS:
        return
    # Blanked tags inside a value stay in its span: the span is what the text says there, letter for letter.
    yield WrittenPair(
        TextSpan(field, name.start, name.end, text[name.start : name.end]),
        TextSpan(field, value.start, value.end, text[value.start : value.end]),
    )
