"""The JSON-LD scripts of HTML pages, found in a stream of text; everything else of a page is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from itemcenter.items.lines import Chunks

_TAG = re.compile(r"<!--|<html\b|<script\b[^>]*>", re.IGNORECASE)
_COMMENT_END = re.compile(r"-->")
_SCRIPT_END = re.compile(r"</script\s*>", re.IGNORECASE)
_TYPE = re.compile(r"""\btype\s*=\s*["']?application/ld\+json\b""", re.IGNORECASE)

#: What some systems put around the JSON.
_OPENING = re.compile(r"(?://)?[ \t]*(?:<!--|<!\[CDATA\[)")
_CLOSING = re.compile(r"(?://[ \t]{0,9})?(?:-->|\]\]>)\Z")

#: Characters behind which a tag that has no end is given up.
_LONGEST_TAG = 16 * 1024


class Script(NamedTuple):
    """line: where its text begins; page: number of the page in the file; cut: it is longer than allowed, `text` is not
    all of it; begin: characters of the file before `text`"""

    line: int
    page: int
    text: str
    cut: bool
    begin: int = 0


def scripts(source: Chunks, most: int) -> Iterator[Script]:
    """Every script of the type application/ld+json. most: characters that one may have"""
    chunks = source.chunks()
    text, line, page = "", 1, 0
    end: re.Pattern[str] | None = None  # what ends the script or comment that we are in
    wanted, begin, kept, size = False, 1, [""], 0
    passed_by = place = 0  # characters of the file before `text`, and before the script

    while True:
        found = (_TAG if end is None else end).search(text)
        if found is not None:
            passed = text[: found.start()]
        else:  # keep what may be the beginning of a tag
            tail = text.rfind("<") if len(text) - text.rfind("<") < _LONGEST_TAG else -1
            passed = text if tail < 0 else text[:tail]
        if wanted:
            size += len(passed)
            if size <= most:
                kept.append(passed)
        step = text[: found.end()] if found is not None else passed
        line += step.count("\n")
        passed_by += len(step)
        text = text[len(step) :]
        if found is None:
            chunk = next(chunks, "")
            if not chunk:
                break
            text += chunk
        elif end is not None:
            if wanted:
                yield _script(begin, page, "".join(kept), size > most, place)
            end, wanted = None, False
        elif found.group() == "<!--":
            end = _COMMENT_END
        elif found.group()[1] in "hH":
            page += 1
        else:
            end, wanted = _SCRIPT_END, bool(_TYPE.search(found.group()))
            begin, kept, size, place = line, [], 0, passed_by
    if wanted:  # the page ends inside of it
        yield _script(begin, page, "".join([*kept, text]), size > most, place)


def _script(line: int, page: int, written: str, cut: bool, place: int) -> Script:
    """The script without what stands around its JSON."""
    text = written.strip()
    begin = len(written) - len(written.lstrip())
    opened = _OPENING.match(text)
    if opened is not None:
        inner = text[opened.end() :]
        begin += opened.end() + len(inner) - len(inner.lstrip())
        text = _CLOSING.sub("", inner).strip()
    return Script(line, page, text, cut, place + begin)
