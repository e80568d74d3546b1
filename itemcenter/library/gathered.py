"""Candidates of one (item, key) while they are gathered: each value once, with its best score and all its spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from itemcenter.library.alias_recall import MOST_EVIDENCE
from itemcenter.schema import Candidate, TextSpan, TypedValue

#: Candidates kept for a key (paper, section 4.1: K = 10).
TOP_K = 10
#: Kinds of recall that find values which no word of the item names.
UNNAMED = frozenset({"learned", "vector"})


@dataclass(slots=True)
class _Entry:
    value: TypedValue
    score: float
    kind: str
    spans: list[TextSpan]


class Gathered:
    """Values by identity."""

    __slots__ = ("_entries",)

    def __init__(self, named: Iterable[Candidate] = ()) -> None:
        self._entries: dict[str, _Entry] = {}
        for candidate in named:
            spans = [span for span in candidate.evidence if isinstance(span, TextSpan)]
            self._entries[candidate.value.identity] = _Entry(candidate.value, candidate.score, candidate.recall, spans)

    def __contains__(self, value: TypedValue) -> bool:
        return value.identity in self._entries

    def add(self, value: TypedValue, score: float, kind: str, span: TextSpan) -> None:
        """Of two kinds the better one counts, but any that names the value before one that does not."""
        held = self._entries.get(value.identity)
        if held is None:
            self._entries[value.identity] = _Entry(value, score, kind, [span])
            return
        if score > held.score:
            held.score = score
            if kind not in UNNAMED or held.kind in UNNAMED:
                held.kind = kind
        elif held.kind in UNNAMED and kind not in UNNAMED:
            held.kind = kind
        if all((s.field, s.start) != (span.field, span.start) for s in held.spans):
            held.spans.append(span)

    def candidates(self) -> tuple[Candidate, ...]:
        """The `TOP_K` best, best first."""
        ranked = list(self._entries.values())
        if len(ranked) > 1:
            ranked.sort(key=lambda entry: (-entry.score, entry.value.identity))
        return tuple([Candidate(e.value, e.score, tuple(e.spans[:MOST_EVIDENCE]), e.kind) for e in ranked[:TOP_K]])
