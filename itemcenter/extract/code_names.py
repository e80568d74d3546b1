"""What codes are called: by groups of categories, and where a group does not tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

#: Names with a code that a group has to have, to tell what codes are called.
_TELLING = 3


def code_names(stated: Mapping[str, Counter[str]]) -> dict[str, str]:
    """The key of codes by group, "" for any other group; stated: names that have a code, by group and key"""
    telling = {group: some for group, some in stated.items() if some.total() >= _TELLING} or stated
    return {group: _most(some) for group, some in telling.items()} | {"": _commonest([*telling.values()])}


def _commonest(groups: Sequence[Counter[str]]) -> str:
    """What codes are called where a group does not tell: the key with most names of those that most groups call it.

    Keys that begin with the same word are one with several names ("model id", "model number"). A group counts once,
    however many items it has: what one large group alone calls it says little of others.
    """
    heads = Counter(_most(counts).split(" ")[0] for counts in groups)
    names = Counter[str]()
    for counts in groups:
        names.update({key: count for key, count in counts.items() if key.split(" ")[0] == _most(heads)})
    return _most(names)


def _most(counts: Counter[str]) -> str:
    """The most frequent, the first by name of equals; "" for none."""
    return min(counts, key=lambda entry: (-counts[entry], entry), default="")
