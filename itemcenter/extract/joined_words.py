"""`JoinedWords`: which words of names belong together, by how a catalog's names go on.

Behind "Leo" always stands "Natura", behind "Leo Natura" many words: the two are one name. Counted over all titles,
nothing is labelled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

#: Words of a beginning.
_STARTS = 4


class JoinedWords:
    """Counts of words, of pairs of neighbours, and of beginnings of names; words folded, their numbers left out."""

    def __init__(self) -> None:
        self._words: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._starts: Counter[tuple[str, ...]] = Counter()

    def add(self, words: Sequence[str]) -> None:
        self._words.update(set(words))
        self._pairs.update(set(pairwise(words)))
        self._starts.update(tuple(words[:count]) for count in range(min(_STARTS, len(words)) + 1))

    def only_behind(self, left: str, right: str) -> bool:
        """Whether a word is met nowhere but behind another one."""
        return self._words[right] <= self._pairs[left, right]

    def signs(self, words: Sequence[str], own: bool) -> list[list[str]]:
        """For every word how it is tied to its neighbours. own: the name was counted, and is left out."""
        ties = [self._tie(*pair, own) for pair in pairwise(words)]
        out: list[list[str]] = []
        for at in range(len(words)):
            row = [f"j{ties[at - 1]}"] if at else []
            row += [f"J{ties[at]}"] if at < len(ties) else []
            if 0 < at < _STARTS:
                row.append(f"t{at} {self._going_on(tuple(words[: at + 1]), own)}{ties[at - 1]}")
            if at + 1 < min(_STARTS, len(words)):
                row.append(f"T{at} {self._going_on(tuple(words[: at + 2]), own)}{ties[at]}")
            out.append(row)
        return out

    def _tie(self, left: str, right: str, own: bool) -> str:
        both = self._pairs[left, right] - own
        return f"{_share(both, self._words[left] - own)}{_share(both, self._words[right] - own)}"

    def _going_on(self, start: tuple[str, ...], own: bool) -> str:
        return _share(self._starts[start] - own, self._starts[start[:-1]] - own)


def _share(part: int, whole: int) -> str:
    """A share in steps, and how much it is worth."""
    if whole <= 0:
        return "?"
    much = "a" if whole < 3 else "b" if whole < 10 else "c"
    return f"{0 if part <= 0 else 1 + min(3, 4 * part // whole)}{much}"
