"""`NameEdges`: the words between which a catalog's texts put the names of their items ("Buy ... only for Rs.").

Learned from items whose title stands in their text. A passage between a word that opens and a word that closes is a
name, with what the text adds to it: "Buy Black Acme shirt only for" says more than the title "Acme shirt".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from itemcenter.extract.known_values import name_words
from itemcenter.extract.written_words import Word

#: Share of the items that an edge has stood at the name of; shares of its occurrences that do.
_ITEMS, _OPENS, _CLOSES = 0.004, 0.5, 0.15
#: An edge stands at names this many times as often as within them.
_WITHIN = 20
#: Words of a title that stand for all of it; of a passage; of a text that are read.
_LEAST_WORDS, _MOST_WORDS, _READ = 2, 40, 2_000
#: A sentence, a line or a run of features ends here, and so does a name.
_BREAK = re.compile(r"[\n\r]+|(?<=[^\W_])[.!?][\"')]*\s+(?=[A-Z\"])|,(?=[A-Z])")

_NUMBER = re.compile(r"\d+")
#: The beginning of a text.
_START = "^"


class NameEdges:
    """Words folded; an edge is one word or two joined by a blank."""

    def __init__(self, opens: Iterable[str], closes: Iterable[str]) -> None:
        self.opens, self.closes = frozenset(opens), frozenset(closes)

    @classmethod
    def of(cls, items: Iterable[tuple[str, str]]) -> NameEdges:
        """items: (title, text); those without a title teach nothing"""
        opens, closes, seen, within = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        many = 0
        for title, text in items:
            name = [_plain(word) for word in name_words(title)]
            if len(name) < _LEAST_WORDS or not text:
                continue
            words = [_plain(word) for word in name_words(text)[:_READ]]
            many += 1
            within.update({edge for at in range(len(name)) for edge in _edges(name, at)})
            seen.update({edge for at in range(len(words)) for edge in _edges(words, at)} | {_START})
            before: set[str] = set()
            behind: set[str] = set()
            for at in range(len(words) - len(name) + 1):
                if words[at] == name[0] and words[at : at + len(name)] == name:
                    before.update(_edges(words, at - 1, backward=True) if at else (_START,))
                    behind.update(_edges(words, at + len(name)))
            opens.update(before)
            closes.update(behind)
        least = max(3, _ITEMS * many)

        def sure(counts: Counter[str], share: float, at: int) -> list[str]:
            found = {
                edge
                for edge, count in counts.items()
                if count >= max(least, share * seen[edge], _WITHIN * within[edge])
            }
            return [
                edge
                for edge in found
                if "#" not in edge.split(" ")[at] and (" " not in edge or not found & set(edge.split(" ")))
            ]

        return cls(sure(opens, _OPENS, -1), sure(closes, _CLOSES, 0))

    def passages(self, text: str, cuts: Iterable[tuple[int, int]] = ()) -> list[list[Word]]:
        """The words of every passage that stands between two edges, in order.

        cuts: (start, end) of what is known to be no name, like runs of keys: a name may end there
        """
        words, out = name_words(text)[:_READ], list[list[Word]]()
        folded = [_plain(word) for word in words]
        ends = sorted([(found.start(), False) for found in _BREAK.finditer(text)] + [(cut, True) for cut, _ in cuts])
        skipped = sorted(cuts)
        start = 0 if _START in self.opens else None
        place = skip = 0
        for at in range(len(words)):
            here = words[at].start
            closed = start is not None and any(edge in self.closes for edge in _edges(folded, at))
            while place < len(ends) and ends[place][0] <= here:
                if (
                    start is not None
                    and not closed
                    and not (not ends[place][1] and self._goes_on(text, words, folded, at))
                ):
                    again = not ends[place][1] and self._again(folded, start, at)
                    if (ends[place][1] or again) and at > start:
                        out.append(words[start:at])
                    start = None
                place += 1
            while skip < len(skipped) and skipped[skip][1] <= here:
                skip += 1
            inside = skip < len(skipped) and skipped[skip][0] <= here
            if start is not None and at > start and (closed or at - start >= _MOST_WORDS):
                if closed:
                    out.append(words[start:at])
                start = None
            if at and not inside and any(edge in self.opens for edge in _edges(folded, at - 1, backward=True)):
                start = at
        return out

    def _again(self, words: Sequence[str], start: int, at: int) -> bool:
        """Whether what follows says the name once more, or opens another."""
        opened = any(edge in self.opens for place in (at, at + 1) for edge in _edges(words, place, backward=True))
        return opened or (
            at - start >= _LEAST_WORDS and words[start : start + _LEAST_WORDS] == words[at : at + _LEAST_WORDS]
        )

    def _goes_on(self, text: str, words: Sequence[Word], folded: Sequence[str], at: int) -> bool:
        """Whether a name only has a comma here: it ends with a few words more."""
        if text[words[at].start - 1 : words[at].start] != ",":
            return False
        for place in range(at + 1, min(len(words), at + 6)):
            if _BREAK.search(text, words[place - 1].end, words[place].start + 1):
                return False
            if any(edge in self.closes for edge in _edges(folded, place)):
                return True
        return False


def _plain(word: Word) -> str:
    """Folded, whatever the numbers: "Rs.719" is "rs #"."""
    return _NUMBER.sub("#", word.folded)


def _edges(words: Sequence[str], at: int, backward: bool = False) -> list[str]:
    """The word at a place, and with its neighbour."""
    if not 0 <= at < len(words):
        return []
    two = words[at - 1 : at + 1] if backward else words[at : at + 2]
    return [words[at], " ".join(two)] if len(two) == 2 and at - backward >= 0 else [words[at]]
