"""What the words around a mention warn of: denied, an accessory's use, another variant, a mere comparison."""

from __future__ import annotations

import re
from typing import NamedTuple

from itemcenter.values import negated

_CLAUSE = r"[^.;!?\n|]{0,40}$"
_GOES_WITH = re.compile(
    r"(?i)\b(?:fits?|for|compatible with|works with|designed for|suitable for|passend für|geeignet für|für|适用于)\b"
    + r"[^.,;!?\n|]{0,30}$"
)
_ALSO_SOLD = re.compile(
    r"(?i)\b(?:also (?:available|comes?|sold|offered) (?:in|as|with)|other (?:colou?rs|sizes|options)|auch (?:in|als)"
    r"|available in|erhältlich in|choose (?:from|between)|optional(?:ly)?|sold separately|upgrad(?:e|able) to)\b"
    + _CLAUSE
)
_COMPARED = re.compile(
    r"(?i)\b(?:like|look of|style of|in the style|inspired by|reminiscent of|unlike|instead of|rather than|than"
    r"|notes? of|hints? of|taste[sd]? (?:of|like)|similar to|wie|statt|nach art)\b[^.,;!?\n|]{0,24}$"
)
_LOOK_BACK = 80


class Cautions(NamedTuple):
    negated: bool
    goes_with: bool
    also_sold: bool
    compared: bool


def cautions(text: str, start: int, end: int) -> Cautions:
    """Look at up to 80 characters before the mention `text[start:end]`; negation looks at both sides."""
    before = text[max(0, start - _LOOK_BACK) : start]
    return Cautions(
        negated(text, start, end),
        _GOES_WITH.search(before) is not None,
        _ALSO_SOLD.search(before) is not None,
        _COMPARED.search(before) is not None,
    )
