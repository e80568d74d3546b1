"""What experts name when they describe a value: "Coffee and Tea: beans, grounds, tea bags" -> tea bags, grounds.

For values that gather many things under one name, which no text uses. The pieces between commas and link words count as
weak names of the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from itemcenter.values.folding import name_key

_LINKS = """and|or|like|such as|including|includes?|as well as|for|with|of|in|from|to|used|that|which
|und|oder|wie|mit|für|von"""
_PIECES = re.compile(rf"[,.;:()/\n•*]+|\s[-–]\s|\b(?:{''.join(_LINKS.splitlines())})\b", re.IGNORECASE)
_SAYING_NOTHING = """
a an the all any other others various variety range selection array category categories group class type types kind
kinds item items product products article articles thing things good goods feature features featuring cover covers
covering encompass encompasses offer offers contain contains this these those will fall into be is are it its they
them their primarily mainly different both more most e.g eg etc related general essential essentials miscellaneous
use uses using purpose purposes option options supplies equipment accessories tools broad high low new needs
settings environments such
"""
#: Words that say nothing of the thing itself.
_GENERAL = frozenset(_SAYING_NOTHING.split())
_MOST_WORDS, _LEAST_LETTERS, _LONGEST = 4, 3, 1_000


def described_names(description: str) -> Iterator[str]:
    """Pieces of one to four words that name something, as written."""
    for piece in _PIECES.split(description[:_LONGEST]):
        words = piece.split()
        while words and name_key(words[0]) in _GENERAL:
            words.pop(0)
        folded = [name_key(word) for word in words]
        telling = [word for word in folded if word and word not in _GENERAL]
        if 0 < len(words) <= _MOST_WORDS and len("".join(telling)) >= _LEAST_LETTERS:
            yield " ".join(words)
