"""Whether two brand names may be one brand: "OSKEVA Studio" and Oskeva, "C. Morvello" and "Casa Morvello", a typo."""

from __future__ import annotations

import difflib
from functools import lru_cache

from itemcenter.items.groups.listing import Listing
from itemcenter.values.folding import name_key

#: Share of equal letters from which on two names are one, misspelt.
_TYPO = 0.85


def brands_agree(one: Listing, other: Listing) -> bool:
    """Also where the brand of one stands in the title of the other: in two scripts, or beside a cell of rubbish."""
    if compatible(one.brand, other.brand):
        return True
    return any(
        f" {name_key(first.brand)} " in f" {name_key(second.title)} " for first, second in ((one, other), (other, one))
    )


@lru_cache(maxsize=50_000)
def compatible(one: str, other: str) -> bool:
    """An absent brand agrees with any."""
    first, second = name_key(one).split(), name_key(other).split()
    if not first or not second or first == second:
        return True
    short, long = sorted((first, second), key=len)
    if set(short) <= set(long) and len("".join(short)) > 2:
        return True
    if len(first) == len(second) and all(_initial(a, b) for a, b in zip(first, second, strict=True)):
        return True
    joined = "".join(first), "".join(second)
    return joined[0] == joined[1] or difflib.SequenceMatcher(None, *joined, autojunk=False).ratio() >= _TYPO


def _initial(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])
