"""The ontology category of an item: given, mapped by a table, drawn with the ontology, by path, name, or title.

In this order, and each with the confidence it has earned:

    given   the item carries an ontology id (or a foreign id of one)                     1.0
    mapped  the user's table in itemcenter.toml names the path                           1.0
    drawn   the bootstrap that drew the ontology from this catalog says so               the bootstrap's probability
    path    the merchant's whole path is the ontology's path                             0.98
    linked  a mapping from another system (Google's) names its category id or path       0.98, less if several fit
    name    the words of the path's last steps cover a category's name                   0.5 to 0.95
    title   the path leads to a category, the title names one below it                   the path's
    text    the title speaks for it, weighed against every other category                its probability
    root    nothing fits: the only root of the ontology, or no category at all           0.1
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple

from itemcenter.library.category_choice import TitleChoices
from itemcenter.library.category_paths import Choice, PathMapper
from itemcenter.library.category_priors import CategoryPriors
from itemcenter.library.category_text import CategoryPredictor, TitleText
from itemcenter.library.linked_categories import LinkedCategories
from itemcenter.library.merchant_path import merchant_path
from itemcenter.ports import Categoriser, Embedder
from itemcenter.retrieval.text_classes import ClassGuess
from itemcenter.schema import (
    CategoryAlternative,
    CategoryId,
    CategoryMapping,
    CategoryMatch,
    Item,
    MerchantCell,
    OntologyRelease,
    TextSpan,
    content_hash,
)
from itemcenter.values.folding import name_key


@dataclass(frozen=True, slots=True)
class CategoryOptions:
    """The [categories] table: merchant path (steps joined by " > ") or last step -> ontology category id.

    min_name_score: share of a category's name that the merchant's steps must cover
    min_text_confidence: probability that a category must have to be taken from a title; its parents are likelier
    """

    table: tuple[tuple[str, str], ...] = ()
    min_name_score: float = 0.6
    min_text_confidence: float = 0.5


_PRIOR_GUESSES = 8


class CategoryMapper:
    """Maps items to categories of one release. Paths are mapped once and remembered.

    embedder: for nearness in meaning; without one titles are read by their words alone
    priors:   what the catalog's labelled items tell, for those without a path
    drawn:    knows the categories of the items beforehand; those that the release does not have are passed over
    links:    mappings from other systems, for merchants who give a category of theirs

    What titles are read with is made when a title is first read: it takes about 0.5 s for 10,000 categories.
    """

    def __init__(
        self,
        release: OntologyRelease,
        options: CategoryOptions,
        embedder: Embedder | None = None,
        priors: CategoryPriors | None = None,
        drawn: Categoriser | None = None,
        links: Sequence[CategoryMapping] = (),
    ) -> None:
        table = {name_key(path): CategoryId(entry) for path, entry in options.table}
        self._paths = PathMapper(release, table, options.min_name_score)
        self._predictor = cache(partial(CategoryPredictor, release, embedder))
        self._drawn = drawn
        self._links = LinkedCategories(release, links)
        self._least = options.min_text_confidence
        self._priors = priors
        self._options, self._encoder = options, "" if embedder is None else embedder.fingerprint
        self._release = release
        roots = release.children.get(None, ())
        self._root = roots[0] if len(roots) == 1 else None

    @property
    def settings(self) -> str:
        """A hash of what, besides the release, decides the categories: options, encoder, priors, what was drawn."""
        priors = "" if self._priors is None else self._priors.fingerprint
        drawn = "" if self._drawn is None else self._drawn.fingerprint
        options = [self._options.table, self._options.min_name_score, self._options.min_text_confidence]
        links = [self._links.fingerprint] if self._links else []
        return content_hash([*options, self._encoder, priors, drawn, *links])

    def with_priors(self, priors: CategoryPriors | None) -> CategoryMapper:
        """The same mapper with other priors; what was made of the release is shared."""
        other = copy.copy(self)
        other._priors = priors
        return other

    @property
    def drawn(self) -> bool:
        """Whether somebody knows categories beforehand, who may look at anything of an item."""
        return self._drawn is not None

    @property
    def linked(self) -> bool:
        """Whether cells of other systems' categories are read."""
        return bool(self._links)

    def same(self, before: Item, after: Item) -> bool:
        """Whether two documents of one text certainly get one category: nothing else that is read differs."""
        if self.drawn or self.linked or before.category_id != after.category_id:
            return False
        return merchant_path(before) == merchant_path(after)

    def map(self, items: Sequence[Item]) -> list[CategoryMatch | None]:
        """One match an item; None where the ontology has several roots and nothing fits."""
        out = self._known(items)
        asked: list[_Asked] = []
        for place, item in enumerate(items):
            if out[place] is not None:
                continue
            path, proof = merchant_path(item)
            choices, method = self._paths.choices(path)
            if self._links and method not in ("mapped", "path"):
                linked, where = self._links.choices(item)
                choices, method, proof = (linked, "linked", where) if linked else (choices, method, proof)
            if choices and not self._open(choices, method):
                out[place] = CategoryMatch(choices[0].category_id, choices[0].confidence, method, _proofs(proof))
            else:
                asked.append(_Asked(place, choices, method, path, proof))
        if asked:
            for entry, match in zip(asked, self._by_title(items, asked), strict=True):
                out[entry.place] = match
        return out

    def _known(self, items: Sequence[Item]) -> list[CategoryMatch | None]:
        """What need not be looked for: the item carries an id, or its category was drawn with the ontology."""
        given = [self._paths.given(item) for item in items]
        out = [None if entry is None else CategoryMatch(entry, 1.0, "given") for entry in given]
        open_ = [place for place, entry in enumerate(given) if entry is None]
        if self._options.table:
            open_ = [p for p in open_ if self._paths.choices(merchant_path(items[p])[0])[1] != "mapped"]
        if self._drawn is not None and open_:
            found = self._drawn.assign([items[place] for place in open_])
            for place, entry in zip(open_, found, strict=True):
                if entry is not None and entry.category_id in self._release.category_by_id:
                    out[place] = CategoryMatch(entry.category_id, entry.confidence, "drawn")
        return out

    def _open(self, choices: list[Choice], method: str) -> bool:
        """Whether a title may decide between the categories that a path may mean, or go further down."""
        return method in ("path", "name", "linked") and (
            len(choices) > 1 or bool(self._release.children.get(choices[0].category_id))
        )

    def _by_title(self, items: Sequence[Item], asked: list[_Asked]) -> Iterator[CategoryMatch | None]:
        texts = [
            TitleText(items[entry.place].title, items[entry.place].brand, "" if entry.choices else " ".join(entry.path))
            for entry in asked
        ]
        predictor = self._predictor()
        for span, prediction in predictor.predict(texts):
            if self._priors is not None:
                prediction = predictor.with_guesses(prediction, self._guesses(self._priors, texts, asked, span))
            choices = TitleChoices(predictor, prediction, len(span), self._least)
            for number, place in enumerate(span):
                entry = asked[place]
                if entry.choices:
                    yield self._along_path(choices, number, entry, items[entry.place])
                else:
                    yield self._by_text(choices, number, entry, items[entry.place])

    @staticmethod
    def _guesses(
        priors: CategoryPriors, texts: Sequence[TitleText], asked: Sequence[_Asked], span: range
    ) -> list[tuple[ClassGuess, ...]]:
        """What the labelled items tell of those whose path says nothing; () for the others: they teach themselves."""
        out: list[tuple[ClassGuess, ...]] = [()] * len(span)
        open_ = [number for number, place in enumerate(span) if not asked[place].choices]
        found = priors.guesses([texts[span[number]].title for number in open_], _PRIOR_GUESSES)
        for number, guesses in zip(open_, found, strict=True):
            out[number] = guesses
        return out

    def _along_path(self, titles: TitleChoices, number: int, asked: _Asked, item: Item) -> CategoryMatch:
        choice, node = titles.below(number, asked.choices)
        others = tuple(
            CategoryAlternative(other.category_id, other.confidence)
            for other in sorted(asked.choices, key=lambda other: -other.confidence)
            if other.category_id not in (choice.category_id, titles.id(node))
        )
        proofs = _proofs(asked.proof)
        if titles.id(node) == choice.category_id:
            return CategoryMatch(choice.category_id, choice.confidence, asked.method, proofs, others)
        spans = titles.evidence(number, item.title, node)
        return CategoryMatch(titles.id(node), choice.confidence, "title", (*proofs, *spans), others)

    def _by_text(self, titles: TitleChoices, number: int, asked: _Asked, item: Item) -> CategoryMatch | None:
        found = titles.best(number)
        if found is None:
            if self._root is None:
                return None
            node = titles.number(self._root)
            return CategoryMatch(self._root, 0.1, "root", (), titles.alternatives(number, node))
        node, confidence = found
        spans = titles.evidence(number, item.title, node)
        others = titles.alternatives(number, node)
        return CategoryMatch(titles.id(node), round(min(1.0, confidence), 4), "text", spans, others)


class _Asked(NamedTuple):
    """An item whose title is to decide. choices: what its path may mean, found by `method`; none if it says nothing."""

    place: int
    choices: list[Choice]
    method: str
    path: tuple[str, ...]
    proof: TextSpan | MerchantCell | None


def _proofs(proof: TextSpan | MerchantCell | None) -> tuple[TextSpan | MerchantCell, ...]:
    return () if proof is None else (proof,)
