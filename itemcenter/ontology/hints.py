"""Synonyms from hints in parentheses: "Light emitting diode (LED)" is also called both of its halves.

Taxonomies put short forms and explanations into names. Three rules keep wrong synonyms out:

- A hint that tells entries apart is a qualifier, not a name: beside "French (Canada)" stands "French (Belgium)", so
  neither gives "French" nor "Canada". The same holds when another entry is called like one of the halves.
- A hint in the middle gives only the name without it: "Bright zinc plated (BZP) steel" is not "BZP".
- Hints of more than four words, with fewer than two letters, or of a generic word ("typical", "in") give no synonym.
  So "Small (S)" is called "Small" but not "S": that letter also ends "men's".

Nothing is derived from "A/B" names: a slash means "or" in one name and "per" in the next.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from itemcenter.values.folding import name_key

_HINT = re.compile(r"(?P<before>[^()]*\S)\s*\((?P<inside>[^()]+)\)\s*(?P<after>[^()]*)")
_MAX_WORDS = 4

#: Words that name nothing by themselves; "in" and "as" are units or codes there and stop words everywhere else.
_GENERIC = {
    *("all", "any", "as", "at", "basic", "combined", "custom", "default", "general", "in", "input", "mixed", "neutral"),
    *("new", "no", "none", "normal", "not", "on", "only", "or", "other", "others", "output", "regular", "single"),
    *("standard", "traditional", "type", "typical", "various", "with", "without", "yes"),
}


def hint_synonyms(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Synonyms for each name, given all names that it must differ from (one value list, all keys, all categories)."""
    halves = [_halves(name) for name in names]
    taken = Counter(name_key(name) for name in names)
    for pair in halves:
        taken.update({name_key(half) for half in pair})
    out: list[tuple[str, ...]] = []
    for pair in halves:
        if not pair or taken[name_key(pair[0])] > 1:
            out.append(())
        else:
            free = [taken[name_key(half)] == 1 for half in pair]
            worthy = (_names_something(pair[0]), *map(_is_a_name, pair[1:]))
            out.append(tuple(half for half, alone, good in zip(pair, free, worthy, strict=True) if alone and good))
    return out


def _halves(name: str) -> tuple[str, ...]:
    """(name without the hint, hint), without the hint when it stands in the middle; () for names of another form."""
    match = _HINT.fullmatch(name.strip()) if "(" in name else None
    if match is None:
        return ()
    before, inside, after = match["before"], match["inside"].strip(), match["after"].strip()
    if after:
        return (f"{before} {after}",)
    return (before, inside) if inside else (before,)


def _names_something(half: str) -> bool:
    return sum(character.isalnum() for character in half) >= 2


def _is_a_name(hint: str) -> bool:
    letters = sum(character.isalpha() for character in hint)
    return letters >= 2 and len(hint.split()) <= _MAX_WORDS and name_key(hint) not in _GENERIC
