"""Edit distance of short words: letters put in, left out, exchanged, or two of them swapped."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=200_000)
def edit_share(left: str, right: str) -> float:
    """Edits (optimal string alignment) by the length of the longer, in [0, 1]; 0 for equal words."""
    longest = max(len(left), len(right))
    return edits(left, right) / longest if longest else 0.0


def edits(left: str, right: str) -> int:
    before: list[int] = []
    above = list(range(len(right) + 1))
    for row, letter in enumerate(left, start=1):
        now = [row] + [0] * len(right)
        for column, other in enumerate(right, start=1):
            cost = letter != other
            best = min(above[column] + 1, now[column - 1] + 1, above[column - 1] + cost)
            if cost and row > 1 and column > 1 and letter == right[column - 2] and left[row - 2] == other:
                best = min(best, before[column - 2] + 1)
            now[column] = best
        before, above = above, now
    return above[-1]
