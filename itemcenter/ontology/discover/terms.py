"""`TermMiner`: what things are called in titles and queries - the words that end a run of words in many a title, under
several brands, and nearly always in one category.

A model's or a series' name stands under one brand; a colour or a praise in all categories; an adjective seldom ends a
run. What the ontology has as a name of a category, a term, a value, a key or a brand is no new term.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from itemcenter.ontology.discover.word_runs import Run, key_of, word_runs
from itemcenter.schema import CategoryId, Demand, Proposal, ProposalKind
from itemcenter.values.folding import name_key

_MOST_WORDS = 3
#: Where a category holds so much of the catalog that no lift is possible: what share of a term's titles must be there.
_NEARLY_ALL = 0.95
#: Different words that a term of one word stands behind.
_LEFTS = 2
#: Words of a modifier.
_WIDTHS = (3, 2, 1)
#: Phrases held; where there are more, those met once go. So memory is bounded whatever is read.
_MOST_HELD = 1_000_000
_SOURCES = 5


@dataclass(frozen=True, slots=True)
class TermOptions:
    """least: titles (one a product group) or different queries that say it; brands: under which it is met, where brands
    are known

    ending: share of its mentions that end a run; first: share of its titles that begin with it, as brands do
    category: share of its titles, of those whose category is known, in or below the one that it points to
    lift: of that share over the category's share of all titles
    """

    least: int = 4
    brands: int = 3
    ending: float = 0.5
    first: float = 0.3
    category: float = 0.6
    lift: float = 2.0


@dataclass(slots=True)
class _Met:
    titles: int = 0
    endings: int = 0
    firsts: int = 0
    lefts: set[str] = field(default_factory=set)
    queries: int = 0
    brands: set[str] = field(default_factory=set)
    categories: Counter[str] = field(default_factory=Counter)
    writings: Counter[str] = field(default_factory=Counter)
    sources: list[str] = field(default_factory=list)
    last: str = ""

    @property
    def count(self) -> int:
        return self.titles + self.queries

    def mention(self, phrase: Run, category: str, source: str) -> None:
        self.writings[" ".join(phrase)] += 1
        if category:
            self.categories[category] += 1
        if len(self.sources) < _SOURCES:
            self.sources.append(source)


class TermMiner:
    """known: folded names of the ontology, no new terms

    modifiers: folded names that may stand before or behind a term ("red", "cast iron") and are no part of it
    """

    def __init__(
        self,
        known: Collection[str],
        modifiers: Collection[str],
        path: Callable[[str], Sequence[str]],
        options: TermOptions | None = None,
    ) -> None:
        """path: of a category, those above it and itself, from the top"""
        self._known = {key_of(tuple(name.split())) for name in known}
        self._modifiers, self._path, self._options = modifiers, path, options or TermOptions()
        self._met: defaultdict[Run, _Met] = defaultdict(_Met)
        self._categories: Counter[str] = Counter()

    def title(self, item: str, group: str, title: str, brand: str, category: str) -> None:
        """One title; of a product group only the first mention of a phrase counts. category: "" where not known"""
        if category:
            self._categories[category] += 1
        own = frozenset(name_key(brand).split())
        said: dict[Run, tuple[Run, bool]] = {}
        first = ""
        for run in word_runs(title, own):
            first = first or run.words[0]
            words = self._bare(run.words)
            # "Pro 14", "printed women's", "for Samsung Galaxy": no kinds of things
            named = not run.goes_on and not run.before
            for start, phrase, ends in _phrases(words):
                key = key_of(phrase)
                if len(self._met[key].lefts) < _LEFTS:
                    self._met[key].lefts.add(words[start - 1] if start else "")
                said[key] = phrase, (ends and named) or (key in said and said[key][1])
        for key, (phrase, ends) in said.items():
            met = self._met[key]
            if group and met.last == group:
                continue
            met.last = group
            met.titles += 1
            met.endings += ends
            met.firsts += not own and phrase[0] == first
            if len(met.brands) < self._options.brands:
                met.brands.add(name_key(brand) or first)  # a title without a brand mostly begins with it
            met.mention(phrase, category, item)
        self._prune()

    def query(self, name: str, text: str, category: str) -> None:
        """One of the different queries: its last run counts, and in it what ends it. category: "" where not known"""
        runs = list(word_runs(text))
        for _, phrase, ends in _phrases(self._bare(runs[-1].words)) if runs else ():
            if ends:
                met = self._met[key_of(phrase)]
                met.queries += 1
                met.mention(phrase, category, name)
        self._prune()

    def proposals(self) -> Iterator[Proposal]:
        """By name."""
        kept = {phrase: category for phrase in self._met if (category := self._category(phrase)) is not None}
        for phrase in sorted(kept):
            if len(phrase) > 1 and self._is_loose(phrase, kept):
                continue
            met = self._met[phrase]
            name = min(met.writings, key=lambda text: (-met.writings[text], len(text), text))
            yield Proposal(
                ProposalKind.TERM,
                name,
                category_id=CategoryId(kept[phrase]),
                support=max(met.count, len(met.sources)),
                sources=tuple(met.sources),
                synonyms=tuple(sorted(set(met.writings) - {name})),
                demand=Demand(items=met.titles),
            )

    def _category(self, phrase: Run) -> str | None:
        """Where the term points to; None where it is no term."""
        met, asked = self._met[phrase], self._options
        placed = met.categories.total()
        if max(met.titles, met.queries) < asked.least or 2 * placed < asked.least or phrase in self._known:
            return None
        if met.endings + met.queries < asked.ending * met.count:
            return None
        if met.titles >= asked.least and (len(met.brands) < asked.brands or met.firsts > asked.first * met.titles):
            return None
        if met.titles and len(phrase) == 1 and len(met.lefts) < _LEFTS:
            return None  # a part of a name: what it follows is always the same
        within, common = _within(met.categories, self._path), _within(self._categories, self._path)
        every, flat = max(1, self._categories.total()), all(len(self._path(entry)) == 1 for entry in common)
        fit = [
            category
            for category, count in within.items()
            if count >= max(asked.category, min(_NEARLY_ALL, asked.lift * common[category] / every)) * placed
            and (flat or len(self._path(category)) > 1)  # a whole department says nothing
        ]
        return max(fit, key=lambda category: (len(self._path(category)), category), default=None)

    def _is_loose(self, phrase: Run, kept: Mapping[Run, str]) -> bool:
        """Whether its first word only tells more of a thing that has a name: "best lamp", and "glass table lamp" where
        few table lamps are of glass.
        """
        rest = phrase[1:]
        met, inner = self._met[phrase], self._met.get(rest)
        if inner is None or not (rest in kept or rest in self._known):
            return False
        first = self._met.get(phrase[:1])
        spread = (
            first is not None and first.categories and 2 * max(first.categories.values()) < first.categories.total()
        )
        return bool(spread) or 5 * met.count < inner.count

    def _bare(self, run: Run) -> Run:
        """Without modifiers at its ends: "table lamp oak" is a table lamp."""
        while run:
            width = next((n for n in _WIDTHS if len(run) >= n and " ".join(run[-n:]) in self._modifiers), 0)
            if width:
                run = run[:-width]
                continue
            width = next((n for n in _WIDTHS if len(run) >= n and " ".join(run[:n]) in self._modifiers), 0)
            if not width:
                break
            run = run[width:]
        return run

    def _prune(self) -> None:
        if len(self._met) > _MOST_HELD:
            for phrase in [phrase for phrase, met in self._met.items() if met.count == 1]:
                del self._met[phrase]


def _within(counts: Counter[str], path: Callable[[str], Sequence[str]]) -> Counter[str]:
    """Counts of categories with all that lies below them."""
    out: Counter[str] = Counter()
    for category, count in counts.items():
        for above in path(category):
            out[above] += count
    return out


def _phrases(run: Run) -> Iterator[tuple[int, Run, bool]]:
    """All phrases of a run: where each starts, and whether it ends the run."""
    for end in range(1, len(run) + 1):
        for start in range(max(0, end - _MOST_WORDS), end):
            yield start, run[start:end], end == len(run)
