"""Quotation marks that close a quotation: after a number they are no inch or foot marks ("the 'Series 5' stand")."""

from __future__ import annotations

import re

_MARK = re.compile("[\"'“„]")
_OPENS_AFTER = frozenset(" \t\n([{,;:/")


def closing_quotes(text: str) -> frozenset[int]:
    """The places of marks that close a quotation. One pass over the marks of the text.

    A mark opens a quotation after a blank or bracket and directly before a character; the next mark of its kind that
    follows a character closes it. An inch mark inside a quotation is taken for its end, a decimal number excepted
    (the caller asks for whole numbers only).
    """
    closing: set[int] = set()
    open_marks = {'"': False, "'": False}
    for found in _MARK.finditer(text):
        place, mark = found.start(), found[0]
        if mark in "“„":
            if mark == "“" and open_marks['"']:
                closing.add(place)
                open_marks['"'] = False
            else:
                open_marks['"'] = True
            continue
        before = text[place - 1] if place else " "
        behind = text[place + 1 : place + 2]
        if open_marks[mark]:
            if before != " ":
                closing.add(place)
                open_marks[mark] = False
        elif before in _OPENS_AFTER and behind and not behind.isspace():
            open_marks[mark] = True
    return frozenset(closing)
